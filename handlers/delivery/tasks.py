"""Posting a delivery: arm, call, record, and what to do when the answer was lost.

After a lost answer the task fails, and its next run settles what came of the call: it looks for
the message by its key where the platform can do that. Where it can't, the platform's traits decide
whether a message to one person may come twice; one to a channel never does. What may not be
repeated and can't be looked up is unconfirmed at once: its items come with the next digest.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from chat import ports
from chat.people import MessageRef, PlaceRef
from content_store.queries import deliveries, people
from content_store.queries.deliveries import DeliveryState
from handlers.context import TaskContext
from handlers.delivery import edits, service
from handlers.delivery.routes import routes
from handlers.delivery.service import Target
from programme.tasks import Deliver
from scheduler.worker import Again

log = structlog.get_logger(__name__)

HELD_WAIT = timedelta(minutes=10)
LOOK_AFTER = timedelta(seconds=30)
"""When a message whose answer was lost is looked for: a slow platform has shown it by then."""
MAX_REPEATS = 3
"""Failed runs after which a message to one person is not repeated any more."""
OPENED = "opened"
"""Why a run ended that only opened a conversation."""


class _Step(StrEnum):
    DONE = "done"
    GO_ON = "go_on"


@routes.task(Deliver)
async def deliver(ctx: TaskContext, task: Deliver) -> Again | None:
    """Post a delivery, or bring its message to the newest revision."""
    async with ctx.reading() as u:
        target = await service.load(u, task.delivery)
    if target is None:
        return None
    if task.revision > 1:
        return await edits.edit(ctx, target, task.revision)
    match target.delivery.state:
        case DeliveryState.QUEUED:
            return await _start(ctx, target)
        case DeliveryState.ARMED:
            step = await _settle(ctx, target)
            if isinstance(step, Again) or step is _Step.DONE:
                return step if isinstance(step, Again) else None
            return await _start(ctx, target)
        case _:
            return None


async def _start(ctx: TaskContext, target: Target) -> Again | None:
    if service.waits(target):
        return Again(run_at=ctx.now + HELD_WAIT, reason="held")
    place = target.place
    if place is None and target.open:
        found = await _open(ctx, target)
        if not isinstance(found, PlaceRef):
            return found
        place = found
    async with ctx.unit() as u:
        armed = await service.arm(u, target)
    if armed is None or place is None:
        return None
    ctx.reached("deliver.armed")
    return await _call(ctx, armed, place)


async def _open(ctx: TaskContext, target: Target) -> PlaceRef | Again | None:
    """Open the conversation with a person, which may be asked for any number of times.

    None when the delivery ended with that.
    """
    if target.person is None:
        return None
    messenger = ctx.messenger(target.installation)
    if (known := await messenger.known_direct(target.person)) is not None:
        return known
    try:
        place = await messenger.open_direct(target.person)
    except ports.RetryAt as error:
        return Again(run_at=error.until, reason=error.code, hold_lane=error.everyone)
    except ports.AnswerLost:
        raise
    except ports.PlatformError as error:
        await _failed(ctx, target, error)
        return None
    async with ctx.unit() as u:
        await people.remember_direct_place(u, target.installation.id, target.person.id, place.id)
    if messenger.traits.one_pace:
        # Its turn in the lane is used up: the message itself waits for one of its own, in its old
        # place among all others.
        return Again(run_at=target.delivery.created_at, reason=OPENED)
    return place


async def _call(ctx: TaskContext, target: Target, place: PlaceRef) -> Again | None:
    messenger = ctx.messenger(target.installation)
    try:
        message = await messenger.post(place, target.post, target.reader, target.key)
    except ports.RetryAt as error:
        async with ctx.unit() as u:
            await deliveries.disarm(u, target.delivery.id)
        return Again(run_at=error.until, reason=error.code, hold_lane=error.everyone)
    except ports.AnswerLost as error:
        if messenger.traits.can_find_deliveries or _may_repeat(target, messenger.traits):
            raise
        # There is nothing to wait for: nobody will ever know.
        async with ctx.unit() as u:
            await service.unconfirmed(u, target, error.code)
        return None
    except ports.PlatformError as error:
        await _failed(ctx, target, error)
        return None
    ctx.reached("deliver.called")
    await _record(ctx, target, message, target.delivery.revision)
    return None


def _may_repeat(target: Target, traits: ports.Traits) -> bool:
    return target.delivery.member_id is not None and traits.may_repeat_direct


async def _record(ctx: TaskContext, target: Target, message: MessageRef, revision: int) -> None:
    async with ctx.unit() as u:
        await deliveries.shown(
            u,
            target.delivery.id,
            revision=revision,
            place=message.place.id,
            message=message.id,
        )
    ctx.reached("deliver.recorded")


async def _settle(ctx: TaskContext, target: Target) -> _Step | Again:
    """An earlier run called the platform, perhaps: find out, or decide what a repeat may cost."""
    settled = (target.delivery.armed_at or ctx.now) + LOOK_AFTER
    if ctx.now < settled:
        return Again(run_at=settled, reason="answer lost")
    messenger = ctx.messenger(target.installation)
    if messenger.traits.can_find_deliveries and target.place is not None and target.open:
        try:
            message = await messenger.find(target.place, target.key, _since(target))
        except ports.RetryAt as error:
            return Again(run_at=error.until, reason=error.code)
        except ports.AnswerLost:
            raise
        except ports.PlatformError as error:
            return await _without_looking(ctx, target, error.code)
        if message is not None:
            await _record(ctx, target, message, service.surely_shown(target))
            return _Step.DONE
        return await _repeat(ctx, target)
    return await _without_looking(ctx, target, "answer_lost")


async def _without_looking(ctx: TaskContext, target: Target, reason: str) -> _Step | Again:
    traits = ctx.messenger(target.installation).traits
    if _may_repeat(target, traits) and ctx.attempt <= MAX_REPEATS:
        return await _repeat(ctx, target)
    async with ctx.unit() as u:
        await service.unconfirmed(u, target, reason)
    return _Step.DONE


async def _repeat(ctx: TaskContext, target: Target) -> _Step:
    async with ctx.unit() as u:
        return _Step.GO_ON if await deliveries.disarm(u, target.delivery.id) else _Step.DONE


def _since(target: Target) -> datetime:
    """A minute before it was armed: the platform's clock is not ours."""
    return (target.delivery.armed_at or target.delivery.created_at) - timedelta(minutes=1)


async def _failed(ctx: TaskContext, target: Target, error: ports.PlatformError) -> None:
    """The platform said no, and did nothing."""
    async with ctx.unit() as u:
        match error:
            case ports.TargetGone():
                await service.target_gone(u, target, error.code)
            case ports.ConnectionLost():
                await service.connection_lost(u, target, error.code)
            case _:
                await deliveries.give_up(u, target.delivery.id, DeliveryState.FAILED, error.code)
                log.error(
                    "delivery rejected",
                    action="delivery.rejected",
                    delivery=target.delivery.id,
                    screen=target.post.name,
                    code=error.code,
                )
