"""Does a request come from this machine? For the development switch that takes unsigned ones.

Nothing is believed that a proxy would add, because whoever forwards to us speaks for others.
"""

from __future__ import annotations

import ipaddress

from aiohttp import web

from bot.teams.keys import is_loopback

_OF_PROXIES = frozenset(
    {
        "cf-connecting-ip",
        "client-ip",
        "forwarded",
        "true-client-ip",
        "via",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-original-forwarded-for",
        "x-original-host",
        "x-real-ip",
    }
)
_FORWARDED = "x-forwarded-"


def is_local(request: web.Request) -> bool:
    """Whether the other end is on this machine, speaks for itself and asked for this machine.

    The host that was asked for keeps pages in a browser out whose name was made to lead here.
    """
    if any(
        name.lower() in _OF_PROXIES or name.lower().startswith(_FORWARDED)
        for name in request.headers
    ):
        return False
    return _is_loopback_peer(request) and is_loopback(f"http://{request.host}")


def _is_loopback_peer(request: web.Request) -> bool:
    peer = request.transport.get_extra_info("peername") if request.transport is not None else None
    if not isinstance(peer, tuple):
        return False
    try:
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
