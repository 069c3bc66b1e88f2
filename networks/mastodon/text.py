"""The text of a post on Mastodon: as it is sent, and as it is recognised when read back.

Pure. A server strips white space around the text, and gives it back as HTML: paragraphs between
blank lines, addresses cut short for the eye with the whole one in `href`, of the mention of
somebody it knows only the local name (docs.joinmastodon.org/spec/activitypub, "Sanitization").
"""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from networks.base import Post
from programme import text_rules

_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{2,}")
_REMOTE_MENTION = re.compile(r"(?<![=/\w])@([A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)@\w+(?:[.-]+\w+)*")
_BLOCKS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})


def final(post: Post) -> str:
    """The text to send, with the link in it: the server makes the card from that."""
    return text_rules.join_link(post.text, post.link.url if post.link else None)


def language(tag: str) -> str | None:
    """The ISO 639 code of a BCP 47 tag, which is all that a server knows of a language."""
    found = _LANGUAGE.match(tag)
    return found.group().lower() if found else None


def read(content: str) -> str:
    """The text that a server's HTML shows, with addresses whole."""
    body = LexborHTMLParser(content).body
    if body is None:
        return ""
    parts: list[str] = []
    for node in body.iter(include_text=True):
        if parts and node.tag in _BLOCKS:
            parts.append("\n\n")
        parts.append(_text(node))
    return "".join(parts)


def is_same(status: dict[str, Any], post: Post) -> bool:
    """Whether a post read from a server is this one: by its short code, or else by its text."""
    content = str(status.get("content", ""))
    if post.marker:
        whole_word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(post.marker)}(?![A-Za-z0-9])")
        return any(whole_word.search(place) for place in _places(status, content))
    return _comparable(read(content)) == _comparable(final(post))


def _places(status: dict[str, Any], content: str) -> list[str]:
    """Where a short code may stand: in the addresses of links, in the card's, in the text."""
    card = status.get("card")
    shown = card.get("url") if isinstance(card, dict) else None
    links = LexborHTMLParser(content).css("a[href]")
    return [
        read(content),
        *(str(link.attributes.get("href") or "") for link in links),
        *([shown] if isinstance(shown, str) else []),
    ]


def _text(node: LexborNode) -> str:
    if node.tag == "br":
        return "\n"
    if node.tag == "-text":
        return node.text(deep=False)
    if node.tag == "a" and not _is_mention(node):
        return str(node.attributes.get("href") or node.text())
    return "".join(_text(child) for child in node.iter(include_text=True))


def _is_mention(link: LexborNode) -> bool:
    """Hashtags too: their links lead to a page about what the text names."""
    return "mention" in (link.attributes.get("class") or "").split()


def _comparable(text: str) -> str:
    """What stays of a text however a server writes it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _BLANK_LINES.sub("\n\n", _REMOTE_MENTION.sub(r"@\1", lines))
