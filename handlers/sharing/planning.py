"""Use cases of planned shares: moved, sent off at once, stopped. Each one transaction.

All of them ask first whose share it is and whether it still waits; a share that is on its way, or
out, is only told of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content_store import audit
from content_store.queries import items, schedule, shares
from content_store.unit import Unit
from handlers.plans import Plan, Plans
from handlers.sharing import forms, networks, service, times
from handlers.sharing.forms import Sharer
from handlers.sharing.planned import Planned
from handlers.sharing.when import When
from programme.errors import Denied, Refused
from programme.states import ShareState
from programme.timing import Timing, Unfit, Where, Why
from programme.values import Share


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """A share that does not wait any more, as it stands."""

    share: Share


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A share that was given another time; None where it goes out at once."""

    share: Share
    at: datetime | None


async def plans(u: Unit, member_id: int, *, skip: int, limit: int) -> Plans:
    """Some of a person's plans, by the names that people know networks by."""
    found = await schedule.planned(u, member_id, limit=limit, skip=skip)
    return Plans(
        shown=tuple(
            Plan(
                share=planned.id,
                title=planned.title,
                network=networks.label(planned.network),
                at=planned.scheduled_for,
            )
            for planned in found
        ),
        more=max(await schedule.count(u, member_id) - skip - len(found), 0),
    )


async def get(u: Unit, sharer: Sharer, share_id: int) -> Planned | Late:
    """A person's own planned share. Raises Denied where it is somebody else's, and Missing."""
    share = await shares.get(u, share_id)
    if share.member_id != sharer.member.id:
        raise Denied("not_yours")
    at = share.scheduled_for
    if share.state is not ShareState.QUEUED or at is None or at <= u.now:
        return Late(share=share)
    return Planned(share=share, item=await items.get(u, share.item_id), at=at)


async def move(u: Unit, sharer: Sharer, share_id: int, when: When) -> Moved | Unfit | Late:
    """Give a planned share another time. Raises Refused where its item is offered no more.

    Raises Denied and Missing as well.
    """
    found = await get(u, sharer, share_id)
    if isinstance(found, Late):
        return found
    if not forms.is_available(found.item, u):
        raise Refused("share_not_available")
    if when.timing is Timing.NOW:
        return await _send_now(u, sharer, found)
    at = await times.find(
        u,
        sharer.tools,
        workspace=sharer.workspace,
        member=sharer.member,
        item=found.item,
        network=found.share.network,
        when=when,
    )
    if isinstance(at, Unfit):
        return at
    return await _put_off(u, sharer, found, when.timing, at)


async def _send_now(u: Unit, sharer: Sharer, found: Planned) -> Moved | Unfit | Late:
    until = found.item.embargo_until
    if until is not None and u.now < until:
        return Unfit(why=Why.EMBARGO, where=Where.TIMING, limit=until)
    # With the present as its time the share keeps the moment at which it really went out.
    moved = await _put_off(u, sharer, found, Timing.NOW, u.now)
    return moved if isinstance(moved, Late) else Moved(share=moved.share, at=None)


async def _put_off(
    u: Unit, sharer: Sharer, found: Planned, timing: Timing, at: datetime | None
) -> Moved | Late:
    share = found.share
    if not await schedule.put_off(u, share.id, timing=timing, scheduled_for=at):
        return Late(share=await shares.get(u, share.id))
    await audit.append(
        u,
        actor=f"member:{sharer.member.id}",
        action="share.planned",
        subject=f"share:{share.id}",
        detail={
            "network": share.network,
            "timing": timing.value,
            "scheduled_for": None if at is None else at.isoformat(),
        },
    )
    await times.enqueue(u, share, at)
    await service.refresh_home(u, share, "planned")
    return Moved(share=await shares.get(u, share.id), at=at)


async def withdraw(u: Unit, sharer: Sharer, share_id: int) -> Share | Late:
    """Stop a planned share for good; it can be shared again. Raises Denied and Missing."""
    found = await get(u, sharer, share_id)
    if isinstance(found, Late):
        return found
    share = found.share
    if not await shares.move(
        u,
        share.id,
        share.state,
        ShareState.CANCELLED,
        timing=Timing.NOW.value,
        scheduled_for=None,
        failure=None,
    ):
        return Late(share=await shares.get(u, share.id))
    await audit.append(
        u,
        actor=f"member:{sharer.member.id}",
        action="share.cancelled",
        subject=f"share:{share.id}",
        detail={"network": share.network, "reason": "own wish"},
    )
    await service.refresh_home(u, share, "withdrawn")
    return share
