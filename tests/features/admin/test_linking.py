"""One person in two chats: joined where both chats vouch for one address, and never by a guess."""

from __future__ import annotations

import hashlib

import pytest
import pytest_asyncio
from sqlmodel import col, select

import handlers.admin.actions
import handlers.admin.tasks
import handlers.delivery.tasks
import handlers.home.tasks
import handlers.welcome.actions  # noqa: F401 - these fill the routes
from chat.parts import Level
from chat.say import say
from content_store import audit
from content_store.queries import people
from content_store.tables.items import HiddenItemRow
from content_store.tables.people import ConsentRow, MemberRow
from content_store.unit import Store
from handlers import outbox, words
from handlers.admin.routes import routes as admin
from handlers.delivery.routes import routes as delivery
from handlers.home.routes import routes as home
from handlers.welcome.routes import routes as welcome
from programme.roles import Role
from programme.tasks import RefreshHome
from tests.helpers import two_chats
from tests.helpers.databases import ManualClock
from tests.helpers.rows import unstamped
from tests.helpers.two_chats import TwoChats

ANA = "ana.novak@acme.example"


@pytest_asyncio.fixture
async def town(store: Store, clock: ManualClock) -> TwoChats:
    return await two_chats.found(store, clock, admin, delivery, home, welcome)


async def both_read(town: TwoChats) -> None:
    """Both chats were read, and again as often as one reading asked for the other."""
    await town.slack.read()
    await town.teams.read()
    await town.company.work()


async def is_one(town: TwoChats, slack: str = "U-Ana", teams: str = "29:ana") -> bool:
    return await town.slack.number(slack) == await town.teams.number(teams)


async def test_one_verified_address_in_two_chats_is_one_person(town: TwoChats) -> None:
    """Whoever has a consent in Slack has the same one in Teams, and it is recorded why."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    await town.slack.joins("U-Ana")
    before = await town.slack.number("U-Ana")
    town.teams.has("29:ana", "Novak, Ana", email="Ana.Novak@Acme.example", directory_id="entra-1")
    await both_read(town)

    assert await town.teams.number("29:ana") == before == await town.slack.number("U-Ana")
    member = await town.teams.member("29:ana")
    assert member is not None
    assert member.opted_in_at is not None
    assert member.name == "Ana Novak"
    assert await town.audited("member.linked") == 1
    async with town.company.store.reading(1) as u:
        assert len((await u.session.exec(select(MemberRow))).all()) == 1
        assert (await audit.verify(u)).whole


async def test_who_pressed_before_the_list_was_read_is_joined_too(town: TwoChats) -> None:
    """A stranger's tap makes a person of its own for a moment; without a trace it is joined."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    await town.slack.joins("U-Ana")
    await town.teams.presses("29:ana")
    assert not await is_one(town)

    town.teams.has("29:ana", email=ANA)
    await both_read(town)
    assert await is_one(town)


async def test_the_one_with_a_history_stays_whichever_came_first(town: TwoChats) -> None:
    """A later person who took part keeps their number; the earlier without a trace joins them."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    town.teams.has("29:ana", email="other@acme.example")
    await town.teams.read()
    await town.teams.joins("29:ana")
    taking_part = await town.teams.number("29:ana")
    town.teams.has("29:ana", email=ANA)
    await both_read(town)

    assert await town.slack.number("U-Ana") == taking_part


async def test_two_histories_are_never_mixed_and_leads_are_told_once(town: TwoChats) -> None:
    """Both took part already: they stay two, and leads read it in plain words, one time."""
    town.slack.has("U-Ana", email=ANA)
    town.slack.has("U-Olga", "Olga", admin=True)
    town.teams.has("29:ana", "Ana N.", email="other@acme.example")
    await both_read(town)
    await town.slack.joins("U-Ana")
    await town.teams.joins("29:ana")
    town.teams.has("29:ana", "Ana N.", email=ANA)
    for _ in range(3):
        await both_read(town)

    assert not await is_one(town)
    told = town.slack.chat.in_("D-U-Olga")
    assert [message.post.name for message in told] == ["admin.people_apart"]
    assert await town.audited("member.linked") == 0


async def test_the_smallest_trace_is_a_history(town: TwoChats) -> None:
    """Two who each hid an item, and agreed to nothing, stay two all the same."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email="other@acme.example")
    await both_read(town)
    item = await town.company.item("News")
    for number in (await town.slack.number("U-Ana"), await town.teams.number("29:ana")):
        async with town.company.store.unit(1) as u:
            u.session.add(unstamped(HiddenItemRow, item_id=item, member_id=number, at=u.now))
    town.teams.has("29:ana", email=ANA)
    await both_read(town)

    assert not await is_one(town)


