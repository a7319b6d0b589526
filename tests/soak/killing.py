"""kill -9 at random moments of a crawl, then one clean run: ``python -m tests.soak.killing`` (`make soak`).

Each round begins a new archive, kills the crawl (all its processes at once) some times at random moments, and lets it
finish. After every round the archive has to say what the one of an undisturbed run says, and be whole to the last
record. The first difference ends the soak, with the archive left where it is.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests import warm
from tests.benchmarks.machine import machine
from tests.replicas.content import load
from tests.replicas.server import PLATFORMS, ReplicaPortal, ReplicaServer
from tests.soak.archives import content, damage, differences

PORTALS = ("huuhoa", "vanphuc")  # they share articles: each can be the first to have one
MOST_KILLS = 12  # in one round
PATIENCE = 300


def main() -> None:
    arguments = _parser().parse_args()
    chance = random.Random(arguments.seed)
    print(f"{machine()}\nseed {arguments.seed}, {arguments.kills} kills", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="giaoban-soak-"))
    with ReplicaServer() as server:
        for name in PORTALS:
            portal = load()[name]
            some = replace(portal, articles=portal.articles[: arguments.articles])
            server.add_portal(portal.host, ReplicaPortal(some, PLATFORMS[name]))
        _, lasts = _crawl(server, folder / "undisturbed")
        expected = content(folder / "undisturbed")
        killed = rounds = 0
        while killed < arguments.kills:
            rounds += 1
            home, moments = folder / f"round-{rounds}", []
            for _ in range(min(chance.randint(1, MOST_KILLS), arguments.kills - killed)):
                moments.append(chance.uniform(0, lasts))
                ended, took = _crawl(server, home, within=moments[-1])
                if ended:  # the moments to come lie within what a crawl takes now
                    lasts = took
                    break
                killed += 1
            _crawl(server, home)
            wrong = [*differences(expected, content(home)), *damage(home), *_verified(home)]
            print(f"round {rounds}: {killed} kills in all: {len(wrong)} differences", flush=True)
            if wrong:
                sys.exit("\n".join([f"kills at {moments} (seed {arguments.seed}); {home} is left", *wrong[:40]]))
            shutil.rmtree(home)
    shutil.rmtree(folder)
    print(
        f"{killed} kills in {rounds} archives: each equals the undisturbed one, and is whole (seed {arguments.seed})."
    )


def _crawl(server: ReplicaServer, home: Path, *, within: float = PATIENCE) -> tuple[bool, float]:
    """A crawl, killed with all its processes after so many seconds; whether it had ended by then, and what it took."""
    begun = time.monotonic()
    options = ["--home", str(home), "--delay", "0", "--proxy", server.url, "--quiet"]
    try:
        done = warm.run(["crawl", *PORTALS, *options], os.environ, timeout=within)
    except subprocess.TimeoutExpired:
        return False, within
    if done.returncode:
        sys.exit(f"a run of {home} ended with {done.returncode}:\n{done.stdout.decode()}{done.stderr.decode()}")
    return True, time.monotonic() - begun


def _verified(home: Path) -> Sequence[str]:
    """What `giaoban verify --full` finds wrong."""
    done = warm.run(["verify", "--full", "--home", str(home)], os.environ)
    return [] if done.returncode == 0 else [done.stdout.decode() + done.stderr.decode()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.killing", description="kill -9 at random moments.")
    parser.add_argument("--kills", type=int, default=100, help="how many (default: 100)")
    parser.add_argument("--articles", type=int, default=10, help="articles of each portal, at most (default: 10)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the moments (default: the time)")
    return parser


if __name__ == "__main__":
    main()
