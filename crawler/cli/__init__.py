"""The ``giaoban`` command: a thin face, one module a command."""
