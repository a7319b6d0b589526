"""24 days of five portals, a crawl a day: news, edits, deletions, a redesign, a failed publishing run, an outage, a
hacked day, a silence, weekends and Tết; people are told on exactly the right days, and of nothing else.

The days: Monday 26 January to Wednesday 18 February 2026; Tết is on the 17th, and offices rest from the week before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.crawler.health.conftest import Hook, Watched
from tests.crawler.health.world import Life, redesigned
from tests.replicas.server import ReplicaServer, Reply

PORTALS = ("laocai", "thoxuan", "backan", "huuhoa", "vanphuc")
FIRST = date(2026, 1, 26)
REST = date(2026, 2, 11)  # the last day before Tết on which anybody publishes
DAYS = 24


def day(number: int, month: int = 2) -> date:
    return date(2026, month, number)


# What people are to be told, by day; on all other days nothing.
TOLD = {
    day(2): ["giaoban: laocai is broken"],
    day(3): ["giaoban: backan is broken"],
    day(4): ["giaoban: backan, laocai are well again"],
    day(5): ["giaoban: thoxuan is broken"],
    day(6): ["giaoban: thoxuan is well again"],
    day(9): ["giaoban: vanphuc is broken"],
    day(11): ["giaoban: vanphuc is well again"],
}
# What a crawl is to find wrong, by day: also what heals before people are told.
FOUND = {
    day(30, 1): {"huuhoa": ["mass-loss"]},
    day(2): {"laocai": ["redesign"]},
    day(3): {"laocai": ["redesign"], "backan": ["spam"]},
    day(4): {"laocai": ["redesign"], "thoxuan": []},
    day(5): {"thoxuan": []},
    day(9): {"vanphuc": ["silence"]},
    day(10): {"vanphuc": ["silence"]},
}


@pytest.mark.slow
def test_alarms_on_exactly_the_right_days(watch: Callable[..., Watched], server: ReplicaServer, hook: Hook) -> None:
    lives = {name: Life.of(name, FIRST) for name in PORTALS}
    watched = watch(*PORTALS)
    told, found, codes = {}, {}, {}
    for today in (FIRST + timedelta(days=n) for n in range(DAYS)):
        live(lives, today, server)
        report = watched.crawl(today)
        if said := hook.titles():
            told[today] = said
        wrong = {name: portal for name, portal in report["portals"].items() if portal["result"] != "ok"}
        if wrong:
            found[today] = {name: [one["kind"] for one in portal["findings"]] for name, portal in wrong.items()}
        codes[today] = report["exit_code"]
    assert told == TOLD
    assert found == FOUND
    assert {today for today, code in codes.items() if code} == set(FOUND)
    assert set(codes.values()) == {0, 4}
    archive = watched.archive
    assert archive.sql("SELECT count(*) FROM articles WHERE body LIKE '%casino%'") == [(0,)]
    assert archive.sql("SELECT DISTINCT state FROM portal_states") == [("well",)]
    # What was published is stored: nothing good stayed in quarantine, nothing lost counts as gone.
    for name, life in lives.items():
        live_pages = archive.sql("SELECT count(*) FROM pages WHERE portal = ? AND status = 'live' AND article_id", name)
        assert live_pages == [(len(life.articles),)], name
    edited = archive.sql("SELECT portal, count(*) FROM revisions WHERE change = 'edit' GROUP BY 1 ORDER BY 1")
    assert edited == [(name, 1) for name in sorted(PORTALS)]
    assert archive.sql("SELECT portal, count(*) FROM pages WHERE status = 'gone' AND article_id GROUP BY 1") == [
        (name, 1) for name in sorted(PORTALS)
    ]


def live(lives: dict[str, Life], today: date, server: ReplicaServer) -> None:
    """What happens on a day, before the crawl."""
    hosts = {name: life.portal.host for name, life in lives.items()}
    for life in lives.values():
        if today.weekday() < 5 and today <= REST and not is_quiet(life.portal.name, today):
            life.publish(today, count=1 + today.day % 3)
        if today == day(28, 1):
            life.edit(back=5)
        if today == day(6):
            life.delete(back=9)
    if today == day(30, 1):
        server.redress(hosts["huuhoa"], emptied)
    if today == day(31, 1):
        server.redress(hosts["huuhoa"], None)
    if today == day(2):
        server.redress(hosts["laocai"], redesigned)
    if today == day(3):
        lives["backan"].advertise(today)
        lives["backan"].deface(back=3)
    if today == day(4):
        lives["backan"].clean()
        server.stand_in(hosts["thoxuan"], Reply(503, b"<h1>503 Service Unavailable</h1>"))
    if today == day(6):
        server.stand_in(hosts["thoxuan"], None)
    for life in lives.values():
        life.show(server)


def is_quiet(name: str, today: date) -> bool:
    """huuhoa has a quiet week; vanphuc falls silent on 29 January, and has news again on 11 February."""
    return (name == "huuhoa" and day(2) <= today <= day(6)) or (name == "vanphuc" and day(29, 1) <= today <= day(10))


def emptied(path: str, reply: Reply) -> Reply:
    """A publishing run that failed: the listings are there, the articles are 0 bytes."""
    return reply if b'class="pagination"' in reply.body or path.count("/") < 3 else Reply(200, b"")
