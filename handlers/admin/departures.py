"""What follows when somebody is gone from one of the company's chats, or is back.

Who opens no chat any more keeps nothing open: accounts are disconnected. Must not know how it was
found out.
"""

from __future__ import annotations

from content_store import audit
from content_store.queries.identities import Change
from content_store.unit import Unit
from handlers import connecting

ACTOR = "glasnik"
"""Who did it, where it follows from a chat's word and nobody did it in person."""


async def follow(u: Unit, change: Change, member_id: int | None, *, installation: int) -> None:
    """Record that a chat was closed or opened to somebody, and draw the consequences."""
    if member_id is None or change not in {Change.CLOSED, Change.GONE, Change.CAME_BACK}:
        return
    closed = change is not Change.CAME_BACK
    await audit.append(
        u,
        actor=ACTOR,
        action="identity.closed" if closed else "identity.reopened",
        subject=f"member:{member_id}",
        detail={"installation": installation, "last": change is Change.GONE},
    )
    if change is Change.GONE:
        await connecting.disconnect_all(u, member_id)
