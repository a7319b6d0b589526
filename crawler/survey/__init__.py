"""A look at a portal that nobody has told us of: what it runs on, where its news is listed, what an article looks like.

Pure where it can be: `visit` alone asks the portal for pages.
"""
