"""Answers come in time or later, and nothing is interrupted on the way."""

from __future__ import annotations

import asyncio

import pytest

from bot.deadline import Deadline


async def _never(answer: str) -> None:
    raise AssertionError(f"{answer} came late")


async def test_an_answer_in_time_is_returned() -> None:
    """Work that ends in time gives its result, and nothing is left running."""

    async def work() -> str:
        return "done"

    deadline = Deadline(5)
    assert await deadline.answer_within(work(), _never) == "done"
    assert await deadline.drain(1) == 0


async def test_a_failure_in_time_is_raised() -> None:
    """Work that fails in time fails where it was asked for."""

    async def work() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await Deadline(5).answer_within(work(), _never)


async def test_late_work_goes_on_and_reports() -> None:
    """Work that is too late is not cancelled; its result is handed over when it is there."""
    gate, late = asyncio.Event(), asyncio.Queue[str]()

    async def work() -> str:
        await gate.wait()
        return "done"

    deadline = Deadline(0)
    assert await deadline.answer_within(work(), late.put) is None
    assert deadline.running == 2
    gate.set()
    assert await late.get() == "done"
    assert await deadline.drain(1) == 0


async def test_late_failures_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Work that fails when nobody waits any more leaves a line in the log."""
    gate = asyncio.Event()

    async def work() -> str:
        await gate.wait()
        raise ValueError("too late to say no")

    deadline = Deadline(0)
    await deadline.answer_within(work(), _never)
    gate.set()
    await deadline.drain(1)
    assert caplog.text.count("work beyond its time failed") == 1


async def test_draining_waits_only_so_long(caplog: pytest.LogCaptureFixture) -> None:
    """What does not end in time is left behind, and counted."""
    gate = asyncio.Event()

    async def work() -> str:
        await gate.wait()
        return "done"

    deadline = Deadline(0)
    await deadline.answer_within(work(), asyncio.Queue[str]().put)
    assert await deadline.drain(0) == 2
    assert "unfinished" in caplog.text
    gate.set()
    assert await deadline.drain(1) == 0


async def test_whoever_waits_may_go_away() -> None:
    """When the request is cancelled, the work it began still ends by itself."""
    gate, late = asyncio.Event(), asyncio.Queue[str]()

    async def work() -> str:
        await gate.wait()
        await late.put("committed")
        return "done"

    deadline = Deadline(60)
    answering = deadline.answer_within(work(), _never)
    waiting = asyncio.ensure_future(answering)
    await asyncio.wait({waiting}, timeout=0)
    waiting.cancel()
    gate.set()
    assert await late.get() == "committed"
    assert await deadline.drain(1) == 0
