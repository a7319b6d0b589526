"""One module a platform: what the portals that run on it share, their addresses, listings and markup rules."""
