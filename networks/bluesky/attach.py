"""What has to be there before a post can refer to it: its pictures, and the post it passes on.

Nothing of this is seen by anybody, so all of it may be repeated. It must not know what a post says.
"""

from __future__ import annotations

from networks import http
from networks.base import (
    Credentials,
    Image,
    Post,
    Reconnect,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.bluesky import errors, identity, record, xrpc

MAX_PICTURES = 4
# For the card's picture. Other pictures may be twice that, which older servers refuse.
MAX_IMAGE_BYTES = 1_000_000


async def attached(api: xrpc.Api, post: Post, credentials: Credentials) -> record.Attached:
    """Upload the pictures and find the post to pass on. Raises `xrpc.Stopped`."""
    quoted = await _quoted(api, post.reshare) if post.reshare is not None else None
    if record.shows_pictures(post):
        shown = post.images[:MAX_PICTURES]
        pictures = [(image, await _picture(api, image, credentials)) for image in shown]
        return record.Attached(pictures=pictures, quoted=quoted)
    image = post.link.image if post.link is not None else None
    thumb = await _thumb(api, image, credentials) if image is not None else None
    return record.Attached(thumb=thumb, quoted=quoted)


async def _thumb(api: xrpc.Api, image: Image, credentials: Credentials) -> record.Blob | None:
    """The card's picture; a card without one is better than no post at all."""
    if len(image.body) > MAX_IMAGE_BYTES:
        return None
    try:
        return await _upload(api, image, credentials)
    except xrpc.Answered as answered:
        problem = errors.read_problem(answered.answer, now=api.now())
        if isinstance(problem, Reconnect | Throttled):
            raise xrpc.Stopped(problem) from None
        return None
    except http.NotSent:
        raise xrpc.Stopped(http.shortly(api.now())) from None
    except http.Lost:
        return None


async def _picture(api: xrpc.Api, image: Image, credentials: Credentials) -> record.Blob:
    """A picture that is what the post shows, and so can't be left out."""
    try:
        return await _upload(api, image, credentials)
    except xrpc.Answered as answered:
        problem = errors.read_problem(answered.answer, now=api.now())
        # An upload that was lost has posted nothing.
        raise xrpc.Stopped(
            http.shortly(api.now()) if isinstance(problem, Unclear) else problem
        ) from None
    except (http.NotSent, http.Lost):
        raise xrpc.Stopped(http.shortly(api.now())) from None


async def _upload(api: xrpc.Api, image: Image, credentials: Credentials) -> record.Blob:
    headers = {"Content-Type": image.media_type}
    stored = await api.by(
        credentials,
        lambda call: call.com.atproto.repo.upload_blob(image.body, headers=headers),
    )
    return dict(stored.blob.model_dump(mode="json", by_alias=True))


async def _quoted(api: xrpc.Api, uri: str) -> record.StrongRef:
    """The present version of the post to pass on, which a reference must name."""
    match = record.POST_URI.fullmatch(uri)
    gone = Refused(reason=RefusalReason.GONE, detail="the post to pass on is not there")
    if match is None:
        raise xrpc.Stopped(gone)
    actor = match["actor"]
    try:
        did = actor if identity.is_did(actor) else await identity.did_of(api, actor)
        asked = {"uris": [f"at://{did}/{record.COLLECTION}/{match['key']}"]}
        found = await api.public(lambda call: call.app.bsky.feed.get_posts(asked))
    except xrpc.Answered as answered:
        problem = errors.read_problem(answered.answer, now=api.now())
        raise xrpc.Stopped(
            gone if isinstance(problem, Refused) else http.shortly(api.now())
        ) from None
    except (http.NotSent, http.Lost):
        raise xrpc.Stopped(http.shortly(api.now())) from None
    if not found.posts:
        raise xrpc.Stopped(gone)
    return record.StrongRef(uri=found.posts[0].uri, cid=found.posts[0].cid)
