"""A real WordPress on loopback: Debian's packages, unpacked into a temporary folder and filled with our own writing."""
