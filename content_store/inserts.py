"""Inserts that decide a race: a unique key says what a row means, and one writer wins.

The same on both databases. Knows no table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from content_store.unit import Unit

Upsert = postgresql.Insert | sqlite.Insert


def insert_into(u: Unit, entity: type[SQLModel]) -> Upsert:
    """An INSERT that knows ON CONFLICT, for the unit's database."""
    match u.dialect:
        case "postgresql":
            return postgresql.insert(entity)
        case "sqlite":
            return sqlite.insert(entity)
        case other:
            raise ValueError(f"no INSERT … ON CONFLICT is known for {other}")


async def insert_once(u: Unit, row_or_statement: SQLModel | Upsert) -> bool:
    """Insert unless a row with the same unique key is there; whether this call inserted it.

    Takes a row (it gets its generated key and its workspace; it does not join the session) or a
    statement begun with `insert_into`. A conflict with any unique key is "not inserted"; a missing
    value or a reference to nothing is still an IntegrityError.
    """
    if isinstance(row_or_statement, SQLModel):
        return await _insert_row(u, row_or_statement)
    entity = row_or_statement.entity_description["entity"]
    statement: Any = row_or_statement.on_conflict_do_nothing().returning(*_keys(entity).values())
    return (await u.session.execute(statement)).first() is not None


async def insert_each_once(
    u: Unit, entity: type[SQLModel], rows: Sequence[Mapping[str, object]]
) -> list[tuple[Any, ...]]:
    """Insert those rows whose unique keys are not there yet; the primary keys of just those.

    All in a few statements, for hundreds of rows at once.
    """
    if not rows:
        return []
    statement: Any = insert_into(u, entity)
    statement = statement.on_conflict_do_nothing().returning(*_keys(entity).values())
    found = await u.session.execute(statement, [dict(row) for row in rows])
    return [tuple(row) for row in found.all()]


async def add_up(u: Unit, row: SQLModel, *, keys: Sequence[str], sums: Sequence[str]) -> None:
    """Insert a row, or add its `sums` to those of the row that has the same `keys`."""
    statement: Any = insert_into(u, type(row)).values(_values(row))
    table: Any = type(row)
    statement = statement.on_conflict_do_update(
        index_elements=list(keys),
        set_={name: getattr(table, name) + statement.excluded[name] for name in sums},
    )
    await u.session.execute(statement)


async def _insert_row(u: Unit, row: SQLModel) -> bool:
    keys = _keys(type(row))
    statement: Any = insert_into(u, type(row)).values(_values(row))
    statement = statement.on_conflict_do_nothing().returning(*keys.values())
    found = (await u.session.execute(statement)).first()
    if found is None:
        return False
    for name, value in zip(keys, found, strict=True):
        setattr(row, name, value)
    if u.workspace is not None and "workspace_id" in type(row).model_fields:
        row.__setattr__("workspace_id", u.workspace)
    return True


def _keys(entity: type[SQLModel]) -> dict[str, Any]:
    mapper = inspect(entity)
    names = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
    return {name: getattr(entity, name) for name in names}


def _values(row: SQLModel) -> dict[str, Any]:
    """A row's values, without what the database or the unit fills in."""
    filled_in = {*_keys(type(row)), "workspace_id"}
    values = {prop.key: getattr(row, prop.key, None) for prop in inspect(type(row)).column_attrs}
    return {name: v for name, v in values.items() if v is not None or name not in filled_in}
