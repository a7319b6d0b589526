"""One portal, one short file: a name and a handful of facts on the base of its platform."""
