"""The command in a process of its own each time, without a new interpreter each time: forked from one that is warm.

Python and what we import take a second and more to start, and a crawl starts three such processes. Here one process
has imported everything and does nothing else: no thread, no reactor, no open file. Each command is a fork of it with
its own arguments, environment, folder and streams, which runs ``main`` as a new process would and ends as one does;
what a command spawns with ``multiprocessing`` is forked likewise. How the program starts (streams that are closed,
encodings, being killed) is tested with new processes. Where there is no fork, all are new.
"""

from __future__ import annotations

import atexit
import ctypes
import fcntl
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import cache
from importlib import import_module
from multiprocessing import util
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Self

import time_machine

#: A moment (ISO) in the environment of a command: for it, it is then. Where there is no fork it is always now.
CLOCK = "GIAOBAN_TEST_CLOCK"
#: An address likewise: for the command it is that of every name, as a DNS server that is not to be trusted has it.
DNS = "GIAOBAN_TEST_DNS"
_FORKS = sys.platform == "linux"
_MESSAGE = 1 << 17
_ASIDE = 200  # no process here has so many files open
_PR_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: bytes | BinaryIO | None = None,
    timeout: float = 120,
    cwd: Path | None = None,
    closed: Sequence[int] = (),
) -> subprocess.CompletedProcess[bytes]:
    """``giaoban`` with these arguments, or ``scrapy`` where that is the first of them, in a process that sees this
    environment alone; ``stdin``: what it is given to read, or the file that it reads; ``closed``: the numbers of the
    streams that it has not.

    Raises:
        subprocess.TimeoutExpired: it took longer, and was killed, with all its processes.
    """
    if not _FORKS:
        assert not closed, "only a fork has streams that are closed"
        return _anew(arguments, environment, stdin, timeout, cwd)
    with ExitStack() as stack:
        streams = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(2)]
        if stdin is None or isinstance(stdin, bytes):
            given = stdin or b""
            stdin = stack.enter_context(tempfile.TemporaryFile())
            stdin.write(given)
            stdin.seek(0)
        process = stack.enter_context(Running(arguments, environment, (stdin, *streams), cwd, closed))
        code = process.wait(timeout)
        for stream in streams:
            stream.seek(0)
        return subprocess.CompletedProcess(list(arguments), code, *(stream.read() for stream in streams))


def _anew(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    stdin: bytes | BinaryIO | None,
    timeout: float,
    cwd: Path | None,
) -> subprocess.CompletedProcess[bytes]:
    given: dict[str, Any] = {"input": stdin} if stdin is None or isinstance(stdin, bytes) else {"stdin": stdin}
    command = ["-m", *arguments] if arguments[:1] == ["scrapy"] else ["-m", "crawler.cli.main", *arguments]
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True, check=False, timeout=timeout, env=environment, cwd=cwd, **given,
    )  # fmt: skip


class Running:
    """A command that is running, in a session of its own. A context manager, which at its end kills one that has not
    ended, with all its processes."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        streams: Sequence[BinaryIO],
        cwd: Path | None = None,
        closed: Sequence[int] = (),
    ) -> None:
        """``streams``: its standard input, output and error; ``closed``: the numbers of those that it finds closed."""
        self.arguments = list(arguments)
        self.returncode: int | None = None
        task = {"arguments": self.arguments, "environment": dict(environment), "cwd": str(cwd or Path.cwd()),
                "closed": [*closed]}  # fmt: skip
        told, tell = os.pipe()
        self._told = os.fdopen(told, "rb", buffering=0)
        try:
            fds = [tell, *(stream.fileno() for stream in streams)]
            socket.send_fds(
                _warm("serve" in self.arguments[:1] and "--help" not in self.arguments),
                [json.dumps(task).encode()],
                fds,
            )
        finally:
            os.close(tell)
        self.pid = int(self._told.readline())

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float) -> int:
        """Its exit code. Raises TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.arguments, timeout)
            self.returncode = int(self._told.readline())
        return self.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.returncode is None:
            with suppress(subprocess.TimeoutExpired):
                self.wait(0)
            self.send_signal(signal.SIGKILL)
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            while processes_of(self.pid):
                time.sleep(0.01)
        self._told.close()


