"""``giaoban date`` as people and programs use it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli.main import cli

SEEN = ("--seen", "2020-08-01T09:00:00+07:00")


def ask(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, ["date", *arguments], input=stdin)


def answers(*arguments: str, stdin: str | bytes = "") -> list[Any]:
    return [json.loads(line) for line in ask(*arguments, stdin=stdin).stdout.splitlines()]


def test_a_published_date_as_json() -> None:
    [answer] = answers("Ngày đăng 24/07/2020 | 01:00  | Lượt xem: 1235", "--json", *SEEN)
    assert answer == {"value": "2020-07-24T01:00:00+07:00", "precision": "minute", "text": "24/07/2020 | 01:00"}


@pytest.mark.parametrize("kind", ["published", "held", "covers"])
def test_no_date_has_a_null_value_and_is_no_failure(kind: str) -> None:
    result = ask("Lượt xem: 2021", "--kind", kind, "--json", *SEEN)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["value"] is None


def test_days_of_a_meeting_and_a_period_as_json() -> None:
    said = "Trong hai ngày 18 và 19/5, huyện họp giao ban"
    assert answers(said, "--kind", "held", "--published", "2020-05-20", "--json") == [
        {"from": "2020-05-18", "to": "2020-05-19", "text": "Trong hai ngày 18 và 19/5"}
    ]
    assert answers("quý II/2017", "--kind", "covers", "--json") == [
        {"from": "2017-04-01", "to": "2017-06-30", "text": "quý II/2017"}
    ]


def test_a_problem_is_told() -> None:
    [answer] = answers("31/04/2020", "--json", *SEEN)
    assert answer["value"] is None
    assert "no such day" in answer["problem"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["24/07/2020"], "2020-07-24 (day) from “24/07/2020”"),
        (["31/04/2020"], "no date from “31/04/2020”; no such day in the calendar: 31/04/2020"),
        (["Lượt xem: 2021"], "no date"),
        (["2 tuần trước"], "no date; not before 2020-07-11; not after 2020-07-18 from “2 tuần trước”"),
        (["năm 2021", "--kind", "covers"], "2021-01-01 to 2021-12-31 from “năm 2021”"),
        (["Sáng 5/6/2020, xã họp", "--kind", "held"], "2020-06-05 from “Sáng 5/6/2020”"),
        (["07/24/2020", "--month-first"], "2020-07-24 (day) from “07/24/2020”"),
        (["1595527300", "--evidence", "meta:date"], "2020-07-24T01:01:40+07:00 (second) from “1595527300”"),
    ],
)
def test_in_words(arguments: list[str], words: str) -> None:
    assert words in ask(*arguments, *SEEN).stdout.strip()


def test_years_hang_on_the_day_of_publication() -> None:
    said = ("Ngày 28/12, xã họp", "--kind", "held", "--json")
    assert answers(*said, "--published", "2021-01-04")[0]["from"] == "2020-12-28"
    assert answers(*said)[0]["from"] is None


def test_a_moment_without_a_zone_is_in_vietnam() -> None:
    [answer] = answers("3 giờ trước", "--json", "--seen", "2020-08-01T09:00:00")
    assert answer["value"] == "2020-08-01T06:00:00+07:00"


LINES = [
    {"text": "Đăng lúc: 30/11/2023 (GMT+7)", "seen": "2024-01-01T00:00:00Z"},
    {"text": "Ngày 24/6, xã họp", "kind": "held", "published": "2020-07-24"},
    {"text": "sơ kết 6 tháng đầu năm 2020", "kind": "covers", "seen": None},
    {"text": "vừa qua", "kind": "held", "published": None},
]


def test_lines_of_json_are_answered_with_a_line_each() -> None:
    stdin = "\n".join(json.dumps(line) for line in LINES)
    assert [answer.get("value") or answer.get("from") for answer in answers("-", "--json", *SEEN, stdin=stdin)] == [
        "2023-11-30", "2020-06-24", "2020-01-01", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "no json", "[]", "{}", '{"text": 3}', '{"text": "x", "kind": "when"}', '{"text": "x", "seen": "yesterday"}',
        '{"text": "x", "published": 2020}', '{"text": "x", "month_first": "yes"}', "[" * 100_000, '{"text": "x"',
        '{"text": "x", "seen": "0001-01-01"}', '{"text": "x", "kind": ["held"]}',
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_answered_gets_its_reason_and_the_others_their_answers(line: str) -> None:
    good = '{"text": "24/07/2020"}'
    result = ask("-", *SEEN, stdin=f"{good}\n{line}\n\n{good}\n")
    first, bad, last = map(json.loads, result.stdout.splitlines())
    assert first["value"] == last["value"] == "2020-07-24"
    assert bad["error"]
    assert result.exit_code == 1


def test_bytes_that_are_no_text_get_their_reason() -> None:
    result = ask("-", stdin=b'{"text": "\xff\xfe"}\n\xef\xbb\xbf{"text": "24/07/2020"}\n')
    bad, good = map(json.loads, result.stdout.splitlines())
    assert bad["error"]
    assert good["value"] == "2020-07-24"


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["x", "y"], ["x", "--kind", "when"], ["x", "--seen", "soon"], ["x", "--published", "soon"],
        ["x", "--seen", "0001-01-01"], ["x", "--nonsense"],
    ],
)  # fmt: skip
def test_wrong_usage_is_a_sentence_and_exit_code_2(arguments: list[str]) -> None:
    result = ask(*arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert not result.stdout


def test_a_closed_standard_input_is_said() -> None:
    command = f'"{sys.executable}" -m crawler.cli.main date - <&-'
    run = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert run.returncode == 2
    assert b"closed" in run.stderr


def test_whoever_asks_line_by_line_is_answered_line_by_line() -> None:
    command = [sys.executable, "-m", "crawler.cli.main", "date", "-", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        for _ in range(2):
            process.stdin.write(b'{"text": "24/07/2020"}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["value"] == "2020-07-24"
        process.stdin.close()
        assert process.wait(20) == 0
