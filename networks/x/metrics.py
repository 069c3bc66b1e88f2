"""Reading how a post on X is doing.

Everybody's figures for any post; clicks only for the author and for thirty days
(docs.x.com/x-api/fundamentals/metrics). It must not know how posts are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
from networks.x import errors
from networks.x.client import Api

# X is renaming "retweet" to "repost" field by field; either name may come.
_PUBLIC = (
    (FigureName.IMPRESSIONS, ("impression_count",)),
    (FigureName.REACTIONS, ("like_count",)),
    (FigureName.COMMENTS, ("reply_count",)),
    (FigureName.RESHARES, ("repost_count", "retweet_count")),
    (FigureName.RESHARES, ("quote_count",)),
    (FigureName.SAVES, ("bookmark_count",)),
)
_AUTHORS_OWN = ((FigureName.CLICKS, ("url_link_clicks",)),)


async def read_figures(api: Api, ref: PostRef, credentials: Credentials) -> Mapping[str, int]:
    """The post's figures. Raises `ReadFailed`, with `Refused(GONE)` for a post that is gone."""
    data = await _read(api, ref, credentials, ["public_metrics", "non_public_metrics"])
    if data is None:
        # X leaves the whole post out when it is too old for the author's own figures.
        data = await _read(api, ref, credentials, ["public_metrics"])
    if data is None:
        raise ReadFailed(Refused(reason=RefusalReason.GONE, detail="200 without the post"))
    figures: dict[str, int] = {}
    for group, names in (("public_metrics", _PUBLIC), ("non_public_metrics", _AUTHORS_OWN)):
        values = data.get(group)
        if not isinstance(values, dict):
            continue
        for name, keys in names:
            value = next((values[key] for key in keys if key in values), None)
            if isinstance(value, int) and value >= 0:
                figures[name.value] = figures.get(name.value, 0) + value
    return figures


async def _read(
    api: Api, ref: PostRef, credentials: Credentials, fields: list[str]
) -> dict[str, Any] | None:
    try:
        answer = await api.ask(
            credentials.access_token,
            lambda client: client.get_tweets([ref.id], tweet_fields=fields, user_auth=False),
        )
    except http.NotSent:
        raise ReadFailed(api.not_sent()) from None
    except http.Lost as lost:
        raise ReadFailed(Unclear(detail=str(lost))) from None
    if answer.status != 200:
        raise ReadFailed(errors.read_problem(answer, now=api.now()))
    posts = answer.json().get("data")
    for post in posts if isinstance(posts, list) else []:
        if isinstance(post, dict) and post.get("id") == ref.id:
            return post
    return None
