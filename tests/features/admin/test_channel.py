"""What a channel gets: leads only, this company's channels and topics only."""

from __future__ import annotations

from collections.abc import Mapping

import pytest_asyncio

import handlers.admin.actions  # noqa: F401 - imported for what it registers
from chat.people import PersonRef, Platform
from chat.replies import Close, Reply, Whisper
from chat.stimuli import Submitted, Value, Values
from content_store.queries import items, places, workspaces
from content_store.unit import Store
from handlers.admin.routes import routes as admin
from programme.roles import Role
from programme.values import Member, Place
from tests.helpers import company as companies
from tests.helpers.company import TEAM, Company
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, admin)


async def other_company(store: Store) -> tuple[int, Place, int]:
    """The id, a channel and a topic of another company in the same database."""
    async with store.system() as u:
        other = await workspaces.create(u, name="Rival", zone="UTC", locale="en", country="")
    async with store.unit(other) as u:
        installed = await workspaces.install(
            u, platform="slack", external_id="T2", name="Rival", bot_id="UB2"
        )
        await items.add_topics(u, {"theirs": "Theirs"})
        place = await places.arrived(u, installed.id, "C-theirs", name="theirs", private=True)
        [topic] = await items.topics(u)
    return other, place, topic.id


async def send(company: Company, who: Member, context: Mapping[str, str], **values: Value) -> Reply:
    person = PersonRef(platform=Platform.SLACK, id=company.people[who.id])
    return await company.does(
        Submitted(
            workspace=TEAM,
            person=person,
            form="admin.channel",
            context=context,
            values=Values(values),
        )
    )


async def test_the_channel_of_another_company_is_out_of_reach(company: Company) -> None:
    """A form that names another company's channel changes nothing there."""
    other, place, _ = await other_company(company.store)
    maja = await company.person("Maja", role=Role.LEAD)
    before = place.digest_on
    reply = await send(company, maja, {"place": str(place.id)}, digest=not before)

    assert isinstance(reply, Whisper)
    async with company.store.reading(other) as u:
        assert (await places.get(u, place.id)).digest_on is before


async def test_topics_of_another_company_are_left_out(company: Company) -> None:
    """A channel follows topics of its own company, whatever numbers a form names."""
    _, _, theirs = await other_company(company.store)
    async with company.store.unit(1) as u:
        await items.add_topics(u, {"ours": "Ours"})
        ours = next(topic.id for topic in await items.topics(u) if topic.slug == "ours")
    maja = await company.person("Maja", role=Role.LEAD)
    place = await company.channel("general")
    chosen = (str(theirs), str(ours), "x", "9" * 5000)
    reply = await send(company, maja, {"place": str(place.id)}, topics=chosen, digest=True)

    assert isinstance(reply, Close)
    async with company.store.reading(1) as u:
        assert (await places.get(u, place.id)).topics == (ours,)


async def test_only_leads_set_up_channels(company: Company) -> None:
    """A form that somebody else sends off changes nothing."""
    ana = await company.person("Ana", joined=True)
    place = await company.channel("general")
    reply = await send(company, ana, {"place": str(place.id)}, digest=False)

    assert isinstance(reply, Whisper)
    async with company.store.reading(1) as u:
        assert (await places.get(u, place.id)).digest_on