async def test_two_people_with_one_address_in_a_chat_are_linked_to_nobody(town: TwoChats) -> None:
    """A shared mailbox says nothing about who somebody is, and is no news for leads either."""
    town.slack.has("U-Olga", "Olga", admin=True)
    town.slack.has("U-Ana", email=ANA)
    town.slack.has("U-Bor", "Bor", email=ANA)
    town.teams.has("29:ana", email=ANA)
    await both_read(town)

    assert not await is_one(town)
    assert not await is_one(town, slack="U-Bor")
    assert town.slack.chat.in_("D-U-Olga") == []


async def test_an_address_taken_over_inherits_nothing(town: TwoChats) -> None:
    """The old employee left Slack; a new one with the address in Teams starts from nothing."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    await town.slack.joins("U-Ana")
    old = await town.slack.number("U-Ana")
    town.slack.change("U-Ana", active=False)
    town.teams.has("29:new", "Ana Nova", email=ANA)
    await both_read(town)

    assert await town.teams.number("29:new") != old
    newcomer = await town.teams.member("29:new")
    assert newcomer is not None
    assert newcomer.opted_in_at is None


async def test_an_account_that_was_switched_on_again_proves_nothing(town: TwoChats) -> None:
    """The old Slack account, given to the newcomer, does not open the old person to Teams."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    await town.slack.joins("U-Ana")
    town.slack.change("U-Ana", active=False)
    town.teams.has("29:new", email=ANA)
    await both_read(town)
    town.slack.change("U-Ana", active=True)
    await both_read(town)

    assert not await is_one(town, teams="29:new")


async def test_who_left_only_teams_hands_nothing_to_the_next_there(town: TwoChats) -> None:
    """The old Teams account is gone but Slack's still open: the same address opens nothing."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:old", email=ANA, directory_id="entra-old")
    await both_read(town)
    assert await is_one(town, teams="29:old")
    await town.slack.joins("U-Ana")
    town.teams.change("29:old", active=False)
    town.teams.has("29:new", "Ana Nova", email=ANA, directory_id="entra-new")
    await both_read(town)

    assert not await is_one(town, teams="29:new")


async def test_a_moved_address_is_seen_before_anybody_is_linked(town: TwoChats) -> None:
    """Slack was read yesterday; the address has moved since, so Slack is asked again first."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    await town.slack.joins("U-Ana")
    town.company.clock.forward(hours=20)
    town.slack.has("U-Ana", email="ana.kos@acme.example")
    town.slack.chat.everyone[:] = town.slack.profiles.values()
    town.teams.has("29:new", "Ana Nova", email=ANA)
    await town.teams.read()
    assert not await is_one(town, teams="29:new")
    await town.company.work()

    assert not await is_one(town, teams="29:new")
    assert await town.audited("member.linked") == 0


async def test_a_changed_address_keeps_the_link(town: TwoChats) -> None:
    """Who was linked stays one person when an address changes in one of the chats."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA)
    await both_read(town)
    town.slack.has("U-Ana", email="ana.kos@acme.example")
    await both_read(town)

    assert await is_one(town)


async def test_without_the_setting_nobody_is_linked_and_no_address_kept(town: TwoChats) -> None:
    """Where linking is off no trace of an address is stored; links that were made stay."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA)
    await both_read(town)
    town.company.link_by_email = False
    town.slack.has("U-Bor", "Bor", email="bor@acme.example")
    town.teams.has("29:bor", "Bor", email="bor@acme.example")
    await both_read(town)

    assert await is_one(town)
    assert not await is_one(town, slack="U-Bor", teams="29:bor")
    assert {row.email_hash for row in await town.identities()} == {None}


