"""Sending the pictures of a post ahead of it (docs.joinmastodon.org/methods/media).

It must not know of posts.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from networks import http
from networks.base import Credentials, Image, ImageRules, Reconnect, Throttled
from networks.mastodon import errors, statuses
from networks.mastodon.client import Api

SCOPES = frozenset({"write", "write:media"})

# A server takes 16 MB and scales to 8.3 megapixels (docs.joinmastodon.org/user/posting, "Media");
# it may be set to less, so ours are smaller. Four pictures and 1,500 characters are its defaults.
RULES = ImageRules(max_bytes=8_000_000, max_side=4096, max_alt=1500, most=4)

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How a picture is waited for that a server is still working on; `pause` in seconds."""

    pause: float = 1.0
    times: int = 15


async def upload(
    api: Api, images: tuple[Image, ...], credentials: Credentials, patience: Patience
) -> list[str] | Reconnect | Throttled:
    """The ids of the pictures that the server took; fewer than given where some failed.

    `Reconnect` and `Throttled` where it is not about the pictures: then nothing was posted.
    """
    if not images or (credentials.scopes and SCOPES.isdisjoint(credentials.scopes)):
        return []
    taken: list[str] = []
    for image in images:
        try:
            identifier = await _one(api, image, credentials, patience)
        except http.NotSent:
            return http.shortly(api.now())
        except http.Lost:
            continue
        if isinstance(identifier, Reconnect | Throttled):
            return identifier
        if identifier is not None:
            taken.append(identifier)
    return taken


async def _one(
    api: Api, image: Image, credentials: Credentials, patience: Patience
) -> str | Reconnect | Throttled | None:
    answer = await api.ask(
        credentials,
        lambda client: client.media_post(
            image.body,
            mime_type=image.media_type,
            description=image.alt[: RULES.max_alt] or None,
            # The server shows it nowhere; without one the library sends the time and a number.
            file_name=f"picture.{_ENDINGS.get(image.media_type, 'bin')}",
        ),
    )
    if answer.status not in {200, 202}:
        return _only_about_us(api, answer)
    identifier = answer.json().get("id")
    if not isinstance(identifier, str) or not statuses.is_id(identifier):
        return None
    if answer.status == 202 and not await _ready(api, identifier, credentials, patience):
        return None
    return identifier


async def _ready(api: Api, identifier: str, credentials: Credentials, patience: Patience) -> bool:
    """Wait until the server is done with a picture: 206 while it works, 200 when it is done."""
    for _ in range(patience.times):
        answer = await api.ask(credentials, lambda client: client.media(identifier))
        if answer.status != 206:
            return answer.status == 200
        await asyncio.sleep(patience.pause)
    return False


def _only_about_us(api: Api, answer: http.Answer) -> Reconnect | Throttled | None:
    problem = errors.read_problem(answer, now=api.now())
    return problem if isinstance(problem, Reconnect | Throttled) else None
