"""``giaoban serve``: the archive in a browser, read-only."""

from __future__ import annotations

import webbrowser
from importlib import import_module
from pathlib import Path
from socket import AF_INET6, socket
from types import ModuleType

import click

from crawler.cli.archive import open_archive
from crawler.cli.main import home_option


@click.command("serve")
@home_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port to listen at; 0: any free one."
)
@click.option("--open", "open_it", is_flag=True, help="Open it in the browser, too.")
def command(home: Path, host: str, port: int, open_it: bool) -> None:
    """Show the archive in a browser: what is new, search, each article with its proof. Nothing is written.

    \b
    giaoban serve                     then open http://127.0.0.1:8001/
    giaoban serve --port 0 --open     at any free port, in the browser at once
    """
    server = _server()
    with open_archive(home):
        pass  # says what is wrong with it, if anything is, before there is a server
    with _listening(server, host, port) as listening:
        address = _address(listening)
        click.echo(f"{home} is at {address} (Ctrl-C ends this)")
        if open_it:
            webbrowser.open(address)
        server.run(home, listening)


def _server() -> ModuleType:
    """The part of giaoban that an extra brings along."""
    try:
        return import_module("crawler.serve.server")
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"crawler", "storage"}:
            raise
        raise click.UsageError(
            "`giaoban serve` needs Datasette, which is not installed: pip install 'giaoban[serve]'"
        ) from error


def _listening(server: ModuleType, host: str, port: int) -> socket:
    try:
        listening: socket = server.listen(host, port)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.UsageError(
            f"Nothing can listen at {host}, port {port}: {reason}. Name another --port (0: any free one) or --host."
        ) from error
    return listening


def _address(listening: socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if listening.family == AF_INET6 else f"http://{host}:{port}/"
