"""Which addresses are one page. Pure: addresses in, addresses out; nothing is asked for, nothing remembered.

A page has one canonical address, by which the archive knows it, whatever session, tracker, print view, port or
spelling a link to it carries. What a platform adds to that is data (`Forms`), in the platform's own file. Two
addresses that differ in the path, or in a parameter that may name an article, stay two: where they show the same all
the same, the archive sees it by the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, quote_plus, urlsplit, urlunsplit

from crawler.extract.text import clean

# Parameters that name whoever sent the visitor, or a way back; never an article.
_VISIT = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|igshid|zarsrc|mc_[ce]id|_g[al]"
    r"|(?:j|php)sess(?:ion)?id|redirect|inheritredirect|redirect_?(?:to|uri|url)|return_?(?:to|uri|url)|back_?url|p_p_\w+",
    re.IGNORECASE,
)
# Names of sessions that are names of other things too: "?sid=12" is an article of an old NukeViet.
_SESSION = re.compile(r"s|sid|sess(?:ion)?_?(?:id)?|asp\w*sess\w*|cfid|cftoken", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"[\w,.-]{16,}", re.ASCII)
# "?print=1", "?in-trang", "?layout=print", "?tmpl=component": the same text without the portal's frame.
_PRINT = re.compile(r"(?:is_?)?print(?:able|view|mode|er)?|in-?trang|ban-?in", re.IGNORECASE)
_YES = frozenset(("", "1", "true", "yes", "on", "y", "print"))
_VIEW = re.compile(r"layout|format|view|mode|viewmode|action|type|task|tmpl|template|output", re.IGNORECASE)
_PRINT_VIEWS = frozenset(("print", "printable", "print_view", "printview"))
# The session of an ASP.NET site without cookies: /(S(lit3py55t21z5v55vlm25s55))/tin-tuc
_ASP_SESSION = re.compile(r"\((?:[ASFX]\([\w-]*\))+\)")
# "/bai-viet;jsessionid=7C1E.n1"
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_INDEX = re.compile(r"(?:index\.(?:html?|php|aspx?|jsp)|default\.(?:html?|aspx?))", re.IGNORECASE)
# A part of a path that asks for another view of the rest: "/print/tin-tuc/hop-giao-ban.html", "/hop-giao-ban/in-trang"
_PRINT_PART = re.compile(r"print|print-?view|printpreview|in-trang|ban-in|savefile", re.IGNORECASE)

_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# What means something else when it stands in a path as it is, and what no address holds.
_STAYS_ENCODED = re.compile(r"[%/?#\\\x00-\x1f\x7f\udc80-\udcff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ROUNDS = 8
_DEFAULT_PORTS = (None, 80, 443)


@dataclass(frozen=True, slots=True)
class Forms:
    """What a platform makes of its addresses.

    Attributes:
        paths: (pattern of a whole path, template): a form that a path can have, and the one that it is known by.
        views: (pattern of a whole path, pattern of a whole parameter name): on such a path such a parameter says how
            the page is shown, not which page it is.
        end: how a path ends whose last part has no extension: "/" where the server adds one, else "".
        numbered: pattern of a whole query that alone, at the root, names an article by number ("p=12").
    """

    paths: tuple[tuple[str, str], ...] = ()
    views: tuple[tuple[str, str], ...] = ()
    end: Literal["", "/"] = ""
    numbered: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses of one portal: how it is called, by what else, and how its platform writes them."""

    scheme: str
    host: str
    aliases: tuple[str, ...] = ()
    forms: Forms = field(default_factory=Forms)

    def owns(self, url: str) -> bool:
        """Whether an address is one of this portal's, by any of its names."""
        parts = _split(url)
        return parts is not None and self._host(parts) == self.host

    def canonical(self, url: str) -> str:
        """The one address of the page at this address; what is no web address comes back as it is. Idempotent."""
        return _canonical(self, url)

    def numbered(self, page: str) -> bool:
        """Whether a canonical address names an article by number alone, and most likely leads to another address."""
        if not self.forms.numbered:
            return False
        parts = _split(page)
        return parts is not None and parts.path == "/" and bool(re.fullmatch(self.forms.numbered, parts.query))

    def request(self, url: str) -> str:
        """What to ask for where a link says `url`: without a session that ended, a tracker, a view for printing."""
        parts = _split(url)
        if parts is None:
            return url
        path = "/".join(part for part in _PATH_SESSION.sub("", parts.path).split("/") if not _no_name(part)) or "/"
        pairs = [pair for pair in _pairs(parts.query) if not _no_article(*pair)]
        if path == parts.path and len(pairs) == len(_pairs(parts.query)):
            return url
        return urlunsplit((parts.scheme, parts.netloc, path, _joined(pairs), ""))

    def same_name(self, page: str, other: str) -> bool:
        """Whether two canonical addresses end in the same name, so that the one can be another way to the other."""
        return _name(page) == _name(other) != ""

    def _host(self, parts: SplitResult) -> str:
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
        names = {name.removeprefix("www.") for name in (self.host, *self.aliases)}
        port = "" if parts.port in _DEFAULT_PORTS else f":{parts.port}"
        return self.host if host in names and not port else f"{parts.hostname}{port}"

    def _path(self, path: str) -> str:
        # Until nothing more comes off; patterns that turn in a circle are given up.
        for _ in range(_ROUNDS):
            before, path = path, self._known_form(_plain(_decoded(path)))
            if path == before:
                break
        last = path.rsplit("/", 1)[-1]
        return f"{path}/" if self.forms.end and last and "." not in last else path

    def _known_form(self, path: str) -> str:
        for pattern, template in self.forms.paths:
            if match := re.fullmatch(pattern, path):
                return match.expand(template) or "/"
        return path

    def _query(self, path: str, parts: SplitResult) -> str:
        views = [name for pattern, name in self.forms.views if re.fullmatch(pattern, path)]
        return _joined(
            sorted(
                (name, value)
                for name, value in _pairs(parts.query)
                if not _no_article(name, value) and not any(re.fullmatch(view, name) for view in views)
            )
        )


