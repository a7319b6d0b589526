"""Bodies as editors leave them in a CMS: clean paragraphs, Word pastes, line breaks, many kinds of caption.

Only what stands between the title and the signature; the page around it is the platform's.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tests.replicas.content import Article, Element

Paragraphs = Literal["plain", "word", "breaks", "divs"]
Captions = Literal["figure", "em", "table", "plain", "centred", "wordpress"]

NBSP = "\u00a0"
ALTS = ("{file}", "{title}", "", "Responsive image")


@dataclass(frozen=True, slots=True)
class Style:
    """How one article was put into its CMS.

    Attributes:
        paragraphs: what makes a paragraph. captions: what makes a caption.
        named: an image without a caption has its file's name as a line of text below it.
        glued: the signature runs into the text that follows the article.
        media: folder of images and files on the portal, with a slash at the end.
    """

    paragraphs: Paragraphs = "plain"
    captions: Captions = "figure"
    named: bool = False
    glued: bool = False
    media: str = "/media/"


def style_of(article: Article, captions: Sequence[Captions], media: str, *, named: bool = False) -> Style:
    """The style of an article on a platform with these kinds of captions: always the same for an article."""
    paragraphs: tuple[Paragraphs, ...] = ("plain", "word", "plain", "breaks", "divs", "word")
    return Style(
        paragraphs=paragraphs[article.choice(len(paragraphs), "paragraphs")],
        captions=captions[article.choice(len(captions), "captions")],
        named=named and article.choice(2, "named") == 0,
        glued=article.choice(2, "glued") == 0,
        media=media,
    )


def body(article: Article, style: Style) -> str:
    """The body of an article: everything after the lead, up to the signature."""
    parts: list[str] = []
    for kind, elements in groupby(article.body, key=lambda element: element.kind):
        if kind == "paragraph":
            parts.append(paragraphs([element.text for element in elements], article, style))
        else:
            parts += [_ELEMENTS[kind](element, article, style) for element in elements]
    return "\n".join(parts)


def paragraphs(texts: Sequence[str], article: Article, style: Style) -> str:
    """Paragraphs that follow each other."""
    if style.paragraphs == "breaks":
        return '<div style="text-align: justify;">' + "<br />\n<br />\n".join(map(esc, texts)) + "<br />\n<br /></div>"
    if style.paragraphs == "divs":
        return "\n".join(f'<div style="text-align: justify;"><span>{esc(text)}</span></div>' for text in texts)
    if style.paragraphs == "word":
        return "\n".join(word_paragraph(_word_text(text, article)) for text in texts) + "\n<p>&nbsp;</p>"
    return "\n".join(f'<p style="text-align: justify;">{esc(text)}</p>' for text in texts)


def signature(article: Article, style: Style) -> str:
    """The signature as lines of its own, flush right in one way or another; "" where there is none."""
    if not article.signature:
        return ""
    lines = [esc(line) for line in article.signature]
    match article.choice(3, "signature"):
        case 0:
            return f'<p style="text-align: right;"><strong>{"<br />".join(lines)}</strong></p>'
        case 1:
            return "\n".join(f'<p align="right"><em>{line}</em></p>' for line in lines)
        case _:
            return "\n".join(word_paragraph(f"<b>{line}</b>", "right") for line in lines)


def esc(text: str) -> str:
    return html.escape(text, quote=True)


def word_paragraph(inner: str, align: str = "justify") -> str:
    """A paragraph as Word writes it into the clipboard."""
    return (
        f'<p class="MsoNormal" style="margin-bottom:6.0pt;text-align:{align};line-height:150%">'
        '<span lang="VI" style="font-size:14.0pt;font-family:&quot;Times New Roman&quot;,serif">'
        f"{inner}<o:p></o:p></span></p>"
    )


def _word_text(text: str, article: Article) -> str:
    """Text as Word pastes it: an indent of NBSP, an NBSP after a full stop, a first letter of its own,
    a seam between two runs within a sentence, some letters as entities."""
    head, rest = _first_letter(text) if article.choice(2, "split") else ("", text)
    words = rest.replace(". ", f".{NBSP} ").split(" ")
    seam = len(words) // 2
    inner = (
        esc(" ".join(words[:seam])) + ' </span><span lang="VI" style="font-size:14.0pt">' + esc(" ".join(words[seam:]))
    )
    if article.choice(2, "entities"):
        for letter, entity in (("ô", "&ocirc;"), ("à", "&agrave;"), ("ê", "&ecirc;"), (NBSP, "&nbsp;")):
            inner = inner.replace(letter, entity)
    return f"&nbsp;&nbsp;&nbsp;&nbsp; {f'<b>{esc(head)}</b>' if head else ''}{inner}"


def _first_letter(text: str) -> tuple[str, str]:
    """The first letter with its combining marks, and what follows."""
    end = 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return text[:end], text[end:]


def _heading(element: Element, article: Article, style: Style) -> str:
    if style.paragraphs == "word":
        return word_paragraph(f"<b>{esc(element.text)}</b>")
    return f"<h3>{esc(element.text)}</h3>"


def _list(element: Element, article: Article, style: Style) -> str:
    return "<ul>" + "".join(f"<li>{esc(row[0])}</li>\n" for row in element.rows) + "</ul>"


def _quote(element: Element, article: Article, style: Style) -> str:
    return f"<blockquote><p>{esc(element.text)}</p></blockquote>"


def _table(element: Element, article: Article, style: Style) -> str:
    def cell(text: str) -> str:
        return word_paragraph(esc(text), "center") if style.paragraphs == "word" else esc(text)

    rows = "\n".join(
        "<tr>" + "".join(f'<td style="border: 1px solid #000;">{cell(text)}</td>' for text in row) + "</tr>"
        for row in element.rows
    )
    return f'<table border="1" cellspacing="0" style="width: 100%;"><tbody>\n{rows}\n</tbody></table>'


def _file(element: Element, article: Article, style: Style) -> str:
    return f'<p>Tệp đính kèm: <a href="{style.media}{esc(element.file)}">{esc(element.text)}</a></p>'


def _image(element: Element, article: Article, style: Style) -> str:
    alt = ALTS[article.choice(len(ALTS), element.file)].format(file=element.file, title=article.title)
    picture = f'<img src="{style.media}{esc(element.file)}" alt="{esc(alt)}" width="600" height="400" />'
    centred = f'<p style="text-align: center;">{picture}</p>'
    if not element.text:
        return f"{centred}\n<p>{esc(element.file)}</p>" if style.named else centred
    return _CAPTIONED[_caption_kind(element.text, style)](picture, esc(element.text), element.file)


def _caption_kind(caption: str, style: Style) -> Captions:
    """A bare line below an image can only be known for its caption while it looks like one."""
    if style.captions == "plain" and (len(caption) > 110 or caption.endswith((".", ";"))):
        return "em"
    return style.captions


def _centred(picture: str, caption: str, file: str) -> str:
    line = f'<p style="text-align: center;">{caption}</p>'
    return f'<p style="text-align: center;">{picture}</p>\n{line}'


_CAPTIONED: dict[Captions, Callable[[str, str, str], str]] = {
    "figure": lambda picture, caption, file: (
        f'<figure class="image">{picture}<figcaption>{caption}</figcaption></figure>'
    ),
    "em": lambda picture, caption, file: _centred(picture, f"<em>{caption}</em>", file),
    "table": lambda picture, caption, file: (
        f'<table align="center" border="0" cellpadding="1" style="width:600px;"><tbody><tr>'
        f"<td>{picture}</td></tr>"
        f'<tr><td style="text-align: center;"><span style="font-size:12px;">{caption}</span></td></tr>'
        f"</tbody></table>"
    ),
    "plain": lambda picture, caption, file: f"<p>{picture}</p>\n<p>{caption}</p>",
    "centred": _centred,
    "wordpress": lambda picture, caption, file: (
        f'<figure class="wp-caption aligncenter" style="width: 610px">{picture}'
        f'<figcaption class="wp-caption-text">{caption}</figcaption></figure>'
    ),
}

_ELEMENTS: dict[str, Callable[[Element, Article, Style], str]] = {
    "heading": _heading,
    "list": _list,
    "quote": _quote,
    "table": _table,
    "image": _image,
    "file": _file,
}
