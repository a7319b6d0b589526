"""What servers do that they should not: each a way to answer a request."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import brotli

from tests.faults.server import Asked, Fault, Wire, answer

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_ZEROS = 1 << 20
#: What a bomb unpacks to: more than an answer may have.
BOMB = 40 * _ZEROS


def raw(data: bytes) -> Fault:
    """These bytes, then the connection is closed."""

    async def send(wire: Wire, asked: Asked) -> None:
        await wire.send(data)

    return send


def truncated(body: bytes) -> Fault:
    """Half of what was announced."""
    return raw(OK + b"Content-Length: %d\r\n\r\n" % (2 * len(body)) + body)


def cut_short(body: bytes) -> Fault:
    """Twice what was announced."""
    return raw(OK + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % (len(body) // 2) + body)


async def reset(wire: Wire, asked: Asked) -> None:
    """The connection is torn down in the middle of the headers."""
    await wire.send(OK)
    plain = wire.writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.writer.transport.abort()


async def silence(wire: Wire, asked: Asked) -> None:
    """No answer at all."""
    await wire.reader.read()


async def drip(wire: Wire, asked: Asked) -> None:
    """A byte every now and then: never idle for long, never done."""
    await wire.send(OK + b"Content-Length: 100000\r\n\r\n<html>")
    while True:
        await asyncio.sleep(0.05)
        await wire.send(b"x")


async def endless_body(wire: Wire, asked: Asked) -> None:
    await wire.send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = b"%x\r\n" % _ZEROS + b"<p>a</p>".ljust(_ZEROS) + b"\r\n"
    while True:
        await wire.send(chunk)


async def endless_headers(wire: Wire, asked: Asked) -> None:
    await wire.send(OK)
    line = b"X-Filler: " + b"a" * 1000 + b"\r\n"
    while True:
        await wire.send(line * 100)


def bomb(encoding: str) -> Fault:
    """A small answer that unpacks to a huge one."""
    return answer(_packed(encoding), content_encoding=encoding)


@cache
def _packed(encoding: str) -> bytes:
    data = bytes(BOMB)
    for layer in encoding.split(", "):
        data = _PACKERS[layer](data)
    return data


def _deflate(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def _zstd(data: bytes) -> bytes:
    try:
        from compression import zstd  # noqa: PLC0415
    except ImportError:
        from backports import zstd  # noqa: PLC0415
    packed: bytes = zstd.compress(data)
    return packed


_PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": _deflate,
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": _zstd,
}


def after(times: int, first: Fault, then: Fault) -> Fault:
    """One fault so many times, and another from then on."""
    count = 0

    async def send(wire: Wire, asked: Asked) -> None:
        nonlocal count
        count += 1
        await (first if count <= times else then)(wire, asked)

    return send


def made(page: Callable[[str], bytes], **headers: Any) -> Fault:
    """A page that is made for each path."""

    async def send(wire: Wire, asked: Asked) -> None:
        await answer(page(asked.path), **headers)(wire, asked)

    return send
