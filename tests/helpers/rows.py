"""Rows as tests of the store make them, and what of them is left."""

from __future__ import annotations

from typing import TypeVar

from sqlmodel import SQLModel, col, select

from content_store.tables.items import TopicRow
from content_store.unit import Store

Row = TypeVar("Row", bound=SQLModel)


def unstamped(model: type[Row], **columns: object) -> Row:
    """A new row that does not say whose it is; the unit has to write that on it."""
    return model(**columns)


async def topic_names(store: Store, workspace: int) -> list[str]:
    """The names of a workspace's topics, in the order in which they were made."""
    async with store.reading(workspace) as u:
        found = await u.session.exec(select(TopicRow.name).order_by(col(TopicRow.id)))
        return list(found)
