"""giaoban.toml to typed settings of this program. Not Scrapy's own settings: those are in ``settings``.

A key is a field of ``Config``: name, default, meaning, what it may hold, and whether it may be said for one portal
alone. What is read, refused and documented follows from that; ``python -m crawler.config`` (`make docs`) writes the
table of keys into README.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.keys import KEY, Choice, Key, Number, Switch, Text, Texts, key
from crawler.marked import with_part

FILE = "giaoban.toml"
# The longest pause or wait that can be meant, in seconds.
LONGEST = 3600
# The longest run that can be meant, in minutes: a week.
LONGEST_RUN = 10_080
# The largest file that can be meant, in megabytes: it is held in memory while it comes.
LARGEST_MB = 500
# The cadence of a portal that is to be left alone.
NEVER = "never"
# The table whose tables hold what is otherwise for one portal: [portals.laocai].
PORTALS = "portals"


class ConfigError(Exception):
    """giaoban.toml cannot be used; the message says which key and what to write."""


def is_proxy(address: str) -> bool:
    """Whether an address can be that of an HTTP proxy: "http://10.0.0.1:3128"."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_metrics_file(path: str) -> bool:
    """Whether node_exporter would read a file of this name."""
    return path.endswith(".prom")


def is_channel(address: str) -> bool:
    """Whether an address can be that of a channel for alerts: "mailto://…"."""
    return re.match(r"[a-z][a-z0-9+.-]*://.", address, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Config:
    """What an operator may set in ``giaoban.toml`` in the archive's folder; what holds for one portal, with ``of``."""

    contact: str = key(
        "", "e-mail or web address, sent with every request so that a webmaster can ask: fill it in", Text()
    )
    delay: float = key(1.0, "pause between two requests to one portal", Number("seconds", 0, LONGEST), per_portal=True)
    timeout: float = key(
        30.0, "how long an answer is waited for", Number("seconds", 0, LONGEST, above=True), per_portal=True
    )
    verify_certificates: bool = key(
        True,
        "whether a portal whose certificate cannot be verified is left alone; false reads it all the same",
        Switch(),
        per_portal=True,
    )
    allow_private: bool = key(
        False,
        "whether a portal may be in a private network, or on this machine: for intranets and replicas",
        Switch(),
        per_portal=True,
    )
    cookies: bool = key(
        False, "keep a portal's cookies while it is visited, where it shows nothing without", Switch(), per_portal=True
    )
    patience: float = key(
        300.0,
        "how long a run waits in all for a portal that asks to be left alone (Retry-After, HTTP 429 and 503); "
        "for more, the next run comes",
        Number("seconds", 0, 86_400),
        per_portal=True,
    )
    crawl_delay_limit: float = key(
        30.0,
        "the longest pause between two requests that a robots.txt is granted (Crawl-delay)",
        Number("seconds", 0, LONGEST),
        per_portal=True,
    )
    robots_errors_forbid: bool = key(
        True,
        "whether a portal whose robots.txt cannot be read (HTTP 5xx, no answer) is left alone, as RFC 9309 has it",
        Switch(),
        per_portal=True,
    )
    attachments: bool = key(True, "fetch the files that articles offer for download", Switch(), per_portal=True)
    attachment_limit_mb: float = key(
        20.0, "a larger file is left out", Number("megabytes", 0, LARGEST_MB, above=True), per_portal=True
    )
    conditional: bool = key(
        True,
        "ask for known pages only if they have changed, where the portal was found to answer that honestly",
        Switch(),
        per_portal=True,
    )
    sitemaps: bool = key(True, "read the portal's sitemaps, once a day at the most", Switch(), per_portal=True)
    sweep_days: int = key(
        7,
        "days after which a listing is read to its end; twice as many where that found no more than the usual reading",
        Number("days", 1, 365, whole=True),
        per_portal=True,
    )
    recheck_pages: int = key(
        100,
        "known pages that one crawl looks at again for their age alone",
        Number("pages", 0, 10_000, whole=True),
        per_portal=True,
    )
    cadence: str = key(
        "learned",
        "how often `giaoban schedule` has a portal visited; `learned`: by how much it publishes, from every two hours "
        "to once a day; `never`: only where a command names it",
        Choice(("learned", "1h", "2h", "3h", "4h", "6h", "8h", "12h", "1d", "1w", NEVER)),
        per_portal=True,
    )
    proxy: str = key(
        "", "HTTP proxy for all requests", Text("the address of an HTTP proxy, such as http://127.0.0.1:3128", is_proxy)
    )
    metrics_file: str = key(
        "",
        "a file that every crawl writes for Prometheus' node_exporter (in the archive's folder, unless it says where)",
        Text("a path that ends in .prom, for node_exporter reads no other", is_metrics_file),
    )
    alerts: tuple[str, ...] = key(
        (),
        "who is told when a portal breaks, and when it is well again: any addresses of apprise, such as "
        "`mailtos://user:password@mail.example.vn?to=me@example.vn` or `jsons://hook.example.vn/giaoban`",
        Texts(Text("the address of a channel as apprise knows them, such as mailto:// or json://", is_channel)),
    )
    log_level: str = key("INFO", "how much stands in the log", Choice(("DEBUG", "INFO", "WARNING", "ERROR")))
    processes: int = key(
        0,
        "processes that crawl beside each other; 0: as many as there are cores",
        Number("processes", 0, 64, whole=True),
    )
    portals_at_once: int = key(
        100, "portals visited at the same time; the others follow", Number("portals", 1, 2000, whole=True)
    )
    worker_portals: int = key(
        500,
        "portals after which a process makes way for a new one, lest a library that leaks fills the memory",
        Number("portals", 1, 100_000, whole=True),
    )
    worker_memory_mb: int = key(
        600,
        "memory of a process after which it makes way for a new one; at twice as much it is ended",
        Number("megabytes", 100, 1_000_000, whole=True),
    )
    budget_minutes: float = key(
        0.0,
        "minutes after which a run ends with what it has, and the next goes on; 0: no limit",
        Number("minutes", 0, LONGEST_RUN),
    )
    spiders: tuple[str, ...] = key(
        (),
        "folders with spiders of your own, as seen from the archive's folder, loaded beside the built-in ones",
        Texts(Text("the name of a folder in quotes")),
    )
    # What is said for one portal alone, by its name: see `of`.
    portals: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def worker_processes(self) -> int:
        """How many processes crawl beside each other."""
        return self.processes or os.cpu_count() or 1

    def of(self, portal: str) -> Config:
        """What holds for one portal."""
        return replace(self, **self.portals.get(portal, {}), portals={})

    def told(self, **values: Any) -> Config:
        """With values of the command line, which count for every portal, whatever the file says."""
        told = {name: value for name, value in values.items() if value is not None}
        portals = {
            portal: {name: value for name, value in own.items() if name not in told}
            for portal, own in self.portals.items()
        }
        return replace(self, **told, portals=portals)


def keys() -> dict[str, Key]:
    """Every key that giaoban.toml may have, by name, in the order of documentation."""
    return {each.name: each.metadata[KEY] for each in fields(Config) if KEY in each.metadata}


def load(home: Path, portals: Iterable[str] | None = None) -> Config:
    """Reads the configuration of an archive; the defaults where there is none.

    Args:
        portals: the names that ``[portals.NAME]`` may have; any, if they are not given.

    Raises:
        ConfigError: the file is no TOML, has an unknown key or portal, or a value that a key does not take.
    """
    path = home / FILE
    if not path.exists():
        return Config()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors put a mark before
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path} cannot be read: byte {error.start + 1} of it is no UTF-8; save it as that."
        ) from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    own = table.pop(PORTALS, {})
    if not isinstance(own, dict) or not all(isinstance(values, dict) for values in own.values()):
        raise ConfigError(f"{path}: what holds for one portal stands under its name, as [portals.laocai].")
    if portals is not None:
        known = list(portals)
        for name in own:
            if name not in known:
                raise ConfigError(f"{path}: there is no portal {name!r}{_nearest(name, known)}.")
    read = {name: _read(path, values, f"{PORTALS}.{name}.") for name, values in own.items()}
    return Config(**_read(path, table), portals=read)


