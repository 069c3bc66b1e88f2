"""Waiting for something to become true, and saying what was awaited when it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")

PATIENCE_SECONDS = 20.0
_LOOK_EVERY = 0.02


@overload
async def until(
    look: Callable[[], Awaitable[T | None]], what: str, *, within: float = ...
) -> T: ...
@overload
async def until(look: Callable[[], T | None], what: str, *, within: float = ...) -> T: ...
async def until(
    look: Callable[[], T | None] | Callable[[], Awaitable[T | None]],
    what: str,
    *,
    within: float = PATIENCE_SECONDS,
) -> T:
    """The first truthy result of `look`.

    Raises AssertionError naming `what` after `within` seconds.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    never = asyncio.Event()
    while True:
        found = look()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        if loop.time() > end:
            raise AssertionError(f"waited {within:g} s in vain for {what}")
        try:
            await asyncio.wait_for(never.wait(), _LOOK_EVERY)
        except TimeoutError:
            continue
