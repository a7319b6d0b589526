"""Exit codes: an interface, documented in README."""

DONE, NOT_FOUND, USAGE, ARCHIVE, PORTAL, LOCKED, INTERNAL = 0, 1, 2, 3, 4, 5, 70
