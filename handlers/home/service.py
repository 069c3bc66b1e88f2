"""What a person's own page shows, read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from chat.screens import Home
from content_store.queries import accounts, items, ledger, links, people, schedule, shares
from content_store.unit import Unit
from handlers.context import reader_of
from handlers.home import screens
from handlers.plans import Plan, Plans
from handlers.words import CONSENT_LINES
from leaderboard import ranking, weeks
from programme import consent, roles
from programme.roles import Action
from programme.states import ShareState
from programme.values import Account, Member, Share, Workspace

SHARES = 5
"""Shares that the page shows."""
PLANS = 5
"""Planned shares that it shows, besides."""


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
            accounts=[_account(account) for account in await accounts.of_member(u, member_id)],
            connectable=connectable,
            direct_digest=member.direct_digest,
            digest_at=member.digest_at or workspace.digest_at,
            paused_until=member.paused_until
            if consent.is_paused(consent.standing_of(member), u.now)
            else None,
            waiting_for_review=await _waiting(u, member),
            plans=await _plans(u, member_id, connectable),
            now=u.now,
            zone=ZoneInfo(reader_of(workspace, member).zone),
        )
    )


def _account(account: Account) -> screens.MyAccount:
    return screens.MyAccount(
        network=account.network,
        handle=account.handle or account.name,
        usable=account.usable,
        ends_at=None if account.renews else account.expires_at,
    )


async def _plans(u: Unit, member_id: int, labels: Mapping[str, str]) -> Plans:
    found = await schedule.planned(u, member_id, limit=PLANS)
    return Plans(
        shown=tuple(
            Plan(
                share=planned.id,
                title=planned.title,
                network=labels.get(planned.network, planned.network),
                at=planned.scheduled_for,
            )
            for planned in found
        ),
        more=max(await schedule.count(u, member_id) - len(found), 0),
    )


async def _shares(
    u: Unit, member_id: int, labels: Mapping[str, str]
) -> tuple[screens.MyShare, ...]:
    planned = await schedule.count(u, member_id)
    recent = await shares.recent(u, member_id, SHARES + planned)
    found = [one for one in recent if not _is_planned(one.share, u.now)][:SHARES]
    clicks = await links.human_clicks(u, tuple(one.share.id for one in found))
    return tuple(
        screens.MyShare(
            title=one.title,
            network=labels.get(one.share.network, one.share.network),
            state=one.share.state,
            url=one.share.post_url,
            clicks=clicks.get(one.share.id, 0),
        )
        for one in found
    )


def _is_planned(share: Share, now: datetime) -> bool:
    at = share.scheduled_for
    return share.state is ShareState.QUEUED and at is not None and at > now


async def _waiting(u: Unit, member: Member) -> int | None:
    if not roles.may(member.role, Action.REVIEW_ITEM):
        return None
    return await items.count_in_review(u)
