"""Ports for programs that are told where to listen."""

from __future__ import annotations

import secrets
import socket

_FIRST, _LAST = 15_000, 32_000
"""Below those that systems hand out themselves (Linux from 32768, others from 49152), so that
no connection of a test beside this one takes a port between its choice and its use."""


def free_port(*, following: int = 0) -> int:
    """A port that nobody uses now, and as many free ones right after it."""
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if all(_is_free(wanted) for wanted in range(port, port + following + 1)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
