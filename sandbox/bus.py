"""Tells the open pages what has changed.

Knows nothing of what the changes are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.values import Json

_MOST_WAITING = 1000


class Bus:
    """Changes, fanned out to every listener they concern."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[Json], str] = {}

    @contextmanager
    def listening(self, person: str) -> Iterator[asyncio.Queue[Json]]:
        """Give a queue that receives every change this person may see, while in the block."""
        queue: asyncio.Queue[Json] = asyncio.Queue(_MOST_WAITING)
        self._listeners[queue] = person
        try:
            yield queue
        finally:
            del self._listeners[queue]

    @property
    def has_listeners(self) -> bool:
        """Whether anybody would hear."""
        return bool(self._listeners)

    def tell(self, kind: str, *, person: str | None = None, **fields: str) -> None:
        """Announce a change to everyone, or to one person only."""
        for queue, listener in self._listeners.items():
            if person in {None, listener} and not queue.full():
                queue.put_nowait({"type": kind, **fields})
