"""Captures, from bytes to rows: what the archive process does, in transactions of a few captures each.

What a portal repeats is learned on the way. What is known only when a portal's run is over is the business of
``conclude``.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawler.conclude import PortalRun, conclude
from crawler.dates import month_first_places
from crawler.extract import NOTHING_LEARNED, VERSION, Opened, Profile, Rules, extract_opened, learn, open_page
from crawler.fetch.validators import look
from crawler.health.watch import Checked, RunFacts, Watch
from storage import learned, warc
from storage.errors import ArchiveError
from storage.learned import Validator
from storage.records import Article, Capture, CaptureRef, NotModified, Outcome
from storage.similarity import content_hash
from storage.store import PageState, Store

logger = logging.getLogger(__name__)

EXTRACTOR_FAILED = "the extractor failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A capture that is on disk, and what is known of its portal's markup; ``control``: the portal has just said, asked
    with this validator, that the page was not modified."""

    capture: Capture
    ref: CaptureRef
    rules: tuple[Rules, ...]
    control: Validator | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Captures read: their articles in order, and what is known of their portals once they are."""

    articles: tuple[Article, ...]
    profiles: Mapping[str, Profile]


def read_jobs(jobs: Sequence[Job], profiles: Mapping[str, Profile]) -> Read:
    """Captures, from bytes to articles; ``profiles``: what is known of each of their portals.

    All of them are learned from before any is extracted: the first articles of a portal gain by it too.
    """
    pages = [_opened(job) for job in jobs]
    learned = {portal: _learned(portal, known, pages) for portal, known in profiles.items()}
    return Read(tuple(_extracted(page, learned[page.capture.portal]) for page in pages), learned)


class Archiving:
    """An archive being filled: its store, and what each portal repeats as far as it is stored.

    ``database``: where that is, if not in the archive's folder.
    """

    def __init__(self, home: Path, database: Path | None = None) -> None:
        self.store = Store(database or home / "articles.db")
        self.warc = home / "warc"
        self.profiles: dict[str, Profile] = {}
        self.watch = Watch(self.store)
        # Pages that were read before much was known of their portal; kept with its profile, for a run may be killed.
        self.early: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def archive(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Captures, from bytes to rows, in one transaction."""
        return self.keep(jobs, read_jobs(jobs, {portal: self.profile(portal) for portal in portals_of(jobs)}))

    def keep(self, jobs: Sequence[Job], read: Read) -> list[Outcome]:
        """Captures that were read, to rows, in one transaction."""
        before = {portal: (self.profile(portal), len(self.early[portal])) for portal in read.profiles}
        with self.store.batch():
            outcomes = [
                self._save(job, article, read.profiles[job.capture.portal])
                for job, article in zip(jobs, read.articles, strict=True)
            ]
            for portal, profile in read.profiles.items():
                if (profile, len(self.early[portal])) != before[portal]:
                    at = max(job.capture.fetched_at for job in jobs if job.capture.portal == portal)
                    self._save_profile(portal, profile, at)
        self.profiles |= read.profiles
        return outcomes

    def finish(self, run: PortalRun) -> tuple[int, Checked]:
        """The end of one portal's run: how many pages were found to be gone, and whether the portal is well.

        Its health comes first: what a portal that is not well tells of itself is not taken in (``conclude``). The
        first pages of a new portal were read when next to nothing was known of it: they are read again.
        """
        profile = self.profile(run.portal)
        with self.store.batch():
            for url in self.early[run.portal]:
                if again := self._read_again(url, run.rules, profile):
                    self.store.reread(url, again)
            if self.early[run.portal] and profile.settled:
                self.early[run.portal].clear()
                self._save_profile(run.portal, profile, run.finished)
            self._learn_order_of_dates(run)
            checked = self.watch.finish(_facts(run), lambda ref: self._read(ref, run.rules, self.profile(run.portal)))
        return conclude(self.store, run, self.profile(run.portal), believed=checked.believed), checked

    def _learn_order_of_dates(self, run: PortalRun) -> None:
        """Where the portal's dates now prove another order than before, what was read so far is read again."""
        before = self.profile(run.portal)
        proven = month_first_places(self.store.date_texts(run.portal))
        if proven == before.month_first:
            return
        profile = self.profiles[run.portal] = replace(before, month_first=proven)
        self._save_profile(run.portal, profile, run.finished)
        for url in self.store.dated_at(run.portal, proven ^ before.month_first):
            if again := self._read_again(url, run.rules, profile):
                self.store.correct_dates(url, again)

    def profile(self, portal: str) -> Profile:
        """What is known of a portal."""
        if portal not in self.profiles:
            stored = self.store.profile(portal)
            told = json.loads(stored) if stored else {}
            self.profiles[portal] = Profile.from_json(told)
            self.early[portal] = dict.fromkeys(told.get("early", ()))
        return self.profiles[portal]

    def _save_profile(self, portal: str, profile: Profile, at: datetime) -> None:
        early = {"early": [*self.early[portal]]} if self.early[portal] else {}
        self.store.save_profile(portal, json.dumps(profile.as_json() | early), at=at)

    def _save(self, job: Job, article: Article, profile: Profile) -> Outcome:
        page = job.capture.page
        shown = self.watch.before(page)
        article = self.watch.screened(page, article)
        if article.not_article is None and self.store.shows(page, article) is False:
            # Did the page change, or does the profile (or the extractor) only know more now? The page as it was,
            # read the same way, tells.
            again = self._read_again(page, job.rules, profile)
            if again and again.not_article is None and content_hash(again) == content_hash(article):
                self.store.reread(page, again)
        before = self.store.page(page)
        outcome = self.store.save(job.capture, article, job.ref)
        if before is not None and before.article_id is not None and outcome.kind != "rejected":
            self._weigh_validators(before, job, changed=is_another_text(outcome))
        self.watch.saw(job.capture, article, outcome, shown, bool(job.rules))
        if not profile.settled and outcome.kind not in ("unchanged", "rejected"):
            self.early[job.capture.portal][page] = None
        return outcome

    def note_not_modified(self, item: NotModified) -> None:
        """A page that is as it was, as its portal says."""
        self.watch.saw_no_change(item.portal)
        with self.store.batch():
            learned.note_not_modified(self.store, item.page, item.at)
            counts = {"not_modified": 1}
            learned.note_validator(self.store, item.portal, item.validator, counts, at=item.at, page=item.page)

    def _weigh_validators(self, before: PageState, job: Job, *, changed: bool) -> None:
        """What a look at a known page tells of how honest its portal is; the word of one that lied counts no more."""
        portal, at, page = job.capture.portal, job.capture.fetched_at, job.capture.page
        told = look(before, job.capture, changed=changed)
        if job.control:
            told[job.control] = told.get(job.control, {}) | {"controls": 1, "lies": int(changed)}
        for kind, counts in told.items():
            learned.note_validator(self.store, portal, kind, counts, at=at, page=page)
        if any(counts.get("stayed") or counts.get("lies") for counts in told.values()):
            learned.take_back_not_modified(self.store, portal)

    def _read_again(self, page: str, rules: tuple[Rules, ...], profile: Profile) -> Article | None:
        """What the capture that a page's article came from says now; None where it cannot be read."""
        ref = self.store.latest_capture(page)
        read = self._read(ref, rules, profile) if ref else None
        return read[1] if read else None

    def _read(self, ref: CaptureRef, rules: tuple[Rules, ...], profile: Profile) -> tuple[Capture, Article] | None:
        """A capture and what it says now; None where it cannot be read."""
        try:
            capture = warc.read(self.warc, ref)
        except ArchiveError as error:
            logger.warning("%s", error)
            return None
        article = read_again(capture, rules, profile)
        return (capture, article) if article else None


