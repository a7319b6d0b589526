"""What a crawl connects to, whom it believes to be who they are, and that nobody can connect to it: on the wire."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import warm
from tests.crawler.conftest import Archive
from tests.faults import portal
from tests.faults.certificates import Signed, signed
from tests.faults.server import NOT_FOUND, Asked, FaultServer, Wire, answer, redirect
from tests.faults.sockets import listens_on, process_at

HOST = portal.HOST
ARTICLE = answer(portal.PAGE)


def explain(url: str, home: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """``giaoban explain`` of an address, with no proxy between."""
    clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return warm.run(["explain", url, "--home", str(home), "--json"], clean | environment)


def configured(folder: Path, *lines: str) -> Path:
    home = folder / "home"
    home.mkdir()
    (home / "giaoban.toml").write_text("\n".join(["delay = 0", "timeout = 5", *lines]))
    return home


# -- private networks ----------------------------------------------------------------------------------


@pytest.fixture
def inside() -> Iterator[FaultServer]:
    """A server of this machine that no portal has any business with."""
    with FaultServer() as server:
        server.everywhere("127.0.0.1", ARTICLE)
        yield server


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f.1"])
def test_a_redirect_into_the_machine_is_not_followed(tmp_path: Path, inside: FaultServer, host: str) -> None:
    with FaultServer() as server:
        server.put("localhost", "/tin/", redirect(f"http://{host}:{inside.port}/"))
        # The host that a person names is meant, wherever it is: it is asked. Where it leads is another matter.
        told = explain(f"http://localhost:{server.port}/tin/", configured(tmp_path))
        assert server.paths("localhost") == ["/robots.txt", "/tin/"]
    assert told.returncode == 1
    assert "not asked for (allow_private = true" in told.stderr.decode()
    assert inside.connections == 0


def lied_to(*arguments: str) -> tuple[int, str]:
    """The exit code of a command to which DNS says of every name that it is this machine's, and what it told."""
    clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    run = warm.run(arguments, clean | {warm.DNS: "127.0.0.1"})
    return run.returncode, run.stderr.decode()


forks = pytest.mark.skipif(sys.platform != "linux", reason="DNS lies to forks alone")


@forks
def test_a_name_that_dns_says_is_this_machine_is_not_asked(tmp_path: Path, inside: FaultServer) -> None:
    with FaultServer() as server:
        server.put("ubnd.example.vn", "/tin/", redirect(f"http://kho.example.vn:{inside.port}/"))
        url = f"http://ubnd.example.vn:{server.port}/tin/"
        code, told = lied_to("explain", url, "--home", str(configured(tmp_path)))
        assert server.paths("ubnd.example.vn") == ["/robots.txt", "/tin/"]
    assert code == 1
    assert "kho.example.vn is 127.0.0.1, an address of the machine itself: not asked for" in told
    assert inside.connections == 0


@forks
def test_a_portal_in_a_private_network_is_read_only_where_that_is_allowed(tmp_path: Path) -> None:
    home = configured(tmp_path)
    refused, told = lied_to("crawl", "backan", "--home", str(home), "--quiet")
    assert refused == 4
    assert f"{HOST} is 127.0.0.1, an address of the machine itself" in " ".join(told.split())
    # Nobody listens at port 80 here: that this is what is told means that it was asked.
    allowed, told = lied_to("crawl", "backan", "--home", str(home), "--quiet", "--allow-private")
    assert allowed == 4
    assert "the machine itself" not in told


# -- certificates --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def root() -> Signed:
    return signed("Goc tin cay", authority=True)


@pytest.fixture(scope="module")
def between(root: Signed) -> Signed:
    return signed("Trung gian", root, authority=True)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("nothing", ""),
        ("self-signed", "the server signed it itself"),
        ("expired", "it has expired"),
        ("another's", "it is that of another server"),
        ("incomplete", "the server leaves out certificates between it and its authority"),
    ],
)
def test_a_certificate_is_verified_before_anything_is_asked(
    tmp_path: Path, root: Signed, between: Signed, wrong: str, told: str
) -> None:
    made = {
        "nothing": lambda: signed("localhost", root),
        "self-signed": lambda: signed("localhost"),
        "expired": lambda: signed("localhost", root, days=-1),
        "another's": lambda: signed("may-chu-khac.example.vn", root),
        "incomplete": lambda: signed("localhost", between),
    }
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(root.pem())
    with FaultServer(encrypted=made[wrong]().context(tmp_path)) as server:
        server.put("localhost", "/tin/", ARTICLE)
        run = explain(f"https://localhost:{server.port}/tin/", configured(tmp_path), SSL_CERT_FILE=str(trusted))
        asked = server.paths("localhost")
    if not told:
        assert (run.returncode, asked) == (0, ["/robots.txt", "/tin/"])
        return
    assert (run.returncode, asked) == (1, [])
    said = run.stderr.decode()
    assert f"the certificate of localhost is not in order: {told}" in said
    assert "verify_certificates = false" in said


