"""The body of `POST /rest/posts` (learn.microsoft.com/linkedin/marketing/community-management/
shares/posts-api).

Pure. LinkedIn never reads the linked page, so title, description and picture of a card are sent
along.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from networks.base import Image, ImageRules, Link
from networks.linkedin import images, text

Stored = tuple[str, Image]
"""The URN of an uploaded picture, and the picture."""

IMAGES = ImageRules(
    max_bytes=images.MAX_BYTES,
    # The limit is one of pixels; a square of this side is just below it.
    max_side=6012,
    media_types=frozenset({"image/jpeg", "image/png", "image/gif"}),
    max_alt=4086,
    most=20,
)

# Our own measure for the card's texts; the person's text is never cut.
_MAX_TITLE = 200
_MAX_DESCRIPTION = 250


def post(commentary: str, *, author: str) -> dict[str, object]:
    """A post of words alone. `commentary` is plain text; the key has to be there even if empty."""
    return {
        "author": author,
        "commentary": text.escape(commentary),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }


def pictured(pictures: Sequence[Stored]) -> dict[str, object]:
    """The content of a post with pictures; one picture has a form of its own."""
    shown = [_shown(urn, picture.alt) for urn, picture in pictures]
    if len(shown) == 1:
        return {"content": {"media": shown[0]}}
    return {"content": {"multiImage": {"images": shown}}}


def linked(link: Link, thumbnail: str | None) -> dict[str, object]:
    """The content of a post with a card; `thumbnail` is the URN of an uploaded picture."""
    article = {
        "source": link.url,
        # The title is required; a bare host says at least where the link leads.
        "title": _short(link.title, _MAX_TITLE) or urlsplit(link.url).hostname or link.url,
    }
    if link.description:
        article["description"] = _short(link.description, _MAX_DESCRIPTION)
    if thumbnail is not None:
        article["thumbnail"] = thumbnail
    return {"content": {"article": article}}


def reshared(parent: str) -> dict[str, object]:
    """The part that makes a post pass another one on."""
    return {"reshareContext": {"parent": parent}}


def _shown(urn: str, alt: str) -> dict[str, str]:
    return {"id": urn, "altText": _short(alt, IMAGES.max_alt)} if alt else {"id": urn}


def _short(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
