"""The pictures of content: fetched once, through the guarded client, and kept without what a
camera wrote into them. Not a feature: posts and our own pages show them.
"""

from __future__ import annotations

import asyncio

import structlog

from content_store.queries import pictures as kept
from handlers.context import TaskContext
from networks import pictures
from networks.base import Image, ImageRules
from networks.fetching import FetchRefused
from programme.values import Picture

log = structlog.get_logger(__name__)


async def of(ctx: TaskContext, url: str) -> Picture | None:
    """The picture at this address, fetched now unless it is kept; None where there is none.

    Makes a call, so no unit may be open.
    """
    async with ctx.reading() as u:
        found = await kept.find(u, url)
    if found is not None:
        return found
    try:
        picture = await asyncio.to_thread(pictures.clean, await ctx.feeds.fetch_image(url))
    except FetchRefused as refusal:
        log.info("a picture can't be had", action="picture.refused", reason=refusal.reason.value)
        return None
    except pictures.Unusable as error:
        log.info("a picture can't be used", action="picture.unusable", reason=str(error))
        return None
    async with ctx.unit() as u:
        await kept.keep(u, url, picture)
    return picture


async def for_network(
    ctx: TaskContext, url: str | None, rules: ImageRules | None, *, alt: str
) -> Image | None:
    """The picture at this address as a network takes it; None where that can't be had."""
    if url is None or rules is None:
        return None
    picture = await of(ctx, url)
    if picture is None:
        return None
    return await asyncio.to_thread(pictures.fit, picture, rules, alt=alt)
