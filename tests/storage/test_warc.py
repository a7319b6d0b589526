"""Raw pages: written so that others read them, read back as they were."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from storage import warc
from storage.errors import ArchiveError
from storage.records import Capture
from storage.warc import WarcWriter, read
from storage.warcfile import iterate
from tests.storage.conftest import capture

PAGE = capture(
    url="http://doisim.example/tin-t%E1%BB%A9c/a?b=1",
    headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "17"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ),
    body="<p>Họp giao ban</p>\r\n\r\n".encode() * 50,
    listed_date="(24/04/2019)",
    listed_title="Họp giao ban tháng tư",
    request_headers=(("User-Agent", "giaoban"), ("Accept", "text/html")),
)
WITHOUT_REQUEST = replace(PAGE, request_headers=())


def one_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def warcio_finds_nothing_wrong(path: Path, capsys: pytest.CaptureFixture[str]) -> bool:
    class Arguments:
        inputs = (str(path),)
        verbose = True

    code = Checker(Arguments).process_all()
    said = capsys.readouterr().out
    return code == 0 and "digest pass" in said and "fail" not in said


def test_a_page_comes_back_as_it_was(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        refs = [writer.write(PAGE), writer.write(replace(PAGE, body=b"", status=404)), writer.write(PAGE)]
    assert read(tmp_path, refs[0]) == WITHOUT_REQUEST
    assert read(tmp_path, refs[1]) == replace(WITHOUT_REQUEST, body=b"", status=404)
    assert read(tmp_path, refs[2]) == WITHOUT_REQUEST


@given(
    body=st.binary(max_size=300),
    headers=st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True),
            st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip),
        ),
        max_size=5,
    ),
    status=st.integers(100, 599),
)
def test_any_body_and_headers_come_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, headers: list[tuple[str, str]], status: int
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    page = replace(WITHOUT_REQUEST, body=body, headers=tuple(headers), status=status)
    with WarcWriter(folder) as writer:
        assert read(folder, writer.write(page)) == page


def test_warcio_finds_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with WarcWriter(tmp_path) as writer:
        for n in range(5):
            writer.write(replace(PAGE, body=PAGE.body * n))
    assert warcio_finds_nothing_wrong(one_file(tmp_path), capsys)


def test_others_read_request_and_response_as_what_they_are(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "giaoban 0.1") as writer:
        ref = writer.write(PAGE)
    with one_file(tmp_path).open("rb") as file:
        info, response, request = [
            (record.rec_headers, record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(file)
        ]
    assert info[0].get_header("WARC-Type") == "warcinfo"
    assert b"software: giaoban 0.1\r\n" in info[2]
    assert response[0].get_header("WARC-Date") == "2026-11-22T15:30:00Z"
    assert response[0].get_header("WARC-Payload-Digest") == ref.digest
    assert response[1].get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert response[1].get_header("Content-Length") == str(len(PAGE.body))
    assert response[2] == PAGE.body
    assert request[0].get_header("WARC-Concurrent-To") == response[0].get_header("WARC-Record-ID")
    assert request[1].get_header("Host") == "doisim.example"
    assert request[1].statusline == "/tin-t%E1%BB%A9c/a?b=1 HTTP/1.1"


def test_each_record_is_a_gzip_file_of_its_own(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.write(PAGE)
        ref = writer.write(PAGE)
    member = (tmp_path / ref.file).read_bytes()[ref.offset : ref.offset + ref.length]
    assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, roll_over=2000) as writer:
        refs = [writer.write(replace(PAGE, body=os.urandom(1500))) for _ in range(3)]
    assert [ref.file[-13:] for ref in refs] == ["00000.warc.gz", "00001.warc.gz", "00002.warc.gz"]
    assert len(list(iterate(tmp_path))) == 3


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as one, WarcWriter(tmp_path) as other:
        assert one.write(PAGE).file != other.write(PAGE).file


def test_a_run_that_fetched_nothing_leaves_no_file(tmp_path: Path) -> None:
    WarcWriter(tmp_path / "warc").close()
    assert not (tmp_path / "warc").exists()


def test_the_moment_keeps_its_fraction_and_is_utc(tmp_path: Path) -> None:
    vietnam = datetime(2026, 11, 22, 22, 30, 0, 250_000, timezone(timedelta(hours=7)))
    with WarcWriter(tmp_path) as writer:
        ref = writer.write(replace(PAGE, fetched_at=vietnam))
    assert read(tmp_path, ref).fetched_at == vietnam


def test_a_naive_moment_is_refused(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer, pytest.raises(ValueError, match="time zone"):
        writer.write(replace(PAGE, fetched_at=datetime(2026, 11, 22)))  # noqa: DTZ001 - that is the point


def test_a_header_cannot_smuggle_in_a_line(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        ref = writer.write(replace(PAGE, headers=(("X-A", "1\r\nX-B: 2"),), portal="a\r\nWARC-Type: x"))
    assert read(tmp_path, ref).headers == (("X-A", "1 X-B: 2"),)


def test_a_killed_process_loses_nothing_it_was_told_is_written(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from storage.warc import WarcWriter\n"
        "from tests.storage.conftest import capture\n"
        "writer = WarcWriter(Path(sys.argv[1]))\n"
        "for n in range(3): writer.write(capture(f'http://doisim.example/{n}'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert [page.page[-1] for _, page in iterate(tmp_path)] == ["0", "1", "2"]


def test_all_captures_are_found_with_their_places(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, roll_over=1) as writer:
        refs = [writer.write(replace(PAGE, page=f"http://doisim.example/{n}")) for n in range(4)]
    found = list(iterate(tmp_path))
    assert [ref for ref, _ in found] == refs
    assert [read(tmp_path, ref) for ref in refs] == [page for _, page in found]


@pytest.mark.parametrize("kept", [1, 30, 200])
def test_a_torn_end_hides_nothing_before_it(tmp_path: Path, kept: int) -> None:
    with WarcWriter(tmp_path) as writer:
        whole, torn = writer.write(PAGE), writer.write(PAGE)
    path = tmp_path / torn.file
    path.write_bytes(path.read_bytes()[: torn.offset + kept])
    notes: list[str] = []
    assert [ref for ref, _ in iterate(tmp_path, notes.append)] == [whole]
    assert len(notes) == 1 and f"up to byte {torn.offset}" in notes[0]


def test_junk_in_the_folder_is_noted_and_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"no gzip")
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\n"))
    notes: list[str] = []
    assert list(iterate(tmp_path, notes.append)) == []
    assert len(notes) == 2


def damage(path: Path, what: str) -> None:
    data = path.read_bytes()
    match what:
        case "gone":
            path.unlink()
        case "short":
            path.write_bytes(data[:-700])
        case "scrambled":
            path.write_bytes(data[:-700] + bytes(700))


@pytest.mark.parametrize(
    ("what", "words"), [("gone", "not there"), ("short", "cut off"), ("scrambled", "cannot be read")]
)
def test_a_raw_page_that_is_lost_says_how(tmp_path: Path, what: str, words: str) -> None:
    with WarcWriter(tmp_path) as writer:
        ref = writer.write(replace(PAGE, body=os.urandom(900), request_headers=()))
    damage(tmp_path / ref.file, what)
    with pytest.raises(ArchiveError, match=words) as raised:
        read(tmp_path, ref)
    assert ref.file in str(raised.value)


def test_another_page_in_its_place_is_not_taken_for_it(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        ref = writer.write(PAGE)
    with pytest.raises(ArchiveError, match="not the one stored"):
        read(tmp_path, replace(ref, digest="sha1:" + "A" * 32))


def test_a_place_that_holds_the_request_is_no_page(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        ref = writer.write(PAGE)
    request = replace(ref, offset=ref.offset + ref.length, length=1)
    length = (tmp_path / ref.file).stat().st_size - request.offset
    with pytest.raises(ArchiveError, match="no response"):
        read(tmp_path, replace(request, length=length))


def test_a_folder_that_disappears_is_an_error_not_a_loss(tmp_path: Path) -> None:
    with WarcWriter(tmp_path / "warc") as writer:
        ref = writer.write(PAGE)
        (tmp_path / "warc" / ref.file).unlink()
        with pytest.raises(ArchiveError, match="gone"):
            writer.write(PAGE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_an_error_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_open = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *a, **k: real_open(Path("/dev/full"), "wb", buffering=0))
    with pytest.raises(ArchiveError, match="No space left"):
        WarcWriter(tmp_path).write(PAGE)


def test_half_a_record_is_taken_back_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with WarcWriter(tmp_path) as writer:
        writer.write(PAGE)
        size = one_file(tmp_path).stat().st_size
        monkeypatch.setattr(writer, "_file", FullAfter(writer._file, 100))
        with pytest.raises(ArchiveError, match="No space left"):
            writer.write(PAGE)
    assert one_file(tmp_path).stat().st_size == size
    assert warcio_finds_nothing_wrong(one_file(tmp_path), capsys)


class FullAfter:
    """A file on a disk with room for so many bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self.file, self.room = file, room

    def write(self, data: memoryview) -> int:
        if not self.room:
            raise OSError(28, "No space left on device")
        written: int = self.file.write(data[: self.room])
        self.room -= written
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Any:
        return self.file.__enter__()

    def __exit__(self, *error: object) -> None:
        self.file.__exit__(*error)


def test_a_capture_knows_its_request_only_in_the_file(tmp_path: Path) -> None:
    with WarcWriter(tmp_path) as writer:
        back: Capture = read(tmp_path, writer.write(PAGE))
    assert back.request_headers == ()
    assert warc.ORIGINAL not in str(back.headers)
