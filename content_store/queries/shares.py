"""Shares and the attempts to publish them.

Every change of state names the state it comes from, so a lost race changes nothing. Must not know
how a network is called, nor what an outcome means for a person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import Select

from content_store.inserts import insert_once
from content_store.queries.links import ShortLink
from content_store.queries.writing import changed
from content_store.tables.campaigns import CampaignItemRow, CampaignRow
from content_store.tables.items import ItemRow
from content_store.tables.links import ShortLinkRow
from content_store.tables.shares import AttemptRow, ShareRow
from content_store.unit import Unit
from programme.errors import Missing
from programme.states import SHARED, ShareState, check_share_move
from programme.timing import Timing
from programme.values import Share


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareDetails:
    """A share with what publishing it takes."""

    share: Share
    account_id: int | None
    idempotency_key: str
    confirmed_at: datetime | None
    armed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecentShare:
    """A share with the title of what was shared."""

    share: Share
    title: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempts:
    """The tries to publish a share since it was last confirmed."""

    made: int
    first_at: datetime | None
    last_at: datetime | None
    open_since: datetime | None
    """When the try began whose end was not written down, if there is one."""
    open_price: int
    """What that try's call costs, in millionths of a US dollar."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareCampaign:
    """A running campaign that a share of an item counts for."""

    id: int
    name: str
    has_prize: bool


class Changes(TypedDict, total=False):
    """The columns that may change with a share's state."""

    by_account: bool
    account_id: int | None
    campaign_id: int | None
    caption: str
    text: str
    idempotency_key: str
    post_id: str | None
    post_url: str | None
    failure: str | None
    timing: str
    scheduled_for: datetime | None
    confirmed_at: datetime | None
    armed_at: datetime | None
    published_at: datetime | None


def _share(row: ShareRow, code: str) -> Share:
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return Share(
        id=row.id,
        member_id=row.member_id,
        item_id=row.item_id,
        network=row.network,
        state=ShareState(row.state),
        by_account=row.by_account,
        caption=row.caption,
        text=row.text,
        code=code,
        post_id=row.post_id,
        post_url=row.post_url,
        failure=row.failure,
        timing=Timing(row.timing),
        scheduled_for=row.scheduled_for,
        published_at=row.published_at,
        verified_at=row.verified_at,
    )


def _shares() -> Select[ShareRow, str]:
    return select(ShareRow, col(ShortLinkRow.code)).join(
        ShortLinkRow, col(ShortLinkRow.id) == col(ShareRow.link_id)
    )


async def details(u: Unit, share_id: int, *, lock: bool = False) -> ShareDetails:
    """A share as it stands in the database now; `lock` keeps others from changing it meanwhile.

    Raises Missing.
    """
    query = _shares().where(col(ShareRow.id) == share_id).execution_options(populate_existing=True)
    found = await u.session.exec(
        query.with_for_update(of=ShareRow, key_share=True) if lock else query
    )
    pair = found.one_or_none()
    if pair is None:
        raise Missing("share")
    row, code = pair
    return ShareDetails(
        share=_share(row, code),
        account_id=row.account_id,
        idempotency_key=row.idempotency_key,
        confirmed_at=row.confirmed_at,
        armed_at=row.armed_at,
    )


async def get(u: Unit, share_id: int) -> Share:
    """A share. Raises Missing."""
    found = await u.session.exec(
        _shares().where(col(ShareRow.id) == share_id).execution_options(populate_existing=True)
    )
    pair = found.one_or_none()
    if pair is None:
        raise Missing("share")
    return _share(*pair)


async def of_item(u: Unit, *, member_id: int, item_id: int) -> dict[str, Share]:
    """A person's shares of an item, by network."""
    found = await u.session.exec(
        _shares()
        .where(col(ShareRow.member_id) == member_id, col(ShareRow.item_id) == item_id)
        .execution_options(populate_existing=True)
    )
    return {row.network: _share(row, code) for row, code in found.all()}


async def of_link(u: Unit, link_id: int) -> Share | None:
    """The share that a short link belongs to."""
    return next(iter(await of_links(u, [link_id])), None)


async def of_links(u: Unit, link_ids: Collection[int]) -> tuple[Share, ...]:
    """The shares that these short links belong to, in a stable order."""
    found = await u.session.exec(
        _shares()
        .where(col(ShareRow.link_id).in_(link_ids))
        .order_by(col(ShareRow.id))
        .execution_options(populate_existing=True)
    )
    return tuple(_share(row, code) for row, code in found.all())


async def open_one(u: Unit, link: ShortLink, *, idempotency_key: str) -> Share:
    """The share that goes with a short link, opened now unless it is there."""
    row = ShareRow(
        workspace_id=u.workspace or 0,
        member_id=link.member_id,
        item_id=link.item_id,
        network=link.network,
        state=ShareState.OPENED.value,
        link_id=link.id,
        idempotency_key=idempotency_key,
        opened_at=u.now,
    )
    if await insert_once(u, row):
        return _share(row, link.code)
    return (await of_item(u, member_id=link.member_id, item_id=link.item_id))[link.network]


