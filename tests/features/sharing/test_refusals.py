"""What a network refuses is not repeated; its person hears why, and what they can do."""

from __future__ import annotations

import pytest
import pytest_asyncio
from sqlmodel import col, select

from chat.parts import Prose
from content_store.queries import accounts, ledger
from content_store.tables.shares import AttemptRow
from content_store.unit import Store
from handlers import own_links
from networks.base import (
    AlreadyThere,
    Outcome,
    OutOfBudget,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
)
from networks.connecting import ConnectFailure
from programme.states import ShareState
from programme.values import Member
from tests.helpers import pressing, sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def points(company: Company, who: Member) -> list[str]:
    async with company.store.reading(1) as u:
        return [line.reason for line in await ledger.lines(u, who.id, limit=9)]


async def attempts(company: Company) -> list[str | None]:
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(AttemptRow).order_by(col(AttemptRow.id)))
        return [row.outcome for row in found]


@pytest.mark.parametrize(
    ("outcome", "failure"),
    [
        (Refused(reason=RefusalReason.CONTENT, detail="no"), "content"),
        (Refused(reason=RefusalReason.TOO_LONG, detail="no"), "too_long"),
        (Refused(reason=RefusalReason.PERMISSION, detail="no"), "permission"),
        (Refused(reason=RefusalReason.APP, detail="no"), "app"),
        (Refused(reason=RefusalReason.GONE, detail="no"), "gone"),
        (OutOfBudget(), "budget"),
    ],
)
async def test_a_refusal_says_what_to_do_next(
    company: Company, outcome: Outcome, failure: str
) -> None:
    """A refused share is not repeated; the person hears why and gets a share link instead."""
    sharing.fake(company, "x").ends = [outcome]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    share = await sharing.share_of(company, ana, item, "x")
    assert share.state is ShareState.FAILED
    assert share.failure == failure
    said = sharing.last_told(company, ana)
    assert said.name == "share.failed"
    assert own_links.composer(company.tools(), share.code) in pressing.urls(said)
    assert f"share.why_{failure}" in {
        sharing.key(part.text) for part in said.parts if isinstance(part, Prose)
    }
    assert len(sharing.fake(company, "x").used) == 1


async def test_a_failed_share_can_be_sent_again(company: Company) -> None:
    """After a failure the same person can share the same item there again, and it goes out."""
    sharing.fake(company, "x").ends = [Refused(reason=RefusalReason.CONTENT, detail="no")]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)
    await company.submit(ana, await sharing.opened(company, ana, item))
    await company.work_until_idle(minutes=30)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert sharing.told(company, ana) == ["share.failed", "share.published"]


async def test_a_dead_connection_asks_to_connect_again(company: Company) -> None:
    """When the network takes the token no more, the account is marked and can be connected anew."""
    sharing.fake(company, "x").ends = [Reconnect(reason=ReconnectReason.REVOKED)]
    sharing.fake(company, "x").connect.refuses = ConnectFailure.EXPIRED
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.FAILED
    names = [press.name for press in pressing.presses(sharing.last_told(company, ana))]
    assert names[0] == "accounts.connect"
    async with company.store.reading(1) as u:
        (account,) = await accounts.of_member(u, ana.id)
    assert not account.usable


async def test_a_token_that_died_early_is_renewed(company: Company) -> None:
    """A token refused although it had time left is renewed once, and the share goes out with it."""
    x = sharing.fake(company, "x")
    x.ends = [Reconnect(reason=ReconnectReason.REJECTED)]
    ana, item = await sharing.sent(company, "x")
    await company.work()

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert x.used == ["token-Ana", "access-renewed-1"]
    assert len(x.posts) == 1
    assert await attempts(company) == ["published"]


async def test_renewed_tokens_that_are_refused_too_end_it(company: Company) -> None:
    """There is one renewal, not a loop of them."""
    x = sharing.fake(company, "x")
    x.ends = [Reconnect(reason=ReconnectReason.REJECTED)] * 9
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(hours=2)

    assert len(x.used) == 2
    assert (await sharing.share_of(company, ana, item, "x")).failure == "reconnect"


async def test_a_renewal_that_can_not_be_asked_for_waits(company: Company) -> None:
    """Where the network is away for a moment, nothing is lost: the share goes out later."""
    x = sharing.fake(company, "x")
    x.ends = [Reconnect(reason=ReconnectReason.REJECTED)]
    x.connect.refuses = ConnectFailure.UNREACHABLE
    ana, item = await sharing.sent(company, "x")
    await company.work()
    assert await sharing.state_of(company, ana, item, "x") is ShareState.QUEUED
    x.connect.refuses = None
    await company.work_until_idle(minutes=5)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_the_repeat_of_another_post_is_no_success(company: Company) -> None:
    """A text that X has seen before, in a post that is not this one, is refused and not scored."""
    x = sharing.fake(company, "x")
    x.ends = [AlreadyThere(ref=None)]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    share = await sharing.share_of(company, ana, item, "x")
    assert (share.state, share.failure) == (ShareState.FAILED, "repeat")
    assert await points(company, ana) == []
    assert len(x.used) == 1


@pytest.mark.parametrize(
    ("why", "failure"),
    [(ConnectFailure.CLIENT, "app"), (ConnectFailure.CLOSED, "permission")],
)
async def test_what_no_consent_mends_asks_for_none(
    company: Company, why: ConnectFailure, failure: str
) -> None:
    """Where the app or the account itself is refused new tokens, the account stays connected."""
    x = sharing.fake(company, "x")
    x.ends = [Reconnect(reason=ReconnectReason.REJECTED)]
    x.connect.refuses = why
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    share = await sharing.share_of(company, ana, item, "x")
    assert (share.state, share.failure) == (ShareState.FAILED, failure)
    names = [press.name for press in pressing.presses(sharing.last_told(company, ana))]
    assert "accounts.connect" not in names
    async with company.store.reading(1) as u:
        (account,) = await accounts.of_member(u, ana.id)
    assert account.usable
