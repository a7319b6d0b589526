"""Which addresses are not the public web's: no portal has a reason to lead there. Pure: nothing is resolved here."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# Where clouds tell a machine its secrets; the last one is public by its number.
_METADATA = frozenset(map(ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16")))
# IPv6 addresses that stand for an IPv4 address: translated by a gateway (RFC 6052, RFC 8215).
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
# Names that no public DNS has: RFC 6761, RFC 6762, RFC 8375, and what ICANN set aside.
_LOCAL_NAMES = ("localhost", "local", "localdomain", "internal", "lan", "intranet", "home.arpa", "corp", "home")


def why_private(host: str) -> str | None:
    """What a host is, in words, if it is not of the public web; None where it is, or is a name that DNS must tell.

    ``why_private("127.1")`` is ``"127.1 is 127.0.0.1, an address of the machine itself"``.
    """
    host = host.strip("[]").rstrip(".").lower()
    address = _literal(host)
    if address is None:
        local = "." not in host or host.endswith(tuple(f".{name}" for name in _LOCAL_NAMES))
        return f"{host} is a name of a local network" if local else None
    kind = kind_of(address)
    if kind is None:
        return None
    return f"{host} is {kind}" if host == str(address) else f"{host} is {address}, {kind}"


def kind_of(address: Address) -> str | None:
    """What an address is, in words, that is not of the public web; None where it is."""
    if isinstance(address, IPv6Address) and (inner := _inside(address)) is not None:
        return kind_of(inner)
    if address in _METADATA:
        return "where a cloud keeps its machines' secrets"
    if address.is_unspecified or address.is_loopback:
        return "an address of the machine itself"
    if address.is_link_local:
        return "an address of the local link"
    if address.is_multicast:
        return "an address of many machines at once"
    if not address.is_global or getattr(address, "is_site_local", False):
        return "an address of a private network"
    return None


def _literal(host: str) -> Address | None:
    """The address that a host is written as, in any form that a C library takes: 2130706433, 0x7f.1, ::1%eth0."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError, ValueError):
        return None


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _TRANSLATED) or 1 < int(address) < 1 << 32:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
