"""No way leads from a unit of one workspace to the rows of another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import (
    bindparam,
    delete,
    exists,
    func,
    insert,
    join,
    literal,
    literal_column,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import aliased, make_transient_to_detached

from content_store.inserts import insert_into, insert_once
from content_store.scope import OutOfScope
from content_store.tables.items import ItemRow, TopicRow
from content_store.tables.people import WorkspaceRow
from content_store.unit import Store, Unit

TOPICS = TopicRow.__table__  # type: ignore[attr-defined]
Another = aliased(TopicRow)


READS: dict[str, Any] = {
    "entity": select(TopicRow),
    "column": select(TopicRow.name),
    "alias": select(Another.name),
    "aggregate": select(func.max(TopicRow.name)),
    "aggregate from": select(func.count(), func.min(literal("of 1"))).select_from(TopicRow),
    "window": select(TopicRow.name, func.row_number().over(order_by=TopicRow.name)),
    "condition only": select(literal("of 1")).where(TopicRow.slug == "news"),
    "join": select(TopicRow.name, ItemRow.title).join(ItemRow, ItemRow.topic_id == TopicRow.id),
    "outer join": select(TopicRow.name, Another.name).outerjoin(
        Another, Another.slug == TopicRow.slug
    ),
    "self join": select(TopicRow.name, Another.name).join(Another, Another.slug == TopicRow.slug),
    "two entities": select(TopicRow, ItemRow.title).where(ItemRow.title == TopicRow.name),
    "where brings table in": select(TopicRow.name).where(ItemRow.topic_id == TopicRow.id),
    "in subquery": select(ItemRow.title).where(
        ItemRow.state.in_(select(literal("live")).where(TopicRow.slug == "news"))
    ),
    "scalar subquery": select(select(func.max(TopicRow.name)).scalar_subquery()),
    "correlated": select(
        TopicRow.name,
        select(func.max(ItemRow.title)).where(ItemRow.topic_id == TopicRow.id).scalar_subquery(),
    ),
    "derived table": select(select(TopicRow).subquery().c.name),
    "entity on a subquery": select(aliased(TopicRow, select(TopicRow).subquery())),
    "common table expression": select(select(TopicRow).cte("found").c.name),
    "union": union_all(select(TopicRow.name), select(ItemRow.title)),
    "exists": select(literal("of 1")).where(exists().where(TopicRow.name == "of 1")),
    "no other exists": select(literal("of 1")).where(~exists().where(TopicRow.name == "of 2")),
    "workspaces": select(WorkspaceRow.id).where(WorkspaceRow.id != 1),
    "own workspace": select(WorkspaceRow.id),
    "raw": text("SELECT topics.name FROM topics WHERE topics.workspace_id = :glasnik_workspace"),
    "raw with alias": text(
        "SELECT t.name, i.title FROM topics t JOIN items AS i ON i.topic_id = t.id"
        " AND i.workspace_id = :glasnik_workspace WHERE t.workspace_id = :glasnik_workspace"
    ),
    "raw with the other's number": text(
        "SELECT topics.name FROM topics WHERE topics.workspace_id = :glasnik_workspace"
    ).bindparams(glasnik_workspace=2),
}


@pytest.mark.parametrize("name", READS)
async def test_a_unit_reads_only_its_workspace(filled: Store, name: str) -> None:
    """Whatever the form of a statement, only the unit's own rows come back."""
    for open_unit in (filled.reading, filled.unit):
        async with open_unit(1) as u:
            rows = (await u.session.execute(READS[name])).all()
        values = [value for row in rows for value in row]
        names = [getattr(value, "name", value) for value in values]
        assert all(value in ("of 1", 1) for value in names), names
        assert names or name == "workspaces"


async def in_unit(store: Store, work: Callable[[Unit], Awaitable[object]]) -> None:
    """Do something in a unit of workspace 1."""
    async with store.unit(1) as u:
        await work(u)


