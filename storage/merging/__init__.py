"""Another archive, or an export of one, taken into this: nothing lost, nothing twice.

`incoming` says what can come in, `from_archive` and `from_lines` read it, `rules` decide between two rows of one
thing, `merge` writes, `copying` brings the raw pages and files.
"""
