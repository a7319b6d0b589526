"""The reference of spiders names all that a spider can say, and nothing else."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest

from crawler.extract import Rules
from crawler.fetch.addresses import Forms
from crawler.portal import PortalSpider
from crawler.portals import load_platforms

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "spiders.md").read_text(encoding="utf-8")
# Made by Scrapy or from other facts.
_NO_FACTS = frozenset(("allowed_domains",))


def named(heading: str) -> set[str]:
    """What the first column of the table below a heading names."""
    section = re.split(rf"^#+ {heading}$", REFERENCE, flags=re.MULTILINE)[1].split("\n#")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_fact_of_a_spider_is_there() -> None:
    facts = {
        name for name, kind in get_type_hints(PortalSpider, include_extras=True).items() if "ClassVar" in str(kind)
    }
    own = {name for name in facts if name in PortalSpider.__annotations__}
    assert named("Facts") == (own - _NO_FACTS) | {"name"}


@pytest.mark.parametrize(("heading", "kind"), [("Forms", Forms), ("Rules", Rules)])
def test_every_field_is_there(heading: str, kind: type) -> None:
    assert named(heading) == {field.name for field in fields(kind)}


def test_every_base_is_there() -> None:
    bases = {f"{base.__module__.rpartition('.')[2]}.{base.__name__}" for base in load_platforms().values()}
    assert named("Bases") == bases


def test_what_a_base_may_say_in_python_is_there() -> None:
    sentence = REFERENCE.partition("a base may say it in Python:")[2].partition("(")[0]
    hooks = re.findall(r"`(\w+)`", sentence)
    assert hooks
    assert all(callable(getattr(PortalSpider, hook)) for hook in hooks)


@pytest.mark.parametrize("page", ["docs/add-a-portal.md", "docs/spiders.md", "README.md"])
def test_links_between_the_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / target).exists(), target
