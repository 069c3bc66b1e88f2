"""The messenger over HTTP: what it sends to Teams, what it reads, and what it remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.teams.connector import Connector
from bot.teams.messenger import TeamsMessenger
from bot.teams.references import Kind, Reference, References
from chat.parts import Button, ContentCard, Headline, Prose
from chat.people import MessageRef, PersonRef, PlaceRef, Platform, Reader
from chat.ports import AnswerLost, MessageGone, Messenger, PlatformError, Rejected, TargetGone
from chat.press import press
from chat.say import say, verbatim
from chat.screens import Home, Post
from content_store.queries import workspaces
from content_store.unit import Store, forbid_inside_unit
from tests.helpers.databases import ManualClock
from tests.helpers.teams_api import BOT, TENANT, FakeConnector, Pauses, connected

READER = Reader(locale="en", zone="UTC")
CHANNEL = "19:abc@thread.tacv2"
TEAM = "19:team@thread.tacv2"
C1 = PlaceRef(platform=Platform.TEAMS, id=CHANNEL)
ANA = PersonRef(platform=Platform.TEAMS, id="29:ana", name="Ana")
CARD = ContentCard(
    title=verbatim("Wind"),
    buttons=(Button(label=say("digest.settings"), press=press("share.open")),),
)
POST = Post(name="p", summary=verbatim("Wind"), parts=(CARD,))
NOTE = Post(name="n", summary=verbatim("Done"), parts=(Prose(text=verbatim("It is *out*.")),))
HOME = Home(name="h", parts=(Headline(text=verbatim("Your page")),))


class Company:
    """A messenger, the Teams it talks to, and what it remembers."""

    def __init__(self, teams: FakeConnector, references: References, connector: Connector) -> None:
        self.teams = teams
        self.references = references
        self.messenger: Messenger = TeamsMessenger(connector, references, bot_id=BOT)

    async def know(self, conversation: str, kind: Kind, **more: str) -> Reference:
        """Remember a conversation, as when something came from it."""
        reference = Reference(
            conversation=conversation, kind=kind, service_url=self.teams.service_url, **more
        )
        await self.references.keep(reference)
        return reference

    async def knows_ana(self) -> Reference:
        """Ana has a chat with the bot."""
        return await self.know("a:ana", Kind.PERSONAL, person="29:ana", name="Ana")


@pytest.fixture
async def company(store: Store, clock: ManualClock) -> AsyncIterator[Company]:
    """A messenger in front of a tiny Teams."""
    async with store.unit(1) as u:
        await workspaces.install(u, platform="teams", external_id=TENANT, name="Acme", bot_id=BOT)
    async with (
        FakeConnector().running() as teams,
        connected(teams, now=clock, pauses=Pauses(), before_call=forbid_inside_unit) as connector,
    ):
        references = References(
            store, tenant=TENANT, default_service_url=teams.service_url, time=lambda: 0.0
        )
        yield Company(teams, references, connector)


async def test_a_post_in_a_channel_begins_a_thread(company: Company) -> None:
    """A post to a channel is a new conversation there, known by the channel and its message."""
    posted = await company.messenger.post(C1, POST, READER, "delivery:1")
    assert posted == MessageRef(place=C1, id="1")
    (sent,) = company.teams.of("create")
    assert sent.body["isGroup"] is True
    assert sent.body["bot"] == {"id": BOT}
    assert sent.body["channelData"] == {"channel": {"id": CHANNEL}, "tenant": {"id": TENANT}}
    assert sent.body["activity"]["summary"] == "Wind"
    (attachment,) = sent.body["activity"]["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "text" not in sent.body["activity"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"id": f"{CHANNEL};messageid=55", "activityId": "56"}, "56"),
        ({"id": f"{CHANNEL};messageid=55"}, "55"),
    ],
)
async def test_a_threads_first_message_is_known(
    company: Company, answer: dict[str, str], message: str
) -> None:
    """The message is named by the answer, or at the end of the thread's own id."""
    company.teams.next("create", answer)
    assert (await company.messenger.post(C1, POST, READER, "k")).id == message


async def test_a_thread_that_cannot_be_named_is_lost(company: Company) -> None:
    """A thread was begun, but nobody knows which: it is not begun again."""
    company.teams.next("create", {})
    with pytest.raises(AnswerLost):
        await company.messenger.post(C1, POST, READER, "k")


async def test_a_post_to_a_person_is_sent_to_their_chat(company: Company) -> None:
    """A one-to-one post goes to the address that Teams named for that chat."""
    await company.knows_ana()
    place = await company.messenger.open_direct(ANA)
    posted = await company.messenger.post(place, POST, READER, "k")
    assert place.id == "a:ana"
    assert posted == MessageRef(place=place, id="1")
    (sent,) = company.teams.calls
    assert (sent.name, sent.parts) == ("send", ("a:ana",))


