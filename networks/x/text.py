"""The text of a post on X: as it is sent, and as it is recognised when read back.

Pure. X replaces every address by a t.co address, keeps the original in the post's entities, and
writes `&`, `<` and `>` as HTML entities (docs.x.com/x-api/fundamentals/data-dictionary).
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

from networks.base import Post


def final(post: Post) -> str:
    """The text to send, in NFC as X counts it, with the link in it: X makes the card from that."""
    text = unicodedata.normalize("NFC", post.text)
    if post.link is None or post.link.url in text:
        return text
    return f"{text}\n\n{post.link.url}" if text else post.link.url


def is_same(read: dict[str, Any], post: Post) -> bool:
    """Whether a post read from X is this one: by its short code, or else by its whole text."""
    addresses = _addresses(read)
    text = html.unescape(str(read.get("text", "")))
    if post.marker:
        whole_word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(post.marker)}(?![A-Za-z0-9])")
        return any(whole_word.search(place) for place in (text, *addresses.values()))
    for short, original in addresses.items():
        text = text.replace(short, original)
    return text == final(post)


def is_legible(read: dict[str, Any]) -> bool:
    """Whether the post came with the originals of its t.co addresses, where short codes stand."""
    return "//t.co/" not in str(read.get("text", "")) or bool(_addresses(read))


def _addresses(read: dict[str, Any]) -> dict[str, str]:
    """From each t.co address of a post to the original one."""
    entities = read.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    if not isinstance(urls, list):
        return {}
    return {
        entry["url"]: entry["expanded_url"]
        for entry in urls
        if isinstance(entry, dict)
        and isinstance(entry.get("url"), str)
        and isinstance(entry.get("expanded_url"), str)
    }