async def move(
    u: Unit, share_id: int, old: ShareState, new: ShareState, **changes: Unpack[Changes]
) -> bool:
    """Move a share from `old` to `new`; False when it is not in `old` any more.

    Raises Conflict for a move that is never allowed.
    """
    check_share_move(old, new)
    return await changed(
        u,
        update(ShareRow)
        .where(col(ShareRow.id) == share_id, col(ShareRow.state) == old.value)
        .values(state=new.value, **changes),
    )


async def verify(u: Unit, share_id: int) -> bool:
    """Mark a share as verified by a click; False when it was before, or is not known to be out."""
    return await changed(
        u,
        update(ShareRow)
        .where(
            col(ShareRow.id) == share_id,
            col(ShareRow.verified_at).is_(None),
            col(ShareRow.state).in_([state.value for state in SHARED]),
        )
        .values(verified_at=u.now),
    )


async def recent(u: Unit, member_id: int, limit: int) -> tuple[RecentShare, ...]:
    """A person's latest shares, those only opened left out, the newest first."""
    found = await u.session.execute(
        select(ShareRow, col(ShortLinkRow.code), col(ItemRow.title))
        .join(ShortLinkRow, col(ShortLinkRow.id) == col(ShareRow.link_id))
        .join(ItemRow, col(ItemRow.id) == col(ShareRow.item_id))
        .where(
            col(ShareRow.member_id) == member_id,
            col(ShareRow.state).not_in([ShareState.OPENED.value, ShareState.CANCELLED.value]),
        )
        .order_by(func.coalesce(ShareRow.confirmed_at, ShareRow.opened_at).desc())
        .order_by(col(ShareRow.id).desc())
        .limit(limit)
    )
    return tuple(
        RecentShare(share=_share(row, code), title=title, opened_at=row.opened_at)
        for row, code, title in found.all()
    )


async def waiting(u: Unit, *, member_id: int, network: str) -> tuple[int, ...]:
    """The ids of a person's shares that are queued for a network."""
    found = await u.session.exec(
        select(col(ShareRow.id)).where(
            col(ShareRow.member_id) == member_id,
            col(ShareRow.network) == network,
            col(ShareRow.state) == ShareState.QUEUED.value,
        )
    )
    return tuple(i for i in found.all() if i is not None)


async def leave_account(u: Unit, *, member_id: int, network: str) -> None:
    """Take the account from a person's shares whose call may be under way on a network."""
    await changed(
        u,
        update(ShareRow)
        .where(
            col(ShareRow.member_id) == member_id,
            col(ShareRow.network) == network,
            col(ShareRow.state) == ShareState.ARMED.value,
        )
        .values(account_id=None),
    )


async def start_attempt(u: Unit, share_id: int, *, price: int = 0) -> int:
    """Write down that a try begins, and return its number, from 1.

    `price` is what its call costs, in millionths of a US dollar.
    """
    found = await u.session.exec(
        select(func.coalesce(func.max(AttemptRow.number), 0)).where(
            col(AttemptRow.share_id) == share_id
        )
    )
    number = int(found.one()) + 1
    u.session.add(
        AttemptRow(
            workspace_id=u.workspace or 0,
            share_id=share_id,
            number=number,
            started_at=u.now,
            price=price,
        )
    )
    await u.session.flush()
    return number


async def end_attempts(u: Unit, share_id: int, outcome: str, detail: str = "") -> None:
    """Write down how the try that is under way ended."""
    await changed(
        u,
        update(AttemptRow)
        .where(col(AttemptRow.share_id) == share_id, col(AttemptRow.ended_at).is_(None))
        .values(ended_at=u.now, outcome=outcome, detail=detail),
    )


async def attempts(u: Unit, share_id: int, since: datetime | None) -> Attempts:
    """The tries to publish a share that began at `since` or later."""
    query = (
        select(AttemptRow)
        .where(col(AttemptRow.share_id) == share_id)
        .order_by(col(AttemptRow.number))
        .execution_options(populate_existing=True)
    )
    if since is not None:
        query = query.where(col(AttemptRow.started_at) >= since)
    rows = (await u.session.exec(query)).all()
    unended = [row for row in rows if row.ended_at is None]
    return Attempts(
        made=len(rows),
        first_at=rows[0].started_at if rows else None,
        last_at=rows[-1].started_at if rows else None,
        open_since=unended[-1].started_at if unended else None,
        open_price=unended[-1].price if unended else 0,
    )


async def campaign_of(u: Unit, item_id: int) -> ShareCampaign | None:
    """The running campaign that an item belongs to; one with a prize before any other."""
    found = await u.session.execute(
        select(CampaignRow)
        .join(CampaignItemRow, col(CampaignItemRow.campaign_id) == col(CampaignRow.id))
        .where(
            col(CampaignItemRow.item_id) == item_id,
            col(CampaignRow.state) == "open",
            col(CampaignRow.starts_at) <= u.now,
            col(CampaignRow.ends_at) > u.now,
        )
        .order_by(col(CampaignRow.has_prize).desc(), col(CampaignRow.id))
        .limit(1)
    )
    row = found.scalar_one_or_none()
    if row is None or row.id is None:
        return None
    return ShareCampaign(id=row.id, name=row.name, has_prize=row.has_prize)
