"""atproto, loaded when it is first needed: that takes most of a second, and a start none of it.

The one module that imports the library. The library has no types, so what comes from it is `Any`
here and nowhere else but in `networks.bluesky.xrpc` and `networks.bluesky.facets`.
"""

from __future__ import annotations

import asyncio
import functools
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Library:
    """The parts of atproto that are used."""

    client: Any
    """A client with one method for each method of the protocol, and without a session."""
    response: Any
    """What its transport gives it."""
    model_error: type[Exception]
    """An answer, or an argument, that is not what the lexicons say."""
    detect_facets: Any
    detect_mentions: Any


@functools.cache
def load() -> Library:
    """The library; blocks while it is loaded for the first time."""
    # Not at the top of the module: see above.
    from atproto_client.client.async_raw import AsyncClientRaw  # noqa: PLC0415
    from atproto_client.exceptions import ModelError  # noqa: PLC0415
    from atproto_client.request import Response  # noqa: PLC0415
    from atproto_client.utils import facet_detection  # noqa: PLC0415

    return Library(
        client=AsyncClientRaw,
        response=Response,
        model_error=ModelError,
        detect_facets=facet_detection.detect_facets,
        detect_mentions=facet_detection.detect_mentions,
    )


async def loaded() -> Library:
    """The library, without holding up the loop."""
    return await asyncio.to_thread(load)
