"""Reading what published shares brought, on each network's own timetable and within its price.

What a network does not tell stays unknown. Must not change how a share stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from content_store.queries import accounts, figures, shares, spending
from handlers import budgets, tokens
from handlers.context import TaskContext
from handlers.sharing.routes import routes
from networks import base
from networks.base import (
    Credentials,
    Network,
    OutOfBudget,
    PostRef,
    ReadFailed,
    Reconnect,
    Refused,
    Throttled,
    Unclear,
)
from programme.errors import Missing
from programme.figures import Grade
from programme.states import ShareState
from programme.tasks import ReadFigures
from scheduler.worker import Again

ASK_AGAIN = timedelta(minutes=2)


@routes.task(ReadFigures)
async def read_figures(ctx: TaskContext, task: ReadFigures) -> Again | None:
    """Read what a published share brought; what the network does not tell stays unknown."""
    begun = ctx.now
    try:
        async with ctx.reading() as u:
            details = await shares.details(u, task.share)
    except Missing:
        return None
    share = details.share
    network = ctx.networks.get(share.network)
    if network is None or share.state is not ShareState.PUBLISHED or share.post_id is None:
        return None
    ref = PostRef(id=share.post_id, url=share.post_url or "")
    try:
        credentials = await tokens.usable(ctx, network, details.account_id)
        found = await _paid(ctx, network, details.account_id, ref, credentials)
    except (tokens.NeedsConsent, tokens.NotAllowed):
        return None
    except tokens.NotNow as later:
        return _in_time(network, share.published_at, task, later.until)
    except ReadFailed as failure:
        return await _failed(ctx, network, details, task, failure.problem, begun=begun)
    if found:
        async with ctx.unit() as u:
            await figures.save(u, share.id, found, Grade.MEASURED)
    return None


async def _paid(
    ctx: TaskContext,
    network: Network,
    account_id: int | None,
    ref: PostRef,
    credentials: Credentials,
) -> Mapping[str, int] | None:
    """The figures, if there is money for them; those that do not come cost nothing.

    Posts come first, so a reading is left out where money runs out. Raises as `_read`.
    """
    price, begun = network.prices.reading, ctx.now
    if price:
        async with ctx.unit() as u:
            if not await budgets.reserve(u, ctx.tools.budgets, network.name, price):
                return None
    try:
        return await _read(ctx, network, account_id, ref, credentials)
    except (ReadFailed, tokens.NeedsConsent, tokens.NotAllowed, tokens.NotNow):
        if price:
            async with ctx.unit() as u:
                await spending.release(u, network.name, price, reserved_at=begun)
        raise


async def _read(
    ctx: TaskContext,
    network: Network,
    account_id: int | None,
    ref: PostRef,
    credentials: Credentials,
) -> Mapping[str, int] | None:
    """The figures, with other tokens where the network refuses these. Raises as both do."""
    try:
        return await network.read_figures(ref, credentials)
    except ReadFailed as failure:
        if not isinstance(failure.problem, Reconnect) or not tokens.renewable(credentials):
            raise
    other = await tokens.instead_of(ctx, network, account_id, credentials)
    return await network.read_figures(ref, other)


async def _failed(
    ctx: TaskContext,
    network: Network,
    details: shares.ShareDetails,
    task: ReadFigures,
    problem: base.Problem,
    *,
    begun: datetime,
) -> Again | None:
    match problem:
        case Throttled(until=until):
            return _in_time(network, details.share.published_at, task, until)
        case Unclear():
            return _in_time(network, details.share.published_at, task, ctx.now + ASK_AGAIN)
        case Reconnect():
            if details.account_id is not None:
                async with ctx.unit() as u:
                    await accounts.needs_reconnect(u, details.account_id, as_of=begun)
            return None
        case Refused() | OutOfBudget():
            return None
    assert_never(problem)


def _in_time(
    network: Network, published_at: datetime | None, task: ReadFigures, until: datetime
) -> Again | None:
    """Come back, unless the next reading comes first, or the last is a day late."""
    readings = network.traits.readings
    if published_at is None or not readings:
        return None
    last = task.reading >= len(readings)
    ends = readings[-1] + timedelta(days=1) if last else readings[task.reading]
    if until >= published_at + ends:
        return None
    return Again(run_at=until, reason="figures", hold_lane=False)
