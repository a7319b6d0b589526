"""``giaoban schedule``: shown first, installed when told, removed without a trace; never anybody else's line."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import warm
from tests.crawler.conftest import Archive
from tests.once import copy_of

# Programs of the system that a test must not use: they would change the machine that it runs on.
CRONTAB = """#!/bin/sh
case "$1" in
-l) [ -f "$TAB" ] || { echo "no crontab for you" >&2; exit 1; }; cat "$TAB" ;;
-) cat > "$TAB" ;;
-r) rm "$TAB" ;;
esac
"""
SYSTEMCTL = '#!/bin/sh\necho "$@" >> "$TAB"\n'
THEIRS = b"MAILTO=me@example.org\n# mine\n0 4 * * *\t/usr/bin/true  # %\n" + b"\xff\n"


class Machine:
    """A user's machine: an archive's folder, programs, a crontab."""

    def __init__(self, folder: Path) -> None:
        self.home, self.programs, self.crontab = folder / "an archive", folder / "bin", folder / "crontab"
        self.units = folder / "units"
        self.home.mkdir()
        self.programs.mkdir()

    def has(self, name: str, program: str) -> None:
        path = self.programs / name
        path.write_text(program)
        path.chmod(path.stat().st_mode | stat.S_IEXEC)

    def schedule(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        environment = {"PATH": f"{self.programs}:/bin:/usr/bin", "TAB": str(self.crontab), "LANG": "C.UTF-8"}
        return warm.run(["schedule", "--home", str(self.home), *arguments], environment)

    def done(self, *arguments: str) -> bytes:
        run = self.schedule(*arguments)
        assert run.returncode == 0, run.stderr.decode()
        return run.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.has("crontab", CRONTAB)
    return made


def lines(crontab: bytes) -> list[str]:
    return [line for line in crontab.decode(errors="replace").splitlines() if " crawl " in line]


def test_the_lines_are_shown_and_nothing_is_installed(machine: Machine) -> None:
    shown = machine.done("laocai", "backan")
    commands = [shlex.split(line)[5:] for line in lines(shown)]
    assert [command[1:3] for command in commands] == [["crawl", "backan"], ["crawl", "laocai"]]
    assert all(Path(command[0]).is_absolute() for command in commands)
    for line in lines(shown):
        assert line.endswith(f"--home '{machine.home}'")
    assert not machine.crontab.exists()


def test_what_is_shown_is_what_is_installed_among_the_lines_of_others(machine: Machine) -> None:
    machine.crontab.write_bytes(THEIRS)
    machine.done("--install", "--yes")
    assert machine.crontab.read_bytes() == THEIRS + machine.done()


def test_installing_again_replaces_and_changes_nothing_twice(machine: Machine) -> None:
    machine.crontab.write_bytes(THEIRS)
    machine.done("--install", "--yes")
    machine.crontab.write_bytes(machine.crontab.read_bytes() + b"@daily true\n")
    machine.done("laocai", "--install", "--yes")
    after = machine.crontab.read_bytes()
    assert after.startswith(THEIRS) and after.endswith(b"@daily true\n")
    assert len(lines(after)) == 1
    assert b"Nothing to do" in machine.done("laocai", "--install", "--yes")


def test_removing_leaves_the_crontab_as_it_was(machine: Machine) -> None:
    machine.crontab.write_bytes(THEIRS)
    machine.done("--install", "--yes")
    machine.done("--remove", "--yes")
    assert machine.crontab.read_bytes() == THEIRS
    assert b"Nothing to do" in machine.done("--remove", "--yes")


def test_a_crontab_that_held_nothing_else_goes(machine: Machine) -> None:
    machine.done("--install", "--yes")
    machine.done("--remove", "--yes")
    assert not machine.crontab.exists()


def test_nothing_is_installed_where_nobody_said_yes(machine: Machine) -> None:
    machine.crontab.write_bytes(THEIRS)
    run = machine.schedule("--install")
    assert run.returncode == 2
    assert b"--yes" in run.stderr
    assert machine.crontab.read_bytes() == THEIRS


def test_a_crontab_that_cannot_be_read_is_not_written(machine: Machine) -> None:
    machine.has("crontab", CRONTAB.replace('cat "$TAB" ;;', 'echo "you are not allowed to use this" >&2; exit 1 ;;', 1))
    machine.crontab.write_bytes(THEIRS)
    run = machine.schedule("--install", "--yes")
    assert run.returncode == 1
    assert b"not allowed" in run.stderr
    assert machine.crontab.read_bytes() == THEIRS


def test_a_machine_without_cron_says_so(machine: Machine) -> None:
    (machine.programs / "crontab").unlink()
    environment = {"PATH": str(machine.programs), "LANG": "C.UTF-8"}
    run = warm.run(["schedule", "--home", str(machine.home), "--install", "--yes"], environment)
    assert run.returncode == 1
    assert b"install cron, or use --systemd" in run.stderr


def test_the_configuration_says_how_often(machine: Machine) -> None:
    (machine.home / "giaoban.toml").write_text(
        'cadence = "1d"\n[portals.laocai]\ncadence = "1h"\n[portals.backan]\ncadence = "never"\n'
    )
    shape = {visit["portal"]: visit for visit in json.loads(machine.done("--json"))}
    assert (shape["laocai"]["cadence"], shape["thoxuan"]["cadence"]) == ("1h", "1d")
    assert "backan" not in shape
    assert shape["laocai"]["crontab"].split()[1:5] == ["*"] * 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--install", "--remove"], "exclude"),
        (["laokai"], "there is no portal 'laokai'"),
        (["--units", "here"], "--units says where the units of --systemd are"),
    ],
)
def test_wrong_usage_is_told(machine: Machine, arguments: list[str], said: str) -> None:
    run = machine.schedule(*arguments)
    assert run.returncode == 2
    assert said in run.stderr.decode()


def test_the_rhythm_of_a_portal_is_learned_from_what_it_published(
    machine: Machine, crawled: Archive, tmp_path: Path
) -> None:
    here = Archive(copy_of(crawled.home, tmp_path / "home"), crawled.proxy)
    machine.home = here.home
    # As a run leaves it that got no answer: one more portal, and no page of it.
    here.sql("INSERT INTO portals SELECT 'dakrlap', host, NULL, NULL, first_crawled, last_crawled FROM portals LIMIT 1")
    before = {visit["portal"]: visit for visit in json.loads(machine.done("--json"))}
    assert before["laocai"]["why"] == "nothing new in 8 weeks"
    assert before["krongno"]["why"] == before["dakrlap"]["why"] == "its rhythm is not known yet"
    day = (datetime.now(UTC) - timedelta(days=10)).date().isoformat()
    here.sql("UPDATE pages SET published = ? WHERE portal = 'laocai' AND article_id NOT NULL", day)
    (count,) = here.sql("SELECT count(*) FROM pages WHERE portal = 'laocai' AND article_id NOT NULL")[0]
    after = {visit["portal"]: visit for visit in json.loads(machine.done("--json"))}
    assert after["laocai"]["why"] == f"{count / 8:.1f} new articles a week"
    assert after["laocai"]["cadence"] != before["laocai"]["cadence"]
    assert after["backan"]["cadence"] == before["backan"]["cadence"]


# -- systemd ----------------------------------------------------------------------------------------


@pytest.fixture
def systemd(machine: Machine) -> Machine:
    machine.has("systemctl", SYSTEMCTL)
    return machine


def timers(machine: Machine, *arguments: str) -> bytes:
    return machine.done("--systemd", "--units", str(machine.units), *arguments)


def test_timers_are_installed_and_only_ours_removed(systemd: Machine) -> None:
    timers(systemd, "laocai", "backan", "--install", "--yes")
    names = sorted(path.name for path in systemd.units.iterdir())
    assert [name.split("@")[1] for name in names] == [".service", "backan.timer", "laocai.timer"]
    own = systemd.units / names[0].replace("@", "@mine")
    own.write_text("[Unit]\n")
    timers(systemd, "laocai", "--install", "--yes")
    assert not (systemd.units / names[1]).exists()
    timers(systemd, "--remove", "--yes")
    assert list(systemd.units.iterdir()) == [own]
    told = systemd.crontab.read_text()
    assert f"enable {names[1]} {names[2]}\n" in told
    assert f"disable --now {names[1]}\n" in told and f"disable --now {names[2]}\n" in told


def test_a_systemd_that_does_not_answer_is_told(machine: Machine) -> None:
    machine.has("systemctl", "#!/bin/sh\necho 'no bus here' >&2; exit 1\n")
    run = machine.schedule("--systemd", "--units", str(machine.units), "--install", "--yes")
    assert run.returncode == 1
    assert b"no bus here" in run.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd")
def test_systemd_understands_the_units(systemd: Machine) -> None:
    (systemd.home / "giaoban.toml").write_text('[portals.laocai]\ncadence = "1w"\n[portals.backan]\ncadence = "1h"\n')
    home = systemd.home.with_name("a \"b\" 100% $HOME 'c'")
    systemd.home = systemd.home.rename(home)
    timers(systemd, "--install", "--yes")
    paths = [str(path) for path in systemd.units.iterdir() if path.suffix == ".timer"]
    said = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, env=os.environ, check=False)
    assert not [line for line in said.stderr.decode().splitlines() if "giaoban-" in line]
    shape: list[dict[str, Any]] = json.loads(systemd.done("--json"))
    for visit in shape:
        said = subprocess.run(["systemd-analyze", "calendar", visit["systemd"]], capture_output=True, check=False)
        assert said.returncode == 0, visit
