"""Reading how a post on Bluesky is doing: public counts, from the AppView.

It must not know how posts are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from networks import http
from networks.base import FigureName, PostRef, ReadFailed, RefusalReason, Refused
from networks.bluesky import errors, record, xrpc

# docs.bsky.app/docs/api/app-bsky-feed-get-posts; a quote passes a post on as a repost does.
_COUNTS = {
    FigureName.REACTIONS: ("like_count",),
    FigureName.COMMENTS: ("reply_count",),
    FigureName.RESHARES: ("repost_count", "quote_count"),
}


async def read_figures(api: xrpc.Api, ref: PostRef) -> Mapping[str, int] | None:
    """The post's figures; a count that the AppView does not give is left out.

    Raises `ReadFailed`.
    """
    gone = Refused(reason=RefusalReason.GONE, detail="no such post")
    if not record.POST_URI.fullmatch(ref.id):
        raise ReadFailed(gone)
    try:
        found = await api.public(lambda call: call.app.bsky.feed.get_posts({"uris": [ref.id]}))
    except xrpc.Answered as answered:
        raise ReadFailed(errors.read_problem(answered.answer, now=api.now())) from None
    except (http.NotSent, http.Lost) as end:
        raise ReadFailed(http.problem_of(end, now=api.now())) from None
    # The AppView leaves out what it does not know (any more).
    if not found.posts:
        raise ReadFailed(gone)
    return {
        name.value: total
        for name, counts in _COUNTS.items()
        if (total := _sum(found.posts[0], counts)) is not None
    }


def _sum(post: Any, names: tuple[str, ...]) -> int | None:
    numbers = [getattr(post, name, None) for name in names]
    whole = [number for number in numbers if isinstance(number, int) and number >= 0]
    return sum(whole) if whole else None