REFUSED: dict[str, Any] = {
    "core select": select(TOPICS),
    "core columns": select(TOPICS.c.name),
    "core join": select(TopicRow.name).select_from(
        join(TOPICS, ItemRow.__table__)  # type: ignore[attr-defined]
    ),
    "core in subquery": select(ItemRow.title).where(ItemRow.topic_id.in_(select(TOPICS.c.id))),
    "core update": update(TOPICS).values(name="taken"),
    "core delete": delete(TOPICS),
    "update from": update(ItemRow)
    .values(title=TopicRow.name)
    .where(ItemRow.topic_id == TopicRow.id)
    .execution_options(synchronize_session=False),
    "raw": text("SELECT name FROM topics"),
    "raw star": text("SELECT * FROM items, topics WHERE items.workspace_id = :glasnik_workspace"),
    "raw alias unbound": text(
        "SELECT b.name FROM topics AS a, topics AS b WHERE a.workspace_id = :glasnik_workspace"
    ),
    "raw subquery": text("SELECT 1 WHERE EXISTS (SELECT 1 FROM topics)"),
    "raw cte": text("WITH t AS (SELECT * FROM topics) SELECT name FROM t"),
    "raw comma after on": text(
        "SELECT 1 FROM workspaces w JOIN jobs j ON j.workspace_id = :glasnik_workspace, topics"
        " WHERE w.id = :glasnik_workspace"
    ),
    "raw quoted": text('SELECT name FROM "topics"'),
    "raw literal number": text("SELECT name FROM topics WHERE topics.workspace_id = 2"),
    "raw other parameter": text(
        "SELECT name FROM topics WHERE topics.workspace_id = :other"
    ).bindparams(other=2),
    "raw update": text("UPDATE topics SET name = 'taken'"),
    "raw delete": text("DELETE FROM topics"),
    "raw insert": text("INSERT INTO topics (workspace_id, slug, name) VALUES (2, 'x', 'x')"),
    "raw upsert": text(
        "INSERT INTO topics (workspace_id, slug, name) VALUES (1, 'x', 'x')"
        " ON CONFLICT (id) DO UPDATE SET name = 'taken'"
    ),
    "raw drop": text("DROP TABLE topics"),
    "insert in a common table expression": select(
        insert(TopicRow)
        .values(workspace_id=2, slug="x", name="x")
        .returning(TopicRow.id)
        .cte("added")
        .c.id
    ),
    "from_statement": select(TopicRow).from_statement(text("SELECT * FROM topics")),
    "insert from select": insert(TopicRow).from_select(
        ["workspace_id", "slug", "name"],
        select(literal(2), literal("other"), TopicRow.name),
    ),
    "several values": insert(TopicRow).values(
        [{"slug": "a", "name": "a"}, {"slug": "b", "name": "b"}]
    ),
    "insert elsewhere": insert(TopicRow).values(workspace_id=2, slug="new", name="new"),
    "found a workspace": insert(WorkspaceRow).values(
        name="x", zone="UTC", locale="en", click_salt=b"x"
    ),
    "text as a table": select(literal_column("name")).select_from(text("topics")),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_bound_is_refused(filled: Store, name: str) -> None:
    """A statement that could not be bound to the workspace is never sent."""
    with pytest.raises(OutOfScope):
        await in_unit(filled, lambda u: u.session.execute(REFUSED[name]))
    assert await _names(filled, 2) == ["of 2"]


async def test_a_bulk_update_by_key_is_refused(filled: Store) -> None:
    """An UPDATE with rows of primary keys has no condition to bind, so it is refused."""
    rows = [{"id": 1, "name": "x"}, {"id": 2, "name": "x"}]
    with pytest.raises(OutOfScope):
        await in_unit(filled, lambda u: u.session.execute(update(TopicRow), rows))
    assert await _names(filled, 2) == ["of 2"]


async def test_a_driver_level_statement_is_refused(filled: Store) -> None:
    """SQL that goes past SQLAlchemy's statements is refused, also on the unit's connection."""

    async def read(u: Unit) -> None:
        await (await u.session.connection()).exec_driver_sql("SELECT name FROM topics")

    with pytest.raises(OutOfScope):
        await in_unit(filled, read)


async def test_the_units_own_connection_is_watched(filled: Store) -> None:
    """A statement on the connection itself, past the session, is checked the same."""

    async def read(u: Unit) -> None:
        await (await u.session.connection()).execute(select(TopicRow.name))

    with pytest.raises(OutOfScope):
        await in_unit(filled, read)


async def test_get_does_not_find_anothers_row(filled: Store) -> None:
    """A primary key of another workspace finds nothing, and one's own is found."""
    async with filled.reading(1) as u:
        assert await u.session.get(TopicRow, 2) is None
        assert await u.session.get(TopicRow, 1) is not None
        assert await u.session.get(WorkspaceRow, 2) is None


async def test_updates_and_deletes_touch_only_own_rows(filled: Store) -> None:
    """An UPDATE or DELETE without any condition stays in the workspace."""
    async with filled.unit(1) as u:
        await u.session.execute(update(TopicRow).values(name="changed"))
        await u.session.execute(delete(ItemRow))
    assert await _names(filled, 1) == ["changed"]
    assert await _names(filled, 2) == ["of 2"]
    async with filled.reading(2) as u:
        assert (await u.session.execute(select(func.count()).select_from(ItemRow))).scalar() == 1


async def test_merge_cannot_overwrite_anothers_row(filled: Store) -> None:
    """Merging a made-up row with another workspace's key does not reach that row."""
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        async with filled.unit(1) as u:
            await u.session.merge(TopicRow(id=2, slug="x", name="taken"))
    assert await _names(filled, 2) == ["of 2"]


async def test_a_row_of_an_earlier_unit_cannot_be_added_again(filled: Store) -> None:
    """A detached row, real or made up, is refused: it proves nothing about whose it is."""
    made_up = TopicRow(id=2, workspace_id=1, slug="news", name="x")
    make_transient_to_detached(made_up)

    async def add(u: Unit) -> None:
        u.session.add(made_up)
        made_up.name = "taken"

    with pytest.raises(OutOfScope):
        await in_unit(filled, add)
    assert await _names(filled, 2) == ["of 2"]


async def test_a_row_cannot_be_given_away(filled: Store) -> None:
    """Changing a row's workspace is refused."""

    async def give_away(u: Unit) -> None:
        row = await u.session.get(TopicRow, 1)
        assert row is not None
        row.workspace_id = 2

    with pytest.raises(OutOfScope):
        await in_unit(filled, give_away)
    assert await _names(filled, 2) == ["of 2"]


async def test_new_rows_are_stamped(filled: Store) -> None:
    """New rows get the unit's workspace, however they are inserted."""
    async with filled.unit(2) as u:
        u.session.add(TopicRow(slug="a", name="added"))
        await u.session.flush()
        await u.session.execute(insert(TopicRow).values(slug="b", name="values"))
        await u.session.execute(insert(TopicRow), {"slug": "c", "name": "one"})
        await u.session.execute(
            insert(TopicRow), [{"slug": "d", "name": "many"}, {"slug": "e", "name": "many"}]
        )
        await u.session.execute(
            insert(TopicRow).values(slug=bindparam("s"), name=bindparam("n")),
            [{"s": "f", "n": "bound"}, {"s": "g", "n": "bound"}],
        )
        row = TopicRow(slug="h", name="once")
        assert await insert_once(u, row)
        assert (row.workspace_id, row.id is not None) == (2, True)
    assert len(await _names(filled, 2)) == 9
    assert await _names(filled, 1) == ["of 1"]


async def test_a_row_stamped_for_another_workspace_is_refused(filled: Store) -> None:
    """A new row that names another workspace than the unit's raises, however it is inserted."""
    foreign = {"workspace_id": 2, "slug": "x", "name": "x"}

    async def add(u: Unit) -> None:
        u.session.add(TopicRow(**foreign))

    for way in (
        add,
        lambda u: insert_once(u, TopicRow(**foreign)),
        lambda u: u.session.execute(insert(TopicRow), [foreign]),
        lambda u: u.session.execute(insert(TopicRow), foreign),
    ):
        with pytest.raises(OutOfScope):
            await in_unit(filled, way)
    assert await _names(filled, 2) == ["of 2"]


async def test_an_upsert_does_not_change_anothers_row(filled: Store) -> None:
    """ON CONFLICT DO UPDATE leaves a conflicting row of another workspace as it is."""
    async with filled.unit(1) as u:
        for key, name in ((2, "taken"), (1, "own")):
            statement: Any = insert_into(u, TopicRow).values(id=key, slug=name, name=name)
            await u.session.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_={"name": name})
            )
    assert await _names(filled, 2) == ["of 2"]
    assert await _names(filled, 1) == ["own"]


async def _names(store: Store, workspace: int) -> list[str]:
    async with store.reading(workspace) as u:
        found = await u.session.execute(select(TopicRow.name).order_by(TopicRow.id))
        return list(found.scalars())
