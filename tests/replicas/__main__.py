"""``python -m tests.replicas``: the replica portals from the command line, until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

from tests.replicas.server import ReplicaServer, StaticSite


def main() -> None:
    arguments = _parser().parse_args()
    server = ReplicaServer(arguments.port, arguments.state, arguments.pad)
    for host, folder in arguments.folder:
        server.serve_folder(host, StaticSite(folder))
    asyncio.run(_serve(server))


async def _serve(server: ReplicaServer) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await server.start()
    print(f"listening on http://127.0.0.1:{server.port}", flush=True)
    await stop.wait()
    await server.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.replicas", description="Serve the replica portals.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 lets the system pick")
    parser.add_argument("--state", type=int, choices=(1, 2), default=1, help="state of the portals")
    parser.add_argument("--pad", type=int, default=0, metavar="N", help="pad pages to about N bytes")
    parser.add_argument(
        "--folder", type=_host_and_folder, action="append", default=[], metavar="HOST=FOLDER",
        help="serve a folder of files at a host, too; may be given again",
    )  # fmt: skip
    return parser


def _host_and_folder(text: str) -> tuple[str, Path]:
    host, equals, folder = text.partition("=")
    if not equals or not Path(folder).is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST=FOLDER with a folder that exists")
    return host, Path(folder)


if __name__ == "__main__":
    main()
