"""The audit log: it grows in order, shows every change, and never forks."""

from __future__ import annotations

import asyncio
import json

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from content_store import audit
from content_store.tables.audit import AuditRow
from content_store.unit import Store


async def _append(store: Store, workspace: int, number: int) -> None:
    async with store.unit(workspace) as u:
        await audit.append(
            u,
            actor="member:1",
            action="item.approved",
            subject=f"item:{number}",
            detail={"č": number, "a": [1, None]},
        )


async def test_a_chain_grows_and_verifies(store: Store) -> None:
    """Entries are numbered from one, each names the hash before it, and the whole verifies."""
    async with store.reading(1) as u:
        assert (await audit.verify(u)).whole
    for number in range(3):
        await _append(store, 1, number)
    async with store.reading(1) as u:
        report = await audit.verify(u)
        entries = await audit.recent(u, limit=2)
    assert (report.whole, report.entries, report.head) == (True, 3, entries[0].hash)
    assert [entry.number for entry in entries] == [3, 2]
    assert entries[0].detail == {"č": 2, "a": [1, None]}
    async with store.reading(1) as u:
        assert [entry.number for entry in await audit.recent(u, before=2)] == [1]


async def test_each_workspace_has_its_own_chain(store: Store) -> None:
    """Another workspace's entries are neither seen nor counted."""
    await _append(store, 1, 1)
    await _append(store, 2, 1)
    await _append(store, 2, 2)
    for workspace, entries in ((1, 1), (2, 2)):
        async with store.reading(workspace) as u:
            assert (await audit.verify(u)).entries == entries


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "member:2"},
        {"detail": json.dumps({"a": 1})},
        {"subject": "item:9"},
        {"action": "item.returned"},
        {"hash": "0" * 64},
        {"previous": "1" * 64},
    ],
)
async def test_a_changed_entry_shows(store: Store, change: dict[str, str]) -> None:
    """Whatever is changed in an entry, verifying names it."""
    for number in range(4):
        await _append(store, 1, number)
    async with store.unit(1) as u:
        await u.session.execute(update(AuditRow).where(col(AuditRow.number) == 2).values(**change))
    async with store.reading(1) as u:
        report = await audit.verify(u)
    assert (report.whole, report.broken_at, report.entries) == (False, 2, 1)


async def test_a_removed_entry_shows(store: Store) -> None:
    """An entry taken out of the middle is missed; one cut off at the end changes the head."""
    for number in range(3):
        await _append(store, 1, number)
    async with store.reading(1) as u:
        head = (await audit.verify(u)).head
    async with store.unit(1) as u:
        await u.session.execute(delete(AuditRow).where(col(AuditRow.number) == 3))
    async with store.reading(1) as u:
        report = await audit.verify(u)
    assert report.whole
    assert report.head != head
    async with store.unit(1) as u:
        await u.session.execute(delete(AuditRow).where(col(AuditRow.number) == 1))
    async with store.reading(1) as u:
        assert (await audit.verify(u)).problem == "entry 1 is missing"


async def test_appending_at_once_does_not_fork_the_chain(store_url: str, store: Store) -> None:
    """Two processes that append at the same time make one chain."""
    other = Store.open(store_url, clock=store._clock)
    try:
        await asyncio.gather(
            *(_append(at, 1, number) for number in range(10) for at in (store, other))
        )
    finally:
        await other.close()
    async with store.reading(1) as u:
        report = await audit.verify(u)
        assert (report.whole, report.entries) == (True, 20)


async def test_an_entry_shares_the_fate_of_its_decision(store: Store) -> None:
    """A unit that fails leaves no entry."""

    async def fail() -> None:
        async with store.unit(1) as u:
            await audit.append(u, actor="a", action="b", subject="c")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.reading(1) as u:
        assert (await u.session.execute(select(AuditRow))).all() == []


async def test_an_entry_needs_a_workspace_and_plain_details(store: Store) -> None:
    """There is no chain without a workspace, and no detail that is not JSON."""
    async with store.system() as u:
        with pytest.raises(ValueError, match="workspace"):
            await audit.append(u, actor="a", action="b", subject="c")
    async with store.unit(1) as u:
        with pytest.raises(TypeError):
            await audit.append(u, actor="a", action="b", subject="c", detail={"x": object()})
