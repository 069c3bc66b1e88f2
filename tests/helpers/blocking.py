"""A database that somebody else holds, as a long migration or a backup would."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


@asynccontextmanager
async def blocked(url: str) -> AsyncIterator[None]:
    """In the block nobody else writes (SQLite), or reaches any table at all (PostgreSQL)."""
    opened = _sqlite if url.startswith("sqlite") else _postgresql
    async with opened(url):
        yield


@asynccontextmanager
async def _sqlite(url: str) -> AsyncIterator[None]:
    path = url.partition("///")[2]

    def take() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, timeout=10, isolation_level=None, check_same_thread=False
        )
        connection.execute("BEGIN IMMEDIATE")
        return connection

    connection = await asyncio.to_thread(take)
    try:
        yield
    finally:
        await asyncio.to_thread(connection.rollback)
        await asyncio.to_thread(connection.close)


@asynccontextmanager
async def _postgresql(url: str) -> AsyncIterator[None]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        tables = [row[0] for row in await (await connection.execute(_TABLES)).fetchall()]
        names = sql.SQL(", ").join(sql.Identifier(name) for name in tables)
        await connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
        yield
        await connection.rollback()
