"""WordPress at work: MariaDB on a socket, PHP's own server on a port of loopback that the system picks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

PHP = Path(__file__).parent / "php"
_EXTENSIONS = (
    "mysqlnd", "mysqli", "ctype", "dom", "exif", "fileinfo", "iconv", "mbstring", "tokenizer", "xml", "simplexml",
    "xmlreader", "xmlwriter",
)  # fmt: skip
_FASTER = ("-d", "opcache.enable_cli=1", "-d", "opcache.validate_timestamps=0", "-d", "memory_limit=512M")
_PATIENCE = 60.0


class WordPress:
    """A context manager: a site of its own, gone with its folder.

    Attributes:
        url: where it answers. filled: what became of what was told (``php/fill.php``).
    """

    def __init__(self, root: Path, folder: Path, site: Mapping[str, Any]) -> None:
        """``root``: the unpacked packages; ``folder``: for this site's files; ``site``: what it is and says."""
        self._root, self._folder, self._site = root, folder, site
        self._stack = ExitStack()
        self._home = folder / "www"
        # The path of a socket has no more than about a hundred bytes.
        self._socket = Path(self._stack.enter_context(TemporaryDirectory(prefix="wp-"))) / "db"
        self.url = f"http://127.0.0.1:{_free_port()}"
        libraries = [str(path) for path in root.glob("usr/lib/*-linux-*")]
        self._environment = os.environ | {
            "LD_LIBRARY_PATH": os.pathsep.join(libraries),
            "WORDPRESS_SOCKET": str(self._socket),
            "WORDPRESS_URL": self.url,
        }

    def __enter__(self) -> WordPress:
        try:
            self._lay_out()
            self._start_database()
            self.filled: dict[str, Any] = json.loads(self._php(PHP / "fill.php", str(self._home), str(self._told())))
            self._start_server()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def edit(self, post: int, what: str, by: str) -> None:
        """Edits the text of a post, now."""
        assert self._php(PHP / "edit.php", str(self._home), str(post), what, by) != "0"

    def _lay_out(self) -> None:
        """WordPress's files as they lie in the package, and ours."""
        shutil.copytree(self._root / "usr/share/wordpress", self._home, ignore_dangling_symlinks=True)
        plugins = self._home / "wp-content" / "mu-plugins"
        plugins.mkdir(parents=True, exist_ok=True)
        (self._home / "wp-content" / "uploads").mkdir(exist_ok=True)
        shutil.copy(PHP / "wp-config.php", self._home)
        shutil.copy(PHP / "counters.php", plugins)

    def _told(self) -> Path:
        path = self._folder / "site.json"
        path.write_text(json.dumps(self._site), encoding="utf-8")
        return path

    def _start_database(self) -> None:
        data = self._folder / "data"
        (data / "wordpress").mkdir(parents=True)  # a folder is a database
        command = [
            self._root / "usr/sbin/mariadbd", "--no-defaults", f"--basedir={self._root / 'usr'}", f"--datadir={data}",
            f"--socket={self._socket}", "--skip-networking", "--skip-grant-tables",
            "--innodb-flush-log-at-trx-commit=0",
            *(["--user=root"] if os.getuid() == 0 else []),
        ]  # fmt: skip
        process = self._start(command, "database.log")
        self._wait(process, self._socket.exists)

    def _start_server(self) -> None:
        address = self.url.removeprefix("http://")
        process = self._start([*self._php_command(), "-S", address, "-t", self._home, PHP / "router.php"], "php.log")
        self._wait(process, self._answers)

    def _answers(self) -> bool:
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.url, timeout=_PATIENCE):
                return True
        except ConnectionError:
            return False
        except urllib.error.URLError as error:
            if isinstance(error.reason, ConnectionError):
                return False
            raise

    def _start(self, command: list[Any], log: str) -> subprocess.Popen[bytes]:
        out = self._stack.enter_context((self._folder / log).open("wb"))
        # What a test started that is killed does not stay.
        command = ["setpriv", "--pdeathsig", "TERM", *command]
        process = subprocess.Popen(command, env=self._environment, stdout=out, stderr=out, start_new_session=True)
        self._stack.callback(_end, process)
        return process

    def _wait(self, process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > until:
                logs = "\n".join(log.read_text(errors="replace")[-2000:] for log in self._folder.glob("*.log"))
                raise RuntimeError(f"{process.args!r} does not answer:\n{logs}")
            time.sleep(0.05)

    def _php(self, *arguments: str | Path) -> str:
        done = subprocess.run(
            [*self._php_command(), "-d", "log_errors=1", "-d", "display_errors=0", *arguments],
            env=self._environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        if done.returncode or not done.stdout:
            raise RuntimeError(f"{arguments[0]}: {(done.stderr or done.stdout)[-3000:]}")
        return done.stdout

    def _php_command(self) -> list[Any]:
        [extensions] = self._root.glob("usr/lib/php/2*")
        [program] = self._root.glob("usr/bin/php?.?")
        loaded = [("-d", f"extension={name}") for name in _EXTENSIONS if (extensions / f"{name}.so").exists()]
        flags = [flag for pair in loaded for flag in pair]
        return [
            program,
            "-n",
            "-d",
            f"extension_dir={extensions}",
            *flags,
            *_FASTER,
            "-d",
            f"zend_extension={extensions / 'opcache.so'}",
        ]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends what we started, and what it started in the session that is its own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


def _free_port() -> int:
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
