"""What a look at one thing found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.exits import ARCHIVE, DONE, PORTAL, USAGE

OK, WARNING, PROBLEM = "ok", "warning", "problem"


@dataclass(frozen=True, slots=True)
class Look:
    """A thing that was looked at.

    Attributes:
        subject: what it is: "disk", "laocai".
        state: ok; warning, where giaoban works, but not as well or not for long; problem, where something does not.
        said: what was found, in words.
        advice: what to do about it; "" where there is nothing.
        code: the exit code that a problem makes.
    """

    subject: str
    state: str
    said: str
    advice: str = ""
    code: int = DONE


def ok(subject: str, said: str) -> Look:
    return Look(subject, OK, said)


def warning(subject: str, said: str, advice: str) -> Look:
    return Look(subject, WARNING, said, advice)


def problem(subject: str, said: str, advice: str, code: int = ARCHIVE) -> Look:
    return Look(subject, PROBLEM, said, advice, code)


def exit_code(looks: Iterable[Look]) -> int:
    """3 where the machine or the archive has a problem, else 2 where the configuration, else 4 where a portal has."""
    codes = {look.code for look in looks}
    return next((code for code in (ARCHIVE, USAGE, PORTAL) if code in codes), DONE)
