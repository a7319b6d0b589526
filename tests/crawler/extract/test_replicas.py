"""Every article of the replica portals comes out as its portal means it: with the portal's rules, and without any."""

from __future__ import annotations

import pytest

from crawler.extract import Rules, extract
from crawler.portals import load_portals, load_rules
from storage.records import Article as Extracted
from tests.crawler.extract.pages import captured
from tests.replicas.content import Truth, load, truth
from tests.replicas.server import page_of

PORTALS = load()
# Every article at the first and the second state of its portal.
CASES = {
    f"{name} {article.id}{' edited' if article is not published else ''}": (name, article)
    for name, portal in PORTALS.items()
    for published in portal.articles
    for article in dict.fromkeys((published, published.edited or published))
}
EMPTY = [case for case, (_, article) in CASES.items() if not truth(article).blocks]


def read(case: str, rules: tuple[Rules, ...]) -> Extracted:
    name, article = CASES[case]
    url = f"http://{PORTALS[name].host}/tin-tuc/{article.slug[:80]}"
    return extract(captured(page_of(name, article), url=url), rules)


def ruled(case: str) -> Extracted:
    return read(case, load_portals()[CASES[case][0]].rules)


def assert_fields(article: Extracted, told: Truth) -> None:
    assert article.title == told.title
    assert article.lead == told.lead
    assert blocks(article) == list(told.blocks)
    assert captions(article) == list(told.captions)
    assert article.byline == told.byline
    assert article.source == told.source
    assert attachments(article) == list(told.attachments)
    assert article.published.value == told.published
    assert article.views == told.views


def blocks(article: Extracted) -> list[tuple[str, str, object]]:
    return [(block.kind, block.text, block.rows) for block in article.blocks]


def captions(article: Extracted) -> list[tuple[str, str]]:
    return [(caption.text, (caption.image or "").rpartition("/")[2]) for caption in article.captions]


def attachments(article: Extracted) -> list[tuple[str, str]]:
    return [(file.url.rpartition("/")[2], file.name) for file in article.attachments]


@pytest.mark.parametrize("case", CASES)
def test_with_the_portals_rules_every_field_is_right(case: str) -> None:
    article, told = ruled(case), truth(CASES[case][1])
    assert_fields(article, told)
    assert article.section == told.section


@pytest.mark.parametrize("case", [case for case in CASES if case not in EMPTY])
def test_without_rules_every_field_is_right_but_the_section(case: str) -> None:
    """The section stands in a breadcrumb or over a portlet: where, only a rule can tell."""
    assert_fields(read(case, ()), truth(CASES[case][1]))


def test_the_article_says_that_rules_gave_its_fields() -> None:
    for name in PORTALS:
        fields = ruled(next(case for case in CASES if case.startswith(name))).sources
        assert fields["title"].startswith("rule:")
        assert fields["body"].startswith("rule:")


@pytest.mark.parametrize("case", EMPTY)
@pytest.mark.parametrize("known", [True, False], ids=["with rules", "without"])
def test_an_article_with_an_empty_body_is_no_article(case: str, known: bool) -> None:
    article = ruled(case) if known else read(case, ())
    assert article.title == truth(CASES[case][1]).title
    assert article.not_article is not None


@pytest.mark.parametrize("name", PORTALS)
def test_a_page_gives_the_same_article_whichever_of_all_rules_are_offered(name: str) -> None:
    case = next(case for case in CASES if case.startswith(name))
    assert read(case, load_rules()) == ruled(case)
