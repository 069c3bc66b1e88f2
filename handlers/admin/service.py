"""Use cases of comings and goings: each within its caller's transaction."""

from __future__ import annotations

from content_store.queries import conversations, identities, places
from content_store.queries.conversations import Conversation, Kind
from content_store.unit import Unit
from handlers.admin import departures
from programme import tasks
from programme.values import Place
from scheduler import queue

_SHARED = frozenset({Kind.CHANNEL, Kind.GROUP})


async def come_to_place(u: Unit, installation: int, external_id: str) -> None:
    """Serve the channel that the bot was added in: it gets the digest and the board.

    Only where the chat's conversations are kept; other chats name the channels when they are read.
    Of a team that has a channel with us already, no other is chosen by itself.
    """
    found = await _shared(u, installation, external_id)
    if found is None:
        return
    standings = await places.standings(u, installation)
    if external_id not in standings and found.team is not None:
        channels = await conversations.all_of(u, installation, Kind.CHANNEL)
        siblings = {one.external_id for one in channels if one.team == found.team}
        if any(known.active and name in siblings for name, known in standings.items()):
            return
    await _arrive(u, installation, found)


async def meet_place(u: Unit, installation: int, external_id: str) -> Place | None:
    """The channel that somebody speaks in, though nobody chose it for the programme yet.

    It gets nothing until they say what. None where the bot is not known to be.
    """
    found = await _shared(u, installation, external_id)
    if found is None:
        return None
    known = await places.by_external_id(u, installation, external_id)
    place = await _arrive(u, installation, found)
    if known is None:
        await places.switch(u, place.id, digest_on=False, board_on=False)
    return await places.get(u, place.id)


async def leave_place(u: Unit, installation: int, external_id: str) -> None:
    """The bot is not in a channel, or not in touch with a person, any more."""
    gone = await places.by_external_id(u, installation, external_id)
    if gone is not None:
        await places.deactivate(u, gone.id, "removed")
    await identities.forget_place(u, installation, external_id)


async def close(u: Unit, installation: int, external_id: str) -> None:
    """Shut a person out of a chat whose account there was closed."""
    change, member = await identities.close(u, installation, external_id)
    await departures.follow(u, change, member, installation=installation)


async def read_people(u: Unit, installation: int, why: str | None) -> None:
    """Queue that people and channels are read anew, once for all events that wait for it."""
    await queue.enqueue(
        u,
        tasks.SyncPeople(installation=installation, wanted_at=u.now.isoformat()),
        key=f"sync-people:{installation}:{why or u.now.isoformat()}",
    )


async def _shared(u: Unit, installation: int, external_id: str) -> Conversation | None:
    found = await conversations.get(u, installation, external_id)
    return found if found is not None and found.kind in _SHARED else None


async def _arrive(u: Unit, installation: int, found: Conversation) -> Place:
    known = await places.by_external_id(u, installation, found.external_id)
    name = found.name or ("" if known is None else known.name)
    return await places.arrived(
        u,
        installation,
        found.external_id,
        name=name or found.external_id,
        private=found.kind is Kind.GROUP,
    )
