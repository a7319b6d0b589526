"""Bare Scrapy, to be measured against: fetches the addresses of a file and does nothing with what comes.

``python -m tests.benchmarks.bare ADDRESSES``, one address a line. The settings are giaoban's own, less the
pipeline that archives; one crawler a host, beside each other in one process, as giaoban has them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawler.run_settings import base_settings


class Bare(Spider):
    name = "bare"

    def __init__(self, addresses: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.addresses = addresses

    async def start(self) -> AsyncIterator[Any]:
        for address in self.addresses:
            yield Request(address, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Nothing: that is what is measured."""


def main() -> None:
    settings = base_settings()
    settings.setdict({"ITEM_PIPELINES": {}, "DOWNLOAD_DELAY": 0})
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for address in Path(sys.argv[1]).read_text(encoding="utf-8").split():
        hosts[urlsplit(address).netloc].append(address)
    process = AsyncCrawlerProcess(settings)
    crawlers = [process.create_crawler(Bare) for _ in hosts]
    for crawler, addresses in zip(crawlers, hosts.values(), strict=True):
        process.crawl(crawler, addresses)
    process.start()
    print(sum(crawler.stats.get_value("response_received_count", 0) for crawler in crawlers if crawler.stats))


if __name__ == "__main__":
    main()
