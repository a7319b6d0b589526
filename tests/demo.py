"""What ``make demo`` runs: the replica portals on loopback, the real ``giaoban`` command, and questions to its archive.

Everything but the connection is real: the spiders ask the real addresses, through an HTTP proxy that is the
replicas' server.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

HOME = Path("demo-archive")
PORTALS = ("laocai", "thoxuan", "backan", "huuhoa", "vanphuc")
GIAOBAN = Path(sys.executable).with_name("giaoban")


def main() -> int:
    """The demo; its exit code is that of the first command that failed, else 0."""
    first = not (HOME / "articles.db").exists()
    say("Five replica portals start on loopback: Lào Cai city, Thọ Xuân district, Bắc Kạn city,")
    say("Hữu Hòa and Vạn Phúc communes.")
    with replicas() as proxy:
        crawl = ["crawl", *PORTALS, "--home", str(HOME), "--delay", "0", "--proxy", proxy]
        code = giaoban(*crawl)
    if code:
        return code
    if not first:
        say("\nThe archive was there already: nothing is new and nothing changed, although every counter has")
        say("ticked, and far fewer pages were asked for. Remove the folder demo-archive to see a first crawl.")
    return ask()


def ask() -> int:
    """The questions that an archivist would begin with."""
    say("\n1. A search, typed without diacritics:")
    code = giaoban("search", "hoi", "nghi", "giao", "ban", "dong", "chi", "--home", str(HOME), "--limit", "3")
    shared = on_two_portals()
    if shared is None:
        say("No article stands on two portals: something is wrong with this archive.")
        return 1
    say("\n2. An article that stands on two portals, with the evidence of its date and where its raw page lies:")
    code = code or giaoban("show", str(shared["id"]), "--home", str(HOME))
    capture = shared["pages"][0]["capture"]
    say(f"\n3. The raw page, as it was fetched (warc/{capture['warc']} at {capture['offset']}), first lines:")
    raw = subprocess.run([GIAOBAN, "raw", str(shared["id"]), "--home", HOME], capture_output=True, check=False)
    say("\n".join(f"   {line}" for line in raw.stdout.decode("utf-8", "replace").splitlines()[:4]))
    say(
        "\n4. How each portal fares; the files that articles offer are in the folder files, their texts in the archive:"
    )
    code = code or raw.returncode or giaoban("status", "--home", str(HOME))
    say(f"""
How to go on:
   .venv/bin/giaoban search tổng kết năm --home {HOME}
   .venv/bin/giaoban search '"sơ kết"' --portal backan --home {HOME} --json
   .venv/bin/giaoban show {shared["id"]} --home {HOME} --json
   sqlite3 {HOME}/articles.db "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'dong chi'"
   make demo      once more: nothing new, nothing changed""")
    return code


def giaoban(*arguments: str) -> int:
    """Runs the real command as a person would, and shows what was typed."""
    typed = " ".join(f'"{part}"' if " " in part else part for part in arguments)
    say(f"\n$ giaoban {typed}")
    return subprocess.run([GIAOBAN, *arguments], check=False).returncode


def on_two_portals() -> dict[str, Any] | None:
    """An article that two portals show, asked of the database as an archivist would."""
    with closing(sqlite3.connect(HOME / "articles.db")) as database:
        row = database.execute(
            "SELECT article_id FROM pages WHERE article_id IS NOT NULL GROUP BY article_id "
            "HAVING count(DISTINCT portal) > 1 ORDER BY article_id LIMIT 1"
        ).fetchone()
    if row is None:
        return None
    command = [GIAOBAN, "show", str(row[0]), "--home", HOME, "--json"]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    shape: dict[str, Any] = json.loads(shown.stdout)
    return shape


@contextmanager
def replicas() -> Iterator[str]:
    """The replicas' server in a process of its own; gives the proxy's address, ends the process at the end."""
    command: Sequence[str] = (sys.executable, "-m", "tests.replicas", "--port", "0")
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        line = server.stdout.readline()
        if "127.0.0.1:" not in line:
            raise SystemExit("The replica portals did not start; run `.venv/bin/python -m tests.replicas` to see why.")
        yield line.split()[-1]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    # A proxy of the machine's own must not take the loopback for the world.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        os.environ.pop(name, None)
    sys.exit(main())
