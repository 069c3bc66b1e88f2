"""Publishing shares: the calls that can't be taken back.

Arm (commit) → call → record (commit). After a lost answer, what a second try may do depends on the
network's own trait; where that is nothing, the person is asked. Never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from content_store.queries import spending
from content_store.unit import Unit
from handlers import budgets, pictures, tokens
from handlers.context import TaskContext
from handlers.sharing import forms, notices, publishing
from handlers.sharing.publishing import RECONNECT, Plan
from handlers.sharing.routes import routes
from networks import base
from networks.base import (
    AlreadyThere,
    Credentials,
    Network,
    Outcome,
    OutOfBudget,
    Published,
    ReadFailed,
    Reconnect,
    RefusalReason,
    Refused,
    RepeatSafety,
    Throttled,
    Unclear,
)
from programme.tasks import PublishShare
from scheduler.worker import Again

MAX_CALLS = 5
"""Calls for one share whose answers may all be lost, before the person is asked; ours."""
LOOKS_FOR = timedelta(hours=1)
"""How long a post is looked for on a network that can't be read, before the person is asked."""
LOOK_AGAIN = timedelta(minutes=2)
REPEAT_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Call:
    """All that one publication needs."""

    ctx: TaskContext
    plan: Plan
    network: Network
    credentials: Credentials
    post: base.Post


@routes.task(PublishShare)
async def publish(ctx: TaskContext, task: PublishShare) -> Again | None:
    """Post a person's share to their own account."""
    async with ctx.unit() as u:
        plan = await publishing.claim(u, ctx, task.share)
    ctx.reached("publish.claimed")
    if plan is None or isinstance(plan, Again):
        return plan
    network = ctx.networks.get(plan.share.network)
    if network is None:
        return await _unusable(ctx, plan, "not_offered")
    try:
        credentials = await tokens.usable(ctx, network, plan.details.account_id)
    except tokens.NotNow as later:
        return await _later(ctx, plan, later.until)
    except tokens.NeedsConsent:
        return await _unusable(ctx, plan, RECONNECT)
    except tokens.NotAllowed as no:
        return await _unusable(ctx, plan, no.reason.value)
    call = _Call(
        ctx=ctx,
        plan=plan,
        network=network,
        credentials=credentials,
        post=await _post(ctx, plan, network),
    )
    if plan.armed:
        return await _second_try(call)
    return await _go(call, doubtful=False)


async def _later(ctx: TaskContext, plan: Plan, until: datetime) -> Again | None:
    """No tokens for now: come back, unless that went on for too long."""
    if not publishing.is_hopeless(plan, until):
        return Again(run_at=until, reason="tokens")
    async with ctx.unit() as u:
        await publishing.give_up(u, ctx, plan, doubtful=plan.armed)
    return None


async def _unusable(ctx: TaskContext, plan: Plan, reason: str) -> Again | None:
    """Nothing can be called: a share that may be out already is asked about, never failed."""
    async with ctx.unit() as u:
        if reason == RECONNECT:
            await publishing.lose_account(u, plan)
        if plan.armed:
            await publishing.ask(u, ctx, plan, reason)
        else:
            await publishing.fail(u, ctx, plan, reason)
    return None


async def _post(ctx: TaskContext, plan: Plan, network: Network) -> base.Post:
    """The post, the same at every attempt: the network may compare them."""
    item, share, traits = plan.item, plan.share, network.traits
    reshare = network.reshareable(item.url)
    image = None
    if reshare is None and traits.carries_card:
        image = await pictures.for_network(ctx, item.image_url, traits.images, alt=item.image_alt)
    return base.Post(
        text=share.text,
        link=base.Link(
            url=forms.short_url(ctx.tools, share.code),
            title=item.title,
            description=item.summary,
            image=image,
        ),
        reshare=reshare,
        language=item.language,
        marker=share.code,
        idempotency_key=plan.details.idempotency_key,
        # A post that was planned is as old as the moment it was planned for.
        confirmed_at=share.scheduled_for or plan.details.confirmed_at or ctx.now,
    )


