"""What all reading calls to X share: their failures say nothing about what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests

from networks import http
from networks.base import Credentials, ReadFailed, Unclear
from networks.x import errors
from networks.x.client import Api, TweepyClient


async def ask(
    api: Api, credentials: Credentials, use: Callable[[TweepyClient], requests.Response]
) -> http.Answer:
    """Make one call; any answer comes back as it is. Raises `ReadFailed`."""
    try:
        return await api.ask(credentials.access_token, use)
    except (http.NotSent, http.Lost) as end:
        raise ReadFailed(http.problem_of(end, now=api.now())) from None


def page_of(api: Api, answer: http.Answer) -> tuple[list[Any], str | None, dict[str, Any]]:
    """The posts of one page, where the next page begins, and the whole body.

    Raises `ReadFailed`.
    """
    if answer.status != 200:
        raise ReadFailed(errors.read_problem(answer, now=api.now()))
    body = answer.json()
    posts, meta = body.get("data"), body.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    if not isinstance(posts, list):
        # A success may hold errors in place of data; only a counted nothing means nothing.
        if meta.get("result_count") != 0:
            raise ReadFailed(Unclear(detail="200 without posts"))
        posts = []
    following = meta.get("next_token")
    return posts, following if isinstance(following, str) and following else None, body
