"""A portal watched while it is crawled: what its pages said, what that means at the end, and what is done about it.

The edge of this package: it reads the archive, asks the rules, and writes events, measures and the quarantine. Runs in
the archive process; transactions are the caller's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from crawler.dates.forms import VIETNAM
from crawler.extract.text import fold
from crawler.health import front, quarantine
from crawler.health.records import KINDS, RULED, Before, Finding, Look, Observed, Past, Rhythm
from crawler.health.rules import Verdict, judge
from crawler.health.silence import silence
from crawler.health.words import advert, gambling_links, is_foreign
from storage import health
from storage.instants import moment, stamp
from storage.records import Absence, Article, Capture, DateFact, Outcome
from storage.store import Store

# A redesign is the portal's new face once so many runs in turn read it as well as they read the old one.
STABLE = 3
# What only another page says of a page is no evidence that the page still shows it.
_BESIDE = ("listing", "feed", "neighbours")
_A_DAY = len("2019-07-30")
_MOVED = "it has moved to "


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the crawl tells of a portal's run beside its captures; see ``Observed``."""

    portal: str
    started: datetime
    absences: Sequence[Absence]
    listings: Mapping[str, Sequence[str]]
    named: int
    front: Capture | None = None
    leads_away: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run's health came to.

    Attributes:
        findings: JSON of what is wrong: kind, words, example, since.
        held: how many captures were held, by what they had been taken for.
        believed: whether what the run tells of listings and of pages that are gone is to be taken in.
    """

    findings: tuple[dict[str, Any], ...] = ()
    held: Mapping[str, int] = field(default_factory=dict)
    believed: bool = True


class Watch:
    """The looks of the portals that are being crawled."""

    def __init__(self, store: Store) -> None:
        self.store = store
        # By page: what had to be stored anew, after a fault, is one look.
        self.looks: defaultdict[str, dict[str, Look]] = defaultdict(dict)
        self.same: Counter[str] = Counter()

    def before(self, url: str) -> Before | None:
        """What a page showed so far."""
        row = health.page_before(self.store.connection, url)
        if row is None:
            return None
        return Before(row["title"] or "", row["words"], _authors_day(row), moment(row["first_seen"]))

    def screened(self, page: str, article: Article) -> Article:
        """The article, or that it is held: what is an advertisement is not believed for a moment."""
        if article.not_article is not None or not (terms := advert(article.title, article.text)):
            return article
        if self.store.shows(page, article):
            return article  # somebody released it
        return replace(article, not_article=f"{quarantine.HELD}: it advertises gambling ({', '.join(terms[:3])})")

    def saw(self, capture: Capture, article: Article, outcome: Outcome, before: Before | None, has_rules: bool) -> None:
        """Takes in what was made of a capture that is stored now."""
        number = health.newest_capture(self.store.connection, outcome.page_id)
        held = (article.not_article or "").startswith(quarantine.HELD)
        terms = advert(article.title, article.text) if held else ()
        if held:
            reason = article.not_article or ""
            health.hold(self.store.connection, [(number, article.title)], "spam", reason, capture.fetched_at)
        text = article.text
        self.looks[capture.portal][capture.page] = Look(
            url=capture.page,
            capture=number,
            kind=outcome.kind,
            at=capture.fetched_at,
            before=before,
            refused=article.not_article,
            title=article.title,
            words=len(text.split()),
            published=_day(article.published),
            ruled=_ruled(article) if has_rules else None,
            text=hash(fold(text)),
            foreign=is_foreign(text),
            advert=terms,
            links=gambling_links(capture.body, urlsplit(capture.url).hostname or ""),
        )

    def saw_no_change(self, portal: str) -> None:
        """Takes in that a known page is as it was, as its portal says."""
        self.same[portal] += 1

    def finish(self, run: RunFacts, reread: quarantine.Reread) -> Checked:
        """Judges a portal's run and does what follows from it.

        Args:
            reread: reads a capture again; None where it cannot be read.
        """
        looks = tuple(self.looks.pop(run.portal, {}).values())
        since, known_front = health.norm(self.store.connection, run.portal)
        observed = self._observed(run, looks)
        past = self._past(run, since, known_front)
        verdicts = judge(observed, past)
        if observed.named:
            verdicts["silence"] = silence(self._rhythm(run))
        held = self._settle(run, looks, verdicts, reread)
        found = [verdict for verdict in verdicts.values() if isinstance(verdict, Finding)]
        self._remember(run, observed, found)
        return Checked(
            tuple(map(_as_json, found)), held, believed=not any(KINDS[finding.kind].distrust for finding in found)
        )

    # -- what there is to judge from --------------------------------------------------------------------

    def _observed(self, run: RunFacts, looks: tuple[Look, ...]) -> Observed:
        dropped = self._dropped(run)
        lost = [(look.url, look.refused) for look in looks if look.before and look.refused and not look.advert]
        dead = 0
        for absence in run.absences:
            state = self.store.page(absence.page)
            if state is None or state.article_id is None:
                dead += 1
            elif absence.page not in dropped and not absence.reason.startswith(_MOVED):
                lost.append((absence.page, absence.reason))
        shown = front.front_of(run.front) if run.front else None
        return Observed(
            at=run.started,
            looks=looks,
            lost=tuple(lost),
            same=self.same.pop(run.portal, 0),
            front=shown,
            dead=dead,
            named=run.named,
            leads_away=run.leads_away,
        )

    def _dropped(self, run: RunFacts) -> set[str]:
        """The pages that listings had and have no more; none, where it is half of them: that is no editor."""
        known = {item for url in run.listings if (state := self.store.listing(url)) for item in state.items}
        dropped = known - {item for items in run.listings.values() for item in items}
        return dropped if len(dropped) < len(known) / 2 else set()

    def _past(self, run: RunFacts, since: str, known_front: Mapping[str, Any] | None) -> Past:
        connection = self.store.connection
        runs = health.measures(connection, run.portal, since)
        texts = health.latest_texts(connection, run.portal, run.started)
        total = Counter[str]()
        for measured in runs:
            total.update(measured)
        return Past(
            runs=len(runs),
            concerned={name: total[f"{name}_of"] for name in RULED},
            ruled={name: total[name] for name in RULED},
            judged=total["judged"],
            foreign=total["foreign"],
            titles=tuple(title for title, _ in texts),
            words=tuple(words for _, words in texts),
            front=front.from_json(known_front) if known_front else None,
            since=moment(since) if since else None,
        )

    def _rhythm(self, run: RunFacts) -> Rhythm:
        news = tuple(map(date.fromisoformat, health.days_of_news(self.store.connection, run.portal)))
        today = run.started.astimezone(VIETNAM).date()
        first = health.first_crawled(self.store.connection, run.portal)
        return Rhythm(news, date.fromisoformat(first) if first else today, today)

    # -- what follows -----------------------------------------------------------------------------------

    def _settle(
        self, run: RunFacts, looks: Sequence[Look], verdicts: Mapping[str, Verdict], reread: quarantine.Reread
    ) -> Mapping[str, int]:
        """Notes what is wrong and what is well again, holds what is suspect and lets go what proved right; returns how
        many captures are held now, by what they had been taken for."""
        connection, at = self.store.connection, run.started
        taken_for = {look.capture: look.kind for look in looks}
        held: Counter[str] = Counter()
        for kind, verdict in verdicts.items():
            if verdict is True:
                health.close_event(connection, run.portal, kind, "well again", at)
            if not isinstance(verdict, Finding):
                continue
            since = datetime.combine(verdict.since, time(), VIETNAM) if verdict.since else None
            times = health.note_event(
                connection, run.portal, kind, verdict.words, example=verdict.example, at=at,
                patience=KINDS[kind].patience, since=since,
            )  # fmt: skip
            # Where the listings are not read either, people have to renew the spider.
            if kind == "redesign" and times >= STABLE and run.named and _reads_well(verdicts):
                self._accept_redesign(run, reread)
                continue
            fresh = quarantine.hold(self.store, verdict.suspects, kind, verdict.words, at)
            held.update(taken_for[capture] for capture in fresh)
        quarantine.drop_overtaken(self.store, run.portal, at)
        return held

    def _accept_redesign(self, run: RunFacts, reread: quarantine.Reread) -> None:
        outcome = f"{STABLE} runs in turn read the new design as well as the old one: it is the portal's own now"
        health.close_event(self.store.connection, run.portal, "redesign", outcome, run.started)
        _, shape = health.norm(self.store.connection, run.portal)
        health.save_norm(self.store.connection, run.portal, front=shape, since=stamp(run.started))
        waiting = health.held(self.store.connection, portal=run.portal, kinds=["redesign"])
        quarantine.release(self.store, waiting, reread, by="the redesign proved right", at=run.started)

    def _remember(self, run: RunFacts, observed: Observed, found: Sequence[Finding]) -> None:
        """Keeps what the portal is like, if this is what it is like: an odd run is no measure for the next."""
        kinds = {finding.kind for finding in found}
        since, _ = health.norm(self.store.connection, run.portal)
        accepted = since == stamp(run.started)
        if observed.front and observed.named and not observed.front.says and not kinds & _STRANGE:
            health.save_norm(self.store.connection, run.portal, front=front.as_json(observed.front))
        looks = [look for look in observed.looks if not look.refused]
        if looks and (accepted or not kinds - {"silence", "links", "spam"}):
            health.save_measures(self.store.connection, run.portal, run.started, _measured(looks))


# What makes an entry page, or the pages behind it, somebody else's.
_STRANGE = {"owner", "closed", "foreign", "mass-loss"}


def _measured(looks: Sequence[Look]) -> dict[str, int]:
    told: dict[str, int] = {"looks": len(looks)}
    for name in RULED:
        concerned = [look for look in looks if look.concerns(name)]
        told |= {name: sum(name in (look.ruled or ()) for look in concerned), f"{name}_of": len(concerned)}
    judged = [look.foreign for look in looks if look.foreign is not None]
    return told | {"judged": len(judged), "foreign": sum(judged)}


def _reads_well(verdicts: Mapping[str, Verdict]) -> bool:
    """Whether nothing is wrong with a portal but its look."""
    return not any(isinstance(verdict, Finding) for kind, verdict in verdicts.items() if kind not in _OF_ITS_OWN)


_OF_ITS_OWN = {"redesign", "silence", "links", "spam"}


def _ruled(article: Article) -> frozenset[str]:
    return frozenset(name for name in RULED if article.sources.get(name, "").startswith("rule:"))


def _day(published: DateFact) -> str | None:
    """The day that a page itself tells."""
    if not published.value or len(published.value) < _A_DAY or published.evidence in _BESIDE:
        return None
    return published.value[:_A_DAY]


def _authors_day(row: Mapping[str, Any]) -> str | None:
    """The day that a page told of itself, if its author set it; see ``Before``."""
    if not row["published"] or row["published_evidence"] in _BESIDE or len(row["published"]) < _A_DAY:
        return None
    day = date.fromisoformat(row["published"][:_A_DAY])
    first, last = (moment(row[name]).astimezone(VIETNAM).date() for name in ("first_seen", "last_seen"))
    return day.isoformat() if day < first - timedelta(days=1) or last > day else None


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "words": finding.words,
        "example": finding.example,
        "since": finding.since.isoformat() if finding.since else None,
    }
