"""What a workspace has spent on a network in a month, kept below a limit whoever spends.

Amounts are millionths of a US dollar. Must not know what costs how much.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select, update

from content_store.inserts import add_up, insert_once
from content_store.queries.writing import changed
from content_store.tables.spending import SpendingRow
from content_store.unit import Unit


def month_of(moment: datetime) -> str:
    """The month that a moment belongs to, in UTC: `2026-11`."""
    return f"{moment:%Y-%m}"


async def spent(u: Unit, network: str) -> int:
    """What was spent in the month of now."""
    found = await u.session.exec(
        select(col(SpendingRow.spent)).where(
            col(SpendingRow.network) == network, col(SpendingRow.month) == month_of(u.now)
        )
    )
    return found.one_or_none() or 0


async def reserve(u: Unit, network: str, price: int, *, limit: int) -> bool:
    """Spend `price` unless it would lead beyond the month's limit; whether it was spent."""
    await insert_once(
        u, SpendingRow(workspace_id=u.workspace or 0, network=network, month=month_of(u.now))
    )
    return await changed(
        u,
        update(SpendingRow)
        .where(
            col(SpendingRow.network) == network,
            col(SpendingRow.month) == month_of(u.now),
            col(SpendingRow.spent) + price <= limit,
        )
        .values(spent=col(SpendingRow.spent) + price),
    )


async def charge(u: Unit, network: str, price: int) -> None:
    """Count what was spent already, even beyond the month's limit."""
    await add_up(
        u,
        SpendingRow(
            workspace_id=u.workspace or 0, network=network, month=month_of(u.now), spent=price
        ),
        keys=["workspace_id", "network", "month"],
        sums=["spent"],
    )


async def release(u: Unit, network: str, price: int, *, reserved_at: datetime) -> None:
    """Give back what was reserved then for a call that was not charged."""
    await changed(
        u,
        update(SpendingRow)
        .where(
            col(SpendingRow.network) == network,
            col(SpendingRow.month) == month_of(reserved_at),
            col(SpendingRow.spent) >= price,
        )
        .values(spent=col(SpendingRow.spent) - price),
    )


async def first_to_tell(u: Unit, network: str) -> bool:
    """Whether nobody told the leads yet that this month's budget is spent; then it is told now."""
    return await changed(
        u,
        update(SpendingRow)
        .where(
            col(SpendingRow.network) == network,
            col(SpendingRow.month) == month_of(u.now),
            col(SpendingRow.told).is_(False),
        )
        .values(told=True),
    )
