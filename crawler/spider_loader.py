"""Which spiders Scrapy's own commands know (``scrapy list``, ``scrapy crawl`` …): all that giaoban knows."""

from __future__ import annotations

import builtins

from scrapy import Request, Spider
from scrapy.spiderloader import SpiderLoader

from crawler.portals import load_portals


class PortalLoader(SpiderLoader):
    """Scrapy's loader of spiders, and beside those of this package the ones of folders and of other packages."""

    def list(self) -> list[str]:
        return sorted({*super().list(), *load_portals()})

    def load(self, spider_name: str) -> type[Spider]:
        return load_portals().get(spider_name) or super().load(spider_name)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        portals = (name for name, portal in load_portals().items() if portal.handles_request(request))
        return sorted({*super().find_by_request(request), *portals})