def test_a_portal_with_a_bad_certificate_is_read_where_that_is_said_of_it(tmp_path: Path) -> None:
    home = configured(tmp_path, "[portals.backan]", "verify_certificates = false")
    hosts = {"backan": HOST, "laocai": "tplaocai.laocai.gov.vn"}
    contexts = {host: signed(host).context(tmp_path) for host in hosts.values()}
    with FaultServer(contexts.__getitem__) as server:
        for host in hosts.values():
            server.everywhere(host, _to_https)
            server.everywhere(
                f"https:{host}", answer(portal.listing("tin-lanh-0", more="<a href='/tin-lanh-1/'>x</a>"))
            )
            for slug, page in portal.GOOD.items():
                server.put(f"https:{host}", f"/{slug}/", answer(page))
        report = Archive(home, server.url).crawl(*hosts)
        assert not server.paths(f"https:{hosts['laocai']}"), "nothing is said to who cannot say who they are"
    read, left = (report["portals"][name] for name in hosts)
    assert (read["result"], read["new"]) == ("ok", 2)
    assert "its certificate is not verified (verify_certificates = false)" in read["notes"]
    assert left["result"] == "failed"
    assert "the certificate of tplaocai.laocai.gov.vn is not in order" in left["problem"]


async def _to_https(wire: Wire, asked: Asked) -> None:
    await redirect(f"https://{asked.host}{asked.path}", "301 Moved Permanently")(wire, asked)


# -- cookies, and who may call ----------------------------------------------------------------------------


def test_cookies_are_kept_where_a_portal_needs_them_and_nowhere_else(tmp_path: Path) -> None:
    home = configured(tmp_path, "[portals.backan]", "cookies = true")
    hosts = {"backan": HOST, "laocai": "tplaocai.laocai.gov.vn"}
    with FaultServer() as server:
        for host in hosts.values():
            server.everywhere(host, _wants_cookie)
        report = Archive(home, server.url).crawl(*hosts)
        sent = {name: any("cookie" in asked.headers for asked in server.asked if asked.host == host)
                for name, host in hosts.items()}  # fmt: skip
    assert sent == {"backan": True, "laocai": False}
    assert report["portals"]["backan"]["new"] == 1
    assert "too many redirects" in report["portals"]["laocai"]["problem"]
    assert any("cookies = true keeps it" in note for note in report["portals"]["laocai"]["notes"])


async def _wants_cookie(wire: Wire, asked: Asked) -> None:
    if asked.path == "/robots.txt":
        await NOT_FOUND(wire, asked)
    elif "phien=1" not in asked.headers.get("cookie", ""):
        await redirect(asked.path, set_cookie="phien=1; Path=/")(wire, asked)
    elif asked.path.startswith("/category/"):
        await answer(portal.listing("tin-lanh-0"))(wire, asked)
    elif asked.path == "/tin-lanh-0/":
        await answer(portal.GOOD["tin-lanh-0"])(wire, asked)
    else:
        await NOT_FOUND(wire, asked)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux who listens")
def test_nobody_can_call_a_crawl(tmp_path: Path) -> None:
    listening: list[set[str]] = []

    async def look(wire: Wire, asked: Asked) -> None:
        _, port = wire.writer.get_extra_info("peername")
        listening.append(listens_on(process_at(port)))
        await answer(portal.listing("tin-lanh-0"))(wire, asked)

    with FaultServer() as server:
        server.put(HOST, "/category/tin-tuc/", look)
        server.put(HOST, "/tin-lanh-0/", answer(portal.GOOD["tin-lanh-0"]))
        Archive(configured(tmp_path), server.url).crawl("backan")
    assert listening == [set()]
