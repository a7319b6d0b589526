"""The parts of README that are made from the code, each between two marks (`make docs`)."""

from __future__ import annotations


def with_part(readme: str, name: str, text: str) -> str:
    """The text of README with its part of this name as it should be."""
    begin, end = f"<!-- {name}: made by `make docs` -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = readme.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{text}\n{end}{after}"
