"""Migrations: from nothing to the tables in the code, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel, col, select

from content_store import migrate
from content_store.engine import driver_url
from content_store.scope import BOUND
from content_store.tables.base import Owned
from content_store.tables.people import IdentityRow, InstallationRow, MemberRow
from content_store.unit import Store
from tests.helpers.databases import ManualClock


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> str:
    """The address of a database that was never migrated."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    postgres: Callable[[str | None], str] = request.getfixturevalue("postgres")
    name = f"empty_{worker}"
    with psycopg.connect(postgres(None), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return postgres(name)


async def test_migrations_build_the_tables_of_the_code(empty_url: str) -> None:
    """Migrated from nothing, a database differs in nothing from the tables in the code."""
    assert await migrate.head_of(empty_url) is None
    assert not await migrate.is_current(empty_url)
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []
    assert await migrate.is_current(empty_url)


async def test_migrations_can_be_run_again_and_undone(empty_url: str) -> None:
    """Upgrading twice changes nothing, and going down to the base leaves no table."""
    await migrate.upgrade(empty_url)
    await migrate.upgrade(empty_url)
    await migrate.downgrade(empty_url, "base")
    assert await migrate.head_of(empty_url) is None
    missing = await migrate.differences(empty_url)
    assert len([line for line in missing if "add_table" in line]) == len(SQLModel.metadata.tables)


def test_migration_files_say_their_phase() -> None:
    """Each migration's file name says whether it runs before or after the program's change."""
    folder = Path(migrate.__file__).parent / "migrations" / "versions"
    names = [path.name for path in folder.glob("0*.py")]
    assert names
    assert all(name.split("_")[1] in {"pre", "post"} for name in names)


def test_every_table_of_a_workspace_is_bound() -> None:
    """No table has a workspace column without being bound to the unit's workspace."""
    with_column = {
        name for name, table in SQLModel.metadata.tables.items() if "workspace_id" in table.columns
    }
    assert with_column | {"workspaces"} == set(BOUND)
    assert all(issubclass(BOUND[name], Owned) for name in with_column - {"jobs"})


_FIRST_COMPANY = """
INSERT INTO workspaces (id, name, zone, locale, country, digest_at, digest_days, digest_size,
  board_day, board_at, held, company_networks, click_salt, created_at)
  VALUES (1, 'Acme', 'UTC', 'en', '', '09:00:00', '1', 5, 5, '16:00:00', false, '[]', :salt,
  '2026-01-01 00:00:00+00:00');
INSERT INTO installations (workspace_id, id, platform, external_id, name, bot_id, active,
  inactive_reason, connected_at)
  VALUES (1, 1, 'slack', 'T1', 'Acme', 'B1', true, '', '2026-01-01 00:00:00+00:00');
INSERT INTO members (workspace_id, id, name, title, role, active, direct_digest, name_on_board,
  joined_at)
  VALUES (1, 1, 'Ana', '', 'lead', true, false, false, '2026-01-01 00:00:00+00:00'),
  (1, 2, 'Bor', '', 'member', false, false, false, '2026-01-01 00:00:00+00:00');
INSERT INTO identities (workspace_id, id, member_id, installation_id, external_id, direct_place)
  VALUES (1, 1, 1, 1, 'U1', 'D1'), (1, 2, 2, 1, 'U2', NULL)
"""
_AS_BEFORE = """
INSERT INTO identities (workspace_id, id, member_id, installation_id, external_id)
  VALUES (1, 3, 1, 1, 'U3')
"""


async def _execute(url: str, statements: str) -> None:
    engine = create_async_engine(driver_url(url))
    try:
        async with engine.begin() as connection:
            for statement in statements.split(";"):
                given = {"salt": b"0" * 32} if ":salt" in statement else {}
                await connection.execute(text(statement), given)
    finally:
        await engine.dispose()


async def test_people_of_the_first_release_are_kept(empty_url: str) -> None:
    """Whoever was known is known still, open or closed as they were, and nothing is claimed."""
    await migrate.upgrade(empty_url, "0001")
    await _execute(empty_url, _FIRST_COMPANY)
    await migrate.upgrade(empty_url)

    store = Store.open(empty_url, clock=ManualClock())
    try:
        async with store.reading(1) as u:
            found = await u.session.exec(select(IdentityRow).order_by(col(IdentityRow.id)))
            ana, bor = found.all()
            installation = await u.session.get(InstallationRow, 1)
            member = await u.session.get(MemberRow, 1)
    finally:
        await store.close()
    assert (ana.external_id, ana.direct_place, ana.active, ana.role) == ("U1", "D1", True, "member")
    assert (bor.external_id, bor.active) == ("U2", False)
    claimed = (ana.directory_id, ana.email_hash, ana.email_since, ana.closed_at, ana.chosen_at)
    assert claimed == (None,) * 5
    assert installation is not None
    assert installation.people_read_at is None
    assert member is not None
    assert member.role == "lead"


async def test_the_release_before_goes_on_beside_the_new_schema(empty_url: str) -> None:
    """A program that knows nothing of the new columns can still add people."""
    await migrate.upgrade(empty_url)
    await _execute(empty_url, f"{_FIRST_COMPANY};{_AS_BEFORE}")


async def test_going_back_keeps_people(empty_url: str) -> None:
    """Down one release and up again, whoever was known is known."""
    await migrate.upgrade(empty_url)
    await _execute(empty_url, _FIRST_COMPANY)
    await migrate.downgrade(empty_url, "0001")
    await _execute(empty_url, _AS_BEFORE)
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []
