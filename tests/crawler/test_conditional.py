"""A portal is asked "only if it has changed" where it answers that honestly, and is found out where it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path

from tests.crawler.conftest import Archive
from tests.crawler.test_portal_over_time import HOST, Portal
from tests.replicas.server import ReplicaServer, StaticSite

NewArchive = Callable[[ReplicaServer], Archive]


def served(folder: Path, server: ReplicaServer) -> Portal:
    portal = Portal.of(folder / "site", range(12))
    portal.publish()
    server.serve_folder(HOST, StaticSite(portal.folder))
    return portal


def statuses(server: ReplicaServer, slug: str) -> list[int]:
    return [status for _, path, status in server.requests if path.strip("/") == slug]


def test_an_honest_portal_is_believed_and_asked_for_changes_alone(
    tmp_path: Path, server: ReplicaServer, archive: NewArchive
) -> None:
    portal, here = served(tmp_path, server), archive(server)
    server.validate(HOST, lambda _, body: (f'"{md5(body).hexdigest()}"', None))
    here.crawl("krongno")
    here.crawl("krongno", "--full")
    edited, same, other = (
        row[0] for row in here.sql("SELECT url FROM pages ORDER BY first_seen DESC, id DESC LIMIT 3")
    )
    portal.texts[edited.rsplit("/", 1)[1]] += "<p>Cuộc họp sau được dời sang chiều thứ Năm tuần tới.</p>"
    portal.publish()
    server.reset_log()
    here.sql("UPDATE pages SET last_checked = '2020-01-01T00:00:00Z' WHERE url IN (?, ?)", same, other)
    told = here.crawl("krongno")["portals"]["krongno"]
    assert (told["changed"], told["new"]) == (1, 0)
    assert told["not_modified"] == told["unchanged"] >= 2
    assert statuses(server, edited.rsplit("/", 1)[1]) == [200]
    answers = sorted(statuses(server, page.rsplit("/", 1)[1]) for page in (same, other))
    assert answers == [[304], [304, 200]]  # the first was fetched all the same, to see
    looked = here.sql(
        "SELECT last_checked > '2021', not_modified_at NOT NULL FROM pages WHERE url IN (?, ?)", same, other
    )
    assert sorted(looked) == [(1, 0), (1, 1)]
    assert here.json("status")[0]["last_result"]["note"]["not_modified"] == told["not_modified"]
    counts = here.sql("SELECT validator, stayed, controls, lies, lied_at FROM validators")
    assert counts == [("etag", 0, 1, 0, None)]


def test_a_portal_that_lies_is_found_out_by_a_control_and_asked_so_no_more(
    tmp_path: Path, server: ReplicaServer, archive: NewArchive
) -> None:
    portal, here = served(tmp_path, server), archive(server)
    server.validate(HOST, lambda *_: ('"always"', None))
    here.crawl("krongno")
    here.crawl("krongno", "--full")
    pages = [row[0] for row in here.sql("SELECT url FROM pages ORDER BY first_seen DESC, id DESC LIMIT 2")]
    for page in pages:
        portal.texts[page.rsplit("/", 1)[1]] += "<p>Cuộc họp sau được dời sang chiều thứ Năm tuần tới.</p>"
    portal.publish()
    first = here.crawl("krongno")["portals"]["krongno"]
    assert (first["changed"], first["not_modified"]) == (2, 3)
    [(lies, example)] = here.sql("SELECT lies, example FROM validators")
    assert lies >= 1
    assert example in pages
    server.reset_log()
    assert here.crawl("krongno")["portals"]["krongno"]["not_modified"] == 0
    assert {status for host, _, status in server.requests if host == HOST} <= {200, 301, 404}


def test_yesterday_as_last_modified_is_never_believed(
    tmp_path: Path, server: ReplicaServer, archive: NewArchive
) -> None:
    served(tmp_path, server)
    here = archive(server)
    server.validate(HOST, lambda *_: (None, datetime.now(UTC) - timedelta(days=1)))
    here.crawl("krongno")
    here.crawl("krongno", "--full")
    told = here.crawl("krongno")["portals"]["krongno"]
    assert (told["not_modified"], told["unchanged"]) == (0, 3)
    [(steady, clocked)] = here.sql("SELECT steady, clocked FROM validators")
    assert steady == 0
    assert clocked >= 12
