"""Procrastinate as a contestant: a widely used durable queue on PostgreSQL, set up as its manual
says (procrastinate.readthedocs.io): its own pool, listening on, a worker with several jobs at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import procrastinate
import psycopg
from procrastinate.jobs import DeleteJobCondition
from procrastinate.types import JSONDict

_LEFT = "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'"
_POOL = 10
"""As many connections as our own store may open; its usual four would keep it waiting."""


class Procrastinate:
    """Its worker, whose task does nothing."""

    def __init__(
        self,
        url: str,
        *,
        concurrency: int,
        delete: DeleteJobCondition = DeleteJobCondition.NEVER,
    ) -> None:
        self._url = url
        self._concurrency = concurrency
        self._delete = delete
        self._begun: Callable[[int], None] = _nothing
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=url, min_size=_POOL, max_size=_POOL)
        )

        async def nothing(number: int) -> None:
            self._begun(number)

        self._task = self._app.task(name="nothing")(nothing)

    async def prepare(self) -> None:
        """Make its tables in an empty database."""
        async with self._app.open_async():
            await self._app.schema_manager.apply_schema_async()

    async def open(self) -> None:
        """Connect."""
        await self._app.open_async()

    async def close(self) -> None:
        """Disconnect."""
        await self._app.close_async()

    async def add(self, number: int) -> None:
        """Queue a job in a transaction of its own."""
        await self._task.defer_async(number=number)

    async def add_all(self, numbers: Sequence[int]) -> None:
        """Queue jobs in one transaction."""
        given: list[JSONDict] = [{"number": number} for number in numbers]
        await self._task.batch_defer_async(*given)

    async def left(self) -> int:
        """How many jobs have not ended well; those that were deleted have."""
        async with await psycopg.AsyncConnection.connect(self._url) as connection:
            row = await (await connection.execute(_LEFT)).fetchone()
        assert row is not None
        return int(row[0])

    @asynccontextmanager
    async def working(self, begun: Callable[[int], None]) -> AsyncIterator[None]:
        """Carry out jobs inside the block; what was begun is recorded when it is left."""
        self._begun = begun
        at_work = asyncio.create_task(
            self._app.run_worker_async(
                concurrency=self._concurrency,
                delete_jobs=self._delete,
                install_signal_handlers=False,
            )
        )
        try:
            yield
        finally:
            at_work.cancel()
            with suppress(asyncio.CancelledError):
                await at_work


def _nothing(_number: int) -> None:
    return None
