"""Bringing pictures to X before the post that shows them
(docs.x.com/x-api/media/quickstart/media-upload-chunked, docs.x.com/x-api/media/media-upload).

It must not know how posts are made.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from networks import http
from networks.base import (
    Credentials,
    Image,
    ImageRules,
    OutOfBudget,
    Problem,
    Reconnect,
    Throttled,
    Unclear,
)
from networks.x import errors, ids
from networks.x.client import Api

log = logging.getLogger(__name__)

SCOPE = "media.write"

# 5 MB and four pictures: docs.x.com/x-api/media/quickstart/best-practices. The side is ours.
IMAGES = ImageRules(
    max_bytes=5_000_000,
    max_side=4096,
    media_types=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
    max_alt=1000,
    most=4,
)


async def upload(
    api: Api, pictures: Sequence[Image], credentials: Credentials
) -> list[str] | Reconnect | Throttled | OutOfBudget:
    """The media ids of the pictures that X has now, in their order.

    One that can't be stored is left out: a post without it is better than no post at all. But a
    token, a quota or a credit that is at its end would end the post as well.
    """
    if not pictures or (credentials.scopes and SCOPE not in credentials.scopes):
        return []
    stored: list[str] = []
    for picture in pictures[: IMAGES.most]:
        if len(picture.body) > IMAGES.max_bytes:
            continue
        media_id = await _store(api, picture, credentials)
        if isinstance(media_id, Reconnect | Throttled | OutOfBudget):
            return media_id
        if isinstance(media_id, str):
            stored.append(media_id)
            await _describe(api, media_id, picture.alt, credentials)
    return stored


async def _store(api: Api, picture: Image, credentials: Credentials) -> str | Problem:
    try:
        answer = await api.ask(
            credentials.access_token, lambda client: client.upload_picture(picture.body)
        )
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if answer.status not in {200, 201}:
        return errors.read_problem(answer, now=api.now())
    data = answer.json().get("data")
    media_id = data.get("id") if isinstance(data, dict) else None
    return media_id if ids.is_id(media_id) else Unclear(detail=f"{answer.status} without an id")


async def _describe(api: Api, media_id: str, alt: str, credentials: Credentials) -> None:
    """Give the alternative text; the picture is shown without it rather than not at all."""
    if not alt:
        return
    short = alt if len(alt) <= IMAGES.max_alt else alt[: IMAGES.max_alt - 1] + "…"
    try:
        answer = await api.ask(
            credentials.access_token, lambda client: client.describe_picture(media_id, short)
        )
    except (http.NotSent, http.Lost) as error:
        log.warning("a picture on X has no alternative text: %s", error)
        return
    if answer.status not in {200, 201}:
        log.warning("a picture on X has no alternative text: answered %s", answer.status)
