"""Conversations: what is new is taken over, the rest stays, and each company sees its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from content_store.queries import conversations, workspaces
from content_store.queries.conversations import Conversation, Kind
from content_store.unit import Store
from tests.helpers.databases import ManualClock

ANA = Conversation(
    external_id="a:1",
    kind=Kind.PERSONAL,
    service_url="https://smba.example/emea/",
    person="29:ana",
    name="Ana",
)
CHANNEL = Conversation(
    external_id="19:c@thread.tacv2",
    kind=Kind.CHANNEL,
    service_url="https://smba.example/emea/",
    team="19:team",
    name="Marketing",
)


async def installed(store: Store, workspace: int = 1) -> int:
    async with store.unit(workspace) as u:
        found = await workspaces.install(
            u, platform="teams", external_id=f"tenant-{workspace}", name="Acme", bot_id="28:1"
        )
    return found.id


async def test_what_is_told_again_is_taken_over(store: Store) -> None:
    """An address may change; a name or a page that is not told stays."""
    installation = await installed(store)
    async with store.unit(1) as u:
        await conversations.remember(u, installation, ANA)
        await conversations.set_page(u, installation, "a:1", "page-1")
        moved = replace(ANA, service_url="https://smba.example/amer/", name="")
        await conversations.remember(u, installation, moved)
        found = await conversations.get(u, installation, "a:1")
    assert found == replace(moved, name="Ana", page_message="page-1")


async def test_a_conversation_that_two_tell_of_at_once_is_one(store: Store) -> None:
    """Several activities of one conversation arrive together."""
    installation = await installed(store)

    async def tell() -> None:
        async with store.unit(1) as u:
            await conversations.remember(u, installation, ANA)

    await asyncio.gather(*(tell() for _ in range(5)))
    async with store.reading(1) as u:
        assert await conversations.all_of(u, installation) == (ANA,)


async def test_a_persons_newest_conversation_counts(store: Store, clock: ManualClock) -> None:
    """The app was removed and installed again: the conversation is another one now."""
    installation = await installed(store)
    async with store.unit(1) as u:
        await conversations.remember(u, installation, replace(ANA, external_id="a:old"))
    clock.forward(minutes=1)
    async with store.unit(1) as u:
        await conversations.remember(u, installation, ANA)
        group = replace(ANA, external_id="19:g@thread.v2", kind=Kind.GROUP)
        await conversations.remember(u, installation, group)
        assert await conversations.of_person(u, installation, "29:ana") == ANA
        await conversations.forget(u, installation, "a:1")
        found = await conversations.of_person(u, installation, "29:ana")
        assert found is not None
        assert found.external_id == "a:old"


async def test_conversations_are_listed_by_kind(store: Store) -> None:
    """Teams' channels, people's own conversations, or all of them."""
    installation = await installed(store)
    async with store.unit(1) as u:
        await conversations.remember(u, installation, ANA)
        await conversations.remember(u, installation, CHANNEL)
        assert await conversations.all_of(u, installation, Kind.CHANNEL) == (CHANNEL,)
        assert await conversations.all_of(u, installation) == (ANA, CHANNEL)


async def test_conversations_of_another_company_are_out_of_reach(store: Store) -> None:
    """A unit of another company neither finds, nor changes, nor forgets a conversation."""
    installation = await installed(store)
    async with store.unit(1) as u:
        await conversations.remember(u, installation, ANA)
        await conversations.set_page(u, installation, "a:1", "page-1")
    async with store.unit(2) as u:
        assert await conversations.get(u, installation, "a:1") is None
        assert await conversations.of_person(u, installation, "29:ana") is None
        assert await conversations.all_of(u, installation) == ()
        assert await conversations.newest_address(u, installation) is None
        await conversations.set_page(u, installation, "a:1", "theirs")
        await conversations.remember(
            u, installation, replace(ANA, service_url="https://evil.example/")
        )
        await conversations.forget(u, installation, "a:1")
    async with store.reading(1) as u:
        found = await conversations.get(u, installation, "a:1")
    assert found == replace(ANA, page_message="page-1")
