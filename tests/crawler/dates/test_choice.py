"""The choice among the dates that a page's evidence gives."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import choose_published, weigh_published
from storage.records import NO_DATE, DateFact

SEEN = datetime.fromisoformat("2020-07-30T09:00:00+07:00")
RULE_DAY = DateFact("2020-07-24", "day", "rule:x", "24/07/2020")
META_MINUTE = DateFact("2020-07-24T01:00:00+07:00", "minute", "meta:date", "2020-07-24T01:00+07:00")
LISTED = DateFact("2020-07-25", "day", "listing", "25/07/2020")
RENDERED = DateFact("2020-07-30T08:58:00+07:00", "minute", "rule:x", "30/07/2020 08:58")
SERVED = DateFact("2020-07-26T10:00:00+07:00", "second", "http:last-modified", "Sun, 26 Jul 2020 03:00:00 GMT")


def test_the_first_candidate_wins() -> None:
    assert choose_published([RULE_DAY, LISTED], seen=SEEN).value == "2020-07-24"


def test_a_disagreement_stays_visible() -> None:
    assert "listing says 2020-07-25" in (choose_published([RULE_DAY, LISTED], seen=SEEN).problem or "")


def test_a_more_precise_one_that_agrees_wins() -> None:
    assert choose_published([RULE_DAY, META_MINUTE], seen=SEEN) == META_MINUTE


def test_a_more_precise_one_of_another_day_does_not() -> None:
    chosen = choose_published([LISTED, META_MINUTE], seen=SEEN)
    assert (chosen.value, chosen.evidence) == ("2020-07-25", "listing")


def test_a_day_refines_a_month_of_its_own() -> None:
    month = DateFact("2020-07", "month", "rule:x", "07/2020")
    assert choose_published([month, LISTED], seen=SEEN) == LISTED


def test_the_moment_of_the_capture_loses_to_any_other() -> None:
    assert choose_published([RENDERED, LISTED], seen=SEEN).value == "2020-07-25"
    assert choose_published([RENDERED, SERVED], seen=SEEN).value == SERVED.value


def test_the_moment_of_the_capture_alone_keeps_its_value_and_gets_a_problem() -> None:
    chosen = choose_published([RENDERED], seen=SEEN)
    assert chosen.value == RENDERED.value
    assert chosen.problem


def test_last_modified_comes_last_wherever_it_stands() -> None:
    assert choose_published([SERVED, LISTED], seen=SEEN) == LISTED


def test_last_modified_refines_nothing() -> None:
    served = DateFact("2020-07-25T10:00:00+07:00", "second", "http:last-modified", "…")
    assert choose_published([LISTED, served], seen=SEEN) == LISTED


def test_last_modified_is_better_than_nothing() -> None:
    assert choose_published([NO_DATE, SERVED], seen=SEEN) == SERVED


def test_a_date_with_a_problem_loses_to_one_without() -> None:
    doubted = DateFact("2020-07-23", "day", "rule:x", "T2, 23/07/2020", problem="weekday")
    assert choose_published([doubted, LISTED], seen=SEEN).value == LISTED.value


def test_bounds_before_problems_before_nothing() -> None:
    impossible = DateFact(evidence="text", text="31/04/2020", problem="no such day")
    bounds = DateFact(evidence="listing", not_after="2020-07-20")
    assert choose_published([impossible, bounds], seen=SEEN) == bounds
    assert choose_published([NO_DATE, impossible], seen=SEEN) == impossible
    assert choose_published([], seen=SEEN) == NO_DATE


# -- rules with reasons ------------------------------------------------------------------------------

URL = DateFact("2020-07-25", "day", "url", "2020-7-25")
HEAD = DateFact("2020-07-28T09:00:00+07:00", "second", "json-ld:datePublished", "…")
OPEN_GRAPH = DateFact("2020-07-28T09:00:00+07:00", "second", "meta:article:published_time", "…")
UPDATED = DateFact("2020-07-26", "day", "text", "Cập nhật: 26/07/2020", update=True)
SPOKEN = DateFact(evidence="text", text="Sáng 23/7/2020", not_before="2020-07-23")


def verdicts(*candidates: DateFact) -> dict[str | None, str]:
    """What became of each candidate, by where it stood."""
    return {one.fact.evidence: one.verdict for one in weigh_published(candidates, seen=SEEN)[1]}


def test_two_witnesses_outvote_one() -> None:
    chosen = choose_published([HEAD, LISTED, URL], seen=SEEN)
    assert (chosen.value, chosen.evidence) == ("2020-07-25", "listing")
    assert "json-ld:datePublished says 2020-07-28" in (chosen.problem or "")


def test_what_one_template_prints_twice_is_one_witness() -> None:
    assert choose_published([LISTED, HEAD, OPEN_GRAPH], seen=SEEN).value == "2020-07-25"


def test_two_against_two_leave_the_callers_order() -> None:
    page = DateFact("2020-07-28", "day", "text", "28/07/2020")
    assert choose_published([HEAD, page, LISTED, URL], seen=SEEN).value == HEAD.value


def test_an_update_loses_to_what_is_not_called_one_and_contradicts_nothing() -> None:
    assert choose_published([UPDATED, LISTED], seen=SEEN) == LISTED
    assert verdicts(UPDATED, LISTED)["text"] == "an update, not the publication"


def test_an_update_alone_is_the_date() -> None:
    assert choose_published([UPDATED], seen=SEEN) == UPDATED


def test_a_text_that_speaks_of_a_later_day_is_a_disagreement() -> None:
    early = DateFact("2020-07-20", "day", "rule:x", "20/07/2020")
    chosen = choose_published([early, SPOKEN], seen=SEEN)
    assert chosen.value == "2020-07-20"
    assert "text speaks of 2020-07-23" in (chosen.problem or "")
    assert choose_published([RULE_DAY, SPOKEN], seen=SEEN) == RULE_DAY


def test_a_page_that_was_changed_before_its_date_is_a_disagreement() -> None:
    changed = DateFact(evidence="meta:article:modified_time", text="2020-07-20", not_after="2020-07-20T10:00:00+07:00")
    assert "modified_time knows it by 2020-07-20" in (choose_published([RULE_DAY, changed], seen=SEEN).problem or "")
    later = DateFact(evidence="meta:article:modified_time", text="2020-07-24", not_after="2020-07-24T10:00:00+07:00")
    assert choose_published([RULE_DAY, later], seen=SEEN) == RULE_DAY


def test_bounds_of_several_places_are_taken_together() -> None:
    weeks = DateFact(evidence="listing", text="2 tuần trước", not_before="2020-07-09", not_after="2020-07-16")
    spoken = DateFact(evidence="text", text="Sáng 13/7/2020", not_before="2020-07-13")
    chosen = choose_published([weeks, spoken], seen=SEEN)
    assert (chosen.value, chosen.not_before, chosen.not_after, chosen.text) == (
        None, "2020-07-13", "2020-07-16", "Sáng 13/7/2020",
    )  # fmt: skip


def test_every_loser_is_kept_with_its_reason() -> None:
    impossible = DateFact(evidence="meta:date", text="31/04/2020", problem="no such day in the calendar: 31/04/2020")
    told = verdicts(RULE_DAY, impossible, META_MINUTE, LISTED, RENDERED, SERVED, SPOKEN, UPDATED, NO_DATE)
    assert told["listing"] == "another is trusted more"
    assert told["http:last-modified"].startswith("Last-Modified: the last resort")
    assert set(told) == {"rule:x", "meta:date", "listing", "http:last-modified", "text"}
    weighed = weigh_published([RULE_DAY, META_MINUTE, SPOKEN], seen=SEEN)[1]
    assert [(one.fact, one.verdict) for one in weighed] == [
        (META_MINUTE, "chosen"), (RULE_DAY, "agrees"), (SPOKEN, "bounds the date"),
    ]  # fmt: skip


_FACTS = [RULE_DAY, META_MINUTE, LISTED, RENDERED, SERVED, URL, HEAD, UPDATED, SPOKEN, NO_DATE]


@given(st.lists(st.sampled_from(_FACTS), max_size=8))
def test_what_is_chosen_is_one_of_the_candidates_and_no_telling_one_is_lost(candidates: list[DateFact]) -> None:
    chosen, weighed = weigh_published(candidates, seen=SEEN)
    assert {one.fact for one in weighed} == set(candidates) - {NO_DATE}
    assert (chosen.value is None) == all(fact.value is None for fact in candidates)
    assert chosen.value in {fact.value for fact in candidates} | {None}
    assert sum(one.verdict == "chosen" for one in weighed) == (chosen.value is not None)
