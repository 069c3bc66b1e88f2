"""Reading how a post on X is doing.

Everybody's figures for any post; clicks only for the author and for thirty days
(docs.x.com/x-api/fundamentals/metrics). It must not know how posts are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from networks.base import Credentials, FigureName, PostRef, ReadFailed, RefusalReason, Refused
from networks.x import errors, reading
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

READINGS = (timedelta(days=1), timedelta(days=7), timedelta(days=28))
"""Each reading costs, and after thirty days the clicks are hidden; ours."""


async def read_figures(api: Api, ref: PostRef, credentials: Credentials) -> Mapping[str, int]:
    """The post's figures. Raises `ReadFailed`, with `Refused(GONE)` for a post that is gone."""
    data = await _read(api, ref, credentials, ["public_metrics", "non_public_metrics"])
    if data is None:
        # X leaves the whole post out when it is too old for the author's own figures.
        data = await _read(api, ref, credentials, ["public_metrics"])
    if data is None:
        raise ReadFailed(Refused(reason=RefusalReason.GONE, detail="200 without the post"))
    return figures_of(data)


def figures_of(data: Mapping[str, Any]) -> dict[str, int]:
    """The figures that came with a post, by `FigureName`."""
    figures: dict[str, int] = {}
    for group, names in (("public_metrics", _PUBLIC), ("non_public_metrics", _AUTHORS_OWN)):
        values = data.get(group)
        if not isinstance(values, dict):
            continue
        for name, keys in names:
            value = next((values[key] for key in keys if key in values), None)
            if type(value) is int and value >= 0:
                figures[name.value] = figures.get(name.value, 0) + value
    return figures


async def _read(
    api: Api, ref: PostRef, credentials: Credentials, fields: list[str]
) -> dict[str, Any] | None:
    answer = await reading.ask(
        api,
        credentials,
        lambda client: client.get_tweets([ref.id], tweet_fields=fields, user_auth=False),
    )
    if answer.status != 200:
        raise ReadFailed(errors.read_problem(answer, now=api.now()))
    posts = answer.json().get("data")
    for post in posts if isinstance(posts, list) else []:
        if isinstance(post, dict) and post.get("id") == ref.id:
            return post
    return None
