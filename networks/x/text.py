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
from programme import text_rules


def final(post: Post) -> str:
    """The text to send: what was confirmed, with the link in it, as X makes the card from that."""
    return text_rules.join_link(post.text, post.link.url if post.link else None)


def is_same(read: dict[str, Any], post: Post) -> bool:
    """Whether a post read from X is this one: by its short code, or else by its whole text."""
    if post.marker:
        whole_word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(post.marker)}(?![A-Za-z0-9])")
        places = (_unescaped(read), *_addresses(read).values())
        return any(whole_word.search(place) for place in places)
    return _normal(as_written(read)) == _normal(final(post))


def as_written(read: dict[str, Any]) -> str:
    """The text of a post read from X as its author wrote it, where X gave the originals."""
    text = _unescaped(read)
    for short, original in _addresses(read).items():
        text = text.replace(short, original)
    return text


def is_legible(read: dict[str, Any]) -> bool:
    """Whether the post came with the originals of its t.co addresses, where short codes stand."""
    return "//t.co/" not in str(read.get("text", "")) or bool(_addresses(read))


def _unescaped(read: dict[str, Any]) -> str:
    return html.unescape(str(read.get("text", "")))


def _normal(text: str) -> str:
    """X keeps texts in NFC (docs.x.com/fundamentals/counting-characters), and cuts their edges."""
    return unicodedata.normalize("NFC", text).strip()


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
