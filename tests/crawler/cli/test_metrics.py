"""The file for node_exporter: read by Prometheus' own parser, whole or not at all, with every portal in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from crawler.metrics import exposition
from tests.crawler.conftest import Archive
from tests.replicas.server import ReplicaServer

NewArchive = Callable[[ReplicaServer], Archive]


def read(text: str) -> dict[tuple[str, str], float]:
    """The samples of a file by name (the portal's last result behind it) and portal."""
    samples = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        for name, labels, value, *_ in family.samples:
            key = " ".join([name, *(labels[each] for each in ("result", "state") if each in labels)])
            assert (key, labels.get("portal", "")) not in samples
            samples[key.removeprefix("giaoban_portal_"), labels.get("portal", "")] = value
    return samples


def test_every_crawl_writes_all_portals_of_the_archive(server: ReplicaServer, archive: NewArchive) -> None:
    here = archive(server)
    here.home.mkdir()
    (here.home / "giaoban.toml").write_text('metrics_file = "giaoban.prom"\n')
    first = here.crawl("backan")["portals"]["backan"]
    server.break_host("huuhoa.thanhtri.hanoi.gov.vn")
    here.crawl("huuhoa")
    samples = read((here.home / "giaoban.prom").read_text())
    assert samples["last_run_new", "backan"] == first["new"] > 0
    assert samples["last_run_requests", "backan"] == first["requests"]
    assert samples["last_run_received_bytes", "backan"] == first["bytes"]
    assert samples["articles", "backan"] == here.sql("SELECT count(*) FROM articles")[0][0]
    assert samples["last_success_timestamp_seconds", "backan"] == samples["last_run_timestamp_seconds", "backan"]
    assert [samples[f"last_run_result {word}", "huuhoa"] for word in ("ok", "failed")] == [0, 1]
    assert samples["last_run_errors", "huuhoa"] > 0
    assert [samples[f"state {word}", "backan"] for word in ("well", "suspect", "broken")] == [1, 0, 0]
    assert samples["state well", "huuhoa"] == 0
    assert ("last_success_timestamp_seconds", "huuhoa") not in samples
    assert samples["last_run_timestamp_seconds", "huuhoa"] > samples["last_run_timestamp_seconds", "backan"] - 1


def test_a_file_that_cannot_be_written_is_told_and_the_crawl_stands(server: ReplicaServer, archive: NewArchive) -> None:
    here = archive(server)
    target = here.home.parent / "not there" / "giaoban.prom"
    run = here.giaoban("crawl", "backan", "--delay", "0", "--proxy", here.proxy, "--quiet", "--metrics", str(target))
    assert run.returncode == 1
    assert "could not be written: No such file or directory" in run.stderr.decode()
    assert here.sql("SELECT exit_code FROM runs") == [(0,)]


def test_a_file_that_node_exporter_would_not_read_is_refused(archive: NewArchive, replicas: ReplicaServer) -> None:
    run = archive(replicas).giaoban("crawl", "backan", "--metrics", "giaoban.txt")
    assert run.returncode == 2
    assert b".prom" in run.stderr


@given(st.text(min_size=1))
def test_any_path_of_an_archive_can_stand_in_a_label(path: str) -> None:
    (family,) = [each for each in text_string_to_metric_families(exposition([], path)) if each.samples]
    assert family.samples[0].labels["archive"] == path.encode(errors="replace").decode()


@pytest.mark.parametrize("missing", [None, "2026-11-20T06:15:00Z"])
def test_what_is_not_known_is_left_out(missing: str | None) -> None:
    columns = "last_run last_good last_news seconds requests bytes fetched new changed unchanged duplicates rejected"
    figures = dict.fromkeys(f"{columns} errors articles live gone held result state".split()) | {"portal": "laocai"}
    samples = read(exposition([figures | {"last_good": missing}], "/srv/giaoban"))
    assert (("last_success_timestamp_seconds", "laocai") in samples) is (missing is not None)
    assert len(samples) == 1 + (missing is not None)
