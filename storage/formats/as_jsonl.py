"""JSON Lines: the whole of an article a line, as `giaoban import` takes it in again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from storage.formats.shape import Shape


def write_jsonl(articles: Iterable[Shape], out: BinaryIO) -> None:
    """Write articles in UTF-8, one a line; no text in them can break a line."""
    for article in articles:
        out.write(json.dumps(article, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
