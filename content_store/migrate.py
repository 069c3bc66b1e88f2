"""Brings a database's schema to the release's, and tells where it is. Knows no table.

File names say when a migration may run: `pre` before the new program starts, beside the old one;
`post` once no old program is left.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from content_store import tables
from content_store.engine import driver_url

T = TypeVar("T")


class Unreachable(Exception):
    """The database can't be reached, or does not let us in."""


_FOLDER = Path(__file__).parent / "migrations"


async def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to a revision, in one transaction; creates the SQLite file if it is missing.

    On PostgreSQL processes that start together wait for each other, and locks are waited for four
    seconds at most. Raises `content_store.engine.UnusableDatabaseUrl`.
    """
    await _on_connection(url, lambda c: command.upgrade(_config(c), revision), begin=True)


async def downgrade(url: str, revision: str) -> None:
    """Migrate down to a revision; `base` leaves an empty database."""
    await _on_connection(url, lambda c: command.downgrade(_config(c), revision), begin=True)


async def head_of(url: str) -> str | None:
    """The revision that a database is at; None if it was never migrated."""
    return await _on_connection(url, _current)


async def is_current(url: str) -> bool:
    """Whether a database is at this release's revision. Raises Unreachable."""
    return await head_of(url) == newest()


def newest() -> str | None:
    """The revision that this release expects."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


async def differences(url: str) -> list[str]:
    """In what a migrated database differs from the tables in the code; empty if in nothing."""
    return await _on_connection(url, _differences)


def _differences(connection: Connection) -> list[str]:
    if not tables.__all__:
        return []
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def _on_connection(url: str, work: Callable[[Connection], T], *, begin: bool = False) -> T:
    engine = create_async_engine(driver_url(url), poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            outcome = await connection.run_sync(work)
            if begin:
                await connection.commit()
            return outcome
    except (OperationalError, OSError) as error:
        raise Unreachable(str(getattr(error, "orig", error)).strip()) from error
    finally:
        await engine.dispose()
