"""The archive in a browser: Datasette with pages of our own in front of its tables, read-only.

``server`` puts it together and runs it, ``views`` answers the pages, ``safe`` makes a raw page harmless,
``language`` says everything in Vietnamese or English. Nothing here writes, and nothing asks another host.
"""