async def test_a_group_chat_is_sent_to(company: Company) -> None:
    """A group has no threads: what is posted there is just said."""
    group = PlaceRef(platform=Platform.TEAMS, id="19:g@thread.v2")
    await company.messenger.post(group, POST, READER, "k")
    (sent,) = company.teams.calls
    assert (sent.name, sent.parts) == ("send", ("19:g@thread.v2",))


async def test_plain_words_need_no_card(company: Company) -> None:
    """A note with nothing to press is said in words, exactly as they stand."""
    await company.knows_ana()
    await company.messenger.whisper(C1, ANA, NOTE, READER)
    (sent,) = company.teams.of("send")
    assert sent.body["textFormat"] == "plain"
    assert sent.body["summary"] == "Done"
    assert "attachments" not in sent.body


async def test_a_personal_post_renews_itself_for_its_reader_only(company: Company) -> None:
    """In a one-to-one chat a card that shows each their own names its one reader."""
    await company.knows_ana()
    own = replace(POST, personal=press("digest.own", due="d"))
    direct = PlaceRef(platform=Platform.TEAMS, id="a:ana")
    await company.messenger.post(direct, own, READER, "k")
    await company.messenger.post(C1, own, READER, "k2")
    (alone,) = company.teams.of("send")
    (shared,) = company.teams.of("create")
    card = alone.body["attachments"][0]["content"]
    assert card["refresh"]["userIds"] == ["29:ana"]
    assert "userIds" not in shared.body["activity"]["attachments"][0]["content"]["refresh"]


async def test_a_chat_is_opened_once(company: Company) -> None:
    """The chat with somebody is created once and remembered, with whom it is and where."""
    assert await company.messenger.known_direct(ANA) is None
    opened = await company.messenger.open_direct(ANA)
    assert opened.id == "a:29:ana"
    assert await company.messenger.open_direct(ANA) == opened
    assert await company.messenger.known_direct(ANA) == opened
    (created,) = company.teams.calls
    assert created.body == {
        "isGroup": False,
        "bot": {"id": BOT},
        "members": [{"id": "29:ana"}],
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }


async def test_somebody_without_the_app_cannot_be_written_to(company: Company) -> None:
    """Where the app is not installed for a person there is no chat, and nothing is remembered."""
    company.teams.refuse(
        "create", status=403, body='{"error":{"code":"ForbiddenOperationException"}}'
    )
    with pytest.raises(TargetGone, match="ForbiddenOperationException"):
        await company.messenger.whisper(C1, ANA, NOTE, READER)
    assert await company.messenger.known_direct(ANA) is None


async def test_a_chat_without_an_id_is_no_chat(company: Company) -> None:
    """An answer that names no conversation is refused."""
    company.teams.next("create", {})
    with pytest.raises(Rejected):
        await company.messenger.open_direct(ANA)


@pytest.mark.parametrize(
    ("code", "forgotten"), [("ConversationNotFound", True), ("ConversationBlockedByUser", False)]
)
async def test_a_conversation_that_is_no_more_is_forgotten(
    company: Company, code: str, forgotten: bool
) -> None:
    """A chat that Teams does not know any more is forgotten; one that is only closed is not."""
    await company.knows_ana()
    company.teams.refuse("send", status=404, body=f'{{"error":{{"code":"{code}"}}}}')
    with pytest.raises(TargetGone):
        await company.messenger.whisper(C1, ANA, NOTE, READER)
    assert (await company.messenger.known_direct(ANA) is None) is forgotten


async def test_an_edit_takes_the_messages_place(company: Company) -> None:
    """An edit is a change of the message, in a channel as in a chat."""
    await company.messenger.edit(MessageRef(place=C1, id="55"), POST, READER)
    (changed,) = company.teams.of("update")
    assert changed.parts == (CHANNEL, "55")
    with pytest.raises(MessageGone):
        await company.messenger.edit(MessageRef(place=C1, id="5", ephemeral=True), POST, READER)


async def test_a_page_is_renewed_where_it_is_shown(company: Company) -> None:
    """The page is put into the message that shows it; where none does, nothing is said."""
    await company.messenger.publish_home(ANA, HOME, READER)
    await company.knows_ana()
    await company.messenger.publish_home(ANA, HOME, READER)
    assert company.teams.calls == []
    await company.references.show_page("a:ana", "77")
    await company.messenger.publish_home(ANA, HOME, READER)
    (changed,) = company.teams.calls
    assert (changed.name, changed.parts) == ("update", ("a:ana", "77"))


async def test_a_page_that_was_deleted_is_forgotten(company: Company) -> None:
    """When the page's message is gone, it is not tried again."""
    await company.knows_ana()
    await company.references.show_page("a:ana", "77")
    company.teams.refuse(
        "update", status=404, body='{"error":{"code":"ActivityNotFoundInConversation"}}'
    )
    for _ in range(2):
        await company.messenger.publish_home(ANA, HOME, READER)
    assert len(company.teams.calls) == 1


