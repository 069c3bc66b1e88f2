"""Short links and the requests for them. Never sees an address of a visitor, only its hash."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import distinct, func, insert
from sqlmodel import col, select

from content_store.inserts import insert_each_once
from content_store.tables.links import ClickRow, ShortLinkRow
from content_store.tables.people import WorkspaceRow
from content_store.tables.shares import ShareRow
from content_store.unit import Unit
from programme.clicks import ClickKind
from programme.errors import Missing

_TRIES = 5
"""Codes are so many that a second collision in a row means a broken source of randomness."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortLink:
    """A short address: whose it is, and where it leads."""

    id: int
    workspace: int
    code: str
    member_id: int
    item_id: int
    network: str
    target: str
    neutral: bool
    """It leads to a page that says nothing any more, because its item was recalled."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Click:
    """One request for a link: what it was, and who in the sense of one day."""

    link_id: int
    kind: str
    visitor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClickSettings:
    """What a company's clicks are judged by."""

    salt: bytes
    company_networks: tuple[str, ...]


def _link(row: ShortLinkRow) -> ShortLink:
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return ShortLink(
        id=row.id,
        workspace=row.workspace_id,
        code=row.code,
        member_id=row.member_id,
        item_id=row.item_id,
        network=row.network,
        target=row.target,
        neutral=row.neutral,
    )


async def of_meaning(u: Unit, *, member_id: int, item_id: int, network: str) -> ShortLink | None:
    """A person's link for an item on a network."""
    found = await u.session.exec(
        select(ShortLinkRow).where(
            col(ShortLinkRow.member_id) == member_id,
            col(ShortLinkRow.item_id) == item_id,
            col(ShortLinkRow.network) == network,
        )
    )
    row = found.one_or_none()
    return None if row is None else _link(row)


async def ensure(
    u: Unit,
    *,
    member_id: int,
    item_id: int,
    targets: Mapping[str, str],
    new_code: Callable[[], str],
) -> dict[str, ShortLink]:
    """A person's links for an item by network, made now unless they are there.

    `targets` says for each wanted network where a new link leads.
    """
    for _ in range(_TRIES):
        known = await _of_item(u, member_id=member_id, item_id=item_id)
        missing = [network for network in targets if network not in known]
        if not missing:
            return known
        await insert_each_once(
            u,
            ShortLinkRow,
            [
                {
                    "code": new_code(),
                    "member_id": member_id,
                    "item_id": item_id,
                    "network": network,
                    "target": targets[network],
                    "neutral": False,
                    "created_at": u.now,
                }
                for network in missing
            ],
        )
    known = await _of_item(u, member_id=member_id, item_id=item_id)
    if not targets.keys() <= known.keys():
        raise RuntimeError("no free short code was found")
    return known


async def _of_item(u: Unit, *, member_id: int, item_id: int) -> dict[str, ShortLink]:
    found = await u.session.exec(
        select(ShortLinkRow).where(
            col(ShortLinkRow.member_id) == member_id, col(ShortLinkRow.item_id) == item_id
        )
    )
    return {row.network: _link(row) for row in found}


async def by_code(u: Unit, code: str) -> ShortLink | None:
    """The link of a code; for a system unit, because only the code tells the workspace."""
    return (await by_codes(u, [code])).get(code)


async def by_codes(u: Unit, codes: Collection[str]) -> dict[str, ShortLink]:
    """The links of these codes, unknown ones left out; for a system unit."""
    with u.across_workspaces():
        found = await u.session.exec(select(ShortLinkRow).where(col(ShortLinkRow.code).in_(codes)))
        return {row.code: _link(row) for row in found}


async def click_settings(u: Unit) -> ClickSettings:
    """How the unit's workspace judges clicks. Raises Missing."""
    row = await u.session.get(WorkspaceRow, u.workspace)
    if row is None:
        raise Missing("workspace")
    return ClickSettings(salt=row.click_salt, company_networks=tuple(row.company_networks))


async def record_clicks(u: Unit, clicks: Sequence[Click]) -> None:
    """Keep requests for links, in this order."""
    await u.session.execute(
        insert(ClickRow),
        [{"link_id": c.link_id, "at": u.now, "kind": c.kind, "visitor": c.visitor} for c in clicks],
    )


async def owners(
    u: Unit, *, kind: str, since: datetime, visitors: Collection[str]
) -> set[tuple[int, str]]:
    """Which of these visitors made a request of this kind since then, and to whose links."""
    found = await u.session.execute(
        select(col(ShortLinkRow.member_id), col(ClickRow.visitor))
        .join(ClickRow, col(ClickRow.link_id) == col(ShortLinkRow.id))
        .where(
            col(ClickRow.visitor).in_(visitors),
            col(ClickRow.kind) == kind,
            col(ClickRow.at) >= since,
        )
        .distinct()
    )
    return {(member, visitor) for member, visitor in found.all()}


async def was_opened(u: Unit, link_id: int, *, kind: str, since: datetime | None = None) -> bool:
    """Whether a request of this kind came to one link, ever or since then."""
    query = (
        select(col(ClickRow.id))
        .where(col(ClickRow.link_id) == link_id, col(ClickRow.kind) == kind)
        .limit(1)
    )
    if since is not None:
        query = query.where(col(ClickRow.at) >= since)
    return (await u.session.exec(query)).first() is not None


async def human_clicks(u: Unit, share_ids: Sequence[int]) -> dict[int, int]:
    """How many different people followed the links of these shares, as far as a day's hash tells.

    Shares that nobody followed are left out.
    """
    found = await u.session.execute(
        select(col(ShareRow.id), func.count(distinct(col(ClickRow.visitor))))
        .join(ClickRow, col(ClickRow.link_id) == col(ShareRow.link_id))
        .where(col(ShareRow.id).in_(share_ids), col(ClickRow.kind) == ClickKind.HUMAN.value)
        .group_by(col(ShareRow.id))
    )
    return {share: int(clicks) for share, clicks in found.all() if share is not None}
