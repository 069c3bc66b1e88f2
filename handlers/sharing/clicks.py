"""Visits of short links: what they were, and what the first real one proves.

Runs inside the visitor's request, so it is short. Keeps no address, only the day's hash.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import datetime, time

import structlog

from content_store import audit
from content_store.queries import links, shares, workspaces
from content_store.queries.links import Click, ShortLink
from content_store.unit import Unit
from handlers import outbox
from leaderboard import ledger
from leaderboard.scoring import Reason
from programme import clicks
from programme.clicks import ClickKind, IPNetwork, Visit
from programme.states import SHARED, ShareState
from programme.values import Share, Workspace

log = structlog.get_logger(__name__)


async def visit(u: Unit, link: ShortLink, seen: Visit) -> ClickKind:
    """Keep a visit of a link; the first that counts verifies the share and earns its points."""
    [kind] = await visits(u, [(link, seen)])
    return kind


async def visits(u: Unit, came: Sequence[tuple[ShortLink, Visit]]) -> tuple[ClickKind, ...]:
    """Keep several visits as `visit` does, in as many statements as one takes."""
    settings = await links.click_settings(u)
    company = _company(settings.company_networks)
    day = u.now.date()
    visitors = [clicks.daily_hash(settings.salt, day, seen.ip, seen.user_agent) for _, seen in came]
    owners = await links.owners(
        u, kind=ClickKind.OWN.value, since=_midnight(u.now), visitors=set(visitors)
    )
    kinds = tuple(
        clicks.classify(
            seen, is_owner=(link.member_id, visitor) in owners, company_networks=company
        )
        for (link, seen), visitor in zip(came, visitors, strict=True)
    )
    kept = zip(came, kinds, visitors, strict=True)
    await links.record_clicks(
        u, [Click(link_id=link.id, kind=kind, visitor=who) for (link, _), kind, who in kept]
    )
    followed = {
        link.id for (link, _), kind in zip(came, kinds, strict=True) if kind is ClickKind.HUMAN
    }
    if followed:
        for share in await shares.of_links(u, followed):
            if share.verified_at is None:
                await _verify(u, await workspaces.get(u), share)
    return kinds


async def recognise_owner(u: Unit, link: ShortLink, seen: Visit) -> None:
    """Know the person again today by the first request that opens their own share link.

    Only the first of a day: whoever finds out the address later must not pass for its owner.
    """
    if clicks.classify(seen) not in {ClickKind.HUMAN, ClickKind.COMPANY}:
        return
    since = _midnight(u.now)
    if await links.was_opened(u, link.id, kind=ClickKind.OWN.value, since=since):
        return
    settings = await links.click_settings(u)
    visitor = clicks.daily_hash(settings.salt, u.now.date(), seen.ip, seen.user_agent)
    await links.record_clicks(u, [Click(link_id=link.id, kind=ClickKind.OWN, visitor=visitor)])


async def verify_if_clicked(u: Unit, workspace: Workspace, share_id: int) -> bool:
    """Verify a share whose link was followed before it was known to be out."""
    share = await shares.get(u, share_id)
    link = await links.of_meaning(
        u, member_id=share.member_id, item_id=share.item_id, network=share.network
    )
    if link is None or not await links.was_opened(u, link.id, kind=ClickKind.HUMAN.value):
        return False
    return await _verify(u, workspace, share)


async def _verify(u: Unit, workspace: Workspace, share: Share) -> bool:
    if share.state is ShareState.UNCONFIRMED:
        # Somebody else followed the link, so the post that nobody was sure of is there.
        await shares.move(u, share.id, share.state, ShareState.CONFIRMED)
    elif share.state not in SHARED:
        return False
    if not await shares.verify(u, share.id):
        return False
    for reason in (Reason.SHARE, Reason.FIRST_CLICK):
        await ledger.award(
            u,
            workspace=workspace,
            member_id=share.member_id,
            item_id=share.item_id,
            network=share.network,
            reason=reason,
            share_id=share.id,
        )
    await audit.append(
        u,
        actor="visitor",
        action="share.verified",
        subject=f"share:{share.id}",
        detail={"network": share.network},
    )
    await outbox.refresh_home(u, share.member_id, f"verified:{share.id}")
    return True


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.date(), time(0), now.tzinfo)


def _company(written: tuple[str, ...]) -> tuple[IPNetwork, ...]:
    found: list[IPNetwork] = []
    for text in written:
        try:
            found.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            log.warning("company network is not one", action="clicks.bad_network")
    return tuple(found)