# Most links of a page are those of the page before, and each is asked about more than once.
@lru_cache(maxsize=4096)
def _canonical(site: Site, url: str) -> str:
    parts = _split(url)
    if parts is None:
        return url
    path, host = site._path(parts.path), site._host(parts)
    scheme = site.scheme if host == site.host else parts.scheme
    return urlunsplit((scheme, host, path, site._query(path, parts), ""))


def _split(url: str) -> SplitResult | None:
    """The parts of a web address; None for what is none."""
    try:
        parts = urlsplit(_SURROGATE.sub("\ufffd", url.strip()))
        _ = parts.port  # one out of range is refused here
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def _decoded(path: str) -> str:
    """A path with what is percent-encoded in it readable, as far as it then means the same."""
    if "%" not in path:
        return path
    return _ENCODED.sub(lambda match: _readable(bytes.fromhex(match[0].replace("%", ""))), path)


def _readable(octets: bytes) -> str:
    text = octets.decode("utf-8", "surrogateescape")
    return _STAYS_ENCODED.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode("utf-8", "surrogateescape")), text)


def _plain(path: str) -> str:
    """A path without sessions, empty and dotted parts, the name of an index page, and what asks for a view to print."""
    parts: list[str] = []
    for part in re.split(r"[/\\]", _PATH_SESSION.sub("", clean(path))):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", ".") and not _no_name(part):
            parts.append(part)
    if parts and _INDEX.fullmatch(parts[-1]):
        parts = parts[:-1]
    return "/" + "/".join(parts)


def _no_name(part: str) -> bool:
    """Whether a part of a path is a session, or asks for a view to print."""
    return bool(_ASP_SESSION.fullmatch(part) or _PRINT_PART.fullmatch(part))


def _no_article(name: str, value: str) -> bool:
    """Whether a parameter is a visit's, or asks for a view to print."""
    return bool(
        _VISIT.fullmatch(name)
        or (_SESSION.fullmatch(name) and _SESSION_VALUE.fullmatch(value))
        or (_PRINT.fullmatch(name) and value.lower() in _YES)
        or (_VIEW.fullmatch(name) and value.lower() in _PRINT_VIEWS)
        or (name, value) == ("tmpl", "component")
    )


def _pairs(query: str) -> list[tuple[str, str]]:
    """The parameters of a query; "&amp;" that was escaped twice is "&"."""
    pairs = parse_qsl(re.sub(r"&(?:amp;)+", "&", query), keep_blank_values=True, errors="surrogateescape")
    return [(name, value) for name, value in pairs if name or value]


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogateescape")


def _name(page: str) -> str:
    """The last part of an address, without an extension."""
    parts = _split(page)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1] if parts else ""
    return re.sub(r"\.\w{2,5}$", "", last)