def member(name: str, **more: object) -> dict[str, object]:
    """Somebody as a roster shows them."""
    return {
        "id": f"29:{name}",
        "name": name.title(),
        "aadObjectId": f"entra-{name}",
        "email": f"{name}@acme.example",
        "userPrincipalName": f"{name}@acme.onmicrosoft.example",
        "tenantId": TENANT,
        "userRole": "user",
        **more,
    }


async def test_everyone_in_the_teams_is_listed_once(company: Company) -> None:
    """Members of all teams come once each; an owner of any of them is one."""
    other = "19:other@thread.tacv2"
    await company.know(CHANNEL, Kind.CHANNEL, team=TEAM)
    await company.know("19:more@thread.tacv2", Kind.CHANNEL, team=TEAM)
    await company.know(other, Kind.CHANNEL, team=other)
    company.teams.next(
        "members",
        {"members": [member("ana"), {"id": BOT, "name": "Glasnik"}], "continuationToken": "2"},
        {"members": [member("tom", userRole="guest", tenantId="elsewhere")]},
        {"members": [member("ana", userRole="owner", email=None)]},
    )
    ana, tom = [person async for person in company.messenger.people()]
    assert [call.parts for call in company.teams.calls] == [(TEAM,), (TEAM,), (other,)]
    assert (ana.ref.name, ana.is_admin, ana.active) == ("Ana", True, True)
    assert (ana.directory_id, ana.email) == ("entra-ana", "ana@acme.example")
    assert ana.login == "ana@acme.onmicrosoft.example"
    assert (tom.email, tom.login, tom.is_admin) == (None, None, False)


async def test_who_only_has_a_chat_is_listed_too(company: Company) -> None:
    """Somebody in no team is asked for one by one; one who is gone comes as not active."""
    await company.knows_ana()
    await company.know("a:tom", Kind.PERSONAL, person="29:tom", name="Tom")
    await company.know("a:eva", Kind.PERSONAL, person="29:eva")
    company.teams.next("member", member("ana"))
    for code in ("MemberNotFoundInConversation", "BotNotInConversationRoster"):
        company.teams.refuse("member", status=404, body=f'{{"error":{{"code":"{code}"}}}}')
    ana, tom = [person async for person in company.messenger.people()]
    assert (ana.ref.id, ana.active) == ("29:ana", True)
    assert (tom.ref.name, tom.active) == ("Tom", False)


async def test_a_team_that_removed_the_bot_is_forgotten(company: Company) -> None:
    """A team that does not let the bot look any more is left out, and not asked again."""
    await company.know(CHANNEL, Kind.CHANNEL, team=TEAM)
    company.teams.refuse(
        "members", status=403, body='{"error":{"code":"BotNotInConversationRoster"}}'
    )
    assert [person async for person in company.messenger.people()] == []
    assert await company.references.all_of(Kind.CHANNEL) == ()


async def test_trouble_while_reading_is_not_an_empty_list(company: Company) -> None:
    """When Teams is unwell the list ends in an error, so that nobody seems to have left."""
    await company.know(CHANNEL, Kind.CHANNEL, team=TEAM)
    for _ in range(3):
        company.teams.refuse("members", status=502)
    with pytest.raises(PlatformError):
        await anext(aiter(company.messenger.people()))


async def test_channels_of_known_teams_and_groups_are_rooms(company: Company) -> None:
    """Each channel is named after its team, the first by the team's name alone."""
    await company.know(CHANNEL, Kind.CHANNEL, team=TEAM)
    await company.know("19:g@thread.v2", Kind.GROUP, name="Leads")
    company.teams.next("team", {"id": TEAM, "name": "Marketing"})
    company.teams.next(
        "channels",
        {
            "conversations": [
                {"id": TEAM, "name": None},
                {"id": CHANNEL, "name": "Advocacy", "type": "standard"},
                {"id": "19:p@thread.tacv2", "name": "Plans", "type": "private"},
            ]
        },
    )
    rooms = [room async for room in company.messenger.rooms()]
    assert [(room.ref.id, room.name, room.private) for room in rooms] == [
        (TEAM, "Marketing", False),
        (CHANNEL, "Marketing / Advocacy", False),
        ("19:p@thread.tacv2", "Marketing / Plans", True),
        ("19:g@thread.v2", "Leads", True),
    ]


async def test_teams_promises_what_it_can(company: Company) -> None:
    """Nothing can be looked up afterwards, so nothing whose answer was lost is repeated."""
    traits = company.messenger.traits
    assert (traits.can_find_deliveries, traits.may_repeat_direct, traits.one_pace) == (
        False,
        False,
        True,
    )
    assert await company.messenger.find(C1, "k", ManualClock()()) is None
    assert company.messenger.platform is Platform.TEAMS
