"""What a round of the outbox measurement takes for right."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

import pytest

from bench import outbox_rounds


class _Queue:
    """Begins the given jobs in this order, and says how many are left."""

    def __init__(self, begins: Iterable[int], *, left: int) -> None:
        self._begins = list(begins)
        self._left = left

    async def add(self, number: int) -> None:
        self._begins.append(number)

    async def add_all(self, numbers: Sequence[int]) -> None:
        self._begins += numbers

    async def left(self) -> int:
        return self._left

    @asynccontextmanager
    async def working(self, begun: Callable[[int], None]) -> AsyncIterator[None]:
        for number in self._begins:
            begun(number)
        yield


@pytest.mark.parametrize(
    ("begins", "left", "wrong"),
    [
        ([1, 2, 3], 0, 0),
        ([1, 2, 3, 4], 0, 1),
        ([1, 2, 2], 1, 1),
        ([1, 2, 9], 1, 1),
        ([1, 2, 3], 2, 2),
    ],
    ids=["each once", "never queued", "twice", "another", "not recorded"],
)
async def test_each_job_must_be_begun_once_and_recorded(
    begins: list[int], left: int, wrong: int
) -> None:
    """A round counts what was begun twice, what nobody queued and what was not recorded."""
    found = await outbox_rounds.carried_out(_Queue(begins, left=left), {1, 2, 3}, 3)
    assert found.wrong == wrong
    assert len(found.latencies) == len(begins)


async def test_a_part_of_what_waits_is_taken_out_of_it() -> None:
    """What was begun waits no longer; the rest must still be there."""
    waiting = {1, 2, 3, 4, 5}
    found = await outbox_rounds.carried_out(_Queue([1, 2, 3], left=2), waiting, 2)
    assert (found.wrong, waiting) == (0, {4, 5})


async def test_queueing_takes_everything_in_turn() -> None:
    """Whatever is queued together counts as so many jobs."""
    queue = _Queue([], left=0)
    found = await outbox_rounds.each(queue.add_all, [[1, 2], [3]], jobs=3)
    assert len(found.latencies) == 3
    taken = await outbox_rounds.carried_out(queue, {1, 2, 3}, 3)
    assert taken.wrong == 0
