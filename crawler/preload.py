"""What such processes are forked from, once everything is imported: the collector leaves it alone, so that
its memory stays shared."""

import gc

gc.collect()
gc.freeze()
