"""What is asked of a portal, and when: how deep a listing is read, when a known page is looked at again.

Decisions only; the requests themselves are the spider's.
"""
