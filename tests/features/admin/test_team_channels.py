"""Channels of a chat whose bot comes to whole teams: one is chosen, the others ask for nothing."""

from __future__ import annotations

import pytest_asyncio

import handlers.admin.actions
import handlers.admin.tasks  # noqa: F401 - these fill the routes
from chat.replies import OpenForm, Reply, Whisper
from content_store.queries import people, places
from content_store.queries.conversations import Kind
from content_store.unit import Store
from handlers.admin.routes import routes as admin
from programme.values import Place
from tests.helpers import two_chats
from tests.helpers.databases import ManualClock
from tests.helpers.two_chats import TwoChats

ADDED_IN, OTHER = "19:added@thread.tacv2", "19:other@thread.tacv2"


@pytest_asyncio.fixture
async def town(store: Store, clock: ManualClock) -> TwoChats:
    """The bot was added to a team with two channels, in one of them; Olga owns the team."""
    town = await two_chats.found(store, clock, admin)
    town.teams.has("29:olga", "Olga", admin=True, directory_id="entra-olga")
    town.teams.has("29:ana", "Ana", directory_id="entra-ana")
    for place, name in ((ADDED_IN, "Team / General"), (OTHER, "Team / Marketing")):
        await town.teams.knows(place, Kind.CHANNEL, team="19:team")
        town.teams.lists_room(place, name)
    await town.teams.adds_bot(ADDED_IN)
    await town.teams.read()
    return town


async def place_of(town: TwoChats, external_id: str) -> Place | None:
    async with town.company.store.reading(1) as u:
        return await places.by_external_id(u, town.teams.installation.id, external_id)


async def active(town: TwoChats) -> list[str]:
    async with town.company.store.reading(1) as u:
        return [place.external_id for place in await places.active(u)]


def is_refused(reply: Reply) -> bool:
    return isinstance(reply, Whisper) and reply.post.name == "refused"


async def test_the_channel_that_the_app_was_added_in_is_served(town: TwoChats) -> None:
    """It gets the digest and the board, under its own name; the team's others get nothing."""
    place = await place_of(town, ADDED_IN)
    assert place is not None
    assert (place.digest_on, place.board_on, place.review_on) == (True, True, False)
    assert place.name == "Team / General"
    assert await place_of(town, OTHER) is None


async def test_a_lead_chooses_another_channel_by_a_word_there(town: TwoChats) -> None:
    """`channel` in one that nobody chose yet opens its form, with everything switched off."""
    reply = await town.teams.says("29:olga", "channel", place=OTHER)
    assert isinstance(reply, OpenForm)
    place = await place_of(town, OTHER)
    assert place is not None
    assert (place.digest_on, place.board_on, place.review_on) == (False, False, False)

    await town.teams.read()
    assert await active(town) == [ADDED_IN, OTHER]


async def test_a_word_in_a_channel_keeps_what_was_chosen(town: TwoChats) -> None:
    """Asking again what a channel gets changes nothing."""
    await town.teams.says("29:olga", "channel", place=ADDED_IN)
    place = await place_of(town, ADDED_IN)
    assert place is not None
    assert (place.digest_on, place.board_on) == (True, True)


async def test_others_choose_no_channel(town: TwoChats) -> None:
    """Somebody who is no lead, or speaks where the bot is alone with them, adds nothing."""
    assert is_refused(await town.teams.says("29:ana", "channel", place=OTHER))
    await town.teams.knows("a:olga", Kind.PERSONAL, person="29:olga")
    assert is_refused(await town.teams.says("29:olga", "channel", place="a:olga"))
    assert is_refused(await town.teams.says("29:olga", "channel", place="19:elsewhere"))
    assert await active(town) == [ADDED_IN]


async def test_a_restored_channel_of_a_served_team_is_not_chosen_by_itself(town: TwoChats) -> None:
    """The bot comes back to it with the team, but nobody said that it is to write there."""
    await town.teams.adds_bot(OTHER, key="restored")
    assert await place_of(town, OTHER) is None


async def test_a_deleted_channel_is_closed_and_a_renamed_one_renamed(town: TwoChats) -> None:
    """The list of the team's channels counts, at the next reading."""
    await town.teams.says("29:olga", "channel", place=OTHER)
    town.teams.chat.channels.clear()
    town.teams.lists_room(OTHER, "Team / Growth", private=True)
    await town.teams.read()

    assert await active(town) == [OTHER]
    place = await place_of(town, OTHER)
    assert place is not None
    assert (place.name, place.private) == ("Team / Growth", True)


async def test_a_team_that_the_bot_was_taken_out_of_is_lost(town: TwoChats) -> None:
    """The place goes at once, the team's others at the reading that follows; both can come back."""
    await town.teams.says("29:olga", "channel", place=OTHER)
    rooms = list(town.teams.chat.channels)
    town.teams.chat.channels.clear()
    await town.teams.removes_bot(ADDED_IN)
    assert await active(town) == [OTHER]
    await town.company.work()
    assert await active(town) == []

    town.teams.chat.channels.extend(rooms)
    await town.teams.adds_bot(ADDED_IN, key="again")
    await town.company.work()
    assert await active(town) == [ADDED_IN, OTHER]
    place = await place_of(town, OTHER)
    assert place is not None
    assert not place.digest_on


async def test_a_group_chat_that_the_bot_is_added_to_is_served(town: TwoChats) -> None:
    """Somebody invited it there, and nowhere else."""
    await town.teams.knows("19:group@thread.v2", Kind.GROUP)
    await town.teams.adds_bot("19:group@thread.v2")
    place = await place_of(town, "19:group@thread.v2")
    assert place is not None
    assert place.digest_on


async def test_a_removed_personal_app_forgets_the_conversation(town: TwoChats) -> None:
    """Somebody took the app out of their chats: what was their conversation is none any more."""
    await town.teams.knows("a:ana", Kind.PERSONAL, person="29:ana")
    async with town.company.store.unit(1) as u:
        await people.remember_direct_place(u, town.teams.installation.id, "29:ana", "a:ana")
    await town.teams.removes_bot("a:ana")
    found = {row.external_id: row.direct_place for row in await town.identities()}
    assert found["29:ana"] is None


async def test_a_chat_without_kept_conversations_adds_channels_by_its_list(town: TwoChats) -> None:
    """Slack names the channels that the bot was invited to; a word elsewhere adds none."""
    town.slack.has("U-Olga", "Olga", admin=True)
    town.slack.lists_room("C-general", "general")
    await town.slack.read()
    assert is_refused(await town.slack.says("U-Olga", "channel", place="C-other"))
    assert isinstance(await town.slack.says("U-Olga", "channel", place="C-general"), OpenForm)
