"""Which portals there are spiders for: those of this package, of packages that name them, of an operator's folders.

One that cannot be loaded is told, and is no reason to leave the others out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from scrapy.utils.spider import iter_spider_classes

from crawler.extract import Rules
from crawler.own_spiders import spider_folders
from crawler.portal import PortalSpider
from crawler.settings import SPIDER_MODULES

# What a package declares: `[project.entry-points."giaoban.spiders"]`, `any-name = "its_package.its_spiders"`.
ENTRY_POINTS = "giaoban.spiders"
# How files begin that a folder of spiders may hold beside them.
NO_SPIDER = ("_", "test_", "conftest")
# How the modules of folders are named: so that no other has the name.
_OF_FOLDER = "giaoban_spiders_"


@dataclass(frozen=True, slots=True)
class BrokenSpider:
    """A module, a folder or a spider that cannot be used, and why, in words."""

    module: str
    error: str

    def __str__(self) -> str:
        return f"the spider {self.module} cannot be loaded: {self.error}"


@dataclass(frozen=True, slots=True)
class _Known:
    portals: dict[str, type[PortalSpider]]
    platforms: dict[str, type[PortalSpider]]
    rules: tuple[Rules, ...]
    broken: tuple[BrokenSpider, ...]


def load_portals() -> dict[str, type[PortalSpider]]:
    """Every portal that there is a spider for, by name; a spider that cannot be loaded is left out."""
    return dict(sorted(_known(spider_folders()).portals.items()))


def load_platforms() -> dict[str, type[PortalSpider]]:
    """The bases of portals, by the name of their platform."""
    return dict(sorted(_known(spider_folders()).platforms.items()))


def about(base: type[PortalSpider]) -> str:
    """Which portals a base is for, in a line."""
    return (base.__doc__ or "").strip().splitlines()[0].rstrip(".")


def portal_at(url: str) -> type[PortalSpider] | None:
    """The portal whose host an address has."""
    try:
        parts = urlsplit(url)
        host, place = parts.hostname or "", parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return None
    hosts = (host, host.removeprefix("www."), place)
    portals = load_portals().values()
    return next((portal for portal in portals if not {portal.host, *portal.aliases}.isdisjoint(hosts)), None)


def spider_class(module: str, name: str) -> type[PortalSpider]:
    """The spider of a name in a module, in a process that may not have loaded any yet."""
    if module.startswith(_OF_FOLDER):
        _known(spider_folders())
    found: type[PortalSpider] = getattr(import_module(module), name)
    return found


def broken_spiders() -> list[BrokenSpider]:
    """What cannot be loaded: one of them is no reason to leave the other portals out."""
    return list(_known(spider_folders()).broken)


def load_rules() -> tuple[Rules, ...]:
    """The rules of every platform, for pages of portals that nobody has told us of: the ``RULES`` of their modules."""
    return _known(spider_folders()).rules


@cache
def _known(folders: tuple[Path, ...]) -> _Known:
    portals: dict[str, type[PortalSpider]] = {}
    platforms: dict[str, type[PortalSpider]] = {}
    rules: list[Rules] = []
    broken: list[BrokenSpider] = []
    for module in _modules(folders):
        if isinstance(module, BrokenSpider):
            broken.append(module)
            continue
        for spider in iter_spider_classes(module):
            if not issubclass(spider, PortalSpider):
                continue
            first = portals.setdefault(spider.name, spider)
            if first is not spider:
                taken = f"the name {spider.name!r} is taken by {_place(first)}; that one is used"
                broken.append(BrokenSpider(_place(spider), taken))
        for base in vars(module).values():
            if _is_platform(base) and base.__module__ == module.__name__:
                platforms.setdefault(base.platform, base)
        said = getattr(module, "RULES", ())
        # A platform may read articles by another's rules, which its module then has too.
        rules += [one for one in ([said] if isinstance(said, Rules) else said) if one not in rules]
    return _Known(portals, platforms, tuple(rules), tuple(broken))


def _is_platform(value: Any) -> TypeGuard[type[PortalSpider]]:
    return isinstance(value, type) and issubclass(value, PortalSpider) and bool(value.platform) and not _is_named(value)


def _is_named(spider: type[PortalSpider]) -> bool:
    return bool(getattr(spider, "name", None))


def _modules(folders: tuple[Path, ...]) -> Iterator[ModuleType | BrokenSpider]:
    for package in map(import_module, SPIDER_MODULES):
        yield from _below(package)
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        yield from _of_package(entry)
    for folder in folders:
        yield from _of_folder(folder)


def _below(package: ModuleType) -> Iterator[ModuleType | BrokenSpider]:
    for _, name, _ in walk_packages(package.__path__, package.__name__ + ".", onerror=lambda _: None):
        try:
            yield import_module(name)
        except (Exception, SystemExit) as error:  # whatever a spider's author wrote
            yield BrokenSpider(name, f"{type(error).__name__}: {error}")


def _of_package(entry: EntryPoint) -> Iterator[ModuleType | BrokenSpider]:
    """What a package offers: a module with spiders, or a package of such."""
    try:
        module = import_module(entry.module)
    except (Exception, SystemExit) as error:
        yield BrokenSpider(f"{entry.value} ({ENTRY_POINTS})", f"{type(error).__name__}: {error}")
        return
    yield module
    if hasattr(module, "__path__"):
        yield from _below(module)


def _of_folder(folder: Path) -> Iterator[ModuleType | BrokenSpider]:
    if not folder.is_dir():
        yield BrokenSpider(str(folder), "there is no such folder")
        return
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # behind all else: a spider may import another file of its folder
    prefix = f"{_OF_FOLDER}{blake2b(str(folder).encode(), digest_size=4).hexdigest()}"
    for file in sorted(folder.glob("*.py")):
        if not file.name.startswith(NO_SPIDER):
            yield _of_file(file, f"{prefix}_{file.stem}")


def _of_file(file: Path, name: str) -> ModuleType | BrokenSpider:
    spec = spec_from_file_location(name, file)
    assert spec and spec.loader
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        return BrokenSpider(str(file), f"{type(error).__name__}: {error}")
    return module


def _place(spider: type[PortalSpider]) -> str:
    """Where a spider stands: the file, for one that is not in a package."""
    module = sys.modules[spider.__module__]
    return module.__name__ if "." in module.__name__ else str(module.__file__)
