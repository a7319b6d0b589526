"""Whether a portal is believed that says "not modified"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawler.fetch.validators import CONTROL_EVERY, ENOUGH, LIE_HOLDS, Conditional, look, trusted
from storage.learned import Evidence
from storage.records import Capture
from storage.store import PageState
from tests.crawler.fetch.test_recheck import page

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OLD = format_datetime(NOW - DAY * 40, usegmt=True)


def state(*, etag: str | None = None, last_modified: str | None = None, looked: timedelta = DAY * 3) -> PageState:
    known = page(looked=looked)
    values = {name: getattr(known, name) for name in known.__dataclass_fields__}
    return PageState(**values | {"etag": etag, "last_modified": last_modified})


def came(**headers: str) -> Capture:
    told = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture(portal="x", url="http://x/1", page="http://x/1", fetched_at=NOW, status=200, headers=told, body=b"")


@pytest.mark.parametrize(
    ("before", "after", "changed", "counted"),
    [
        (state(etag="a"), came(ETag="a"), False, {"etag": {"steady": 1}}),
        (state(etag="a"), came(ETag="b"), False, {"etag": {"ticked": 1}}),
        (state(etag="a"), came(ETag="b"), True, {"etag": {"followed": 1}}),
        (state(etag="a"), came(ETag="a"), True, {"etag": {"stayed": 1}}),
        (state(), came(ETag="a"), False, {}),
        (state(etag="a"), came(), True, {}),
        (state(last_modified=OLD), came(Last_Modified=OLD), False, {"last_modified": {"steady": 1}}),
        (state(last_modified=OLD), came(Last_Modified=OLD), True, {"last_modified": {"stayed": 1}}),
    ],
)
def test_what_one_look_tells(
    before: PageState, after: Capture, changed: bool, counted: dict[str, dict[str, int]]
) -> None:
    assert look(before, after, changed=changed) == counted


@pytest.mark.parametrize("back", [timedelta(0), DAY, DAY * 2, -timedelta(seconds=2)])
def test_a_last_modified_that_is_now_or_always_yesterday_is_the_clocks(back: timedelta) -> None:
    told = format_datetime(NOW - back, usegmt=True)
    before = format_datetime(NOW - back - DAY * 3, usegmt=True)
    counts = look(state(last_modified=before), came(Last_Modified=told), changed=False)["last_modified"]
    assert counts == {"clocked": 1, "ticked": 1}
    skewed = came(Last_Modified=format_datetime(NOW - back + DAY / 3, usegmt=True), Date=format_datetime(NOW + DAY / 3))
    assert look(state(), skewed, changed=False) == {"last_modified": {"clocked": 1}}


def test_a_last_modified_that_may_be_this_mornings_proves_nothing_the_same_day() -> None:
    midnight = format_datetime(NOW - timedelta(hours=12), usegmt=True)
    known = state(last_modified=midnight, looked=timedelta(hours=3))
    assert look(known, came(Last_Modified=midnight), changed=False) == {}


@pytest.mark.parametrize(
    ("evidence", "believed"),
    [
        (Evidence(), False),
        (Evidence(steady=ENOUGH - 1), False),
        (Evidence(steady=ENOUGH), True),
        (Evidence(steady=ENOUGH, ticked=ENOUGH + 1), False),
        (Evidence(steady=ENOUGH, ticked=3, clocked=3), False),
        (Evidence(steady=200, stayed=1, lied_at=NOW - DAY), False),
        (Evidence(steady=200, lies=1, lied_at=NOW - LIE_HOLDS), True),
    ],
)
def test_trust_takes_evidence_and_one_lie_ends_it(evidence: Evidence, believed: bool) -> None:
    assert trusted(evidence, NOW) is believed


def test_etag_goes_first_and_a_page_that_was_missing_comes_whole() -> None:
    conditional = Conditional({"etag": Evidence(steady=9), "last_modified": Evidence(steady=9)}, NOW)
    assert conditional.headers(state(etag='"a"', last_modified=OLD)) == {"If-None-Match": '"a"'}
    assert conditional.headers(state(last_modified=OLD)) == {"If-Modified-Since": OLD}
    assert conditional.headers(page()) == {}
    assert Conditional({"etag": Evidence(steady=1)}, NOW).headers(state(etag='"a"')) == {}


def test_each_tenth_not_modified_is_looked_into_and_after_a_lie_all() -> None:
    conditional = Conditional({"etag": Evidence(steady=9, not_modified=7)}, NOW)
    controlled = [n for n in range(25) if conditional.not_modified(f"http://x/{n}", "etag")]
    assert controlled == [3, 13, 23]
    assert CONTROL_EVERY == 10
    assert conditional.doubtful() == []
    conditional.lied()
    assert len(conditional.doubtful()) == 22
    assert conditional.doubtful() == []
    assert conditional.headers(state(etag="a")) == {}
