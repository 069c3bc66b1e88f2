"""Passing on a post that is on LinkedIn already: what its address says, and who its parent is.

Pure. A page's address mostly shows an `activity`, which only stands for a post in a feed. A
reshare needs the post itself: "Allowed URN types are groupPost, share, ugcPost" (answer of
POST /rest/posts). All three share one number, so of an activity the number is tried as each.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from networks.http import Answer

_HOST = "linkedin.com"
_UPDATE = re.compile(r"/(?:embed/)?feed/update/urn:li:(share|ugcPost|activity):([0-9]{1,20})/?")
_NAMED = re.compile(r"/posts/[^/]*?[-_](share|ugcPost|activity)-([0-9]{5,20})(?:-[\w-]*)?/?")


def read(url: str, *, web: str) -> str | None:
    """The URN that a post's address names; None where it is no post on LinkedIn or on `web`."""
    try:
        parts = urlsplit(url.strip())
        path = _path_of(parts, urlsplit(web))
    except ValueError:
        return None
    if path is None:
        return None
    found = _UPDATE.fullmatch(path) or _NAMED.fullmatch(path)
    return f"urn:li:{found.group(1)}:{found.group(2)}" if found else None


def parents(urn: str) -> tuple[str, ...]:
    """The URNs to try as the parent of a reshare, the likelier first; never an activity."""
    kind, number = urn.split(":")[2:4]
    if kind == "activity":
        return (f"urn:li:share:{number}", f"urn:li:ugcPost:{number}")
    return (urn,)


def is_wrong_parent(answer: Answer) -> bool:
    """Whether LinkedIn refused the post because of its parent, so that nothing was posted.

    It says so in words, or it hides a post that is not there behind a 404 or a bare 403, one
    that names no right that is missing.
    """
    body = answer.json()
    code = body.get("code")
    message = body.get("message")
    words = message.lower() if isinstance(message, str) else ""
    match answer.status:
        case 400 | 422:
            if "resharecontext" in words or "allowed urn types" in words:
                return True
            return code in {"INVALID_URN_TYPE", "INVALID_URN_ID"} and "author" not in words
        case 403:
            return code in {None, ""} and "permission" not in words
        case 404:
            return True
        case _:
            return False


def _path_of(parts: SplitResult, web: SplitResult) -> str | None:
    """The path of an address on LinkedIn, without the prefix of the configured one."""
    if parts.scheme not in {"http", "https"}:
        return None
    path = unquote(parts.path)
    if parts.netloc == web.netloc and path.startswith(f"{web.path}/"):
        return path.removeprefix(web.path)
    # The feed of a country has a name of its own, such as si.linkedin.com.
    host = parts.hostname or ""
    return path if host == _HOST or host.endswith(f".{_HOST}") else None