def _facts(run: PortalRun) -> RunFacts:
    listings = {order.url: order.items for order in run.listings}
    return RunFacts(run.portal, run.started, run.absences, listings, run.named, run.front, run.leads_away)


def is_another_text(outcome: Outcome) -> bool:
    """Whether a page that was known shows another text than before."""
    return outcome.kind in ("new", "changed", "duplicate")


def stored_profile(store: Store, portal: str) -> Profile:
    """What an archive has learned of a portal."""
    stored = store.profile(portal)
    return Profile.from_json(json.loads(stored)) if stored else NOTHING_LEARNED


def read_again(capture: Capture, rules: tuple[Rules, ...], profile: Profile) -> Article | None:
    """What a capture says as captures are read now; None where the extractor fails on it."""
    try:
        return extract_opened(open_page(capture, rules), profile)
    except Exception as error:
        _failed(capture, error)
        return None


def portals_of(jobs: Iterable[Job]) -> set[str]:
    """The portals that captures are of."""
    return {job.capture.portal for job in jobs}


def _learned(portal: str, known: Profile, pages: Iterable[Opened]) -> Profile:
    try:
        return learn(known, [page.page for page in pages if page.page and page.capture.portal == portal])
    except Exception:
        logger.exception("nothing could be learned of %s", portal)
        return known


def _opened(job: Job) -> Opened:
    """An extractor that fails loses nothing: the page is in the WARC file, and its reject says so."""
    try:
        return open_page(job.capture, job.rules)
    except Exception as error:
        return Opened(job.capture, refused=_failed(job.capture, error))


def _extracted(page: Opened, profile: Profile) -> Article:
    try:
        return extract_opened(page, profile)
    except Exception as error:
        return Article(version=VERSION, not_article=_failed(page.capture, error))


def _failed(capture: Capture, error: Exception) -> str:
    logger.exception("the extractor failed on %s", capture.url)
    return f"{EXTRACTOR_FAILED}: {type(error).__name__}"
