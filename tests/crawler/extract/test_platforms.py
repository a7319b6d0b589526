"""Every platform's rules read its own markup, field by field, and know no other platform's for theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli.extract import command
from crawler.extract import extract
from crawler.extract.decode import decode
from crawler.extract.document import parse
from crawler.portals import load_rules
from storage.records import Article
from tests.crawler.extract.pages import PROSE, captured, page, paragraphs, texts
from tests.crawler.extract.platforms import BODY, LEAD, SAMPLES, TITLE

RULES = load_rules()


def read(name: str) -> Article:
    return extract(captured(SAMPLES[name]().html), RULES)


def matching(html: str) -> list[str]:
    document = parse(decode(html.encode(), None))
    assert document
    return [rules.name for rules in RULES if document.first(rules.fingerprint)]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_is_read_field_by_field(name: str) -> None:
    article, sample = read(name), SAMPLES[name]()
    assert article.not_article is None
    assert article.title == TITLE
    assert article.lead == LEAD
    assert texts(article) == [LEAD, *BODY]
    assert [block.kind for block in article.blocks] == ["paragraph"] * 4
    assert article.section == sample.section
    assert article.published.value == sample.published
    assert [caption.text for caption in article.captions] == ([sample.caption] if sample.caption else [])
    assert [image.url.rpartition("/")[2] for image in article.images] == ["hop.jpg"]
    assert article.views == sample.views
    assert article.byline == sample.byline
    assert article.source == sample.source
    assert [
        (file.url.partition("0/")[2] or file.url.rpartition("/")[2], file.name) for file in article.attachments
    ] == [*sample.attachments]
    assert article.language == "vi"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_article_says_which_fields_the_rules_gave(name: str) -> None:
    sources, sample = read(name).sources, SAMPLES[name]()
    assert {field for field in sample.marked if sources.get(field) != f"rule:{sample.rules}"} == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_field_that_has_a_value_has_a_source_and_no_other(name: str) -> None:
    article = read(name)
    shape = article.as_json()
    filled = {field for field, value in shape.items() if value not in (None, "", [])}
    filled -= {"blocks", "text", "extractor", "published"}
    assert set(article.sources) == filled | {"body", "published"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_is_told_by_its_own_platforms_fingerprint_alone(name: str) -> None:
    sample = SAMPLES[name]()
    assert matching(sample.html) == [sample.rules]


def test_a_page_of_no_known_platform_is_told_by_none() -> None:
    assert matching(page(paragraphs(*PROSE))) == []


def test_all_rules_of_platforms_have_names_of_their_own_and_a_fingerprint() -> None:
    names = [rules.name for rules in RULES]
    assert len(set(names)) == len(names)
    assert all(rules.fingerprint for rules in RULES)


def test_the_command_knows_a_platform_that_has_no_spider(tmp_path: Path) -> None:
    file = tmp_path / "trang.html"
    file.write_text(SAMPLES["nukeviet 4.5"]().html, encoding="utf-8")
    done = CliRunner().invoke(command, [str(file), "--json"])
    assert json.loads(done.output)["extractor"]["fields"]["body"] == "rule:nukeviet"
