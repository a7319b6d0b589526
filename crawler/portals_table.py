"""The tables of portals and platforms in README, made from the code (`make docs`)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from crawler.marked import with_part
from crawler.portals import about, load_platforms, load_portals


def documented(readme: str) -> str:
    """The text of README with its tables of portals as they should be."""
    return with_part(readme, "portals", f"{_platforms()}\n{_portals()}")


def _platforms() -> str:
    number = Counter(portal.platform for portal in load_portals().values())
    rows = (
        (f"`{base.__module__}.{base.__name__}`", about(base), str(number[name] or ""))
        for name, base in load_platforms().items()
    )
    return _table(("base", "portals like", "built in"), rows)


def _portals() -> str:
    rows = ((f"`{p.name}`", p.host, p.platform, p.site) for p in load_portals().values())
    return _table(("portal", "host", "platform", "whose it is"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(documented(path.read_text(encoding="utf-8")), encoding="utf-8")
