"""Reading what a server says of one post (docs.joinmastodon.org/entities/Status).

Pure. It must not know how a post is asked for.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from networks.base import Credentials, PostRef

# Mastodon's ids are digits; other servers of its API have letters in them.
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
# What stands in an address (RFC 3986, section 2). A server may say anything, and people are led
# there; longer ones no chat takes on a button.
_PATH = re.compile(r"/[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,1000}")


def is_id(identifier: object) -> bool:
    """Whether this may stand in a path as the id of a post or a picture."""
    return isinstance(identifier, str) and _ID.fullmatch(identifier) is not None


def ref_of(status: dict[str, Any], credentials: Credentials) -> PostRef | None:
    """Where the post is; an address on another server is not believed."""
    identifier, url = status.get("id"), status.get("url")
    if not isinstance(identifier, str) or not is_id(identifier):
        return None
    if not isinstance(url, str) or not _is_on(url, credentials.server):
        # The handle is @name@server, and a server shows its posts at /@name/id.
        name = credentials.handle.removeprefix("@").partition("@")[0]
        url = f"{credentials.server}/@{quote(name, safe='')}/{identifier}"
    return PostRef(id=identifier, url=url)


def _is_on(url: str, server: str) -> bool:
    return url.startswith(server) and _PATH.fullmatch(url, len(server)) is not None


def made_at(status: dict[str, Any]) -> datetime | None:
    """When the post was made."""
    try:
        moment = datetime.fromisoformat(str(status.get("created_at", "")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def page_of(body: bytes) -> list[Any] | None:
    """The posts of one page; None where the body is anything else."""
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return page if isinstance(page, list) else None
