"""Making, finding and removing posts on Bluesky.

A post is a record under a key of our choosing, and a server never stores two under one key: a
repeat fails. The reference server says no more about it than 500, "Internal Server Error"; so
after any answer that leaves a doubt the record itself is read, and what is there decides.
It must not know where credentials come from nor what happens after an outcome.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
    ReadFailed,
    Reconnect,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.bluesky import attach, errors, facets, identity, library, record, xrpc
from programme import text_rules

_MAX_MENTIONS = 20
_CLASH = Refused(reason=RefusalReason.CONTENT, detail="another record has this key")
_RULES = text_rules.RULES["bluesky"]


async def publish(api: xrpc.Api, post: Post, credentials: Credentials) -> Outcome:
    """Send the post once, what belongs to it first."""
    if (refused := _unfit(post)) is not None:
        return refused
    try:
        attached = await attach.attached(api, post, credentials)
    except xrpc.Stopped as stopped:
        return stopped.problem
    marked = await _facets(api, post.text)
    outcome = await _create(api, post, credentials, marked, attached)
    if outcome is None:
        # The card's picture was taken when it came, and is not taken now: without it, then.
        attached = replace(attached, thumb=None)
        outcome = await _create(api, post, credentials, marked, attached)
    return outcome or Unclear(detail="refused for a picture that was not sent")


async def look(api: xrpc.Api, post: Post, credentials: Credentials) -> PostRef | None:
    """Read the record under this post's key. Raises `ReadFailed`."""
    stored = await _stored(api, post, credentials)
    if stored is None:
        return None
    if not record.is_same(stored, post):
        raise ReadFailed(_CLASH)
    return ref_of(api, credentials, record.key_of(post))


async def delete(api: xrpc.Api, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
    """Remove a post; a server answers the same for one that is gone."""
    match = record.POST_URI.fullmatch(ref.id)
    if match is None or match["actor"] != credentials.author_id:
        return Refused(reason=RefusalReason.GONE, detail="not the id of a post of this account")
    asked = {
        "repo": credentials.author_id,
        "collection": record.COLLECTION,
        "rkey": match["key"],
    }
    try:
        await api.by(credentials, lambda call: call.com.atproto.repo.delete_record(asked))
    except xrpc.Answered as answered:
        if answered.answer.status == 200 or errors.is_missing(answered.answer):
            return Deleted()
        return errors.read_problem(answered.answer, now=api.now())
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    return Deleted()


def ref_of(api: xrpc.Api, credentials: Credentials, key: str) -> PostRef:
    """The record's address with the page that people open."""
    did = credentials.author_id
    shown = credentials.handle if identity.is_handle(credentials.handle) else did
    return PostRef(
        id=f"at://{did}/{record.COLLECTION}/{key}",
        url=f"{api.addresses.web}/profile/{shown}/post/{key}",
    )


def _unfit(post: Post) -> Refused | None:
    """What no server takes, known before anything is sent."""
    try:
        post.text.encode()
    except UnicodeEncodeError:
        return Refused(reason=RefusalReason.CONTENT, detail="the text is not Unicode")
    if not text_rules.fits(post.text, _RULES):
        return Refused(reason=RefusalReason.TOO_LONG, detail="measured before sending")
    return None


async def _create(
    api: xrpc.Api,
    post: Post,
    credentials: Credentials,
    marked: list[facets.Facet],
    attached: record.Attached,
) -> Outcome | None:
    """One attempt; None where only the card's picture stands in the way."""
    key = record.key_of(post)
    asked = {
        "repo": credentials.author_id,
        "collection": record.COLLECTION,
        "rkey": key,
        "record": record.build(post, marked, attached),
    }
    ref = ref_of(api, credentials, key)
    try:
        made = await api.by(credentials, lambda call: call.com.atproto.repo.create_record(asked))
    except (http.NotSent, http.Lost) as end:
        return http.problem_of(end, now=api.now())
    except xrpc.Answered as answered:
        if attached.thumb is not None and errors.is_about_a_picture(answered.answer):
            return None
        return await _doubted(api, post, credentials, answered.answer)
    if made.uri != ref.id:
        return Unclear(detail="200 with another record's address")
    return Published(ref=ref, without_image=_lacks_picture(post, attached))


async def _doubted(
    api: xrpc.Api, post: Post, credentials: Credentials, answer: http.Answer
) -> Outcome:
    """An answer that was no success: an earlier attempt may be the reason for it."""
    problem = errors.read_problem(answer, now=api.now())
    if isinstance(problem, Reconnect | Throttled):
        return problem
    try:
        stored = await _stored(api, post, credentials)
    except ReadFailed:
        if errors.may_be_a_repeat(answer):
            return Unclear(detail=f"{answer.status}, and the record could not be read")
        return problem
    if stored is None:
        return problem
    if not record.is_same(stored, post):
        return _CLASH
    return AlreadyThere(ref=ref_of(api, credentials, record.key_of(post)))


async def _stored(api: xrpc.Api, post: Post, credentials: Credentials) -> object | None:
    """What is under this post's key; None where nothing is. Raises `ReadFailed`."""
    asked = {
        "repo": credentials.author_id,
        "collection": record.COLLECTION,
        "rkey": record.key_of(post),
    }
    try:
        found = await api.by(credentials, lambda call: call.com.atproto.repo.get_record(asked))
    except xrpc.Answered as answered:
        if errors.is_missing(answered.answer):
            return None
        raise ReadFailed(errors.read_problem(answered.answer, now=api.now())) from None
    except (http.NotSent, http.Lost) as end:
        raise ReadFailed(http.problem_of(end, now=api.now())) from None
    return _plain(found.value)


def _lacks_picture(post: Post, attached: record.Attached) -> bool:
    wanted = post.link is not None and post.link.image is not None
    return wanted and attached.thumb is None and not attached.pictures


async def _facets(api: xrpc.Api, text: str) -> list[facets.Facet]:
    atproto = await library.loaded()
    dids = await _accounts(api, facets.mentioned(atproto, text)[:_MAX_MENTIONS])
    return facets.find(atproto, text, dids)


async def _accounts(api: xrpc.Api, handles: list[str]) -> Mapping[str, str]:
    """The mentioned accounts; who can't be found is not linked, and the text stays as it is."""
    dids = await asyncio.gather(*(_account(api, handle) for handle in handles))
    return {handle: did for handle, did in zip(handles, dids, strict=True) if did is not None}


async def _account(api: xrpc.Api, handle: str) -> str | None:
    try:
        return await identity.did_of(api, handle)
    except (xrpc.Answered, http.NotSent, http.Lost):
        return None


def _plain(value: Any) -> dict[str, Any]:
    """A record as JSON: atproto gives a model of those that it knows."""
    if hasattr(value, "model_dump"):
        return dict(value.model_dump(by_alias=True))
    return dict(value.to_dict())
