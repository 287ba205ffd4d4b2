"""Who a request is from: the other end of the connection, or the client that a trusted proxy speaks for.

Only proxies of the setting are believed. What others say of themselves in header fields is not.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from server.setting_values import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Address = IPv4Address | IPv6Address

SPOKEN_FOR: Final = "begrep.spoken-for"
_SAID_BY_PROXIES: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
_SCHEMES: Final = ("http", "https")
# Whoever has one IPv6 address has its whole network (RFC 6177).
_ONE_CLIENT_BITS: Final = 64
_REMEMBERED: Final = 4096


class Clients:
    """Tells clients from proxies."""

    def __init__(self, proxies: tuple[Network, ...]) -> None:
        """Believe ``proxies``."""
        self._proxies = proxies

    def arrange(self, environ: WSGIEnvironment) -> None:
        """Put the client's address and scheme in ``environ`` where a trusted proxy tells them.

        ``SPOKEN_FOR`` is set where somebody who is not trusted speaks for others, so that the client is not known.
        """
        if not self.trusts(environ.get("REMOTE_ADDR", "")):
            environ[SPOKEN_FOR] = any(name in environ for name in _SAID_BY_PROXIES)
            return
        # The proxy nearest to us speaks last.
        for told in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if address_of(told) is None:
                break
            environ["REMOTE_ADDR"] = told.strip()
            if not self.trusts(told):
                break
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
        if scheme in _SCHEMES:
            environ["wsgi.url_scheme"] = scheme

    def trusts(self, text: str) -> bool:
        """Whether ``text`` is the address of a trusted proxy."""
        return among(text, self._proxies)


@lru_cache(_REMEMBERED)
def address_of(text: str) -> Address | None:
    """Return the address in ``text``, with or without a port; None when there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def among(text: str, networks: tuple[Network, ...]) -> bool:
    """Whether the address in ``text`` lies in one of ``networks``."""
    address = address_of(text)
    return address is not None and any(address in network for network in networks)


@lru_cache(_REMEMBERED)
def counted_as(text: str) -> str:
    """Return what the requests of an address are counted under; "" for this machine, whose requests are not."""
    address = address_of(text)
    if address is None or address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _ONE_CLIENT_BITS), strict=False))
    return str(address)
