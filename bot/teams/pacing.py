"""How fast the Bot Connector may be called, and whose turn it is.

Limits: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit. Those of a conversation
are kept here, in this process. The one of the whole app in a tenant is shared by all processes: it
is a lane of the queue, at `LANE_PACE`, whose slots jobs take when they are claimed; what is called
without such a slot is counted (`Unbooked`) and charged to the lane, so that the jobs give way.
Knows no calls: only that one is about to be made.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from typing import Protocol

from chat.people import Platform
from chat.ports import RetryAt

APP_CALLS_A_SECOND = 50
"""What one app may call in one tenant, whatever the calls are."""

LANE_PACE = timedelta(seconds=1 / 49)
"""The least time between two queued calls: a little under the limit, which leaves answers to people
their turn at once; each of those then makes the queue wait for one slot more."""
TURNS_A_SECOND = 48
"""What one process begins: calls that begin evenly arrive a few hundredths of a second apart from
that, and Teams counts those that arrive."""


def of_lane(_lane: str) -> timedelta:
    """The least time between two queued calls in a lane of Teams."""
    return LANE_PACE


class Kind(Enum):
    """What is limited separately in a conversation: pairs of calls and seconds."""

    SEND = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
    """Sending, replying, changing, and creating a conversation."""
    READ = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
    """Members of a conversation, and what a team consists of."""


PACED = "paced_"
"""How the codes of calls begin that were never made, because their turn was too far away."""

_APP = ((3, 3 / (TURNS_A_SECOND + 0.5)), (TURNS_A_SECOND, 1.0))
_PATIENCE_SECONDS = 5.0
_FIRST_HOLD_SECONDS = 0.1
_LONGEST_HOLD_SECONDS = 60.0
_SWEEP_EVERY = 2000
"""Turns after which conversations are forgotten that have long been silent."""


class _Booked:
    """Slots that the running job took from the lane, and has not used yet."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


_booked: ContextVar[_Booked | None] = ContextVar("glasnik_teams_booked", default=None)


@contextmanager
def booked(calls: int = 1) -> Iterator[None]:
    """Inside the block so many calls have their slots in the lane already."""
    token = _booked.set(_Booked(calls))
    try:
        yield
    finally:
        _booked.reset(token)


def booked_by(lane: str | None) -> AbstractContextManager[None]:
    """Inside the block a job of this lane is carried out: in one of Teams', a call has its slot."""
    return booked(1 if (lane or "").startswith(f"{Platform.TEAMS}:") else 0)


def _use_slot() -> bool:
    mine = _booked.get()
    if mine is None or mine.left <= 0:
        return False
    mine.left -= 1
    return True


@dataclass(kw_only=True, slots=True)
class _Window:
    """The moments of past calls that may still count, for one key."""

    limits: tuple[tuple[int, float], ...]
    past: deque[float] = field(default_factory=deque)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wait(self, now: float) -> float:
        """Seconds until a call is allowed."""
        # A call that began exactly so long ago might still be counted where it arrived later.
        opens = (
            self.past[-calls] + seconds - now
            for calls, seconds in self.limits
            if len(self.past) >= calls
        )
        return max(max(opens, default=0.0), 0.0)

    def note(self, now: float) -> None:
        self.past.append(now)
        while self.past[0] <= now - self.limits[-1][1]:
            self.past.popleft()

    def is_idle(self, now: float) -> bool:
        silent = not self.past or self.past[-1] <= now - self.limits[-1][1]
        return silent and not self.lock.locked()


class Unbooked(Protocol):
    """Counts calls that have no slot in the lane."""

    def count(self) -> None:
        """One more."""

    async def close(self) -> None:
        """Nothing more comes."""


class _Uncounted:
    def count(self) -> None:
        return None

    async def close(self) -> None:
        return None


class Pacer:
    """Gives calls their turns, in one process, in the order in which they ask."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        random: Random,
        time: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        unbooked: Unbooked | None = None,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        """Make a pacer.

        `now` is the programme's time, `time` counts the machine's seconds. Who would have to wait
        for longer than `patience` seconds is sent away.
        """
        self._now, self._time, self._sleep = now, time, sleep
        self._random = random
        self._unbooked = unbooked or _Uncounted()
        self._patience = patience
        self._app = _Window(limits=_APP)
        self._places: dict[tuple[str, Kind], _Window] = {}
        self._turns = 0
        self._held_until = 0.0
        self._holds = 0

    async def turn(self, place: str, kind: Kind) -> float:
        """Wait until a call to this conversation may be made; the moment at which it is.

        Raises RetryAt when that takes too long, for this call only.
        """
        self._sweep()
        window = self._places.setdefault((place, kind), _Window(limits=kind.value))
        await self._pass(window, f"{PACED}conversation")
        await self._pass(self._app, f"{PACED}app")
        if not _use_slot():
            self._unbooked.count()
        return self._time()

    async def _pass(self, window: _Window, code: str) -> None:
        async with window.lock:
            while (wait := self._wait(window)) > 0:
                if wait > self._patience:
                    raise RetryAt(code, self._now() + timedelta(seconds=wait), everyone=False)
                await self._sleep(wait)
            window.note(self._time())

    def _wait(self, window: _Window) -> float:
        now = self._time()
        held = self._held_until - now if window is self._app else 0.0
        return max(window.wait(now), held)

    def refused(self, began: float, named: timedelta | None) -> timedelta:
        """A call that began then met a limit: hold all others; for how long.

        As long as the answer asks for, and where it names nothing ever longer with each refusal
        that comes after a hold, up to a minute. Spread a little, so that not all return at once.
        """
        now = self._time()
        if began >= self._held_until:
            self._holds += 1
            highest = min(_FIRST_HOLD_SECONDS * 2 ** (self._holds - 1), _LONGEST_HOLD_SECONDS)
            pause = highest * self._random.uniform(0.5, 1.0)
            if named is not None:
                pause = named.total_seconds() + self._random.uniform(0.0, 0.25)
            self._held_until = max(self._held_until, now + pause)
        return timedelta(seconds=max(self._held_until - now, 0.01))

    def passed(self, began: float) -> None:
        """A call that began then was taken: the limit is not met any more."""
        if began >= self._held_until:
            self._holds = 0

    async def close(self) -> None:
        """No more calls are made."""
        await self._unbooked.close()

    def _sweep(self) -> None:
        self._turns += 1
        if self._turns % _SWEEP_EVERY == 0:
            now = self._time()
            self._places = {k: w for k, w in self._places.items() if not w.is_idle(now)}
