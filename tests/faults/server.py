"""The fault portal: a real HTTP server on loopback that does, by host and path, whatever a server should not do.

Bytes go over the wire as they are written: no library mends them. It answers ordinary requests, those of a client that
takes it for its proxy, and tunnels to portals that are served encrypted, with certificates that nobody signed but
itself.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from urllib.parse import urlsplit

# Nobody waits for a fault any longer than this.
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: of which host, what, and when."""

    host: str
    path: str
    headers: dict[str, str]
    at: float = field(default_factory=monotonic)


@dataclass(slots=True)
class Wire:
    """The connection that a request came on."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


Fault = Callable[[Wire, Asked], Awaitable[None]]
Certificate = Callable[[str], ssl.SSLContext]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> Fault:
    """An answer as it should be: ``answer(b"…", retry_after="3")``."""
    given = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-').title()}: {value}\r\n" for name, value in given.items())

    async def send(wire: Wire, asked: Asked) -> None:
        await wire.send(f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode("latin-1") + body)

    return send


def redirect(location: str, status: str = "302 Found", **headers: str) -> Fault:
    return answer(b"", status, location=location, **headers)


NOT_FOUND = answer(b"<h1>404 Not Found</h1>", "404 Not Found")


class FaultServer:
    """The server as a context manager, in a thread of its own.

    Attributes:
        asked: every request so far, in order. connections: how many were made.
    """

    def __init__(self, certificate: Certificate | None = None, *, encrypted: ssl.SSLContext | None = None) -> None:
        """``certificate``: what a portal's tunnel is served with, by host; ``encrypted``: what the port itself is."""
        self.asked: list[Asked] = []
        self.connections = 0
        self._certificate = certificate
        self._encrypted = encrypted
        self._faults: dict[tuple[str, str], Fault] = {}
        self._hosts: dict[str, Fault] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, host: str, path: str, fault: Fault) -> None:
        """What is done from now on when a path (with its query) is asked for."""
        self._faults[host, path] = fault

    def everywhere(self, host: str, fault: Fault) -> None:
        """What is done at a host where nothing else is said; at first everything is 404."""
        self._hosts[host] = fault

    def paths(self, host: str) -> list[str]:
        """What was asked of a host, in order."""
        return [asked.path for asked in self.asked if asked.host == host]

    def __enter__(self) -> FaultServer:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="faults", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(timeout=10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 20, ssl=self._encrypted)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        ours = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not ours]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(OSError, EOFError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            async with asyncio.timeout(_LONGEST):
                await self._serve(Wire(reader, writer))
        with suppress(OSError, RuntimeError):
            writer.close()

    async def _serve(self, wire: Wire) -> None:
        method, target, headers = await _request(wire)
        scheme = "http"
        if method == "CONNECT":
            assert self._certificate, "nothing is served encrypted here"
            scheme = "https"
            await wire.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await wire.writer.start_tls(self._certificate(target.partition(":")[0]))
            method, target, headers = await _request(wire)
        parts = urlsplit(target)
        host = (parts.hostname or headers.get("host", "").partition(":")[0]).lower()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        key = host if scheme == "http" else f"https:{host}"
        asked = Asked(key, path, headers)
        self.asked.append(asked)
        await self._faults.get((key, path), self._hosts.get(key, NOT_FOUND))(wire, asked)


async def _request(wire: Wire) -> tuple[str, str, dict[str, str]]:
    """Method, target and headers of the next request."""
    head = (await wire.reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    method, target, _ = head[0].split(" ", 2)
    headers = dict(line.partition(": ")[::2] for line in head[1:] if line)
    return method, target, {name.lower(): value for name, value in headers.items()}
