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
from sqlmodel import SQLModel, col

from content_store.inserts import insert_into, insert_once
from content_store.scope import OutOfScope
from content_store.tables.items import ItemRow, TopicRow
from content_store.tables.people import WorkspaceRow
from content_store.unit import Store, Unit
from tests.helpers.rows import topic_names, unstamped

TOPICS = SQLModel.metadata.tables["topics"]
Another = aliased(TopicRow)


READS: dict[str, Any] = {
    "entity": select(TopicRow),
    "column": select(col(TopicRow.name)),
    "alias": select(col(Another.name)),
    "aggregate": select(func.max(col(TopicRow.name))),
    "aggregate from": select(func.count(), func.min(literal("of 1"))).select_from(TopicRow),
    "window": select(col(TopicRow.name), func.row_number().over(order_by=col(TopicRow.name))),
    "condition only": select(literal("of 1")).where(col(TopicRow.slug) == "news"),
    "join": select(col(TopicRow.name), col(ItemRow.title)).join(
        ItemRow, col(ItemRow.topic_id) == col(TopicRow.id)
    ),
    "outer join": select(col(TopicRow.name), col(Another.name)).outerjoin(
        Another, col(Another.slug) == col(TopicRow.slug)
    ),
    "self join": select(col(TopicRow.name), col(Another.name)).join(
        Another, col(Another.slug) == col(TopicRow.slug)
    ),
    "two entities": select(TopicRow, col(ItemRow.title)).where(
        col(ItemRow.title) == col(TopicRow.name)
    ),
    "where brings table in": select(col(TopicRow.name)).where(
        col(ItemRow.topic_id) == col(TopicRow.id)
    ),
    "in subquery": select(col(ItemRow.title)).where(
        col(ItemRow.state).in_(select(literal("live")).where(col(TopicRow.slug) == "news"))
    ),
    "scalar subquery": select(select(func.max(col(TopicRow.name))).scalar_subquery()),
    "correlated": select(
        col(TopicRow.name),
        select(func.max(col(ItemRow.title)))
        .where(col(ItemRow.topic_id) == col(TopicRow.id))
        .scalar_subquery(),
    ),
    "derived table": select(select(TopicRow).subquery().c.name),
    "entity on a subquery": select(aliased(TopicRow, select(TopicRow).subquery())),
    "common table expression": select(select(TopicRow).cte("found").c.name),
    "union": union_all(select(col(TopicRow.name)), select(col(ItemRow.title))),
    "exists": select(literal("of 1")).where(exists().where(col(TopicRow.name) == "of 1")),
    "no other exists": select(literal("of 1")).where(~exists().where(col(TopicRow.name) == "of 2")),
    "workspaces": select(col(WorkspaceRow.id)).where(col(WorkspaceRow.id) != 1),
    "own workspace": select(col(WorkspaceRow.id)),
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
    "core join": select(col(TopicRow.name)).select_from(
        join(TOPICS, SQLModel.metadata.tables["items"])
    ),
    "core in subquery": select(col(ItemRow.title)).where(
        col(ItemRow.topic_id).in_(select(TOPICS.c.id))
    ),
    "core update": update(TOPICS).values(name="taken"),
    "core delete": delete(TOPICS),
    "update from": update(ItemRow)
    .values(title=col(TopicRow.name))
    .where(col(ItemRow.topic_id) == col(TopicRow.id))
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
        .returning(col(TopicRow.id))
        .cte("added")
        .c.id
    ),
    "from_statement": select(TopicRow).from_statement(text("SELECT * FROM topics")),
    "insert from select": insert(TopicRow).from_select(
        ["workspace_id", "slug", "name"],
        select(literal(2), literal("other"), col(TopicRow.name)),
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
    assert await topic_names(filled, 2) == ["of 2"]


async def test_a_bulk_update_by_key_is_refused(filled: Store) -> None:
    """An UPDATE with rows of primary keys has no condition to bind, so it is refused."""
    rows = [{"id": 1, "name": "x"}, {"id": 2, "name": "x"}]
    with pytest.raises(OutOfScope):
        await in_unit(filled, lambda u: u.session.execute(update(TopicRow), rows))
    assert await topic_names(filled, 2) == ["of 2"]


async def test_a_driver_level_statement_is_refused(filled: Store) -> None:
    """SQL that goes past SQLAlchemy's statements is refused, also on the unit's connection."""

    async def read(u: Unit) -> None:
        await (await u.session.connection()).exec_driver_sql("SELECT name FROM topics")

    with pytest.raises(OutOfScope):
        await in_unit(filled, read)


async def test_the_units_own_connection_is_watched(filled: Store) -> None:
    """A statement on the connection itself, past the session, is checked the same."""

    async def read(u: Unit) -> None:
        await (await u.session.connection()).execute(select(col(TopicRow.name)))

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
    assert await topic_names(filled, 1) == ["changed"]
    assert await topic_names(filled, 2) == ["of 2"]
    async with filled.reading(2) as u:
        assert (await u.session.execute(select(func.count()).select_from(ItemRow))).scalar() == 1


async def test_merge_cannot_overwrite_anothers_row(filled: Store) -> None:
    """Merging a made-up row with another workspace's key does not reach that row."""
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        async with filled.unit(1) as u:
            await u.session.merge(unstamped(TopicRow, id=2, slug="x", name="taken"))
    assert await topic_names(filled, 2) == ["of 2"]


async def test_a_row_of_an_earlier_unit_cannot_be_added_again(filled: Store) -> None:
    """A detached row, real or made up, is refused: it proves nothing about whose it is."""
    made_up = TopicRow(id=2, workspace_id=1, slug="news", name="x")
    make_transient_to_detached(made_up)

    async def add(u: Unit) -> None:
        u.session.add(made_up)
        made_up.name = "taken"

    with pytest.raises(OutOfScope):
        await in_unit(filled, add)
    assert await topic_names(filled, 2) == ["of 2"]


async def test_a_row_cannot_be_given_away(filled: Store) -> None:
    """Changing a row's workspace is refused."""

    async def give_away(u: Unit) -> None:
        row = await u.session.get(TopicRow, 1)
        assert row is not None
        row.workspace_id = 2

    with pytest.raises(OutOfScope):
        await in_unit(filled, give_away)
    assert await topic_names(filled, 2) == ["of 2"]


async def test_new_rows_are_stamped(filled: Store) -> None:
    """New rows get the unit's workspace, however they are inserted."""
    async with filled.unit(2) as u:
        u.session.add(unstamped(TopicRow, slug="a", name="added"))
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
        row = unstamped(TopicRow, slug="h", name="once")
        assert await insert_once(u, row)
        assert (row.workspace_id, row.id is not None) == (2, True)
    assert len(await topic_names(filled, 2)) == 9
    assert await topic_names(filled, 1) == ["of 1"]


async def test_a_row_stamped_for_another_workspace_is_refused(filled: Store) -> None:
    """A new row that names another workspace than the unit's raises, however it is inserted."""
    foreign = {"workspace_id": 2, "slug": "x", "name": "x"}

    async def add(u: Unit) -> None:
        u.session.add(TopicRow(workspace_id=2, slug="x", name="x"))

    ways: list[Callable[[Unit], Awaitable[object]]] = [
        add,
        lambda u: insert_once(u, TopicRow(workspace_id=2, slug="x", name="x")),
        lambda u: u.session.execute(insert(TopicRow), [foreign]),
        lambda u: u.session.execute(insert(TopicRow), foreign),
    ]
    for way in ways:
        with pytest.raises(OutOfScope):
            await in_unit(filled, way)
    assert await topic_names(filled, 2) == ["of 2"]


async def test_an_upsert_does_not_change_anothers_row(filled: Store) -> None:
    """ON CONFLICT DO UPDATE leaves a conflicting row of another workspace as it is."""
    async with filled.unit(1) as u:
        for key, name in ((2, "taken"), (1, "own")):
            statement: Any = insert_into(u, TopicRow).values(id=key, slug=name, name=name)
            await u.session.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_={"name": name})
            )
    assert await topic_names(filled, 2) == ["of 2"]
    assert await topic_names(filled, 1) == ["own"]
