"""How the store is doing, for whoever looks after the process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from content_store.queries import jobs
from content_store.queries.deliveries import DeliveryState
from content_store.tables.deliveries import DeliveryRow
from content_store.tables.shares import ShareRow
from content_store.unit import Store
from programme.states import ShareState

_PATIENCE_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """What a look at the store found."""

    oldest_due: timedelta
    """How long the oldest due job has been waiting; zero when none is."""
    unconfirmed_shares: int
    unconfirmed_messages: int


async def look(store: Store) -> Condition | None:
    """Look once; None when the database does not answer in time."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await _look(store)
    except (SQLAlchemyError, OSError, TimeoutError):
        return None


async def _look(store: Store) -> Condition:
    async with store.system_reading() as u:
        oldest = await jobs.oldest_due_at(u)
        with u.across_workspaces():
            shares = await u.session.exec(
                select(func.count())
                .select_from(ShareRow)
                .where(col(ShareRow.state) == ShareState.UNCONFIRMED.value)
            )
            messages = await u.session.exec(
                select(func.count())
                .select_from(DeliveryRow)
                .where(col(DeliveryRow.state) == DeliveryState.UNCONFIRMED.value)
            )
            return Condition(
                oldest_due=u.now - (u.now if oldest is None else oldest),
                unconfirmed_shares=shares.one(),
                unconfirmed_messages=messages.one(),
            )
