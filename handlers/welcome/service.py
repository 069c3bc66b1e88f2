"""Use cases of taking part: each one transaction."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from chat import catalogue
from chat.people import Reader
from chat.say import Say
from content_store import audit
from content_store.queries import people
from content_store.unit import Unit
from handlers import connecting, outbox
from programme.values import Member

PAUSE = timedelta(days=14)
"""How long one tap on "pause" keeps silent; resuming is one tap as well."""


async def opt_in(
    u: Unit,
    member: Member,
    *,
    reader: Reader,
    shown: tuple[Say, ...],
    direct_digest: bool,
    name_on_board: bool,
) -> None:
    """Record the person's yes with the words they saw, and let them take part."""
    words = "\n".join(catalogue.plain(line, reader) for line in shown)
    await people.record_consent(u, member.id, kind="take_part", given=True, words=words)
    await people.record_consent(
        u, member.id, kind="name_on_board", given=name_on_board, words=words
    )
    await people.opt_in(u, member.id, direct_digest=direct_digest, name_on_board=name_on_board)
    await _noted(u, member, "member.opted_in")


async def leave(u: Unit, member: Member) -> None:
    """Take the person out; no reason is asked."""
    await people.record_consent(u, member.id, kind="take_part", given=False, words="")
    await people.leave(u, member.id)
    await connecting.disconnect_all(u, member.id)
    await _noted(u, member, "member.left")


async def pause(u: Unit, member: Member) -> datetime:
    """Keep silent towards the person for a while; returns until when."""
    until = u.now + PAUSE
    await people.pause(u, member.id, until)
    await _noted(u, member, "member.paused")
    return until


async def resume(u: Unit, member: Member) -> None:
    """End the person's pause."""
    await people.pause(u, member.id, None)
    await _noted(u, member, "member.resumed")


async def prefer(
    u: Unit,
    member: Member,
    *,
    direct_digest: bool,
    digest_at: time | None,
    language: str | None,
    name_on_board: bool,
    reader: Reader,
    board_words: Say,
) -> None:
    """Change the person's preferences; agreeing to be named is recorded as a consent."""
    if name_on_board != member.name_on_board:
        await people.record_consent(
            u,
            member.id,
            kind="name_on_board",
            given=name_on_board,
            words=catalogue.plain(board_words, reader),
        )
    await people.prefer(
        u,
        member.id,
        direct_digest=direct_digest,
        digest_at=digest_at,
        locale=language,
        name_on_board=name_on_board,
    )
    await _noted(u, member, "member.preferences")


async def _noted(u: Unit, member: Member, action: str) -> None:
    await audit.append(
        u,
        actor=f"member:{member.id}",
        action=action,
        subject=f"member:{member.id}",
    )
    await outbox.refresh_home(u, member.id, f"{action}:{u.now.isoformat()}")
