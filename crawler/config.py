"""giaoban.toml to typed settings of this program. Not Scrapy's own settings: those are in ``settings``."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILE = "giaoban.toml"
# The longest pause or wait that can be meant, in seconds.
LONGEST = 3600
# The largest file that can be meant, in megabytes: it is held in memory while it comes.
LARGEST_MB = 500


class ConfigError(Exception):
    """giaoban.toml cannot be used; the message says which key and what to write."""


@dataclass(frozen=True, slots=True)
class Config:
    """What an operator may set in ``giaoban.toml`` in the archive's folder.

    Attributes:
        delay: seconds between two requests to one portal.
        contact: an e-mail or web address, sent with every request so that a webmaster can ask.
        timeout: seconds to wait for an answer.
        proxy: an HTTP proxy for all requests ("http://10.0.0.1:3128"); "" for none.
        log_level: DEBUG, INFO, WARNING or ERROR.
        attachments: whether files that articles offer for download are fetched too.
        attachment_limit_mb: a larger file is left out; in megabytes.
    """

    delay: float = 1.0
    contact: str = ""
    timeout: float = 30.0
    proxy: str = ""
    log_level: str = "INFO"
    attachments: bool = True
    attachment_limit_mb: float = 20.0


def load(home: Path) -> Config:
    """Reads the configuration of an archive; the defaults where there is none.

    Raises:
        ConfigError: the file is no TOML, or has an unknown key or a value of the wrong kind.
    """
    path = home / FILE
    if not path.exists():
        return Config()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    known = {field.name: field for field in fields(Config)}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(f"{path}: there is no setting {key!r}{_nearest(key, known)}.")
        _check(path, key, value)
    values: dict[str, Any] = {key: float(v) if known[key].type == "float" else v for key, v in table.items()}
    return Config(**values)


def is_proxy(address: str) -> bool:
    """Whether an address can be that of an HTTP proxy: "http://10.0.0.1:3128"."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _nearest(key: str, known: dict[str, Any]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean {close[0]!r}" if close else f" (there are: {', '.join(known)})"


def _check(path: Path, key: str, value: Any) -> None:
    default = getattr(Config(), key)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{path}: {key} must be true or false, not {value!r}.")
    elif isinstance(default, float):
        _check_number(path, key, value)
    elif not isinstance(value, str):
        raise ConfigError(f"{path}: {key} must be a text in quotes, not {value!r}.")
    elif any(not character.isprintable() for character in value):
        raise ConfigError(f"{path}: {key} must be one line of text.")
    if key == "proxy" and value and not is_proxy(value):
        raise ConfigError(f"{path}: proxy {value!r} is no address of an HTTP proxy, such as http://127.0.0.1:3128.")
    if key == "log_level" and value not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ConfigError(f"{path}: log_level must be DEBUG, INFO, WARNING or ERROR, not {value!r}.")


def _check_number(path: Path, key: str, value: Any) -> None:
    unit, most = ("megabytes", LARGEST_MB) if key == "attachment_limit_mb" else ("seconds", LONGEST)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ConfigError(f"{path}: {key} must be a number of {unit} from 0 to {most}, not {value!r}.")
    if key == "timeout" and value == 0:
        raise ConfigError(f"{path}: timeout must be more than 0 seconds, or nothing is ever read.")
    if key == "attachment_limit_mb" and value == 0:
        raise ConfigError(f"{path}: attachment_limit_mb must be more than 0; `attachments = false` fetches no file.")
