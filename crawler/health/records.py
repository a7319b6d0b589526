"""What a portal's health is judged from, and what is found. Plain data, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

#: The fields whose rules are watched: the others are optional on most portals.
RULED = ("title", "body", "published")


@dataclass(frozen=True, slots=True)
class Before:
    """What a page showed when it was last looked at.

    Attributes:
        published: the day that its own text or head told, where it is its author's: it is older than its first showing
            by more than a day, or stood there on a later day too. Half of all articles show the day of their rendering.
    """

    title: str
    words: int
    published: str | None
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """One page as this run read it.

    Attributes:
        capture: number of the capture.
        kind: what it was taken for: new, changed, unchanged, duplicate, rejected.
        before: what the page showed; None for one that showed no article yet.
        refused: why it is no article, in words; None where it is one.
        published: the day that the page's own text or head tells.
        ruled: the fields among ``RULED`` that the portal's rules gave; None where it has no rules.
        text: hash of the body.
        foreign: whether the text is in another language than Vietnamese; None where it is too short to tell.
        advert: the words that make it an advertisement for gambling, if it is one.
        links: hidden or foreign links to gambling sites on the page, a few of them.
    """

    url: str
    capture: int
    kind: str
    at: datetime
    before: Before | None = None
    refused: str | None = None
    title: str = ""
    words: int = 0
    published: str | None = None
    ruled: frozenset[str] | None = None
    text: int = 0
    foreign: bool | None = None
    advert: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def concerns(self, name: str) -> bool:
        """Whether the page could have a field by rule: a title and a file are an article too, and have no text."""
        return self.ruled is not None and not self.refused and (name != "body" or self.words > 0)


@dataclass(frozen=True, slots=True)
class Front:
    """The entry page of a portal, as far as it tells whose it is.

    ``says``: what the page says of itself where it is none (under maintenance, a login page, …), in words.
    """

    url: str
    host: str
    title: str = ""
    language: str = ""
    classes: frozenset[str] = frozenset()
    vietnamese: bool | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What a portal was like in the runs before.

    Attributes:
        runs: how many of them were measured.
        concerned, ruled: by field, the pages that they read and that could have it, and those of which rules gave it.
        judged, foreign: pages with text enough to tell their language, and those of them that are not in Vietnamese.
        titles, words: of the latest texts.
        front: the entry page when all was well.
        since: when somebody, or time, accepted what the portal is like now; what was before is no measure.
    """

    runs: int = 0
    concerned: Mapping[str, int] = field(default_factory=dict)
    ruled: Mapping[str, int] = field(default_factory=dict)
    judged: int = 0
    foreign: int = 0
    titles: tuple[str, ...] = ()
    words: tuple[int, ...] = ()
    front: Front | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a portal published, as days, in order; and since when it is watched."""

    news: tuple[date, ...]
    watched_since: date
    today: date


@dataclass(frozen=True, slots=True)
class Observed:
    """All that one run saw of a portal.

    Attributes:
        lost: known pages with an article that brought none: address, and what came in its place. Those that the
            listings dropped, few of many, are none: somebody deleted them.
        same: how many known pages the portal itself said to be as they were.
        dead: how many addresses that were never known brought nothing at all.
        front: its entry page; None where none came.
        named: how many links to articles its listings have.
        leads_away: the address on another host that the portal sends its visitors to.
    """

    at: datetime
    looks: tuple[Look, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    front: Front | None = None
    same: int = 0
    dead: int = 0
    named: int = 0
    leads_away: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a portal.

    Attributes:
        kind: a word of ``KINDS``.
        words: what is wrong, for people.
        example: a page that shows it.
        suspects: the captures that are not to be believed.
        since: the day on which it began, where that is not the run's.
    """

    kind: str
    words: str
    example: str | None = None
    suspects: tuple[int, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of a kind of finding.

    Attributes:
        patience: runs in turn that must find it before people are told: what heals by itself is looked at twice.
        advice: what to do about it.
        distrust: whether nothing that the run tells of pages gone and of listings is to be believed.
    """

    patience: int
    advice: str
    distrust: bool = False


_OPEN = "Open the portal in a browser."
_SPIDER = "`giaoban explain` on the example page shows what is read; renew the rules in the portal's spider."
_HELD = "What was suspect is in `giaoban quarantine list`: release or drop it."

#: Every kind of finding, the worst first.
KINDS: Mapping[str, Kind] = {
    "owner": Kind(1, f"{_OPEN} If the domain is lost, take its spider out or give it the new address.", distrust=True),
    "spam": Kind(1, f"The portal was hacked: tell its webmaster. {_HELD}"),
    "foreign": Kind(1, f"The portal may have been hacked: tell its webmaster. {_HELD}"),
    "links": Kind(1, "The portal was hacked: tell its webmaster. Its texts are kept."),
    "closed": Kind(2, f"{_OPEN} Nothing stored is touched; if it stays closed for weeks, ask its office.", True),
    "mass-loss": Kind(2, f"{_OPEN} No page is taken for deleted while this lasts.", distrust=True),
    "failed": Kind(2, f"{_OPEN} If it works there, look at the log and at the spider's addresses."),
    "redesign": Kind(1, f"{_SPIDER} {_HELD} If later runs read as well as before, they are released by themselves."),
    "alike": Kind(1, f"{_SPIDER} {_HELD}"),
    "short": Kind(1, f"{_SPIDER} {_HELD}"),
    "titles": Kind(1, f"{_SPIDER} {_HELD}"),
    "dates": Kind(1, _SPIDER),
    "silence": Kind(1, f"{_OPEN} If there is news, the listing's addresses or its markup have changed."),
}
