"""``giaoban date``: what giaoban reads of a date text, for anyone to try, one text or a stream of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

import click

from crawler.cli.moments import moment
from crawler.cli.output import shown, write_json
from crawler.dates import parse_covers, parse_held, parse_published
from crawler.dates.forms import local
from crawler.exits import NOT_FOUND
from storage.records import date_json, period_json

Kind = Literal["published", "held", "covers"]
KINDS = ("published", "held", "covers")

_KEYS = {"text": str, "kind": str, "seen": str, "published": str, "evidence": str, "month_first": bool}


@dataclass(frozen=True, slots=True)
class Question:
    """A text to read: what kind of date is asked for, when it was seen, when its article was published."""

    text: str
    kind: Kind
    seen: datetime
    published: date | None
    evidence: str = "text"
    month_first: bool = False


@click.command("date")
@click.argument("text")
@click.option("--kind", type=click.Choice(KINDS), default="published", show_default=True, help="What is asked of it.")
@click.option("--seen", help="When the text was captured, ISO 8601 (+07:00 if it names no zone). Default: now.")
@click.option("--published", help="The day its article was published, ISO 8601: years and “sáng nay” hang on it.")
@click.option("--evidence", default="text", show_default=True, help="Where it stood: text, listing, meta, url, feed …")
@click.option("--month-first", is_flag=True, help="Read 07/24/2020, not 24/07/2020.")
@click.option("--json", "as_json", is_flag=True, help="The answer as one line of JSON.")
def command(
    text: str, kind: Kind, seen: str | None, published: str | None, evidence: str, month_first: bool, as_json: bool
) -> None:
    """Read a date text: when a page was published, when a meeting was held, which period a report covers.

    \b
    giaoban date 'Ngày đăng 24/07/2020 | 01:00  | Lượt xem: 1235' --json
    giaoban date 'Chiều qua (14/8), huyện họp giao ban' --kind held --published 2020-08-15

    `-` reads lines of JSON from standard input, {"text": …, "kind": …, "seen": …, "published": …}, all but
    `text` optional, other keys left alone, and answers each with one; what cannot be answered gets {"error": …}, and
    the exit code is 1.
    """
    if text != "-":
        question = Question(text, kind, moment(seen), _day("--published", published), evidence, month_first)
        answer = answer_to(question)
        if as_json:
            write_json(answer)
        else:
            click.echo(_in_words(answer))
        return
    given = {"kind": kind, "seen": seen, "published": published, "evidence": evidence, "month_first": month_first}
    if not _answer_lines(given):
        raise click.exceptions.Exit(NOT_FOUND)


def answer_to(question: Question) -> dict[str, Any]:
    """The answer as it leaves in JSON; ``value`` is null where the text gives no date, whatever was asked for."""
    if question.kind == "published":
        shape = date_json(
            parse_published(
                question.text, seen=question.seen, evidence=question.evidence, month_first=question.month_first
            )
        )
        del shape["evidence"]  # it is the question's own
        return shape
    if question.kind == "held":
        period = parse_held(question.text, published=question.published, seen=local(question.seen).date())
    else:
        period = parse_covers(question.text, published=question.published)
    return period_json(period) or {
        "value": None,
        "from": None,
        "to": None,
        "text": None,
    }


def _answer_lines(given: Mapping[str, Any]) -> bool:
    """Answers standard input line by line, as it comes; whether every line could be answered."""
    good = True
    if sys.stdin is None:
        raise click.UsageError("- reads standard input, and that is closed.")
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            answer = answer_to(_question(line, given))
        except (ValueError, click.UsageError) as error:
            answer = {"error": f"line {number}: {error}"}
            good = False
        write_json(answer)
        sys.stdout.flush()  # whoever asks line by line waits for the answer
    return good


def _question(line: bytes, given: Mapping[str, Any]) -> Question:
    """A line of JSON as a question; what it leaves out is as ``given``. Raises ValueError or click.UsageError."""
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError('this is no JSON object: {"text": "…"} is asked for') from error
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise ValueError('a line must be one object with a text: {"text": "…"}')
    told = {**given, **{key: value for key, value in asked.items() if value is not None}}
    for key, wanted in _KEYS.items():
        if told[key] is not None and not isinstance(told[key], wanted):
            raise ValueError(f"{key} must be {'true or false' if wanted is bool else 'a text'}: {told[key]!r}")
    if told["kind"] not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}: {told['kind']!r}")
    kind = cast(Kind, told["kind"])
    day = _day("published", told["published"])
    return Question(told["text"], kind, moment(told["seen"], "seen"), day, told["evidence"], told["month_first"])


def _day(where: str, text: str | None) -> date | None:
    """The day in Vietnam that ``--published`` names."""
    return None if text is None else local(moment(text, where)).date()


def _in_words(answer: Mapping[str, Any]) -> str:
    problem = f"; {answer['problem']}" if answer.get("problem") else ""
    words = f" from “{answer['text']}”" if answer["text"] else ""
    if answer.get("value"):
        return shown(f"{answer['value']} ({answer['precision']}){words}{problem}")
    if answer.get("from"):
        days = answer["from"] if answer["from"] == answer["to"] else f"{answer['from']} to {answer['to']}"
        return shown(f"{days}{words}")
    bounds = [
        f"not {word} {answer[key]}" for word, key in (("before", "not_before"), ("after", "not_after")) if key in answer
    ]
    return shown("; ".join(["no date", *bounds]) + words + problem)
