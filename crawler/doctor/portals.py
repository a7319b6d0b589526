"""The configuration, the spiders, and each portal's answer: its name looked up, one page asked for as a crawl would."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from crawler import alerts
from crawler.config import Config, ConfigError, load
from crawler.doctor.look import Look, ok, problem, warning
from crawler.doctor.machine import clock_of_others
from crawler.exits import PORTAL, USAGE
from crawler.portal import PortalSpider
from crawler.portals import broken_spiders
from crawler.visit import NoAnswer, fetch_pages
from storage.records import Capture

# How long names are waited for, all together, in seconds.
_LOOKING_UP = 20
_GONE = 'look at it in a browser; if it is gone for good, say so: [portals.{name}] cadence = "never"'

Portals = Mapping[str, type[PortalSpider]]


def configuration(home: Path, known: Portals, portals: Sequence[str]) -> tuple[list[Look], Config]:
    """What there is to say of giaoban.toml, as far as it concerns these of the portals that are known.

    And the configuration, the defaults where it cannot be used.
    """
    broken = broken_spiders()
    looks = [problem("spiders", str(each), "mend the file, or take it away", PORTAL) for each in broken]
    try:
        config = load(home, None if broken else known)
    except ConfigError as error:
        return [*looks, problem("configuration", str(error), "change it; until then no crawl starts", USAGE)], Config()
    found = list(_choices(home, config, portals))
    return [*looks, *(found or [ok("configuration", "valid")])], config


def _choices(home: Path, config: Config, portals: Sequence[str]) -> Iterator[Look]:
    """What is allowed, and should be known."""
    if not config.contact:
        advice = 'contact = "your address" in giaoban.toml: a webmaster who can ask need not shut you out'
        yield warning("configuration", "no contact is set", advice)
    elif not ("@" in config.contact or urlsplit(config.contact).scheme in ("http", "https")):
        yield warning("configuration", f"contact is {config.contact!r}", "an e-mail or web address is of more use")
    unverified = [name for name in portals if not config.of(name).verify_certificates]
    if unverified:
        advice = "what they answer may come from anybody on the way; take it back once their certificate is mended"
        yield warning("configuration", f"certificates are not verified at {', '.join(unverified)}", advice)
    private = [name for name in portals if config.of(name).allow_private]
    if private:
        advice = "a portal that is broken into could then lead a crawl to machines in your network; intranets need it"
        yield warning("configuration", f"private addresses are allowed at {', '.join(private)}", advice)
    hasty = [name for name in portals if config.of(name).delay < 0.5]
    if hasty:
        yield warning(
            "configuration", f"less than half a second between two requests to {', '.join(hasty)}", "delay = 1"
        )
    if config.alerts and not find_spec("apprise"):
        advice = "pip install 'giaoban[alerts]', or take the key away"
        yield problem("configuration", "alerts need apprise, which is not installed: nobody is told", advice, USAGE)
    elif config.alerts:
        advice = "apprise's documentation has the form of each; `giaoban doctor --test-alerts` sends a test"
        for said in alerts.unusable(config.alerts):
            yield problem("configuration", f"alerts: {said}", advice, USAGE)
    metrics = home / config.metrics_file
    if config.metrics_file and not os.access(metrics.parent, os.W_OK):
        yield warning(
            "configuration", f"{metrics.parent}, where metrics_file lies, cannot be written", "change its owner"
        )


def channels(config: Config) -> Iterator[Look]:
    """Whether a message gets through to each channel for alerts: one is sent."""
    problems = alerts.test(config.alerts)
    for said in problems:
        yield problem("alerts", said, "until it works nobody hears there of a portal that breaks", USAGE)
    if not config.alerts:
        yield problem("alerts", "there is no channel to test", 'alerts = ["mailto://…"] in giaoban.toml', USAGE)
    elif not problems:
        yield ok("alerts", f"a message was sent to {len(config.alerts)} channel{'s' if len(config.alerts) > 1 else ''}")


def answers(portals: Portals, config: Config) -> Iterator[Look]:
    """Whether each portal can be found and gives a page, and what their clocks say of ours."""
    proxied = bool(config.proxy or os.environ.get("http_proxy") or os.environ.get("HTTP_PROXY"))
    hosts = {portal.host for portal in portals.values()}
    unknown = {} if proxied else _unknown(hosts)
    if hosts and len(unknown) == len(hosts):
        yield problem("network", "no portal's name can be looked up", "is this machine on the network?", PORTAL)
        return
    found = {name: portal for name, portal in portals.items() if portal.host not in unknown}
    asked = {name: (portal.listing_addresses()[0], config.of(name)) for name, portal in found.items()}
    got = dict(zip(asked, fetch_pages(list(asked.values())), strict=True))
    for name, portal in portals.items():
        if portal.host in unknown:
            said = f"{portal.host} cannot be looked up: {unknown[portal.host]}"
            yield problem(name, said, _GONE.format(name=name), PORTAL)
        else:
            yield _answer(name, got[name], config)
    yield from _clocks([answer for answer in got.values() if isinstance(answer, Capture)])


def _unknown(hosts: set[str]) -> dict[str, str]:
    """The hosts that have no address, and why."""
    pool = ThreadPoolExecutor(min(32, len(hosts) or 1))
    waiting = {pool.submit(socket.getaddrinfo, host, 80): host for host in sorted(hosts)}
    wait(waiting, _LOOKING_UP)
    pool.shutdown(wait=False, cancel_futures=True)
    unknown = {}
    for future, host in waiting.items():
        if not future.done() or future.cancelled():
            unknown[host] = f"no answer in {_LOOKING_UP} seconds"
        elif error := future.exception():
            unknown[host] = getattr(error, "strerror", None) or str(error)
    return unknown


def _answer(name: str, answer: Capture | NoAnswer, config: Config) -> Look:
    if isinstance(answer, NoAnswer):
        said, advice = str(answer), _GONE
        if "robots.txt" in said:
            advice = 'respect it: [portals.{name}] cadence = "never"; or ask the webmaster'
        elif "certificate" in said and config.of(name).verify_certificates:
            advice = "tell the webmaster; to read it all the same: [portals.{name}] verify_certificates = false"
        return problem(name, said, advice.format(name=name), PORTAL)
    led = urlsplit(answer.url).hostname
    return ok(name, f"answers with {answer.status} and {len(answer.body) / 1000:.0f} kB, from {led}")


def _clocks(captures: Sequence[Capture]) -> Iterator[Look]:
    """What the answers' Date says of our clock."""
    offsets = []
    for capture in captures:
        told = next((value for name, value in capture.headers if name.lower() == "date"), "")
        try:
            offsets.append((parsedate_to_datetime(told) - capture.fetched_at).total_seconds())
        except (ValueError, TypeError):  # none, no date, or without a zone
            continue
    if offsets:
        yield clock_of_others(timedelta(seconds=median(offsets)), len(offsets))
