"""What ``scrapy check`` looks at: that a portal's first listing names articles. ``giaoban check`` looks at more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scrapy.contracts import Contract
from scrapy.exceptions import ContractFail
from scrapy.http import Response

from crawler.portal import PortalSpider


class ListingContract(Contract):
    """``@listing``: the portal's first listing has items."""

    name = "listing"

    def __init__(self, method: Callable[..., Any], *args: Any) -> None:
        super().__init__(method, *args)
        self.spider: PortalSpider = method.__self__  # type: ignore[attr-defined]  # Scrapy gives a spider's own method

    def adjust_request_args(self, args: dict[str, Any]) -> dict[str, Any]:
        return args | {"url": self.spider.listing_addresses()[0], "cb_kwargs": {"number": 1, "read": None}}

    def pre_process(self, response: Response) -> None:
        if not list(self.spider.items(response)):
            raise ContractFail(f"{response.url} names no article")
