"""The floor of durable queues: our table, plain SQL, a plain driver, and no promise kept.

Its one index fits its one question. No lane, no lease, no renewal, no key that means anything, no
log: one UPDATE takes a job and another ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import psycopg
from psycopg import AsyncConnection

_INDEX = "CREATE INDEX floor_due ON jobs (run_at) WHERE state = 'queued'"
_ADD = """
INSERT INTO jobs (task, payload, key, run_at, priority, state, attempt, last_error, created_at)
VALUES ('nothing', %(number)s, %(number)s, now(), 0, 'queued', 0, '', now())
"""
_ADD_ALL = """
INSERT INTO jobs (task, payload, key, run_at, priority, state, attempt, last_error, created_at)
SELECT 'nothing', number, number, now(), 0, 'queued', 0, '', now()
FROM unnest(%(numbers)s::text[]) AS number
"""
_CLAIM = """
UPDATE jobs SET state = 'running', attempt = attempt + 1
WHERE id = (
  SELECT id FROM jobs WHERE state = 'queued' AND run_at <= now()
  ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, payload
"""
_FINISH = "UPDATE jobs SET state = 'done' WHERE id = %(job)s"
_LEFT = "SELECT count(*) FROM jobs WHERE state <> 'done'"


class PlainSql:
    """So many connections, each taking one job after the other."""

    def __init__(self, url: str, *, concurrency: int) -> None:
        self._url = url
        self._concurrency = concurrency
        self._connections: list[AsyncConnection] = []
        self._added = asyncio.Semaphore(0)

    async def open(self) -> None:
        """Connect: one connection for each job at a time, and one that adds."""
        self._connections = [
            await AsyncConnection.connect(self._url, autocommit=True)
            for _ in range(self._concurrency + 1)
        ]
        await self._connections[-1].execute("DROP INDEX ix_jobs_due")
        await self._connections[-1].execute(_INDEX)

    async def close(self) -> None:
        """Disconnect."""
        for connection in self._connections:
            await connection.close()

    async def add(self, number: int) -> None:
        """Queue a job in a transaction of its own."""
        await self._connections[-1].execute(_ADD, {"number": str(number)})
        self._added.release()

    async def add_all(self, numbers: Sequence[int]) -> None:
        """Queue jobs in one transaction."""
        given = [str(number) for number in numbers]
        await self._connections[-1].execute(_ADD_ALL, {"numbers": given})

    async def left(self) -> int:
        """How many jobs have not ended well."""
        cursor = await self._connections[-1].execute(_LEFT)
        row = await cursor.fetchone()
        assert row is not None
        return int(row[0])

    @asynccontextmanager
    async def working(self, begun: Callable[[int], None]) -> AsyncIterator[None]:
        """Carry out jobs inside the block; what was begun is recorded when it is left."""
        self._added = asyncio.Semaphore(0)
        stopped = asyncio.Event()
        at_work = [
            asyncio.create_task(self._work(connection, begun, stopped))
            for connection in self._connections[:-1]
        ]
        try:
            yield
        finally:
            stopped.set()
            for _ in at_work:
                self._added.release()
            await asyncio.gather(*at_work)

    async def _work(
        self,
        connection: AsyncConnection[psycopg.rows.TupleRow],
        begun: Callable[[int], None],
        stopped: asyncio.Event,
    ) -> None:
        while not stopped.is_set():
            claimed = await (await connection.execute(_CLAIM)).fetchone()
            if claimed is None:
                await self._added.acquire()
                continue
            begun(int(claimed[1]))
            await connection.execute(_FINISH, {"job": claimed[0]})
