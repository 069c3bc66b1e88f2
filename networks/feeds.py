"""Reading what companies publish: feeds, article pages, and the pictures in their cards.

It fetches through the guarded client only and returns plain values. Making draft items from a
feed's entries is a rule of the programme, not of this module.
"""

from __future__ import annotations

import asyncio
import codecs
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from networks.fetching import Fetched, GuardedFetcher

FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    # Many servers send feeds under these names; a page that is none simply has no entries.
    "text/html",
    "text/plain",
    "application/octet-stream",
)
PAGE_TYPES = ("text/html", "application/xhtml+xml")
IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")

_MAX_TITLE = 300
_MAX_DESCRIPTION = 1_000
_MAX_ALT = 500
_MAX_URL = 2_000
_MAX_FEEDS = 5
_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?=[-_]|\s*$)", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_WEB_CODECS = (
    "utf-8",
    "utf-16",
    "iso8859",
    "cp125",
    "cp874",
    "koi8",
    "mac-",
    "ascii",
    "big5",
    "gb",
    "shift_jis",
    "euc",
    "iso2022",
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PageCard:
    """What a page says about itself (ogp.me), as plain text, in one line each, trimmed.

    `language` is a primary subtag such as `sl`, or None when the page does not tell. `feeds` are
    the feeds the page announces. All addresses are absolute http or https.
    """

    url: str
    title: str
    description: str
    image: str | None
    image_alt: str
    language: str | None
    feeds: tuple[str, ...] = ()


async def fetch_feed(fetcher: GuardedFetcher, url: str) -> bytes:
    """The bytes of an RSS or Atom document. Raises `fetching.FetchRefused`."""
    return (await fetcher.get(url, accept=FEED_TYPES)).body


async def fetch_image(fetcher: GuardedFetcher, url: str) -> bytes:
    """The bytes of a picture. Raises `fetching.FetchRefused`."""
    return (await fetcher.get(url, accept=IMAGE_TYPES)).body


async def read_page(fetcher: GuardedFetcher, url: str) -> PageCard:
    """The card of an article page. Raises `fetching.FetchRefused`."""
    page = await fetcher.get(url, accept=PAGE_TYPES)
    return await asyncio.to_thread(parse_page, page)


def parse_page(page: Fetched) -> PageCard:
    """Read a fetched page; anything missing is empty, nothing in a page makes this fail."""
    tree = LexborHTMLParser(_decode(page))
    meta = _meta(tree)
    base = _base(tree, page.url)
    title_node = tree.css_first("head > title")
    html_node = tree.css_first("html")
    title = _first(meta, "og:title", "twitter:title") or (title_node.text() if title_node else "")
    image_address = _first(meta, "og:image:secure_url", "og:image:url", "og:image", "twitter:image")
    lang = html_node.attributes.get("lang") if html_node else None
    return PageCard(
        url=page.url,
        title=_plain(title, _MAX_TITLE),
        description=_plain(
            _first(meta, "og:description", "twitter:description", "description"), _MAX_DESCRIPTION
        ),
        image=_absolute(base, image_address),
        image_alt=_plain(_first(meta, "og:image:alt", "twitter:image:alt"), _MAX_ALT),
        language=_language(lang or _first(meta, "og:locale", "content-language")),
        feeds=_feeds(tree, base),
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """Metadata by lower-case name; the first of several wins, as ogp.me has it."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv")
        content = attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], *names: str) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _plain(text: str, limit: int) -> str:
    """One line without control characters, cut at a word with an ellipsis."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(printable.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return at_word.rstrip(" ,;:–-") + "…"


def _language(value: str) -> str | None:
    found = _LANGUAGE.match(value)
    return found.group(1).lower() if found else None


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return _absolute(url, (node.attributes.get("href") if node else None) or "") or url


def _absolute(base: str, address: str) -> str | None:
    """An absolute http(s) address without control characters, or None."""
    candidate = address.strip()
    if not candidate or not candidate.isprintable():
        return None
    try:
        absolute = urljoin(base, candidate)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    fit = parts.scheme in {"http", "https"} and parts.hostname and len(absolute) <= _MAX_URL
    return absolute if fit else None


def _feeds(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for node in tree.css('link[rel~="alternate"][href]'):
        kind = (node.attributes.get("type") or "").strip().lower()
        address = _absolute(base, node.attributes.get("href") or "")
        if kind in {"application/rss+xml", "application/atom+xml"} and address:
            found[address] = None
    return tuple(found)[:_MAX_FEEDS]


def _decode(page: Fetched) -> str:
    """By byte order mark, then the header, then the page's own word, else UTF-8."""
    for mark, name in _BOMS:
        if page.body.startswith(mark):
            return page.body.decode(name, errors="replace")
    declared = _META_CHARSET.search(page.body[:2_048])
    names = (page.charset, declared.group(1).decode("ascii") if declared else None)
    known = (name for name in map(_codec, names) if name is not None)
    return page.body.decode(next(known, "utf-8"), errors="replace")


def _codec(declared: str | None) -> str | None:
    """Python's name of a character set used on the web; Python knows slow and odd ones besides."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return None
    return name if name.startswith(_WEB_CODECS) else None
