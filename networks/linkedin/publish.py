"""Making and removing posts on LinkedIn through the versioned Posts API
(learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api).

It must not know where credentials come from nor what happens after an outcome.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from networks import http
from networks.base import (
    AlreadyThere,
    Credentials,
    Deleted,
    DeleteOutcome,
    Outcome,
    Post,
    PostRef,
    Published,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.linkedin import body, errors, reshares, upload
from networks.linkedin.api import Api

POST_SCOPE = "w_member_social"

_GONE = Refused(reason=RefusalReason.GONE, detail="the post to pass on is not there")


async def publish(api: Api, post: Post, credentials: Credentials) -> Outcome:
    """Send the post once, its pictures first."""
    if credentials.scopes and POST_SCOPE not in credentials.scopes:
        return Reconnect(reason=ReconnectReason.SCOPE)
    words = body.post(post.text, author=credentials.author_id)
    if post.reshare is not None:
        return await _pass_on(api, post.reshare, words, credentials)
    content = await _content(api, post, credentials)
    if isinstance(content, Reconnect | Throttled):
        return content
    more, without_image = content
    outcome = await _make(api, words | more, credentials)
    if isinstance(outcome, http.Answer):
        return errors.read_failure(outcome, web=api.addresses.web, now=api.now())
    if isinstance(outcome, Published):
        return replace(outcome, without_image=without_image)
    return outcome


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
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if answer.status in {200, 204, 404, 410}:
        return Deleted()
    return errors.read_problem(answer, now=api.now())


async def _content(
    api: Api, post: Post, credentials: Credentials
) -> tuple[dict[str, object], bool] | Reconnect | Throttled:
    """What is shown below the words, and whether a picture of it had to be left out."""
    wanted = post.images[: body.IMAGES.most]
    stored = await upload.upload(api, wanted, credentials)
    if isinstance(stored, Reconnect | Throttled):
        return stored
    missing = len(stored) < len(post.images)
    if stored:
        return body.pictured(stored), missing
    if post.link is None:
        return {}, missing
    picture = post.link.image
    stored = await upload.upload(api, () if picture is None else (picture,), credentials)
    if isinstance(stored, Reconnect | Throttled):
        return stored
    thumbnail = stored[0][0] if stored else None
    return body.linked(post.link, thumbnail), missing or (picture is not None and not stored)


async def _pass_on(
    api: Api, urn: str, words: dict[str, object], credentials: Credentials
) -> Outcome:
    """A reshare. The original stands in place of a card, which LinkedIn takes only one of."""
    if not errors.is_post_urn(urn):
        return _GONE
    for parent in reshares.parents(urn):
        outcome = await _make(api, words | body.reshared(parent), credentials)
        if not isinstance(outcome, http.Answer):
            return outcome
        if not reshares.is_wrong_parent(outcome):
            return errors.read_failure(outcome, web=api.addresses.web, now=api.now())
    return _GONE


async def _make(
    api: Api, whole: dict[str, object], credentials: Credentials
) -> Published | AlreadyThere | Throttled | Unclear | http.Answer:
    """Make a post; an answer that is neither a success nor a repeat comes back as it is."""
    outcome = await _create(api, whole, credentials)
    if isinstance(outcome, http.Answer) and outcome.status == 409:
        # A clash of writes that LinkedIn asks to repeat once; nothing was stored.
        outcome = await _create(api, whole, credentials)
    return outcome


async def _create(
    api: Api, whole: dict[str, object], credentials: Credentials
) -> Published | AlreadyThere | Throttled | Unclear | http.Answer:
    try:
        answer = await api.client.call(
            "POST",
            f"{api.addresses.api}/rest/posts",
            token=credentials.access_token,
            headers=api.headers(),
            json_body=whole,
        )
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    if answer.status == 201:
        urn = answer.headers.get("x-restli-id", "")
        if not errors.is_post_urn(urn):
            return Unclear(detail="201 without the id of a post")
        return Published(ref=errors.ref_of(urn, web=api.addresses.web))
    return errors.read_repeat(answer, web=api.addresses.web) or answer
