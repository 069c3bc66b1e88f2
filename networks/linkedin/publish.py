"""Making and removing posts on LinkedIn through the versioned Posts API.

LinkedIn never reads the linked page, so title, description and picture of the card are sent along
(learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api).
It must not know where credentials come from nor what happens after an outcome.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard
from urllib.parse import quote, urlsplit

from networks import http
from networks.addresses import Addresses
from networks.base import (
    AlreadyThere,
    Credentials,
    Deleted,
    DeleteOutcome,
    Link,
    Outcome,
    Post,
    PostRef,
    Problem,
    Published,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.linkedin import errors, images, text

POST_SCOPE = "w_member_social"
DEFAULT_VERSION = "202609"

# Our own measure for the card's texts; the person's text is never cut.
_MAX_TITLE = 200
_MAX_DESCRIPTION = 250
_RETRY_UNREACHABLE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """What every call to the versioned API needs.

    `version` is `YYYYMM`; a version lives a year and then answers 426
    (learn.microsoft.com/linkedin/marketing/versioning). `settle` is how many seconds a new
    picture gets before a post refers to it; its state cannot be read with `w_member_social`.
    """

    client: http.ApiClient
    addresses: Addresses
    now: Callable[[], datetime]
    version: str = DEFAULT_VERSION
    settle: float = 3.0

    def headers(self, **more: str) -> dict[str, str]:
        """The protocol's headers; without a version LinkedIn answers 400."""
        return {
            "LinkedIn-Version": self.version,
            "X-Restli-Protocol-Version": "2.0.0",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

    def not_sent(self) -> Throttled:
        """The outcome of a call that never left: nothing was done, try again shortly."""
        return Throttled(until=self.now() + _RETRY_UNREACHABLE)


async def publish(api: Api, post: Post, credentials: Credentials) -> Outcome:
    """Send the post once, its picture first."""
    if credentials.scopes and POST_SCOPE not in credentials.scopes:
        return Reconnect(reason=ReconnectReason.SCOPE)
    picture = post.link.image if post.link is not None else None
    thumbnail: str | None = None
    if picture is not None and images.is_acceptable(picture):
        uploaded = await _upload(api, picture, credentials)
        if isinstance(uploaded, Reconnect | Throttled):
            return uploaded
        thumbnail = uploaded if isinstance(uploaded, str) else None
    body = body_of(post, credentials.author_id, thumbnail)
    without_image = picture is not None and thumbnail is None
    outcome = await _create(api, body, credentials, without_image=without_image)
    if outcome is None:
        # 409 is a clash of writes that LinkedIn asks to repeat once; nothing was stored.
        outcome = await _create(api, body, credentials, without_image=without_image)
    return outcome or Unclear(detail="409 twice")


async def delete(api: Api, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
    """Remove a post; LinkedIn answers 204 for one that is gone as well."""
    if not errors.is_post_urn(ref.id):
        return Refused(reason=RefusalReason.GONE, detail="not the id of a post")
    try:
        answer = await api.client.call(
            "DELETE",
            f"{api.addresses.api}/rest/posts/{quote(ref.id, safe='')}",
            token=credentials.access_token,
            headers=api.headers(X_RestLi_Method="DELETE"),
        )
    except http.NotSent:
        return api.not_sent()
    except http.Lost as lost:
        return Unclear(detail=str(lost))
    if answer.status in {200, 204, 404, 410}:
        return Deleted()
    return errors.read_problem(answer, now=api.now())


def body_of(post: Post, author: str, thumbnail: str | None) -> dict[str, object]:
    """The body of `POST /rest/posts`; `thumbnail` is the URN of an uploaded picture."""
    body: dict[str, object] = {
        "author": author,
        "commentary": text.escape(post.text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if post.link is not None:
        body["content"] = {"article": _article(post.link, thumbnail)}
    return body


def _article(link: Link, thumbnail: str | None) -> dict[str, str]:
    article = {
        "source": link.url,
        # The title is required; a bare host says at least where the link leads.
        "title": _short(link.title, _MAX_TITLE) or urlsplit(link.url).hostname or link.url,
    }
    if link.description:
        article["description"] = _short(link.description, _MAX_DESCRIPTION)
    if thumbnail is not None:
        article["thumbnail"] = thumbnail
    return article


def _short(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


async def _create(
    api: Api, body: dict[str, object], credentials: Credentials, *, without_image: bool
) -> Outcome | None:
    """One attempt; None for a 409 that may be repeated."""
    try:
        answer = await api.client.call(
            "POST",
            f"{api.addresses.api}/rest/posts",
            token=credentials.access_token,
            headers=api.headers(),
            json_body=body,
        )
    except http.NotSent:
        return api.not_sent()
    except http.Lost as lost:
        return Unclear(detail=str(lost))
    if answer.status == 201:
        urn = answer.headers.get("x-restli-id", "")
        if not errors.is_post_urn(urn):
            return Unclear(detail="201 without the id of a post")
        ref = errors.ref_of(urn, web=api.addresses.web)
        return Published(ref=ref, without_image=without_image)
    found = errors.read_failure(answer, web=api.addresses.web, now=api.now())
    if answer.status == 409 and not isinstance(found, AlreadyThere):
        return None
    return found


async def _upload(api: Api, picture: bytes, credentials: Credentials) -> str | Problem:
    """The URN of the uploaded picture. A card without one is better than no post at all."""
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
        value = opened.json().get("value")
        address, urn = (
            (value.get("uploadUrl"), value.get("image")) if isinstance(value, dict) else ("", "")
        )
        if not isinstance(urn, str) or not _may_receive(address, api.addresses.web):
            return Unclear(detail="no usable upload address")
        stored = await api.client.call(
            "PUT",
            address,
            token=credentials.access_token,
            headers={"Content-Type": "application/octet-stream"},
            data=picture,
        )
    except http.NotSent:
        return api.not_sent()
    except http.Lost as lost:
        return Unclear(detail=str(lost))
    if stored.status not in {200, 201}:
        return errors.read_problem(stored, now=api.now())
    await asyncio.sleep(api.settle)
    return urn


def _may_receive(address: object, web: str) -> TypeGuard[str]:
    """Whether a picture and the member's token may be sent there: LinkedIn's own host only."""
    if not isinstance(address, str):
        return False
    return urlsplit(address)[:2] == urlsplit(web)[:2]
