"""The ``giaoban`` command itself: its group, its common options, and what an error looks like to a person."""

from __future__ import annotations

import io
import logging
import math
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any, TextIO

import click

from crawler.cli.output import shown
from crawler.config import LONGEST, ConfigError, is_proxy, load
from crawler.exits import ARCHIVE, INTERNAL, NOT_FOUND, USAGE
from crawler.own_spiders import know_spiders
from crawler.settings import GIAOBAN_HOME, VERSION
from storage.errors import ArchiveError

# Loaded when used: `giaoban search` need not import Scrapy's downloader.
COMMANDS = (
    "crawl", "schedule", "status", "quarantine", "doctor",
    "search", "show", "diff", "raw", "file",
    "export", "import", "serve",
    "check", "backup", "verify", "repair", "reextract",
    "portals", "new-portal", "extract", "explain", "date",
)  # fmt: skip

EPILOG = """\b
Exit codes:
  0  done
  1  nothing found (quarantine, search, show, diff, raw, file, export), a file or page cannot be read
     (extract, explain), a line of JSON not answered (date), the schedule not installed
     (schedule), or the output not written
  2  wrong usage: an unknown portal, a wrong flag, a wrong giaoban.toml
  3  the archive cannot be read or written, or is not whole (verify, repair)
  4  a portal failed, is not well or was interrupted; the others are done
  5  another run holds the portal's lock
  70 a fault of giaoban itself (the log has the details)
  130 stopped with Ctrl-C (a crawl ends in order, with 4)
"""


class Commands(click.Group):
    """The group of commands, each in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = import_module(f"crawler.cli.{module}").command
        return command


@click.group(
    cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(VERSION, prog_name="giaoban")
def cli() -> None:
    """Archives what Vietnamese local-government portals report of their meetings.

    \b
    giaoban crawl                 visit all portals; safe to start from cron at any time
    giaoban search hoi nghi       find articles, with or without diacritics
    giaoban show 42               one article, its dates with evidence, where else it stands
    """


def main() -> None:
    """Runs the command; every failure is a sentence on standard error and a documented exit code."""
    try:
        _mend_streams()
        # Not standalone: click returns the code of an Exit, and leaves what an error looks like to us.
        sys.exit(cli(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        _leave("stopped", 130)
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        click.echo(shown(told.getvalue()), nl=False, err=True)
        sys.exit(USAGE)
    except ConfigError as error:
        _leave(str(error), USAGE)
    except ArchiveError as error:
        _leave(str(error), ARCHIVE)
    except OSError as error:
        if error.filename is None:
            _leave(f"The output cannot be written: {error.strerror or error}.", NOT_FOUND)
        _leave(f"{error.filename} cannot be used: {error.strerror}.", ARCHIVE)
    except KeyboardInterrupt:
        _leave("stopped", 130)
    except Exception as error:
        if os.environ.get("GIAOBAN_DEBUG"):
            raise
        if logging.getLogger().handlers:  # a crawl logs to its file; else there is nowhere but the terminal
            logging.getLogger("giaoban").exception("internal error")
        _leave(
            f"giaoban has a fault: {type(error).__name__}: {error}. What was stored is safe. "
            "Set GIAOBAN_DEBUG=1 to see where it happened, and please report it.",
            INTERNAL,
        )


def _mend_streams() -> None:
    """What a terminal has no characters for is replaced. A reader that leaves (``giaoban search … | head``) ends a
    reading command as it ends any other program, and one whose output is closed fails when it writes; one that writes
    into the archive goes on.
    """
    writes = bool({"crawl", "import", "quarantine", "reextract", "repair"} & {*sys.argv[1:2]})
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere(writable=writes or name == "stderr"))
        else:
            stream.reconfigure(errors="replace")
    if not writes and hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _nowhere(*, writable: bool) -> TextIO:
    """A stream in the place of one that was closed: it takes everything, or fails at the first character."""
    null = os.open(os.devnull, os.O_WRONLY if writable else os.O_RDONLY)
    # Nothing is held back, or the interpreter would try, and fail, to write it when it ends.
    return io.TextIOWrapper(os.fdopen(null, "wb", buffering=0), encoding="utf-8", write_through=True)


def _leave(message: str, code: int) -> None:
    click.echo(f"giaoban: {shown(message)}", err=True)
    sys.exit(code)


class _Folder(click.Path):
    """A folder that is named: an empty name is a variable that is not set, and is not the folder at hand."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name of the folder is empty.", param, ctx)
        return super().convert(value, param, ctx)


def home_option(command: Callable[..., None]) -> Callable[..., None]:
    """``--home DIR``: the folder of the archive. The spiders that its giaoban.toml names are known to the command."""
    return click.option(
        "--home",
        type=_Folder(path_type=Path),
        default=GIAOBAN_HOME,
        envvar="GIAOBAN_HOME",
        show_default=True,
        callback=_know_its_spiders,
        help="The archive's folder (or set GIAOBAN_HOME).",
    )(command)


def delay_option(command: Callable[..., None]) -> Callable[..., None]:
    """``--delay SECONDS``: the pause between two requests; None where giaoban.toml is to say."""
    return click.option(
        "--delay",
        type=Number(0, LONGEST),
        metavar="SECONDS",
        help="Seconds between two requests to one portal; else as giaoban.toml says.",
    )(command)


def allow_private_option(command: Callable[..., None]) -> Callable[..., None]:
    """``--allow-private``: portals may be where the public web is not."""
    return click.option(
        "--allow-private", is_flag=True, help="Portals may be in a private network: for intranets and replicas."
    )(command)


class Number(click.FloatRange):
    """A number within bounds; nan, which is within any for click, is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


def proxy_option(command: Callable[..., None]) -> Callable[..., None]:
    """``--proxy URL``: an HTTP proxy for all requests; None where none is given."""
    return click.option(
        "--proxy",
        callback=_check_proxy,
        help="Send all requests through this HTTP proxy, e.g. http://127.0.0.1:3128.",
    )(command)


def _check_proxy(_: click.Context, __: click.Parameter, proxy: str | None) -> str | None:
    if proxy and not is_proxy(proxy):
        raise click.UsageError(f"--proxy {proxy!r} is no address of an HTTP proxy, such as http://127.0.0.1:3128.")
    return proxy or None


def spiders_option(command: Callable[..., None]) -> Callable[..., None]:
    """``--spiders FOLDER``: spiders beside the built-in ones and those of the archive's giaoban.toml."""
    return click.option(
        "--spiders",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        multiple=True,
        expose_value=False,
        is_eager=True,
        callback=_know_spiders,
        help="A folder with spiders of your own; may be given again (see also giaoban.toml).",
    )(command)


def _know_its_spiders(_: click.Context, __: click.Parameter, home: Path) -> Path:
    # A configuration that cannot be read is told by the commands that go by it.
    with suppress(ConfigError):
        if folders := load(home).spiders:
            know_spiders(home / folder for folder in folders)
    return home


def _know_spiders(_: click.Context, __: click.Parameter, folders: tuple[Path, ...]) -> None:
    if folders:
        know_spiders(folders)


if __name__ == "__main__":
    main()
