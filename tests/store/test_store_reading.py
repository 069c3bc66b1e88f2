"""Looking without a workspace: it reads, it never writes."""

from __future__ import annotations

import pytest

from content_store.queries import workspaces
from content_store.scope import OutOfScope
from content_store.tables.jobs import StimulusRow
from content_store.unit import Store


async def test_a_system_reading_sees_what_is_committed(store: Store) -> None:
    """It sees the workspaces."""
    async with store.system_reading() as u:
        assert await workspaces.all_ids(u) == (1, 2)


async def _write_while_reading(store: Store) -> None:
    async with store.system_reading() as u:
        u.session.add(StimulusRow(key="k", at=u.now))
        await u.session.flush()


async def test_a_system_reading_refuses_to_write(store: Store) -> None:
    """What is added in it is refused."""
    with pytest.raises(OutOfScope):
        await _write_while_reading(store)
