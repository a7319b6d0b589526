"""What such processes are forked from, once everything is imported: the collector leaves it alone, so that its memory
stays shared; and a TERM to all processes of a service does not end it. Who started them ends them in order, and would
take them for dead without it: it is what tells how they end."""

import gc
import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
gc.collect()
gc.freeze()
