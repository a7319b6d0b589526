"""A portal's page as it can be shown: what it looked like, as far as markup and its own styles say, and nothing more.

The page is written anew from a short list of elements and attributes; whatever is not on it is gone, and its text
stays. So there is no script, form, frame, link or address left, whatever the page tried. This is the inner of three
walls: it is served with a policy that forbids the same, and shown in a frame that does.
"""

from __future__ import annotations

import re
from html import escape

from lxml import etree
from lxml.etree import _Element as Element

# Elements that only say what a text is or how it is set. `a` loses its address: it would lead out of the archive.
_KEPT = frozenset(
    """
    a abbr address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del details
    dfn div dl dt em fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd legend li main
    mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th
    thead time tr tt u ul var wbr label button
    """.split()
)
# Elements whose text is no text of the page. Of others that are not kept the text is: a browser too shows what stands
# in a picture's or a film's place.
_DROPPED = frozenset("script style template head title iframe textarea select datalist".split())
_VOID = frozenset("br col hr img wbr".split())
_ATTRIBUTES = frozenset(
    """
    align alt bgcolor border cellpadding cellspacing class clear color colspan datetime dir face height id lang nowrap
    open rowspan size span start style title type valign value width
    """.split()
)
# An image that is in the page itself; every other would have to be asked for.
_OWN_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
# What can hide a word of a style: a comment, a character by its number or behind a stroke (``u\\72l``, ``u\\rl``).
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
# What asks for something in a style.
_ASKS = re.compile(r"@import\b[^;]*;?|(?:url|image-set|image|src|expression)\s*\([^)]*\)?", re.IGNORECASE)
# More levels than any page means, and fewer than Python's stack has.
_DEEPEST = 200

_PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 1rem; font: 16px/1.5 system-ui, sans-serif; color: #111; background: #fff;
overflow-wrap: anywhere; }}
img {{ max-width: 100%; height: auto; }} table {{ max-width: 100%; }}
a {{ color: #14508c; text-decoration: underline dotted; }} i {{ color: #555; }}</style>
{styles}</head>{body}</html>
"""


def harmless(page: str) -> str:
    """A page, written anew: its text, images of its own, and how they are set. Never raises."""
    root = _tree(page)
    if root is None:
        return _PAGE.format(title="", styles="", body="<body></body>")
    title = " ".join(_text(root.find(".//title")).split())
    styles = "".join(f"<style>{text}</style>\n" for text in map(_style_text, root.iter("style")) if text)
    body = root.find("body")
    parts: list[str] = []
    _write(root if body is None else body, parts, 0)
    return _PAGE.format(title=escape(title), styles=styles, body=f"<body>{''.join(parts)}</body>")


def _tree(page: str) -> Element | None:
    # NUL ends the text for libxml2; bytes, since an XML declaration in text is an error to lxml.
    source = page.replace("\0", "\ufffd").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext()))


def _style_text(element: Element) -> str:
    """A style's rules; nothing where markup stands in it, which no rule needs."""
    rules = _quiet(_text(element).replace("<!--", " ").replace("-->", " "))
    return "" if "<" in rules else rules


def _quiet(style: str) -> str:
    """CSS that asks for nothing: what names an address (``url(//…)``) becomes ``none``, however it is written."""
    plain = _COMMENT.sub(" ", _ESCAPE.sub(_unescaped, style)).replace("\\", " ")
    return _ASKS.sub(" none ", plain)


def _unescaped(escape: re.Match[str]) -> str:
    number = int(escape[1], 16) if escape[1] else 0
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else escape[2] or " "


def _write(element: Element, parts: list[str], depth: int) -> None:
    """An element's inside."""
    if element.text:
        parts.append(escape(element.text, quote=False))
    for child in element:
        if isinstance(child.tag, str):
            _write_child(child, parts, depth)
        if child.tail:
            parts.append(escape(child.tail, quote=False))


def _write_child(child: Element, parts: list[str], depth: int) -> None:
    if child.tag in _DROPPED:
        return
    if depth >= _DEEPEST:
        parts.append(escape(_text(child), quote=False))
    elif child.tag not in _KEPT:
        _write(child, parts, depth + 1)
    elif child.tag == "img" and not _OWN_IMAGE.fullmatch(child.get("src", "")):
        parts.append(f"<i>[{escape(child.get('alt', '').strip() or '…')}]</i>")
    else:
        # A form's label and button are words like others, without the form.
        tag = "span" if child.tag in {"label", "button"} else child.tag
        parts.append(f"<{tag}{_attributes(child)}>")
        # libxml2 knows an older HTML: what is empty to a browser (`wbr`) may hold the rest of the page to it.
        _write(child, parts, depth + 1)
        if tag not in _VOID:
            parts.append(f"</{tag}>")


def _attributes(element: Element) -> str:
    kept = {str(name): str(value) for name, value in element.items() if name in _ATTRIBUTES}
    if "style" in kept:
        kept["style"] = _quiet(kept["style"])
    if "title" not in kept and (address := element.get("href", "")).startswith(("http://", "https://")):
        kept["title"] = address
    if element.tag == "img":
        kept["src"] = element.get("src", "")
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
