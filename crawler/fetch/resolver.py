"""Names to addresses, as Scrapy does it, but for addresses that are not the public web's.

Checked is what the connection is made to: a name that gives one address when it is checked and another when it is
used (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver, dnscache
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.fetch.private import kind_of


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which gives no address of a private network. A process has one (Twisted's reactor has)."""

    # Hosts, with those below them, that may be where the operator said they may.
    _open: ClassVar[set[str]] = set()
    # Why a name was not resolved, for whoever gets no more than "not found" from Twisted.
    refused: ClassVar[dict[str, str]] = {}

    @classmethod
    def allow(cls, hosts: Iterable[str]) -> None:
        """Lets hosts, and those below them, be in a private network."""
        cls._open.update(host.lower() for host in hosts)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        return super().getHostByName(name, timeout).addCallback(self._checked, name.rstrip(".").lower())

    def _checked(self, address: str, name: str) -> str:
        kind = kind_of(ip_address(address))
        if kind is None or name in _proxies() or any(name == host or name.endswith(f".{host}") for host in self._open):
            return address
        self.refused[name] = f"{name} is {address}, {kind}" if name != address else f"{name} is {kind}"
        raise DNSLookupError(self.refused[name])


def known_address(host: str) -> str | None:
    """The address that a host was last connected to."""
    address = dnscache.get(host)
    return address if isinstance(address, str) and host.lower() not in GuardedResolver.refused else None


def _proxies() -> set[str]:
    """The hosts of proxies, which are the operator's own choice; read where Scrapy reads them."""
    return {
        urlsplit(address if "//" in address else f"//{address}").hostname or "" for address in getproxies().values()
    }
