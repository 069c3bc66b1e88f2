"""What reading units and system units may do, and what not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import delete, select, text, update
from sqlmodel import col

from content_store.inserts import insert_once
from content_store.scope import OutOfScope
from content_store.tables.items import TopicRow
from content_store.tables.jobs import JobRow
from content_store.tables.people import WorkspaceRow
from content_store.unit import Store, Unit
from tests.helpers.rows import topic_names, unstamped


async def test_a_reading_unit_writes_nothing(filled: Store) -> None:
    """Reading units refuse new rows, changes, statements and raw SQL that write."""

    async def change(u: Unit) -> None:
        row = await u.session.get(TopicRow, 1)
        assert row is not None
        row.name = "changed"
        await u.session.flush()

    async def raw(u: Unit) -> None:
        await u.session.execute(
            text("UPDATE topics SET name = 'x' WHERE topics.workspace_id = :glasnik_workspace")
        )

    async def add(u: Unit) -> None:
        u.session.add(unstamped(TopicRow, slug="new", name="new"))
        await u.session.flush()

    ways: list[Callable[[Unit], Awaitable[object]]] = [
        change,
        raw,
        add,
        lambda u: u.session.execute(update(TopicRow).values(name="x")),
        lambda u: u.session.execute(delete(TopicRow)),
        lambda u: insert_once(u, unstamped(TopicRow, slug="new", name="new")),
    ]
    for way in ways:
        with pytest.raises(Exception, match=r"only reads|read-?only"):
            async with filled.reading(1) as u:
                await way(u)
    assert await topic_names(filled, 1) == ["of 1"]


async def test_changes_left_unflushed_in_a_reading_unit_are_refused(filled: Store) -> None:
    """A change that a reading unit would have dropped silently raises at its end."""
    with pytest.raises(OutOfScope):
        async with filled.reading(1) as u:
            u.session.add(unstamped(TopicRow, slug="new", name="new"))


async def test_a_system_unit_sees_owned_rows_only_across_workspaces(filled: Store) -> None:
    """Without the visible block a system unit can neither read, change nor add owned rows."""
    ways: list[Callable[[Unit], Awaitable[object]]] = [
        lambda u: u.session.execute(select(TopicRow)),
        lambda u: u.session.execute(select(TopicRow).where(col(TopicRow.workspace_id) == 1)),
        lambda u: u.session.get(TopicRow, 1),
        lambda u: u.session.execute(update(TopicRow).values(name="x")),
        lambda u: u.session.execute(
            text("SELECT 1 FROM topics WHERE topics.workspace_id = :glasnik_workspace")
        ),
        lambda u: insert_once(u, TopicRow(workspace_id=1, slug="x", name="x")),
    ]
    for way in ways:
        with pytest.raises(OutOfScope):
            async with filled.system() as u:
                await way(u)
    with pytest.raises(OutOfScope):
        async with filled.system() as u:
            u.session.add(TopicRow(workspace_id=1, slug="x", name="x"))
    async with filled.system() as u:
        with u.across_workspaces():
            found = (
                await u.session.execute(select(col(TopicRow.name)).order_by(col(TopicRow.id)))
            ).scalars()
            assert found.all() == ["of 1", "of 2"]
        with pytest.raises(OutOfScope):
            await u.session.execute(select(TopicRow))


async def test_system_work_needs_no_block_for_shared_tables(filled: Store) -> None:
    """Jobs and workspaces are open to system units as they are."""
    async with filled.system() as u:
        assert len((await u.session.execute(select(WorkspaceRow))).all()) == 2
        assert (await u.session.execute(select(JobRow))).all() == []


async def test_a_unit_of_a_workspace_cannot_look_across(filled: Store) -> None:
    """`across_workspaces` is refused in a unit of a workspace."""
    async with filled.unit(1) as u:
        with pytest.raises(RuntimeError), u.across_workspaces():
            pass
