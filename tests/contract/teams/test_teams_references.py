"""What is remembered of Teams' conversations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from bot.teams.references import Kind, Reference, References, kind_of, root_of
from content_store.queries import workspaces
from content_store.unit import Store
from tests.helpers.databases import ManualClock
from tests.helpers.teams_api import BOT, TENANT

DEFAULT = "https://smba.trafficmanager.net/teams"
CHANNEL = "19:abc@thread.tacv2"
ANAS = Reference(
    conversation="a:1",
    kind=Kind.PERSONAL,
    service_url="https://smba.trafficmanager.net/emea/",
    person="29:ana",
    name="Ana",
)


class Time:
    """The machine's seconds, moved by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def remembering(store: Store, time: Time | None = None) -> References:
    """The memory of a process that just started."""
    return References(store, tenant=TENANT, default_service_url=DEFAULT, time=time or Time())


@pytest.fixture(autouse=True)
async def installed(store: Store) -> None:
    """The tenant is known."""
    async with store.unit(1) as u:
        await workspaces.install(u, platform="teams", external_id=TENANT, name="Acme", bot_id=BOT)


class Writes:
    """Counts what is written to conversations."""

    def __init__(self, store: Store) -> None:
        self.number = 0
        event.listen(store._engines.writing.sync_engine, "before_cursor_execute", self._look)

    def _look(self, _c: object, _cursor: object, sql: str, *_more: object) -> None:
        self.number += "conversations" in sql and not sql.startswith("SELECT")


async def test_what_was_kept_is_known_after_a_restart(store: Store) -> None:
    """A conversation is found by its id and by its person, also by a new process."""
    await remembering(store).keep(ANAS)
    fresh = remembering(store)
    assert await fresh.of_person("29:ana") == ANAS
    assert await fresh.of_place("a:1") == ANAS
    assert await fresh.of_person("29:tom") is None


async def test_the_same_is_not_written_twice(store: Store) -> None:
    """Every activity of a conversation says the same, and costs no write."""
    references, writes = remembering(store), Writes(store)
    for _ in range(5):
        await references.keep(ANAS)
        await references.keep(replace(ANAS, name=""))
    await remembering(store).keep(ANAS)
    assert writes.number == 1


async def test_a_new_address_replaces_the_old_one(store: Store) -> None:
    """Teams moved the conversation: it is called at the new address from then on."""
    references = remembering(store)
    await references.keep(ANAS)
    moved = replace(ANAS, service_url="https://smba.trafficmanager.net/uk/")
    await references.keep(replace(moved, person=None, name=""))
    assert await references.of_place("a:1") == moved
    assert await remembering(store).of_person("29:ana") == moved


async def test_another_process_is_heard_within_minutes(store: Store) -> None:
    """What another process wrote down counts here as soon as our own memory is old."""
    time = Time()
    here, there = remembering(store, time), remembering(store)
    await here.keep(ANAS)
    moved = replace(ANAS, service_url="https://smba.trafficmanager.net/uk/")
    await there.keep(moved)
    assert await here.of_place("a:1") == ANAS
    time.at += 301
    assert await here.of_place("a:1") == moved


async def test_a_page_is_seen_at_once_by_all(store: Store) -> None:
    """Which message shows a person's page is asked of the store."""
    here, there = remembering(store), remembering(store)
    await here.keep(ANAS)
    await there.show_page("a:1", "77")
    found = await here.of_person("29:ana", fresh=True)
    assert found is not None
    assert found.page_message == "77"
    await here.show_page("a:1", None)
    again = await there.of_person("29:ana", fresh=True)
    assert again is not None
    assert again.page_message is None


async def test_a_thread_is_its_channel(store: Store) -> None:
    """A thread is reached as the channel that it is in."""
    references = remembering(store)
    await references.keep(
        Reference(
            conversation=f"{CHANNEL};messageid=1",
            kind=Kind.CHANNEL,
            service_url=DEFAULT,
            team="19:team@thread.tacv2",
        )
    )
    found = await references.of_place(f"{CHANNEL};messageid=2")
    assert (found.conversation, found.team) == (CHANNEL, "19:team@thread.tacv2")
    assert [one.conversation for one in await references.all_of(Kind.CHANNEL)] == [CHANNEL]


async def test_where_nothing_is_known_the_newest_address_serves(
    store: Store, clock: ManualClock
) -> None:
    """Without a reference the address is the setting's, then whatever Teams named last."""
    references = remembering(store)
    assert (await references.of_place(CHANNEL)).service_url == DEFAULT
    await references.keep(ANAS)
    clock.forward(minutes=1)
    await references.keep(replace(ANAS, conversation="a:2", service_url="https://newer.example/"))
    assert await references.of_tenant() == "https://newer.example/"
    assert await references.of_place(CHANNEL) == Reference(
        conversation=CHANNEL, kind=Kind.CHANNEL, service_url="https://newer.example/"
    )


async def test_a_forgotten_conversation_is_gone(store: Store) -> None:
    """Where the bot is no more, nothing is known any more."""
    references = remembering(store)
    await references.keep(ANAS)
    await references.forget("a:1")
    assert await references.of_person("29:ana") is None
    assert await remembering(store).of_person("29:ana") is None


async def test_a_tenant_that_was_never_introduced_is_survived(store: Store) -> None:
    """Before the company is in the store, memory is all there is."""
    references = References(store, tenant="other", default_service_url=DEFAULT, time=Time())
    await references.keep(ANAS)
    assert await references.of_person("29:ana") == ANAS
    assert await references.of_tenant() == DEFAULT
    await references.forget("a:1")
    assert await references.of_person("29:ana") is None
    assert await references.all_of(Kind.PERSONAL) == ()


@pytest.mark.parametrize(
    ("conversation", "kind"),
    [
        ("a:1abc", Kind.PERSONAL),
        ("19:abc@thread.tacv2;messageid=1", Kind.CHANNEL),
        ("19:abc@thread.skype", Kind.CHANNEL),
        ("19:abc@thread.v2", Kind.GROUP),
    ],
)
def test_an_id_tells_what_it_is(conversation: str, kind: Kind) -> None:
    """The shape of an id tells a chat, a channel and a group apart."""
    assert kind_of(conversation) is kind
    assert ";" not in root_of(conversation)
