"""Reading how a post on Mastodon is doing (docs.joinmastodon.org/entities/Status).

A server knows only of the servers that talk to it, and shows nobody how often a post was seen. It
must not know how posts are made.
"""

from __future__ import annotations

from collections.abc import Mapping

from networks import http
from networks.base import (
    Credentials,
    FigureName,
    PostRef,
    ReadFailed,
    RefusalReason,
    Refused,
    Unclear,
)
from networks.mastodon import errors, statuses
from networks.mastodon.client import Api

_FIGURES = (
    (FigureName.REACTIONS, "favourites_count"),
    (FigureName.RESHARES, "reblogs_count"),
    (FigureName.COMMENTS, "replies_count"),
)


async def read_figures(api: Api, ref: PostRef, credentials: Credentials) -> Mapping[str, int]:
    """The post's figures. Raises `ReadFailed`, with `Refused(GONE)` for a post that is gone."""
    if not statuses.is_id(ref.id):
        raise ReadFailed(Refused(reason=RefusalReason.GONE, detail="not the id of a post"))
    try:
        answer = await api.ask(credentials, lambda client: client.status(ref.id))
    except (http.NotSent, http.Lost) as end:
        raise ReadFailed(http.problem_of(end, now=api.now())) from None
    if answer.status != 200:
        raise ReadFailed(errors.read_problem(answer, now=api.now()))
    status = answer.json()
    if status.get("id") != ref.id:
        raise ReadFailed(Unclear(detail="200 without the post"))
    return {
        name.value: value
        for name, key in _FIGURES
        if isinstance(value := status.get(key), int) and value >= 0
    }
