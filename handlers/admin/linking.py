"""Making one person of somebody whom several chats know, and only where that is sure.

Sure is what the chats themselves vouch for: the same verified address in two chats, read in each
after it was read in the other, or the same entry of the company's directory. And only somebody who
left no trace is joined to another, so that no guess can hand over a history. Must not know any
platform.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from content_store import audit
from content_store.queries import deliveries, linking, people
from content_store.queries.linking import Holder
from content_store.unit import Unit
from handlers import outbox
from handlers.admin import departures, screens
from handlers.context import TaskContext
from programme import tasks
from programme.roles import Action
from programme.values import Installation
from scheduler import queue

log = structlog.get_logger(__name__)

_READ = 500
_BATCH = 20
"""Addresses per transaction: on SQLite nobody else writes while one is open."""

Group = Sequence[Holder]


@dataclass(kw_only=True, slots=True)
class _Stale:
    """The chats that have to be read again before anything is sure, and from when on."""

    since: dict[int, datetime] = field(default_factory=dict)

    def note(self, installation: int, moment: datetime) -> None:
        self.since[installation] = max(moment, self.since.get(installation, moment))


async def link(ctx: TaskContext, installation: Installation) -> None:
    """Join who is one person, after an installation's people were read."""
    await _join_twins(ctx, installation)
    if not ctx.tools.link_by_email:
        return
    stale = _Stale()
    for addresses in await _to_join(ctx, stale):
        async with ctx.unit() as u:
            await _join_addresses(u, await linking.holders(u, addresses))
    if not stale.since:
        return
    async with ctx.unit() as u:
        for number, since in stale.since.items():
            await queue.enqueue(
                u,
                tasks.SyncPeople(installation=number, wanted_at=since.isoformat()),
                key=f"sync-people:{number}:to-link:{since.isoformat()}",
            )


async def _to_join(ctx: TaskContext, stale: _Stale) -> list[Sequence[str]]:
    """The addresses to look at, few enough at a time that nobody has to wait for long."""
    async with ctx.reading() as u:
        addresses = await linking.shared_addresses(u)
        ready: list[str] = []
        for start in range(0, len(addresses), _READ):
            groups = await linking.holders(u, addresses[start : start + _READ])
            ready += [
                group[0].email_hash
                for group in groups
                if _is_clear(group) and _is_fresh(group, stale)
            ]
    return [ready[start : start + _BATCH] for start in range(0, len(ready), _BATCH)]


async def _join_twins(ctx: TaskContext, installation: Installation) -> None:
    """Who has two ids in one chat and one entry in the directory is one person."""
    async with ctx.reading() as u:
        groups = await linking.twins(u, installation.id)
    if not groups:
        return
    async with ctx.unit() as u:
        groups = await linking.twins(u, installation.id)
        blanks = await linking.blank(u, _members(groups))
        for group in groups:
            await _join(u, group, blanks, by="directory")


async def _join_addresses(u: Unit, groups: Sequence[Group]) -> None:
    # Looked at once more: meanwhile somebody may have been closed, or read anew.
    clear = [group for group in groups if _is_clear(group) and _is_fresh(group, _Stale())]
    members = _members(clear)
    chats: dict[int, set[int]] = {}
    for member_id, installation in await linking.chats_of(u, members):
        chats.setdefault(member_id, set()).add(installation)
    blanks = await linking.blank(u, members)
    for group in clear:
        sure = _is_sure(group, chats)
        if not (sure and await _join(u, group, blanks, by="email")):
            await _leave_apart(u, group)


def _is_clear(group: Group) -> bool:
    """Whether an address belongs to one account per chat, and to several people so far."""
    per_chat = Counter(holder.installation for holder in group)
    return max(per_chat.values()) == 1 and len(_members([group])) > 1


def _is_fresh(group: Group, stale: _Stale) -> bool:
    """Whether each chat was asked again after the others had the address.

    An address can move from one person to another between two readings; then one of the chats
    says so when it is asked again.
    """
    fresh = True
    for holder in group:
        others = [other for other in group if other.installation != holder.installation]
        since = max((o.email_since for o in others if o.email_since is not None), default=None)
        if since is not None and (holder.read_at is None or holder.read_at < since):
            stale.note(holder.installation, since)
            fresh = False
    return fresh


def _is_sure(group: Group, chats: Mapping[int, set[int]]) -> bool:
    """Whether nothing speaks against one person.

    Somebody who had another account in the same chat, or whose account was closed in between,
    may have handed the address on.
    """
    if any(holder.closed_at is not None for holder in group):
        return False
    seen = Counter(chat for member_id in _members([group]) for chat in chats.get(member_id, ()))
    return max(seen.values(), default=0) <= 1


async def _join(u: Unit, group: Group, blanks: frozenset[int], *, by: str) -> bool:
    """Join all into the one who has a history; False where several have."""
    members = _members([group])
    lived = [member_id for member_id in members if member_id not in blanks]
    if len(lived) > 1 or len(members) == 1:
        return len(members) == 1
    into = lived[0] if lived else members[0]
    joined = [member_id for member_id in members if member_id != into]
    await linking.join(u, into=into, blanks=joined)
    await audit.append(
        u,
        actor=departures.ACTOR,
        action="member.linked",
        subject=f"member:{into}",
        detail={
            "by": by,
            "joined": joined,
            "installations": sorted({holder.installation for holder in group}),
        },
    )
    if lived:
        await outbox.refresh_home(u, into, f"linked:{joined[0]}")
    return True


async def _leave_apart(u: Unit, group: Group) -> None:
    """Tell the leads, once, that two who may be one person stay two."""
    key = f"people-apart:{'-'.join(str(holder.identity) for holder in group)}:"
    if await deliveries.keys(u, key):
        return
    post = screens.apart(group[0].member.name, group[-1].member.name)
    for lead in await people.with_action(u, Action.MANAGE_PLACES):
        await outbox.post_to_member(u, lead.id, post, f"{key}member:{lead.id}")
    log.info(
        "people left apart",
        action="people.apart",
        members=_members([group]),
    )


def _members(groups: Iterable[Group]) -> list[int]:
    """The people in these groups, the oldest first."""
    return sorted({holder.member.id for group in groups for holder in group})
