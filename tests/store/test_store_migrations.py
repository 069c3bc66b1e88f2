"""Migrations: from nothing to the tables in the code, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlmodel import SQLModel

from content_store import migrate
from content_store.scope import BOUND
from content_store.tables.base import Owned


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