class Started(Running):
    """A command that goes on while a test does something else, with the ways of ``subprocess.Popen``."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], cwd: Path | None = None) -> None:
        self._streams = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115  closed at its end
        super().__init__(arguments, environment, self._streams, cwd)

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float) -> tuple[bytes, bytes]:
        """What it printed, once it and every process that it started have ended. Raises TimeoutExpired."""
        deadline = time.monotonic() + timeout
        self.wait(timeout)
        while processes_of(self.pid):
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.arguments, timeout)
            time.sleep(0.01)
        for stream in self._streams[1:]:
            stream.seek(0)
        return self._streams[1].read(), self._streams[2].read()

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        for stream in self._streams:
            stream.close()


def processes_of(session: int) -> list[int]:
    """The processes of a session that live."""
    found = []
    for process in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, its = process.read_text().rpartition(") ")[2].split()[:4]
            if int(its) == session and state != "Z":
                found.append(int(process.parent.name))
    return found


@cache
def _warm(serving: bool) -> socket.socket:
    """The line to a warm process of this one, which ends when this end is closed."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        modules = ["crawler.serve.server", "crawler.serve.plugin"] if serving else []
        command = [sys.executable, "-m", "tests.warm", str(its.fileno()), *modules]
        subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[its.fileno()])
    return ours


# -- in the warm process ----------------------------------------------------------------------------

Task = dict[str, Any]
Role = Callable[[], object]


# What Scrapy loads by name once a crawl has begun, and what that brings along.
_LATE = (
    "scrapy.core.downloader.handlers.datauri", "scrapy.core.downloader.handlers.ftp",
    "scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.httpproxy",
    "scrapy.downloadermiddlewares.robotstxt", "scrapy.extensions.corestats", "scrapy.extensions.feedexport",
    "scrapy.extensions.logcount", "scrapy.extensions.logstats", "scrapy.extensions.memusage",
    "scrapy.robotstxt", "scrapy.pqueues", "scrapy.squeues", "scrapy.statscollectors", "scrapy.core.scheduler",
    "scrapy.spidermiddlewares.referer",
)  # fmt: skip


def _import_everything(*more: str) -> None:
    for package in ("crawler", "storage", "spiders"):
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.startswith("crawler.serve."):
                import_module(module.name)
    for name in (*_LATE, *more):
        import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor is each process's own"
    gc.collect()
    gc.freeze()


def _live(role: Role) -> NoReturn:
    """Does what a fork is to do, and ends it as an interpreter ends, but for taking all modules apart: of memory that
    is shared until then that would make a copy."""
    code = 1
    try:
        role()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            code = 120
    os._exit(code)


def _serve(line: socket.socket) -> Role:
    """Forks for each command that it is told; returns in the forks, with what they are to do. Ends, with its commands
    left alone, when the line is closed."""
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    tells: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([line, woken], [], [])
        if woken in ready:
            os.read(woken, _MESSAGE)
            for command in list(tells):
                ended, status = os.waitpid(command, os.WNOHANG)
                if ended:
                    _tell(tell := tells.pop(command), os.waitstatus_to_exitcode(status))
                    os.close(tell)
        if line in ready:
            message, fds, _, _ = socket.recv_fds(line, _MESSAGE, 16)
            if not message:
                os._exit(0)
            tell, *streams = fds
            if (command := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                line.close()
                for fd in (woken, wake, tell, *tells.values()):
                    os.close(fd)
                return _command(json.loads(message), streams)
            tells[command] = tell
            _tell(tell, command)
            for fd in streams:
                os.close(fd)


def _tell(line: int, number: int) -> None:
    with suppress(BrokenPipeError):  # nobody waits any more
        os.write(line, b"%d\n" % number)


def _command(task: Task, streams: list[int]) -> Role:
    """Becomes the process of a command."""
    os.setsid()
    _take(task, dict(enumerate(streams)))
    _open_streams(task["closed"])
    sys.path[0] = task["cwd"]
    _leave_out_others_spiders(Path(task["cwd"]))
    if task["arguments"][:1] == ["scrapy"]:
        sys.argv = task["arguments"]
        return import_module("scrapy.cmdline").execute
    main = import_module("crawler.cli.main")
    sys.argv = [str(main.__file__), *task["arguments"]]
    sys.modules["__main__"] = main
    spawned = _spawn_by_fork() if task["arguments"][:1] in (["crawl"], ["reextract"], ["repair"]) else None
    return spawned or main.main


def _leave_out_others_spiders(folder: Path) -> None:
    """Spiders in the folder that a command is started from are found before ours."""
    if (folder / "spiders").is_dir() and [str(folder / "spiders")] != list(sys.modules["spiders"].__path__):
        for name in [name for name in sys.modules if name.partition(".")[0] == "spiders"]:
            del sys.modules[name]


def _spawn_by_fork() -> Role | None:
    """What this process spawns with ``multiprocessing`` is from now on a fork of it as it is now.

    It is its child all the same: this process adopts the orphans of those below it, and one between ends.
    Returns what is to be done in a fork, None in the process itself.
    """
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        return None
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        return _fork_for_each(its)
    its.close()

    def spawnv_passfds(path: bytes, arguments: Sequence[str], fds: Sequence[int]) -> int:
        code, *argv = arguments[arguments.index("-c") + 1 :]
        numbers = sorted(map(int, fds))
        task = {"code": code, "argv": argv, "fds": numbers, "environment": dict(os.environ), "cwd": str(Path.cwd())}
        told, tell = os.pipe()
        try:
            socket.send_fds(ours, [json.dumps(task).encode()], [tell, *numbers])
        finally:
            os.close(tell)
        with os.fdopen(told) as answer:
            return int(answer.readline())

    util.spawnv_passfds = spawnv_passfds
    return None


def _fork_for_each(line: socket.socket) -> Role:
    """Forks for each message; returns in the forks, with what they are to do. Ends when the line is closed."""
    while True:
        message, fds, _, _ = socket.recv_fds(line, _MESSAGE, 16)
        if not message:
            os._exit(0)
        if (fork := os.fork()) == 0:
            line.close()
            return _spawned(json.loads(message), fds)
        for fd in fds:
            os.close(fd)
        os.waitpid(fork, 0)


def _spawned(task: Task, fds: list[int]) -> Role:
    tell, *passed = fds
    _leave_to_fork()
    os.write(tell, b"%d\n" % os.getpid())
    os.close(tell)
    _take(task, dict(zip(task["fds"], passed, strict=True)))
    sys.argv = ["-c", *task["argv"]]
    return lambda: exec(task["code"], {})


def _leave_to_fork() -> None:
    """Goes on in a fork whose parent has ended: it belongs to whoever takes orphans."""
    parent = os.getpid()
    if os.fork() != 0:
        os._exit(0)
    while os.getppid() == parent:
        time.sleep(0.0005)


def _take(task: Task, fds: Mapping[int, int]) -> None:
    """Puts on the environment of a task, and its open files at the numbers by which it knows them."""
    aside = {number: fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _ASIDE) for number, fd in fds.items()}
    for fd in fds.values():
        os.close(fd)
    for number, fd in aside.items():
        os.dup2(fd, number)
        os.close(fd)
    os.chdir(task["cwd"])
    os.environ.clear()
    os.environ.update(task["environment"])
    time.tzset()
    if clock := os.environ.get(CLOCK):
        # It goes on from there, in what this process forks too.
        time_machine.travel(datetime.fromisoformat(clock), tick=True).start()
    if address := os.environ.get(DNS):
        socket.gethostbyname = lambda name: address


def _open_streams(closed: Sequence[int]) -> None:
    """Standard input, output and error as an interpreter opens them that starts with this environment."""
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "").partition(":")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        before = getattr(sys, name)
        if number in closed:
            os.close(number)
            setattr(sys, name, None)
            setattr(sys, f"__{name}__", None)
            continue
        if not encoding:
            kind = {"encoding": before.encoding, "errors": before.errors}
        elif name == "stderr":
            kind = {"encoding": encoding, "errors": "backslashreplace"}
        else:
            kind = {"encoding": encoding, "errors": errors or "strict"}
        stream = open(number, "w" if number else "r", closefd=False, **kind)  # noqa: SIM115  no path, no end
        stream.reconfigure(write_through=bool(os.environ.get("PYTHONUNBUFFERED")) or name == "stderr")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    _import_everything(*sys.argv[2:])
    _live(_serve(socket.socket(fileno=int(sys.argv[1]))))
