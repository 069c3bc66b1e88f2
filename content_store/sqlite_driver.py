"""aiosqlite with whole statements: executed, fetched and closed in one step on its thread.

Each of these is a message to a thread and back otherwise, and those cost more than most of our
statements do. For engines of SQLAlchemy only; results are small here and never streamed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

_CHUNK = 64
"""What aiosqlite fetches at once while it streams, which nobody here does; its own default."""


class WholeConnection(aiosqlite.Connection):
    """A connection whose cursors need its thread once a statement."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, _CHUNK)
        # A program that ends without closing its store must not wait for this thread.
        self._thread.daemon = True

    def cursor(self) -> WholeCursor:  # type: ignore[override] # all that SQLAlchemy asks of one
        """A cursor; nothing is sent for it."""
        return WholeCursor(self)

    async def commit(self) -> None:
        """Commit; nothing is sent where no transaction is open. Raises sqlite3.Error."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back; nothing is sent where no transaction is open, as after each commit."""
        if self.in_transaction:
            await super().rollback()

    async def carry_out(self, work: Callable[[sqlite3.Cursor], object]) -> WholeResult:
        """Do something with a fresh cursor on the connection's thread. Raises sqlite3.Error."""
        once = partial(_carry_out, self._conn, work)
        result: WholeResult = await self._execute(once)  # type: ignore[no-untyped-call] # untyped there
        return result


class WholeResult:
    """What a statement left behind."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self.rows: list[Any] = [] if cursor.description is None else cursor.fetchall()
        # Only now, because an UPDATE … RETURNING counts as it is fetched.
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid


class WholeCursor:
    """A cursor as SQLAlchemy's adapter drives it."""

    arraysize = 1

    def __init__(self, connection: WholeConnection) -> None:
        self._connection = connection
        self._result: WholeResult | None = None

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """The columns of the rows, None where a statement gives none."""
        return None if self._result is None else self._result.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed, -1 where that is not known."""
        return -1 if self._result is None else self._result.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The key of the last row inserted."""
        return None if self._result is None else self._result.lastrowid

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> WholeCursor:
        """Carry out a statement and fetch all its rows. Raises sqlite3.Error."""
        self._result = await self._connection.carry_out(lambda c: c.execute(sql, parameters))
        return self

    async def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> WholeCursor:
        """Carry out a statement for each of several rows. Raises sqlite3.Error."""
        self._result = await self._connection.carry_out(lambda c: c.executemany(sql, rows))
        return self

    async def fetchall(self) -> list[Any]:
        """The rows, once."""
        if self._result is None:
            return []
        rows, self._result.rows = self._result.rows, []
        return rows

    async def close(self) -> None:
        """Nothing is left to close."""


def _carry_out(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Cursor], object]
) -> WholeResult:
    cursor = connection.cursor()
    try:
        work(cursor)
        return WholeResult(cursor)
    finally:
        cursor.close()
