"""Reads the entries of an RSS or Atom document that somebody else has fetched.

Pure parsing of hostile bytes: nothing is resolved, opened or fetched, markup is taken off, and
every field is cut to a size. Takes up to a second of one processor for the largest document, so
call it in a thread. Knows nothing of items or of the library.
"""

from __future__ import annotations

import calendar
import hashlib
import io
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser
import regex
from selectolax.lexbor import LexborHTMLParser

from programme import links
from programme.errors import Refused

MAX_DOCUMENT = 2_000_000
"""Largest document read, in bytes: ours; a hundred long articles fit."""
MAX_ENTRIES = 100
MAX_TITLE = 200
MAX_SUMMARY = 400
MAX_ALT = 300
MAX_TOPIC = 60
MAX_TOPICS = 10
MAX_GUID = 300
_MAX_MARKUP = 20_000
"""Characters of an entry's markup that are looked at."""
_ENTITY = b"<!entity"
_LONGEST_NUMBER = 7
_CHARACTER = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEntry:
    """One article of a feed, in plain text."""

    guid: str
    """The feed's own name for it; the same article keeps it."""
    url: str
    title: str
    summary: str
    image_url: str | None
    image_alt: str
    """What the feed says of the image; empty where it says nothing."""
    published_at: datetime | None
    topics: tuple[str, ...]
    language: str | None
    """ISO 639 code, lower case."""
    source: str


