"""What two chats' lists and clients make of one person: names, languages, zones, roles."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

import handlers.admin.actions
import handlers.admin.tasks
import handlers.boards.actions  # noqa: F401 - these fill the routes
from content_store.queries import identities
from content_store.tables.people import MemberRow
from content_store.unit import Store
from handlers.admin.routes import routes as admin
from handlers.boards.routes import routes as boards
from programme.roles import Role
from programme.values import Member
from tests.helpers import two_chats
from tests.helpers.databases import ManualClock
from tests.helpers.two_chats import OneChat, TwoChats

ANA = "ana.novak@acme.example"


@pytest_asyncio.fixture
async def town(store: Store, clock: ManualClock) -> TwoChats:
    return await two_chats.found(store, clock, admin, boards)


async def ana(chat: OneChat) -> Member:
    member = await chat.member("29:ana" if chat.workspace == two_chats.TENANT else "U-Ana")
    assert member is not None
    return member


async def both(town: TwoChats) -> None:
    for _ in range(2):
        await town.slack.read()
        await town.teams.read()


async def test_the_chat_that_knew_somebody_first_describes_them(town: TwoChats) -> None:
    """Two lists with two names for one person do not take turns; one fills what the other lacks."""
    town.slack.has("U-Ana", "Ana Novak", email=ANA, zone="Europe/Ljubljana")
    town.teams.has("29:ana", "NOVAK Ana (Marketing)", email=ANA, title="Head", locale="sl-SI")
    await both(town)

    member = await ana(town.teams)
    assert (member.name, member.title) == ("Ana Novak", "Head")
    assert (member.locale, member.zone) == ("sl-SI", "Europe/Ljubljana")


async def test_when_the_first_chat_is_closed_the_other_describes(town: TwoChats) -> None:
    """Names go on being taken over from a chat that is open."""
    town.slack.has("U-Ana", "Ana Novak", email=ANA)
    town.teams.has("29:ana", "Ana Novak", email=ANA)
    await both(town)
    town.slack.change("U-Ana", active=False)
    town.teams.has("29:ana", "Ana Kos", email=ANA)
    await both(town)
    assert (await ana(town.teams)).name == "Ana Kos"


@pytest.mark.parametrize(
    "named",
    ["U-ANA", "entra-1", "ENTRA-1", "ana@acme.onmicrosoft.com", "Ana@Acme.OnMicrosoft.com", ANA],
)
async def test_leads_are_named_by_any_of_their_names(town: TwoChats, named: str) -> None:
    """A Slack id, the directory's id, the sign-in name or the address, however it is written."""
    town.company.leads = frozenset({named})
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA, directory_id="entra-1", login="ana@acme.onmicrosoft.com")
    await both(town)
    assert (await ana(town.slack)).role is Role.LEAD


@pytest.mark.parametrize("login", ["bo\u017fs@acme.example", "boss@acme.example.evil.example"])
async def test_nobody_becomes_a_lead_by_a_name_that_looks_the_same(
    town: TwoChats, login: str
) -> None:
    """A long s is no s."""
    town.company.leads = frozenset({"boss@acme.example"})
    town.teams.has("29:ana", login=login)
    await town.teams.read()
    assert (await ana(town.teams)).role is Role.MEMBER


async def test_who_is_no_lead_any_more_loses_the_role(town: TwoChats) -> None:
    """The settings and the lists count as they are now, a champion stays one."""
    town.company.leads = frozenset({"entra-1"})
    town.teams.has("29:ana", directory_id="entra-1")
    await town.teams.read()
    town.company.leads = frozenset()
    await town.teams.read()
    assert (await ana(town.teams)).role is Role.MEMBER

    number = await town.teams.number("29:ana")
    async with town.company.store.unit(1) as u:
        row = await u.session.get(MemberRow, number)
        assert row is not None
        row.role = "champion"
    await town.teams.read()
    assert (await ana(town.teams)).role is Role.CHAMPION


async def test_a_zone_by_another_name_is_not_news(town: TwoChats) -> None:
    """Windows knows one zone for all of Central Europe: a list that says so changes nothing."""
    town.slack.has("U-Ana", zone="Europe/Ljubljana")
    await town.slack.read()
    town.slack.change("U-Ana", zone="Europe/Budapest")
    await town.slack.read()
    assert (await ana(town.slack)).zone == "Europe/Ljubljana"

    town.slack.change("U-Ana", zone="Europe/London")
    await town.slack.read()
    assert (await ana(town.slack)).zone == "Europe/London"


async def test_two_lists_about_one_person_at_once_leave_nobody_half_gone(
    town: TwoChats,
) -> None:
    """Each chat closes in a transaction of its own; the person is inactive in the end."""
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA)
    await both(town)

    async def close(chat: OneChat, external_id: str) -> None:
        async with town.company.store.unit(1) as u:
            await identities.close(u, chat.installation.id, external_id)

    await asyncio.gather(close(town.slack, "U-Ana"), close(town.teams, "29:ana"))
    assert not (await ana(town.slack)).active


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (("sl-SI", "America/New_York"), ("sl-SI", "America/New_York")),
        (("../../etc", "../../etc/passwd"), (None, "Europe/Ljubljana")),
        (("", "Europe"), (None, "Europe/Ljubljana")),
        ((None, "Europe/Budapest"), (None, "Europe/Ljubljana")),
    ],
)
async def test_what_a_client_tells_is_taken_over_if_it_is_new(
    town: TwoChats, told: tuple[str | None, str], kept: tuple[str | None, str]
) -> None:
    """A press brings the person's language and zone; what is no language or zone is left."""
    town.teams.has("29:ana", zone="Europe/Ljubljana")
    await town.teams.read()
    await town.teams.presses("29:ana", locale=told[0], zone=told[1])

    member = await ana(town.teams)
    assert (member.locale, member.zone) == kept


async def test_a_chosen_language_is_not_the_clients_to_change(town: TwoChats) -> None:
    """Somebody who reads Slovene goes on to, whatever their client is set to."""
    town.teams.has("29:ana", locale="sl")
    await town.teams.read()
    await town.teams.presses("29:ana", locale="en-US")
    assert (await ana(town.teams)).locale == "sl"


async def test_nothing_is_taken_over_from_who_is_shut_out(town: TwoChats) -> None:
    """A client of somebody who is gone changes nothing any more."""
    town.teams.has("29:ana", zone="Europe/Ljubljana")
    await town.teams.read()
    town.teams.change("29:ana", active=False)
    await town.teams.read()
    await town.teams.presses("29:ana", zone="America/New_York")
    assert (await ana(town.teams)).zone == "Europe/Ljubljana"
