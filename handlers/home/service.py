"""What a person's own page shows, read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from chat.screens import Home
from content_store.queries import accounts, items, ledger, links, people, shares
from content_store.unit import Unit
from handlers.home import screens
from handlers.words import CONSENT_LINES
from leaderboard import ranking, weeks
from programme import consent, roles
from programme.roles import Action
from programme.values import Member, Workspace

SHARES = 5
"""Shares that the page shows."""


async def page(
    u: Unit, workspace: Workspace, member_id: int, *, connectable: Mapping[str, str]
) -> Home:
    """The person's page as it stands."""
    member = await people.get(u, member_id)
    if not consent.has_opted_in(consent.standing_of(member)):
        return screens.stranger_home(CONSENT_LINES)
    scores = await ledger.week_scores(u, weeks.closing_day(u.now, workspace))
    standing = ranking.place_of(member, scores)
    return screens.home(
        screens.Mine(
            name=member.name,
            points=await ledger.total(u, member_id),
            points_week=standing.score.points if standing else 0,
            place=standing.place if standing else None,
            shares=await _shares(u, member_id, connectable),
            accounts=await accounts.of_member(u, member_id),
            connectable=connectable,
            direct_digest=member.direct_digest,
            digest_at=member.digest_at or workspace.digest_at,
            paused_until=member.paused_until
            if consent.is_paused(consent.standing_of(member), u.now)
            else None,
            waiting_for_review=await _waiting(u, member),
        )
    )


async def _shares(
    u: Unit, member_id: int, labels: Mapping[str, str]
) -> tuple[screens.MyShare, ...]:
    found = await shares.recent(u, member_id, SHARES)
    clicks = await links.human_clicks(u, tuple(recent.share.id for recent in found))
    return tuple(
        screens.MyShare(
            title=recent.title,
            network=labels.get(recent.share.network, recent.share.network),
            state=recent.share.state,
            url=recent.share.post_url,
            clicks=clicks.get(recent.share.id, 0),
        )
        for recent in found
    )


async def _waiting(u: Unit, member: Member) -> int | None:
    if not roles.may(member.role, Action.REVIEW_ITEM):
        return None
    return await items.count_in_review(u)
