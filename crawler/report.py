"""What a run did, at each portal and in all; and whether a portal did its job. From counts to words, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import Crawler

from crawler import stopping
from crawler.exits import ARCHIVE, DONE, LOCKED, PORTAL
from crawler.fetch.guards import notes
from crawler.pipelines import tally

# A portal of which this many pages were looked at and none was an article shows something else.
NOTHING_BUT_JUNK = 3

# Why a run can be told to stop: the result of its portals, and how it is said.
SIGNAL, BUDGET, ARCHIVE_FAILED = "signal", "budget", "archive"
STOPPED = {
    SIGNAL: ("interrupted", "stopped by a signal"),
    BUDGET: ("unfinished", "the time for the run was up"),
    ARCHIVE_FAILED: ("interrupted", "stopped because the archive could not be written"),
}


@dataclass(slots=True)
class PortalReport:
    """What a run did at one portal; ``problem`` in words.

    ``result``: ok, suspect, failed, locked (by another run), interrupted (by a signal) or unfinished (its time was up).
    ``held``: captures in quarantine. ``findings``: what is wrong with the portal (kind, words, example, since), the
    worst first.
    """

    portal: str
    started_at: datetime
    finished_at: datetime
    result: str = "ok"
    problem: str | None = None
    requests: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    not_modified: int = 0  # of the unchanged: those of which the portal said so, and sent nothing
    duplicates: int = 0
    rejected: int = 0
    held: int = 0
    gone: int = 0
    missing: int = 0
    files: int = 0
    errors: int = 0
    bytes: int = 0
    seconds: float = 0.0
    reasons: dict[str, int] = field(default_factory=dict)
    file_problems: dict[str, int] = field(default_factory=dict)
    # What the guards want told, in words: nothing that fails a run.
    notes: list[str] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def not_begun(cls, portal: str, reason: str, at: datetime) -> PortalReport:
        """Of a portal that a run was stopped (`STOPPED`) before."""
        result, words = STOPPED[reason]
        return cls(portal, at, at, result, f"{words} before it was begun; the next run begins with it")

    @classmethod
    def cut_off(cls, portal: str, reason: str, at: datetime) -> PortalReport:
        """Of a portal whose crawl did not end in time when a run was stopped (`STOPPED`)."""
        result, words = STOPPED[reason]
        return cls(portal, at, at, result, f"{words}, and it did not end in time; what is stored stays stored")

    def as_json(self) -> dict[str, Any]:
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}


@dataclass(slots=True)
class RunReport:
    run_id: int
    portals: list[PortalReport]
    fatal: str | None = None
    alert_problems: list[str] = field(default_factory=list)
    clock: str | None = None  # why it cannot be right, in words

    @property
    def exit_code(self) -> int:
        results = [portal.result for portal in self.portals]
        if self.fatal:
            return ARCHIVE
        if not {"failed", "suspect", "interrupted"}.isdisjoint(results):
            return PORTAL
        return LOCKED if "locked" in results else DONE

    def as_json(self) -> dict[str, Any]:
        return {
            "run": self.run_id,
            "exit_code": self.exit_code,
            "fatal": self.fatal,
            "alert_problems": self.alert_problems,
            "clock": self.clock,
            "portals": [portal.as_json() for portal in self.portals],
        }


def stats_of(crawler: Crawler) -> dict[str, Any]:
    """What was counted, by name."""
    return crawler.stats.get_stats() if crawler.stats else {}


def report_of(crawler: Crawler) -> PortalReport:
    """What a crawl that is over did at its portal, and whether that is a failure."""
    stats = stats_of(crawler)
    counts = tally(stats)
    finished = datetime.now(UTC)
    started = stats.get("start_time") or finished
    report = PortalReport(
        portal=crawler.spidercls.name,
        started_at=started,
        finished_at=stats.get("finish_time") or finished,
        requests=stats.get("downloader/request_count", 0),
        fetched=counts["fetched"],
        new=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        not_modified=counts["not_modified"],
        duplicates=counts["duplicate"],
        rejected=counts["rejected"],
        gone=counts["gone"],
        missing=counts["missing"],
        files=counts["files"],
        errors=counts["errors"] + stats.get("spider_exceptions/count", 0),
        bytes=stats.get("downloader/response_bytes", 0),
        reasons=_under("reason/", counts),
        file_problems=_under("file_problem/", counts),
        notes=notes(stats),
        held=counts["held"],
        findings=list(stats.get("giaoban/findings", ())),
    )
    if not crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"):
        report.notes.append("its certificate is not verified (verify_certificates = false)")
    report.seconds = round((report.finished_at - report.started_at).total_seconds(), 2)
    _judge(report, stats)
    return report


def _under(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The counts whose names begin so, by the rest of their names."""
    return {key.removeprefix(prefix): count for key, count in sorted(counts.items()) if key.startswith(prefix)}


def _judge(report: PortalReport, stats: dict[str, Any]) -> None:
    """Whether the portal did its job: one that gave no article or mostly errors failed; less is told only."""
    if stats.get("finish_reason") == "shutdown":
        report.result, words = STOPPED[stats.get(stopping.STOPPED, SIGNAL)]
        report.problem = f"{words} before it was done; the next run goes on"
    elif failure := _failure(report, stats):
        # What the portal shows in the place of its news says more than that there is none.
        told = [finding["words"] for finding in report.findings]
        report.result, report.problem = "failed", "; ".join([*told, failure])
    elif report.findings:
        report.result, report.problem = "suspect", "; ".join(finding["words"] for finding in report.findings)
    elif left := stats.get("giaoban/note/left"):
        report.problem = f"left for the next run: {left}"
    elif report.errors:
        report.problem = f"{report.errors} page(s) failed; the first: {stats.get('giaoban/first_error', 'see the log')}"
    elif endless := stats.get("giaoban/endless"):
        report.problem = f"a listing has no end that could be found; reading stopped: {endless}"


def _failure(report: PortalReport, stats: dict[str, Any]) -> str | None:
    """Why a portal's run is a failure, in words; None where it is not."""
    answered = _pages_answered(stats)
    articles = report.new + report.changed + report.unchanged + report.duplicates
    nothing = report.rejected + report.missing  # an honest 404 is an answer
    first = stats.get("giaoban/first_error")
    if not answered and (left := stats.get("giaoban/note/left")):
        return f"no page of the portal could be read: {left}"
    if not answered:
        forbidden = "robots.txt forbids it" if stats.get("giaoban/forbidden") else "no answer at all"
        return f"no page of the portal could be read; the first error: {first or forbidden}"
    if report.errors > answered:
        more = f"more than the {answered} that answered"
        return f"{report.errors} page(s) failed, {more}; the first: {first or 'see the log'}"
    if not stats.get("giaoban/items"):
        if challenged := stats.get("giaoban/note/challenge"):
            return f"it shows its pages to browsers alone: {challenged}"
        return (
            "none of its listing pages names an article: the portal has changed, is closed, "
            "or shows something else to robots"
        )
    if not articles and nothing >= NOTHING_BUT_JUNK:
        reason = max(report.reasons, key=report.reasons.__getitem__, default="its text is missing")
        return f"none of the {nothing} pages looked at is an article (mostly: {reason})"
    return None


def _pages_answered(stats: dict[str, Any]) -> int:
    """How many pages came; robots.txt is no page, and a file is none."""
    statuses = ("response_status_count/200", "response_status_count/304")
    answered = sum(stats.get(f"downloader/{status}", 0) for status in statuses)
    others = ("robotstxt/response_status_count/200", "giaoban/file_answers")
    return int(answered) - sum(int(stats.get(other, 0)) for other in others)