async def _second_try(call: _Call) -> Again | None:
    """An earlier call may have gone through: what the network's trait allows, and no more."""
    attempts, now = call.plan.attempts, call.ctx.now
    first = attempts.first_at or now
    if attempts.made >= MAX_CALLS:
        return await _ask(call, "too many calls")
    traits = call.network.traits
    if traits.repeat_safety is RepeatSafety.NONE:
        return await _ask(call, "can't be repeated")
    # Who died in the middle of a call may have left one that the network is still busy with.
    settled = (attempts.last_at or now) + max(traits.settles, REPEAT_AFTER)
    if now < settled:
        return Again(run_at=settled, reason="settling")
    match traits.repeat_safety:
        case RepeatSafety.DETECTS:
            return await _go(call, doubtful=True)
        case RepeatSafety.KEY if _is_remembered(call.network, now - first):
            return await _go(call, doubtful=True)
        case RepeatSafety.KEY:
            return await _look_first(call, may_repeat=False)
        case RepeatSafety.LOOK:
            return await _look_first(call, may_repeat=True)
    assert_never(traits.repeat_safety)


def _is_remembered(network: Network, since_first: timedelta) -> bool:
    """Whether the network still knows the key of a first attempt so long ago."""
    life = network.traits.key_life
    return life is None or since_first <= life


async def _look_first(call: _Call, *, may_repeat: bool) -> Again | None:
    plan, now = call.plan, call.ctx.now
    first = plan.attempts.first_at or now
    try:
        ref = await call.network.look(call.post, call.credentials, first)
    except ReadFailed as failure:
        return await _could_not_look(call, failure.problem, give_up=now - first > LOOKS_FOR)
    await _pay_for_looking(call)
    if ref is not None:
        async with call.ctx.unit() as u:
            await publishing.publish(u, call.ctx, plan, ref, outcome="found", bare=False)
        call.ctx.reached("publish.recorded")
        return None
    if may_repeat:
        return await _go(call, doubtful=False)
    return await _ask(call, "not found")


async def _pay_for_looking(call: _Call) -> None:
    # Whatever is left: not knowing whether a post is out would cost more than a cent.
    price = call.network.prices.reading
    if price:
        async with call.ctx.unit() as u:
            await spending.charge(u, call.network.name, price)


async def _could_not_look(call: _Call, problem: base.Problem, *, give_up: bool) -> Again | None:
    match problem:
        case Reconnect():
            async with call.ctx.unit() as u:
                await publishing.lose_account(u, call.plan)
            return await _ask(call, "can't look")
        case Refused() | OutOfBudget():
            return await _ask(call, "can't look")
        case Throttled(until=until) if not give_up and not publishing.is_hopeless(call.plan, until):
            return Again(run_at=until, reason="throttled", hold_lane=True)
        case Unclear() if not give_up:
            return Again(run_at=call.ctx.now + LOOK_AGAIN, reason="looking")
        case Throttled() | Unclear():
            return await _ask(call, "can't look")
    assert_never(problem)


async def _ask(call: _Call, why: str) -> Again | None:
    async with call.ctx.unit() as u:
        await publishing.ask(u, call.ctx, call.plan, why)
    call.ctx.reached("publish.recorded")
    return None