def _read(path: Path, table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of a table; ``prefix`` is its name, where it is that of a portal."""
    known = keys()
    allowed = [name for name, each in known.items() if each.per_portal or not prefix]
    values = {}
    for name, value in table.items():
        if name not in known:
            raise ConfigError(f"{path}: there is no setting {prefix + name!r}{_nearest(name, allowed)}.")
        if name not in allowed:
            raise ConfigError(f"{path}: {name} holds for all portals; it must stand above every [{PORTALS}.…].")
        try:
            values[name] = known[name].kind.read(value)
        except ValueError as error:
            raise ConfigError(f"{path}: {prefix}{name} must be {error}, not {value!r}.") from error
    return values


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}" if close else f" (there are: {', '.join(known)})"


def documented(readme: str) -> str:
    """The text of README with its table of keys as it should be."""
    return with_part(readme, "keys", _key_table())


def _key_table() -> str:
    lines = ["| key | default | a portal's own | means | takes |", "| --- | --- | :---: | --- | --- |"]
    defaults = Config()
    for name, each in keys().items():
        default = json.dumps(getattr(defaults, name))
        yes = "yes" if each.per_portal else ""
        lines.append(f"| `{name}` | `{default}` | {yes} | {each.meaning} | {each.kind.takes} |")
    return "\n".join(lines) + "\n"


def main(path: Path) -> None:
    path.write_text(documented(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
