"""A clock that can be moved from outside, for rehearsals in a workplace of one's own.

The programme's time is the machine's plus an offset that another program gives at an address.
Must not be used for anything that real time decides: signatures, leases, time-outs.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import aiohttp
import structlog

from programme import clock

log = structlog.get_logger(__name__)

EVERY_SECONDS = 0.5
_TIMEOUT = aiohttp.ClientTimeout(total=3)


class RehearsalClock:
    """Asks for the offset again and again; keeps the last one while nobody answers."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._offset = timedelta(0)
        self._session: aiohttp.ClientSession | None = None
        self._task: asyncio.Task[None] | None = None

    def __call__(self) -> datetime:
        """The programme's present moment, in UTC."""
        return clock.wall() + self._offset

    async def start(self) -> None:
        """Begin to follow; the first offset is known when this returns, if anybody gave one."""
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        await self._read(self._session)
        self._task = asyncio.create_task(self._follow(self._session))

    async def stop(self) -> None:
        """Follow no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _follow(self, session: aiohttp.ClientSession) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self._read(session)

    async def _read(self, session: aiohttp.ClientSession) -> None:
        try:
            async with session.get(self._url) as answer:
                seconds = float((await answer.json())["offset_seconds"])
            offset = timedelta(seconds=seconds)
            _ = clock.wall() + offset  # a day that no calendar has is no answer
            self._offset = offset
        except (
            aiohttp.ClientError,
            KeyError,
            OverflowError,
            TimeoutError,
            TypeError,
            ValueError,
        ):
            log.warning("no answer", action="rehearsal.silent")