def parse_feed(document: bytes, *, url: str, content_type: str = "") -> tuple[FeedEntry, ...]:
    """The entries in the order of the document, at most `MAX_ENTRIES`.

    `url` is where it was fetched from, for links that are relative to it. Entries without a web
    address or a title are left out. Raises Refused where the document is no feed, or too large.
    """
    if len(document) > MAX_DOCUMENT:
        raise Refused("feed.too_large", field="url")
    if _ENTITY in document.replace(b"\0", b"").lower():
        # No honest feed declares entities; nested ones multiply into seconds of work.
        raise Refused("feed.not_a_feed", field="url")
    try:
        # As a stream: a string would be taken for an address or a file name if it looks like one.
        found = feedparser.parse(
            io.BytesIO(_CHARACTER.sub(_kept, document)),
            response_headers={"content-type": content_type} if content_type else {},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (OverflowError, ValueError) as error:
        # Its lenient parser fails on character numbers that no character has.
        raise Refused("feed.not_a_feed", field="url") from error
    if not found.get("version"):
        raise Refused("feed.not_a_feed", field="url")
    feed: Mapping[str, Any] = found.get("feed") or {}
    entries = (_entry(entry, feed, url) for entry in found.get("entries", [])[:MAX_ENTRIES])
    return tuple(entry for entry in entries if entry is not None)


def _kept(reference: re.Match[bytes]) -> bytes:
    """A character by its number, or nothing if XML has no such character (w3.org/TR/xml, 2.2)."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) <= _LONGEST_NUMBER else 0
    is_character = number in {9, 10, 13} or number in range(0x20, 0xD800)
    return reference[0] if is_character or number in range(0xE000, 0x110000) else b""


def _entry(entry: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> FeedEntry | None:
    url = _web_url(entry.get("link"), base)
    title = trimmed(plain_text(_text(entry.get("title"))), MAX_TITLE)
    if url is None or not title:
        return None
    markup = _markup(entry)
    image_url, image_alt = _image(entry, markup, base)
    source: Mapping[str, Any] = entry.get("source") or {}
    details: Mapping[str, Any] = entry.get("title_detail") or {}
    return FeedEntry(
        guid=_guid(_text(entry.get("id")) or url),
        url=url,
        title=title,
        summary=trimmed(_without_boilerplate(plain_text(markup)), MAX_SUMMARY),
        image_url=image_url,
        image_alt=image_alt,
        published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        topics=_topics(entry.get("tags") or []),
        language=_language(
            details.get("language") or entry.get("language") or feed.get("language")
        ),
        source=trimmed(plain_text(_text(source.get("title") or feed.get("title"))), MAX_TITLE),
    )


def _text(value: object) -> str:
    return _whole(value[:_MAX_MARKUP]) if isinstance(value, str) else ""


def _whole(text: str) -> str:
    """The text without halves of characters, which `&#xD800;` makes and no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _markup(entry: Mapping[str, Any]) -> str:
    summary = _text(entry.get("summary"))
    if summary.strip():
        return summary
    contents: Iterable[Mapping[str, Any]] = entry.get("content") or []
    return next((text for content in contents if (text := _text(content.get("value")))), "")


def _guid(guid: str) -> str:
    guid = _CONTROL.sub("", guid)
    if len(guid) <= MAX_GUID:
        return guid
    return f"sha256:{hashlib.sha256(guid.encode()).hexdigest()}"


def _web_url(value: object, base: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return links.checked(urljoin(base, _whole(value.strip())))
    except (Refused, ValueError):
        # urljoin answers a malformed host with a ValueError.
        return None


def _moment(parsed: object) -> datetime | None:
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=calendar.timegm(parsed))
    except (OverflowError, ValueError):
        return None


def _language(value: object) -> str | None:
    code = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", value.strip()) if isinstance(value, str) else None
    return code[0].lower() if code else None


def _topics(tags: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    terms = (plain_text(_text(tag.get("label") or tag.get("term"))) for tag in tags)
    kept = dict.fromkeys(trimmed(term, MAX_TOPIC) for term in terms if term)
    return tuple(kept)[:MAX_TOPICS]


def _image(entry: Mapping[str, Any], markup: str, base: str) -> tuple[str | None, str]:
    """The entry's picture and its description: named by the feed, else the first in the text."""
    for candidate, alt in _named_images(entry):
        url = _web_url(candidate, base)
        if url is not None:
            return url, trimmed(plain_text(alt), MAX_ALT)
    contents: Iterable[Mapping[str, Any]] = entry.get("content") or []
    for text in (markup, *(_text(content.get("value")) for content in contents)):
        for node in LexborHTMLParser(text).css("img[src]") if "<img" in text.lower() else []:
            url = _web_url(node.attributes.get("src"), base)
            if url is not None and not _is_tracking_pixel(node.attributes):
                return url, trimmed(plain_text(node.attributes.get("alt") or ""), MAX_ALT)
    return None, ""


def _named_images(entry: Mapping[str, Any]) -> Iterable[tuple[object, str]]:
    for media in entry.get("media_content") or []:
        if media.get("medium") == "image" or str(media.get("type", "")).startswith("image/"):
            yield media.get("url"), _text(media.get("description")) or _description(entry)
    for thumbnail in entry.get("media_thumbnail") or []:
        yield thumbnail.get("url"), ""
    for link in entry.get("links") or []:
        if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image/"):
            yield link.get("href"), _text(link.get("title"))


def _description(entry: Mapping[str, Any]) -> str:
    """What `media:description` says, which the parser keeps among the entry's texts."""
    contents: Iterable[Mapping[str, Any]] = entry.get("content") or []
    plain = [_text(text.get("value")) for text in contents if text.get("type") == "text/plain"]
    return plain[0] if len(plain) == 1 and len(plain[0]) <= MAX_ALT else ""


def _is_tracking_pixel(attributes: Mapping[str, str | None]) -> bool:
    return attributes.get("width") in {"0", "1"} or attributes.get("height") in {"0", "1"}


_BLOCK_TAG = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|section|article|figure|hr)\b",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain_text(markup: str) -> str:
    """What a reader sees of a piece of HTML: no tags, no scripts, white space made single."""
    text = markup[:_MAX_MARKUP]
    if "<" in text or "&" in text:
        tree = LexborHTMLParser(_BLOCK_TAG.sub(r" \g<0>", text))
        tree.strip_tags(
            ["script", "style", "template", "noscript", "iframe", "object", "svg", "figcaption"]
        )
        text = tree.body.text() if tree.body is not None else ""
    return " ".join(_CONTROL.sub("", text).split())


# What WordPress adds under each article of its feeds.
_BOILERPLATE = re.compile(
    r"\s*(?:The post .{1,300} appeared first on .{1,200}|(?:Prispevek|Objava) .{1,300} "
    r"(?:se je pojavil|je bil)\w* (?:najprej )?(?:objavljen\w* )?na .{1,200})$"
)
_ELLIPSIS = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|\.\.\.|…)$")


def _without_boilerplate(text: str) -> str:
    text = _BOILERPLATE.sub("", text)
    shorter = _ELLIPSIS.sub("", text).rstrip(" ,;:–-")
    return f"{shorter}…" if shorter and shorter != text else text


def trimmed(text: str, limit: int) -> str:
    """The text in at most `limit` characters, ended with … after a whole word where it is cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        word_end = head.rfind(" ")
        head = head[:word_end] if word_end > 0 else "".join(regex.findall(r"\X", head)[:-1])
    return f"{head.rstrip(' ,;:–-.')}…"
