"""People as a chat's list tells of them: what is news, and what stays when it is taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from content_store.queries import deliveries, identities, linking, people, workspaces
from content_store.queries.identities import Change
from content_store.tables.people import IdentityRow, MemberRow
from content_store.unit import Store, Unit
from programme import roster
from programme.roles import Role
from programme.roster import Told
from tests.helpers.databases import ManualClock
from tests.helpers.rows import unstamped

ANA = Told(
    external_id="U1",
    name="Ana",
    title="Head",
    locale="sl-SI",
    zone="Europe/Ljubljana",
    role=Role.LEAD,
    active=True,
    directory_id="entra-1",
    email_hash="hash",
)


async def installed(u: Unit, external_id: str = "T1") -> int:
    found = await workspaces.install(
        u, platform="slack", external_id=external_id, name="Acme", bot_id="B1"
    )
    return found.id


async def is_news(store: Store, installation: int, told: Told) -> bool:
    async with store.reading(1) as u:
        known = await identities.known(u, installation)
        return roster.is_news(told, known.get(told.external_id), u.now)


@pytest.mark.parametrize(
    "told",
    [
        ANA,
        replace(ANA, role=Role.MEMBER, email_hash=None, directory_id=None),
        replace(ANA, title="", locale=None, zone=None),
        replace(ANA, zone="Nowhere/Land"),
        replace(ANA, role=Role.OWNER),
    ],
)
async def test_what_was_taken_over_is_no_news_any_more(store: Store, told: Told) -> None:
    """A list that says the same again writes nothing; whoever changes in it does."""
    async with store.unit(1) as u:
        installation = await installed(u)
    assert await is_news(store, installation, told)
    async with store.unit(1) as u:
        change, member = await identities.take_over(u, installation, told, asked_at=u.now)
    assert change is Change.CAME
    assert member is not None
    assert not await is_news(store, installation, told)

    for other in (
        replace(told, name="Ana K."),
        replace(told, title="Chief"),
        replace(told, zone="Asia/Tokyo"),
        replace(told, role=Role.CHAMPION),
        replace(told, email_hash="another"),
        replace(told, directory_id="entra-2"),
        replace(told, active=False),
    ):
        assert await is_news(store, installation, other), other


async def test_who_is_gone_and_stays_gone_is_no_news(store: Store, clock: ManualClock) -> None:
    """A list that names closed accounts for ever does not close them for ever."""
    async with store.unit(1) as u:
        installation = await installed(u)
        await identities.take_over(u, installation, ANA, asked_at=u.now)
    gone = replace(ANA, active=False)
    async with store.unit(1) as u:
        change, _ = await identities.take_over(u, installation, gone, asked_at=u.now)
    assert change is Change.GONE
    assert not await is_news(store, installation, gone)
    assert not await is_news(store, installation, replace(gone, external_id="U-never-here"))
    clock.forward(minutes=1)
    assert await is_news(store, installation, ANA)


async def test_a_closed_identity_keeps_no_sign_of_who_it_was(store: Store) -> None:
    """Its address, its conversation and its role are forgotten."""
    async with store.unit(1) as u:
        installation = await installed(u)
        await identities.take_over(u, installation, ANA, asked_at=u.now)
        await people.remember_direct_place(u, installation, "U1", "D1")
        await identities.close(u, installation, "U1")
        row = await u.session.get(IdentityRow, 1)
        assert row is not None
        assert (row.email_hash, row.email_since, row.direct_place) == (None, None, None)
        assert (row.role, row.active, row.closed_at) == ("member", False, u.now)


async def test_people_of_another_company_are_out_of_reach(store: Store) -> None:
    """The same ids, addresses and directory in another company's unit find and change nobody."""
    async with store.unit(1) as u:
        installation = await installed(u)
        await identities.take_over(u, installation, ANA, asked_at=u.now)
        await people.remember_direct_place(u, installation, "U1", "D1")
    async with store.unit(2) as u:
        assert await identities.known(u, installation) == {}
        assert await identities.close(u, installation, "U1") == (Change.NOTHING, None)
        await identities.choose(u, installation, "U1")
        await identities.forget_place(u, installation, "D1")
        await identities.was_read(u, installation, asked_at=u.now)
        assert await linking.shared_addresses(u) == ()
        assert await linking.holders(u, ["hash"]) == ()
        assert await linking.twins(u, installation) == ()
        assert await linking.chats_of(u, [1]) == ()
        assert await linking.blank(u, [1]) == frozenset()
        theirs = await identities.address_key(u)
    async with store.unit(1) as u:
        row = await u.session.get(IdentityRow, 1)
        assert row is not None
        assert (row.active, row.chosen_at, row.direct_place) == (True, None, "D1")
        ours = await identities.address_key(u)
    assert ours("ana@acme.example") is not None
    assert theirs("ana@acme.example") is not None


async def test_each_company_has_its_own_hashes(store: Store) -> None:
    """The same address is another hash in each company."""
    async with store.system() as u:
        first = await workspaces.create(u, name="A", zone="UTC", locale="en", country="")
        second = await workspaces.create(u, name="B", zone="UTC", locale="en", country="")
    hashes = set()
    for workspace in (first, second):
        async with store.reading(workspace) as u:
            hashes.add((await identities.address_key(u))("ana@acme.example"))
    assert len(hashes) == 2
    assert None not in hashes


async def test_a_person_with_any_row_is_not_blank(store: Store) -> None:
    """Whatever table speaks of somebody, or whatever they chose, they have a history."""
    async with store.unit(1) as u:
        for number in range(6):
            u.session.add(unstamped(MemberRow, name=f"M{number}", joined_at=u.now))
        await u.session.flush()
        await people.pause(u, 1, u.now + timedelta(days=1))
        await people.record_consent(u, 2, kind="take_part", given=False, words="")
        await people.leave(u, 3)
        row = await u.session.get(MemberRow, 4)
        assert row is not None
        row.role = "champion"
    async with store.unit(1) as u:
        assert await linking.blank(u, range(1, 7)) == {5, 6}


async def test_deliveries_go_to_an_open_chat_only(store: Store) -> None:
    """The first chat of a person that counts them in, in an installation that works."""
    async with store.unit(1) as u:
        first, second = await installed(u), await installed(u, "T2")
        await identities.take_over(u, first, ANA, asked_at=u.now)
        u.session.add(unstamped(IdentityRow, member_id=1, installation_id=second, external_id="U9"))
        await u.session.flush()
        found = await deliveries.queue(u, key="a", post_json="{}", member_id=1)
        assert found is not None
        assert (await deliveries.by_key(u, "a")) is not None
        change, _ = await identities.close(u, first, "U1")
        assert change is Change.CLOSED
        closed = await deliveries.whole(u, found.delivery)
        assert closed is not None
        assert not closed.recipient.open
        other = await deliveries.queue(u, key="b", post_json="{}", member_id=1)
        assert other is not None
        moved = await deliveries.get(u, other.delivery)
        assert moved is not None
        assert moved.installation == second
        await identities.close(u, second, "U9")
        assert await deliveries.queue(u, key="c", post_json="{}", member_id=1) is None
