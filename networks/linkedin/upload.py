"""Bringing pictures to LinkedIn before the post that shows them (learn.microsoft.com/linkedin/
marketing/community-management/shares/images-api). It must not know how posts are made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TypeGuard
from urllib.parse import urlsplit

from networks import http
from networks.base import Credentials, Image, Problem, Reconnect, Throttled, Unclear
from networks.linkedin import errors, images
from networks.linkedin.api import Api


async def upload(
    api: Api, pictures: Sequence[Image], credentials: Credentials
) -> list[tuple[str, Image]] | Reconnect | Throttled:
    """The pictures that LinkedIn has now, each with its URN, in their order.

    One that can't be stored is left out: a post without it is better than no post at all. But a
    token or a quota that is at its end would end the post as well.
    """
    stored: list[tuple[str, Image]] = []
    for picture in pictures:
        if not images.is_acceptable(picture.body):
            continue
        urn = await _store(api, picture, credentials)
        if isinstance(urn, Reconnect | Throttled):
            return urn
        if isinstance(urn, str):
            stored.append((urn, picture))
    if stored:
        await asyncio.sleep(api.settle)
    return stored


async def _store(api: Api, picture: Image, credentials: Credentials) -> str | Problem:
    try:
        opened = await api.client.call(
            "POST",
            f"{api.addresses.api}/rest/images?action=initializeUpload",
            token=credentials.access_token,
            headers=api.headers(),
            json_body={"initializeUploadRequest": {"owner": credentials.author_id}},
        )
        if opened.status != 200:
            return errors.read_problem(opened, now=api.now())
        address, urn = _place(opened)
        if not isinstance(urn, str) or not _may_receive(address, api.addresses.web):
            return Unclear(detail="no usable upload address")
        stored = await api.client.call(
            "PUT",
            address,
            token=credentials.access_token,
            headers={"Content-Type": "application/octet-stream"},
            data=picture.body,
        )
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if stored.status not in {200, 201}:
        return errors.read_problem(stored, now=api.now())
    return urn


def _place(opened: http.Answer) -> tuple[object, object]:
    value = opened.json().get("value")
    if not isinstance(value, dict):
        return None, None
    return value.get("uploadUrl"), value.get("image")


def _may_receive(address: object, web: str) -> TypeGuard[str]:
    """Whether a picture and the member's token may be sent there: LinkedIn's own host only."""
    if not isinstance(address, str):
        return False
    return urlsplit(address)[:2] == urlsplit(web)[:2]
