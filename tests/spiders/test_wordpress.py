"""What WordPress tells of its posts as data leads to them, dates them, and says which were changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.posts import posts_of
from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer, Reply

NewArchive = Callable[[ReplicaServer], Archive]
HOST = "phuongbenthanh.gov.vn"
POSTS = "/wp-json/wp/v2/posts"


def told(**changes: object) -> bytes:
    post = {
        "link": f"http://{HOST}/ke-vach/",
        "title": {"rendered": "Kẻ vạch &#8211; vỉa hè"},
        "date_gmt": "2025-09-18T01:10:00",
        "modified_gmt": "2025-09-20T01:10:00",
    }
    return json.dumps([post | changes]).encode()


def test_a_post_is_its_address_its_title_and_its_moments() -> None:
    [(entry, modified)] = posts_of(told())
    assert (entry.url, entry.title, entry.date) == (
        f"http://{HOST}/ke-vach/",
        "Kẻ vạch – vỉa hè",
        "2025-09-18T01:10:00+00:00",
    )
    assert modified == datetime(2025, 9, 20, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("changes", [{"date_gmt": None}, {"date_gmt": "hôm qua"}, {"title": None}, {"title": "x"}])
def test_what_a_post_lacks_is_left_out(changes: dict[str, object]) -> None:
    [(entry, _)] = posts_of(told(**changes))
    assert entry.url == f"http://{HOST}/ke-vach/"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[1, null]", b'[{"link": 3}]', b'{"code": "rest_forbidden"}', b"[" * 9999]
)
def test_what_is_no_list_of_posts_has_none(body: bytes) -> None:
    assert not list(posts_of(body))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_harm(body: bytes) -> None:
    list(posts_of(body))


def test_a_post_that_was_changed_is_looked_at_again_at_once(archive: NewArchive, server: ReplicaServer) -> None:
    here = archive(server)
    assert here.crawl("benthanh")["portals"]["benthanh"]["new"] == 3
    changed = f"http://{HOST}/ke-vach-lai-via-he-quanh-khu-cho/"
    moments = {"date_gmt": "2025-09-18T01:10:00", "modified_gmt": "2999-01-01T00:00:00"}
    post = json.dumps([{"link": changed, "title": {"rendered": ""}, **moments}])
    server.answer(HOST, POSTS, Reply(200, post.encode(), "application/json"))
    server.reset_log()
    here.crawl("benthanh")
    asked = [path for host, path, _ in server.requests if host == HOST]
    assert "/ke-vach-lai-via-he-quanh-khu-cho/" in asked
    assert sum(path.startswith(POSTS) for path in asked) == 1


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_portal_that_has_it_switched_off_is_crawled_all_the_same(
    archive: NewArchive, server: ReplicaServer, status: int
) -> None:
    server.answer(HOST, POSTS, Reply(status, b'{"code": "rest_disabled"}', "application/json"))
    report = archive(server).crawl("benthanh")["portals"]["benthanh"]
    assert (report["result"], report["new"]) == ("ok", 3)
