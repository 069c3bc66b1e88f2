"""A store with two companies that have something of the same name each."""

from __future__ import annotations

import pytest

from content_store.tables.items import ItemRow, TopicRow
from content_store.unit import Store
from tests.helpers.rows import unstamped


@pytest.fixture
async def filled(store: Store) -> Store:
    """Two workspaces with a topic and an item each; their names tell whose they are."""
    for workspace in (1, 2):
        async with store.unit(workspace) as u:
            topic = unstamped(TopicRow, slug="news", name=f"of {workspace}")
            u.session.add(topic)
            await u.session.flush()
            u.session.add(
                unstamped(
                    ItemRow,
                    state="live",
                    title=f"of {workspace}",
                    url="https://example.org",
                    topic_id=topic.id,
                    created_at=u.now,
                )
            )
    return store