@pytest.mark.parametrize(
    "look_alike",
    [
        "аna.novak@acme.example",
        "ana.nova\u212a@acme.example",
        "ａna.novak@acme.example",
        "ana.novak@acme\u3002example",
        "ana.novak\u200b@acme.example",
        "ana.novak@аcme.example",
        "ana.novak@acme.example.evil.example",
        "ananovak@acme.example",
        "ana.novak+1@acme.example",
        '"ana.novak@acme.example"@evil.example',
        "ana.novak@acme.example@evil.example",
        "ana.novak@acme.example, x@evil.example",
    ],
)
async def test_an_address_that_only_looks_the_same_links_nobody(
    town: TwoChats, look_alike: str
) -> None:
    """Letters of other alphabets, wide and invisible ones, and other domains stay others."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    await town.slack.joins("U-Ana")
    town.teams.has("29:evil", "Ana Novak", email=look_alike)
    await both_read(town)

    assert not await is_one(town, teams="29:evil")


async def test_an_address_that_the_chat_does_not_vouch_for_links_nobody(town: TwoChats) -> None:
    """A profile without a verified address, as a guest's, is linked to nobody."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:guest", "Ana Novak", email=None, login=ANA)
    await both_read(town)

    assert not await is_one(town, teams="29:guest")


async def test_stored_hashes_match_no_list_made_elsewhere(town: TwoChats) -> None:
    """The hash is keyed by the company: neither the plain nor a known hash of the address."""
    town.slack.has("U-Ana", email=ANA)
    await town.slack.read()
    [stored] = [row.email_hash for row in await town.identities()]

    assert stored is not None
    plain = {hashlib.new(kind, ANA.encode()).hexdigest() for kind in ("md5", "sha1", "sha256")}
    assert stored not in plain
    assert ANA not in stored


async def test_other_companies_with_the_same_address_are_left_alone(
    town: TwoChats, store: Store
) -> None:
    """An address in another company's chat in the same database links nobody."""
    async with store.unit(2) as u:
        u.session.add(MemberRow(workspace_id=2, name="Ana", joined_at=u.now))
    town.slack.has("U-Ana", email=ANA)
    await both_read(town)
    async with store.reading(2) as u:
        assert [row.name for row in await u.session.exec(select(MemberRow))] == ["Ana"]


async def test_a_joined_person_has_the_widest_role(town: TwoChats) -> None:
    """An owner in one chat is one in the other, and no reading of the other takes it away."""
    town.slack.has("U-Ana", email=ANA, admin=True)
    town.teams.has("29:ana", email=ANA)
    for _ in range(2):
        await both_read(town)

    member = await town.teams.member("29:ana")
    assert member is not None
    assert member.role is Role.OWNER


async def test_the_same_entry_of_the_directory_is_the_same_person(town: TwoChats) -> None:
    """An app set up anew gives everybody new ids; the directory's id says who they are."""
    town.teams.has("29:before", directory_id="entra-1")
    await town.teams.read()
    await town.teams.joins("29:before")
    before = await town.teams.number("29:before")
    town.teams.drop("29:before")
    town.teams.has("29:after", directory_id="entra-1")
    await town.teams.read()
    assert await town.teams.number("29:after") == before

    await town.teams.presses("29:again")
    town.teams.drop("29:after")
    town.teams.has("29:again", directory_id="entra-1")
    await town.teams.read()
    assert await town.teams.number("29:again") == before


async def test_a_page_of_somebody_who_was_joined_is_not_painted(town: TwoChats) -> None:
    """Work that waited for a person who is somebody else by now ends quietly."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA)
    await town.slack.read()
    await town.teams.presses("29:ana")
    stranger = await town.teams.number("29:ana")
    await both_read(town)
    assert await is_one(town)
    assert await town.company.run(RefreshHome(member=stranger)) is None


async def test_what_was_said_to_a_lead_is_no_history(town: TwoChats) -> None:
    """A lead who got notices in both chats, and did nothing yet, is still joined."""
    town.slack.has("U-Ana", email=ANA, admin=True)
    town.teams.has("29:ana", email="other@acme.example", admin=True)
    await both_read(town)
    note = words.notice("note", Level.GOOD, say("preferences.saved"))
    for number in (await town.slack.number("U-Ana"), await town.teams.number("29:ana")):
        async with town.company.store.unit(1) as u:
            assert await outbox.post_to_member(u, number, note, f"note:{number}")
    await town.company.work()
    town.teams.has("29:ana", email=ANA, admin=True)
    await both_read(town)

    assert await is_one(town)


async def test_one_consent_counts_for_both_chats(town: TwoChats) -> None:
    """The words that a person agreed to in one chat are kept once, for the one person."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA)
    await town.slack.read()
    await town.slack.joins("U-Ana")
    await both_read(town)

    number = await town.teams.number("29:ana")
    async with town.company.store.reading(1) as u:
        found = await u.session.exec(select(ConsentRow).where(col(ConsentRow.member_id) == number))
        assert len(found.all()) == 1
        assert (await people.get(u, number)).opted_in_at is not None
