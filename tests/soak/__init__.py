"""Long trials of what has to hold at any moment; run by ``make soak``, not by ``make test``."""
