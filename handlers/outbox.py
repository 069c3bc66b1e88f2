"""The one way in which features say something that is not the answer to a press.

A screen becomes a delivery row and a task in the caller's own transaction; `handlers.delivery`
carries it out. Must not know any feature, and calls nothing outside.
"""

from __future__ import annotations

from chat import codec
from chat.screens import Post
from content_store.queries import deliveries
from content_store.unit import Unit
from handlers import words
from programme.tasks import Deliver, RefreshHome
from scheduler import queue


async def post_to_member(u: Unit, member_id: int, post: Post, key: str) -> bool:
    """Queue a post for a person's one-to-one conversation, once per `key`.

    False when it was queued before, or the person has no chat that works.
    """
    queued = await deliveries.queue(u, key=key, post_json=codec.dumps(post), member_id=member_id)
    return await _enqueue(u, queued, priority=_priority(post))


async def post_to_place(u: Unit, place_id: int, post: Post, key: str) -> bool:
    """Queue a post for a channel, once per `key`.

    False when it was queued before, or the bot has lost the channel.
    """
    queued = await deliveries.queue(u, key=key, post_json=codec.dumps(post), place_id=place_id)
    return await _enqueue(u, queued, priority=_priority(post))


async def edit(u: Unit, key: str, post: Post) -> bool:
    """Put another post in the place of the one queued under `key`, wherever it is by now.

    False when there is none, or it says the same already.
    """
    queued = await deliveries.revise(u, key, codec.dumps(post))
    return await _enqueue(u, queued)


async def edit_all(u: Unit, prefix: str, post: Post) -> int:
    """`edit` every post whose key begins with `prefix`; how many that were."""
    done = [await edit(u, key, post) for key in await deliveries.keys(u, prefix)]
    return sum(done)


async def refresh_home(u: Unit, member_id: int, why: str) -> None:
    """Queue the person's own page to be painted anew, once per `why`."""
    await queue.enqueue(u, RefreshHome(member=member_id), key=f"home:{member_id}:{why}")


async def send_elsewhere(u: Unit, delivery: deliveries.Delivery, post: Post) -> bool:
    """Queue a delivery for another chat of its person; False where no other works.

    The chat that refused it must be marked as such before.
    """
    queued = await deliveries.redirect(u, delivery)
    # The refused one was queued under the plain key.
    instead = f":instead-of:{delivery.installation}"
    return await _enqueue(u, queued, priority=_priority(post), again=instead)


def _priority(post: Post) -> int:
    """What people wait for goes before what goes to everybody."""
    return queue.TO_EVERYBODY if post.name in words.BY_ITSELF else 0


async def _enqueue(
    u: Unit, queued: deliveries.Queued | None, *, priority: int = 0, again: str = ""
) -> bool:
    if queued is None:
        return False
    return await queue.enqueue(
        u,
        Deliver(delivery=queued.delivery, revision=queued.revision),
        key=f"deliver:{queued.delivery}:{queued.revision}{again}",
        lane=queued.lane,
        priority=priority,
    )
