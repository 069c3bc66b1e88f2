"""Database engines for SQLite and PostgreSQL, set up so that a commit that was reported stays.

Knows the two databases and nothing of tables, workspaces or the programme.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from content_store.sqlite_driver import WholeConnection

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MS = 10_000
"""How long SQLite waits for another process's write to end."""
LOCK_MS = 10_000
"""How long PostgreSQL waits for a lock: as long as SQLite, so that whoever met a short block still
gets a real answer; then it gives up, because a long migration must not pile up work."""
STATEMENT_MS = 15_000
IDLE_IN_TRANSACTION_MS = 30_000
"""A process that froze inside a unit of work must not hold its rows for ever."""
OWN = "glasnik_own"
"""Marks the statements of this module, which concern no row."""

_WAIT_FOR_CONNECTION_S = 30
_SQLITE_READERS = 4
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


class UnusableDatabaseUrl(ValueError):
    """The database address can't be used; the message says why, and never holds its password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Engines:
    """The engine for units that write and the one for units that only read."""

    writing: AsyncEngine
    reading: AsyncEngine

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.writing.dialect.name

    async def dispose(self) -> None:
        """Close every connection."""
        await self.writing.dispose()
        await self.reading.dispose()


def driver_url(url: str) -> URL:
    """`sqlite:///path` or `postgresql://…` with the async driver that is used for it.

    Raises UnusableDatabaseUrl for anything else, an in-memory database included: its content
    would end with the process.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise UnusableDatabaseUrl(
            "not a database address; use sqlite:///path/to/file or postgresql://user@host/name"
        ) from error
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise UnusableDatabaseUrl(
            f"{parsed.drivername!r} is not supported; use sqlite:///… or postgresql://…"
        )
    if driver.startswith("sqlite"):
        _check_sqlite_path(parsed)
    elif not parsed.database:
        raise UnusableDatabaseUrl("the address names no database: postgresql://user@host/name")
    return parsed.set(drivername=driver)


def _check_sqlite_path(url: URL) -> None:
    if url.host:
        raise UnusableDatabaseUrl(
            "sqlite:// needs three slashes before the path, four before an absolute one"
        )
    if not url.database or url.database == ":memory:" or "mode" in url.query:
        raise UnusableDatabaseUrl("an in-memory database would be lost; name a file")
    folder = Path(url.database).parent
    if not folder.is_dir():
        raise UnusableDatabaseUrl(f"there is no folder {str(folder)!r} for the database file")


def open_engines(url: str, *, pool_size: int = 10) -> Engines:
    """Engines for a database address; nothing is connected yet.

    `pool_size` is the most connections to PostgreSQL that this process opens. Raises
    UnusableDatabaseUrl.
    """
    parsed = driver_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engines(parsed)
    return _postgresql_engines(parsed, pool_size)


def _sqlite_engines(url: URL) -> Engines:
    # One connection writes: SQLite lets one write at a time anyway, and waiting writers of this
    # process then queue fairly here instead of polling the file.
    writing = _sqlite_engine(url, connections=1, begin="BEGIN IMMEDIATE", query_only=False)
    reading = _sqlite_engine(url, connections=_SQLITE_READERS, begin="BEGIN", query_only=True)
    return Engines(writing=writing, reading=reading)


def _sqlite_engine(url: URL, *, connections: int, begin: str, query_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        async_creator=partial(_connect, url.database or ""),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_WAIT_FOR_CONNECTION_S,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # FULL, not NORMAL: in WAL mode NORMAL may lose the last commits when the power fails
        # (sqlite.org/pragma.html#pragma_synchronous), and a lost "published" is a second post.
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"query_only = {'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        # IMMEDIATE takes the write lock at once: a transaction that reads first and writes later
        # would fail with "database is locked" whenever another wrote in between.
        connection.exec_driver_sql(begin, execution_options={OWN: True})

    return engine


async def _connect(path: str) -> WholeConnection:
    # Without a level the driver opens no transactions by itself, too late and too weak:
    # docs.sqlalchemy.org/en/21/dialects/sqlite.html "pysqlite_serializable".
    opened = WholeConnection(lambda: sqlite3.connect(path, isolation_level=None))
    await opened
    return opened


def _postgresql_engines(url: URL, pool_size: int) -> Engines:
    limits = (
        f"-c lock_timeout={LOCK_MS} -c statement_timeout={STATEMENT_MS}"
        f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_MS} -c timezone=UTC"
    )
    given = url.query.get("options", "")
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_FOR_CONNECTION_S,
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,
        connect_args={
            "options": f"{limits} {given if isinstance(given, str) else ' '.join(given)}".strip(),
            "application_name": "glasnik",
            "connect_timeout": 10,
        },
    )
    # One snapshot for all statements of a reading unit, as SQLite gives it.
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(writing=engine, reading=reading)
