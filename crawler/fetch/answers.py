"""What an answer of Scrapy's says beside its bytes: its headers and what its links are relative to."""

from __future__ import annotations

from typing import Any

from scrapy.http import Response, TextResponse

from crawler.fetch.links import absolute, head_link


def header_pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    """Scrapy's headers as a record keeps them."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )


def header(response: Response, name: str) -> str | None:
    """A header of an answer; None where it has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def base_url(response: Response) -> str:
    """What the links of a page are relative to."""
    if not isinstance(response, TextResponse) or ("<base" not in response.text and "<BASE" not in response.text):
        return response.url
    base = response.xpath("//base/@href").get()
    return (absolute(response.url, base) or response.url) if base else response.url


def link_in_head(response: Response, rel: str) -> str | None:
    """Where the first ``<link>`` of a kind leads ("canonical", "shortlink"); None where there is none."""
    return head_link(response.text, rel, response.url) if isinstance(response, TextResponse) else None
