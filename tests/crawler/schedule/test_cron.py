"""The lines are fired by a real cron, whose environment is as bare as cron's is, and archive what they should.

It runs in a mount namespace of its own, in which the machine's crontabs and its cron's pid file are not to be seen.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.replicas.server import ReplicaServer

# Hides what the machine has, puts a line of the user's own there, and has giaoban install its lines between.
PREPARE = """
set -e
mount -t tmpfs none /var/spool/cron
mkdir -p /var/spool/cron/crontabs && chgrp crontab /var/spool/cron/crontabs && chmod 1730 /var/spool/cron/crontabs
mount -t tmpfs none /run
mount -t tmpfs none /etc/cron.d
mount --bind /dev/null /etc/crontab
printf '* * * * * env > "%s/environment"\\n' "$FOLDER" | crontab -
"$PYTHON" -m crawler.cli.main schedule backan --home "$FOLDER/100% an archive" --install --yes
# Nobody wants to wait for the hour: the time of the real line is set to every minute, and nothing else.
crontab -l | sed -E 's/^[0-9]+ [0-9,*]+ \\* \\* \\*/* * * * */' | crontab -
crontab -l > "$FOLDER/crontab"
exec cron -f
"""
NEEDED = ("cron", "crontab", "unshare", "mount")
DEADLINE = 150


def can_isolate() -> bool:
    """Whether this machine has cron, and lets us see another machine's folders in the place of its own."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or not all(map(shutil.which, NEEDED)):
        return False
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/var/spool/cron"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer() as server:
        yield server


@pytest.mark.slow
@pytest.mark.skipif(not can_isolate(), reason="needs root, cron and mount namespaces")
def test_a_real_cron_fires_a_real_line(replica: ReplicaServer, tmp_path: Path) -> None:
    home = tmp_path / "100% an archive"
    home.mkdir()
    (home / "giaoban.toml").write_text(f'delay = 0\nproxy = "{replica.url}"\n')
    environment = {**os.environ, "FOLDER": str(tmp_path), "PYTHON": sys.executable}
    cron = subprocess.Popen(["unshare", "--mount", "/bin/sh", "-c", PREPARE], env=environment, start_new_session=True)
    try:
        runs = wait_for_run(home / "articles.db")
    finally:
        os.killpg(cron.pid, signal.SIGTERM)
        cron.wait()
    assert runs == [("crawl backan", 0, "backan ok")]
    with closing(sqlite3.connect(home / "articles.db")) as archive:
        assert archive.execute("SELECT count(*) FROM articles").fetchone()[0] > 0
    bare = dict(line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines())
    assert bare.keys() <= {"HOME", "LOGNAME", "PATH", "PWD", "SHELL", "SHLVL", "_"}
    assert bare["SHELL"] == "/bin/sh"


def wait_for_run(database: Path) -> list[tuple[str, int, str]]:
    """The first run that cron started, once it is done; nothing if there is none in time."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        time.sleep(1)
        if database.exists():
            with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as archive:
                try:
                    query = (
                        "SELECT command, exit_code, outcome FROM runs WHERE finished_at NOT NULL ORDER BY id LIMIT 1"
                    )
                    runs = archive.execute(query).fetchall()
                except sqlite3.OperationalError:  # its tables are being made
                    continue
            if runs:
                return runs
    return []
