"""Why a request brought nothing, in words for a person: what a guard refused, what broke below HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from crawler.extract.challenge import challenge

ROBOTS_FORBID = "robots.txt forbids it"
_LIMIT = re.compile(r"(?:max size|DOWNLOAD_MAXSIZE) \((\d+)")
_SECONDS = re.compile(r"longer than ([\d.]+) seconds")


class Refused(IgnoreRequest):
    """What a guard did not ask for, or did not take; the message says what and why, in words."""


class Elsewhere(Refused):
    """An address that is not the portal's to send anyone to."""


class OffSite(Elsewhere):
    """An address of somebody else's: links and redirects of a portal are followed on the portal alone."""


class PrivateAddress(Elsewhere):
    """An address that is not of the public web."""


class Trapped(Refused):
    """An address of a kind that leads to ever more of its kind, and to no article."""


class Stopped(IgnoreRequest):
    """The crawl is being stopped: this is left for the next run."""


class EndlessHeaders(Exception):
    """An answer whose headers do not end."""


class BadCertificate(Exception):
    """A certificate that cannot be verified; the message says what is wrong with it."""


def in_words(failure: Failure | BaseException, request: Request | None = None) -> str:
    """What went wrong; Twisted wraps the cause of a broken connection in lists of objects, which say nothing.

    Args:
        request: what failed, where the failure does not know.
    """
    notes: Mapping[str, Any] = getattr(request or getattr(failure, "request", None), "meta", {})
    error: BaseException = failure.value if isinstance(failure, Failure) else failure  # type: ignore[assignment]
    said = str(error)
    if isinstance(error, HttpError):
        return _status_in_words(error.response)
    if isinstance(error, Refused | BadCertificate):
        return said
    if isinstance(error, IgnoreRequest) and "robots.txt" in said:
        return ROBOTS_FORBID
    if "max redirections" in said:
        return "too many redirects"
    if limit := _LIMIT.search(said):
        return _too_large(int(limit[1])) + (" unpacked" if "decompressed" in said else "")
    if isinstance(error, DownloadCancelledError):
        return _too_large(int(notes.get("download_maxsize", 0)))
    if isinstance(error, DownloadTimeoutError):
        seconds = _SECONDS.search(said)
        return f"no whole answer came within {float(seconds[1]):g} seconds" if seconds else "no answer came in time"
    # Through a proxy nobody but the proxy is looked up and connected to.
    whom = "proxy" if notes.get("proxy") else "server"
    if isinstance(error, CannotResolveHostError):
        return f"the name of the {whom} is not known (DNS)"
    if isinstance(error, DownloadConnectionRefusedError):
        return f"the {whom} refuses the connection"
    if isinstance(error, ResponseDataLossError):
        return "the answer broke off before its end"
    return _below_http(error) or _first_line(said)


def _status_in_words(response: Response) -> str:
    said = f"HTTP {response.status}"
    if check := challenge(response.body):
        return f"{said}, {check}"
    location = (response.headers.get("Location") or b"").decode("latin-1")
    return f"{said}, to {location[:200]}" if location else said


def _too_large(limit: int) -> str:
    return f"it is larger than {limit / 1e6:.3g} MB" if limit else "it is too large"


def certificate_failed(error: BaseException) -> bool:
    """Whether a connection came to nothing over the server's certificate."""
    return any(
        "certificate verify failed" in str(cause) or "VerificationError" in repr(cause) for cause in _causes(error)
    )


def _below_http(error: BaseException) -> str | None:
    causes = list(_causes(error))
    if any(isinstance(cause, EndlessHeaders) for cause in causes):
        return "the headers of the answer have no end"
    if any(isinstance(cause, ParseError | ValueError) for cause in causes):
        return "what came is no answer of a web server"
    if certificate_failed(error):
        return "its certificate cannot be verified"
    if any("SSL" in type(cause).__module__ for cause in causes):
        return "no encrypted connection could be made"
    return "the connection was cut off" if "<twisted" in str(error) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error with what it came from, as Scrapy and Twisted keep it."""
    while error is not None:
        yield error
        for reason in getattr(error, "reasons", None) or ():
            yield from _causes(reason.value)
        error = error.__cause__


def _first_line(said: str) -> str:
    lines = said.splitlines()
    return lines[0][:200] if lines else "there was no answer"
