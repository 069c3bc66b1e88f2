"""A post as a record of the lexicon `app.bsky.feed.post`, and the key it is stored under.

Pure. Key and time follow from the post alone, so that every attempt at it makes the same record in
the same place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from networks.base import Image, Link, Post
from networks.bluesky.facets import Facet

COLLECTION = "app.bsky.feed.post"
Blob = dict[str, Any]
"""An uploaded file as the server describes it."""

# Our own measure for the card's texts; the person's text is never cut.
_MAX_TITLE = 300
_MAX_DESCRIPTION = 600

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
POST_URI = re.compile(
    r"at://(?P<actor>[a-zA-Z0-9._:%-]+)/app\.bsky\.feed\.post/(?P<key>[a-zA-Z0-9._:~-]{1,512})"
)
"""The address of a post's record."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class StrongRef:
    """One version of a record: its address and its content's hash."""

    uri: str
    cid: str

    def as_json(self) -> dict[str, str]:
        """The reference as the lexicon writes it."""
        return {"uri": self.uri, "cid": self.cid}


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """What goes with a text: files uploaded for it, and the post that it passes on."""

    thumb: Blob | None = None
    pictures: Sequence[tuple[Image, Blob]] = ()
    quoted: StrongRef | None = None


def key_of(post: Post) -> str:
    """The record key: a TID, 13 characters that sort by time (atproto.com/specs/tid).

    To the millisecond it is when the post was confirmed. What is finer, and the ten bits that tell
    clocks apart, come from the post's own key: so it is the same for every attempt, and two posts
    of one moment differ.
    """
    digest = int.from_bytes(hashlib.sha256(post.idempotency_key.encode()).digest()[:8], "big")
    rest, fine = divmod(digest, 1000)
    micros = (post.confirmed_at - _EPOCH) // _MILLISECOND * 1000 + fine
    number = micros << 10 | rest % 1024
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def shows_pictures(post: Post) -> bool:
    """Whether pictures take the place of the card: only where no link would be lost by it."""
    return bool(post.images) and (post.link is None or post.link.url in post.text)


def build(post: Post, facets: Iterable[Facet], attached: Attached) -> dict[str, object]:
    """The record; its text is the post's, to the letter."""
    record: dict[str, object] = {
        "$type": COLLECTION,
        "text": post.text,
        "createdAt": created_at(post),
    }
    if _LANGUAGE.fullmatch(post.language):
        record["langs"] = [post.language]
    if marked := [facet.as_json() for facet in facets]:
        record["facets"] = marked
    if embed := _embed(post, attached):
        record["embed"] = embed
    return record


def created_at(post: Post) -> str:
    """When the post was confirmed, as RFC 3339 in UTC."""
    moment = post.confirmed_at.astimezone(UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")


def is_same(value: object, post: Post) -> bool:
    """Whether a stored record is this post."""
    return (
        isinstance(value, dict)
        and value.get("$type") == COLLECTION
        and value.get("text") == post.text
        and value.get("createdAt") == created_at(post)
    )


def _embed(post: Post, attached: Attached) -> dict[str, object] | None:
    media = _media(post, attached)
    if attached.quoted is None:
        return media
    quoted: dict[str, object] = {
        "$type": "app.bsky.embed.record",
        "record": attached.quoted.as_json(),
    }
    if media is None:
        return quoted
    return {"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": media}


def _media(post: Post, attached: Attached) -> dict[str, object] | None:
    if attached.pictures:
        return {
            "$type": "app.bsky.embed.images",
            "images": [_picture(image, blob) for image, blob in attached.pictures],
        }
    if post.link is not None:
        return {
            "$type": "app.bsky.embed.external",
            "external": _card(post.link, attached.thumb),
        }
    return None


def _picture(image: Image, blob: Blob) -> dict[str, object]:
    return {
        "image": blob,
        "alt": image.alt,
        "aspectRatio": {"width": max(image.width, 1), "height": max(image.height, 1)},
    }


def _card(link: Link, thumb: Blob | None) -> dict[str, object]:
    card: dict[str, object] = {
        "uri": link.url,
        # The title is required; a bare host says at least where the link leads.
        "title": _short(link.title, _MAX_TITLE) or urlsplit(link.url).hostname or link.url,
        "description": _short(link.description, _MAX_DESCRIPTION),
    }
    if thumb is not None:
        card["thumb"] = thumb
    return card


def _short(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