async def _go(call: _Call, *, doubtful: bool) -> Again | None:
    """Arm, call, record. `doubtful`: an earlier call may have gone through all the same."""
    ctx = call.ctx
    price = budgets.price_of(call.network.prices, call.post.text)
    async with ctx.unit() as u:
        plan = await publishing.arm(u, ctx, call.plan, price=price)
    if plan is None or isinstance(plan, Again):
        return plan
    ctx.reached("publish.armed")
    outcome = await call.network.publish(call.post, call.credentials)
    if isinstance(outcome, Reconnect):
        outcome = await _with_other_tokens(call, outcome)
    if outcome == AlreadyThere(ref=None):
        outcome = await _which(call, plan)
        # Only an earlier call can have made the post that does not show yet.
        doubtful = doubtful or (isinstance(outcome, Refused) and call.plan.armed)
    ctx.reached("publish.called")
    armed = _Call(
        ctx=ctx,
        plan=plan,
        network=call.network,
        credentials=call.credentials,
        post=call.post,
    )
    again = await _settle(armed, outcome, doubtful=doubtful)
    ctx.reached("publish.recorded")
    return again


async def _with_other_tokens(call: _Call, refused: Reconnect) -> Outcome:
    """Once more, as nothing was done, with tokens that the program gets by itself; or as it was."""
    account = call.plan.details.account_id
    try:
        other = await tokens.instead_of(call.ctx, call.network, account, call.credentials)
    except tokens.NeedsConsent:
        return refused
    except tokens.NotAllowed as no:
        return Refused(reason=no.reason, detail="no new tokens are given")
    except tokens.NotNow as later:
        return Throttled(until=later.until)
    return await call.network.publish(call.post, other)


async def _which(call: _Call, plan: Plan) -> Outcome:
    """What the network meant by "already there": this post, or another that says the same."""
    since = plan.attempts.first_at or call.ctx.now
    proves = call.network.traits.repeat_safety is RepeatSafety.DETECTS
    try:
        found = await call.network.look(call.post, call.credentials, since)
    except ReadFailed:
        return AlreadyThere(ref=None) if proves else Unclear(detail="there, but not to be seen")
    await _pay_for_looking(call)
    if found is not None or proves:
        return AlreadyThere(ref=found)
    return Refused(reason=RefusalReason.REPEAT, detail="another post says the same")


async def _settle(call: _Call, outcome: Outcome, *, doubtful: bool) -> Again | None:
    ctx, plan = call.ctx, call.plan
    async with ctx.unit() as u:
        if not isinstance(outcome, Published | Unclear):
            await publishing.take_back_price(u, plan)
        match outcome:
            case Published(ref=ref, without_image=bare):
                await publishing.publish(u, ctx, plan, ref, outcome="published", bare=bare)
            case AlreadyThere(ref=known):
                await publishing.publish(u, ctx, plan, known, outcome="already_there", bare=False)
            case Throttled(until=until):
                return await publishing.wait(u, ctx, plan, until, doubtful=doubtful)
            case Unclear(detail=detail):
                return await _unclear(u, call, detail)
            case Refused(reason=reason, detail=detail):
                await _refused(u, ctx, plan, reason.value, detail, doubtful=doubtful)
            case OutOfBudget():
                name = plan.share.network
                await publishing.tell_leads(u, name, notices.credit_spent(name))
                await _refused(u, ctx, plan, "budget", "", doubtful=doubtful)
            case Reconnect(reason=why):
                await publishing.lose_account(u, plan)
                await _refused(u, ctx, plan, RECONNECT, why.value, doubtful=doubtful)
            case _:
                assert_never(outcome)
    return None


async def _refused(
    u: Unit, ctx: TaskContext, plan: Plan, reason: str, detail: str, *, doubtful: bool
) -> None:
    if doubtful:
        await publishing.ask(u, ctx, plan, reason)
    else:
        await publishing.fail(u, ctx, plan, reason, detail)


async def _unclear(u: Unit, call: _Call, detail: str) -> Again | None:
    safety = call.network.traits.repeat_safety
    if safety is RepeatSafety.NONE or call.plan.attempts.made >= MAX_CALLS:
        await publishing.ask(u, call.ctx, call.plan, detail)
        return None
    await publishing.unclear(u, call.plan, detail)
    after = max(call.network.traits.settles, REPEAT_AFTER)
    return Again(run_at=u.now + after, reason="unclear")
