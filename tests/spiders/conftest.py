"""The fixtures of the crawl's tests serve here too."""

from tests.crawler.conftest import archive, replicas, server

__all__ = ["archive", "replicas", "server"]
