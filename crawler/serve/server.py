"""Datasette on an archive: the application put together, and run on a socket until it is told to stop."""

from __future__ import annotations

import signal
import socket
import sqlite3
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from crawler.serve import plugin
from storage.dictionary import TABLES
from storage.schema import open_database

# Bytes of the longest value that a query may make; no text of the archive comes near it.
LONGEST_VALUE = 50_000_000

# What Datasette calls the archive in its own pages' addresses: /archive, /archive/articles.
NAME = "archive"

# Pages that are under way when the server is told to stop get so many seconds.
_LAST_SECONDS = 2

_HERE = Path(__file__).parent

# Indexes and notes that help a program and tell a reader nothing.
_HIDDEN = ("story_bands", "searchable", "profiles", "_sqlite_migrations")

_SETTINGS = {
    # A question in SQL is a visitor's: it ends after this long, and the pages of others go on meanwhile.
    "sql_time_limit_ms": 3000,
    # The archive is copied as a folder; its database alone, in the middle of a crawl, is no copy.
    "allow_download": False,
    # A crawl may be writing: what a browser kept is asked for again.
    "default_cache_ttl": 0,
}


class ArchiveDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """The archive as Datasette's database: opened by `storage`, so read-only, and with its sentences for errors.

    `home` is the archive's folder.
    """

    def __init__(self, datasette: Datasette, home: Path) -> None:
        self.home = home
        self.file = home / "articles.db"
        super().__init__(datasette, path=str(self.file), is_mutable=True)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise sqlite3.OperationalError("the archive is open to be read only")
        connection = open_database(self.file, readonly=True)
        # The time limit of a query does not end a single function that makes a text of a gigabyte.
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        return connection


def application(home: Path) -> Datasette:
    """Datasette with our pages on the archive in this folder."""
    if not pm.is_registered(plugin):
        pm.register(plugin, "giaoban")
        # Its place is taken by ours, which says what went wrong on a page, not on the terminal.
        pm.unregister(name="datasette.handle_exception")
    datasette = Datasette(
        memory=True,
        template_dir=str(_HERE / "templates"),
        static_mounts=[("static", str(_HERE / "static"))],
        settings=_SETTINGS,
        metadata=_described(),
    )
    datasette.remove_database("_memory")
    datasette.add_database(ArchiveDatabase(datasette, home), name=NAME)
    return datasette


def _described() -> dict[str, Any]:
    """The words of the archive's dictionary, where Datasette shows them."""
    tables: dict[str, dict[str, Any]] = {
        table: {
            "description": columns.get("", ""),
            "columns": {column: meaning for column, meaning in columns.items() if column},
        }
        for table, columns in TABLES.items()
    }
    for table in _HIDDEN:
        tables.setdefault(table, {})["hidden"] = True
    return {"title": "giaoban", "databases": {NAME: {"tables": tables}}}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0 takes any free one. Raises OSError where it cannot be had."""
    [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def run(home: Path, listening: socket.socket) -> None:
    """Answer requests on the archive in this folder until the process is told to stop (Ctrl-C, TERM)."""
    config = uvicorn.Config(
        application(home).app(),
        log_level="critical",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=_LAST_SECONDS,
        server_header=False,
    )
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn raises a signal again once it is done, for whoever had asked for it before: to be told to stop is how
    # this ends, not a failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.run(sockets=[listening])
