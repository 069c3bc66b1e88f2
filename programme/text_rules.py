"""How long a text may be on each network, as that network itself counts.

Knows nothing of accounts or of publishing. Numbers without a vendor's page are marked as ours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, assert_never

import regex
import twitter_text

from programme import links


class Measure(StrEnum):
    """What one unit of a text's length is."""

    CHARACTERS = "characters"
    """UTF-16 code units, as browsers count. LinkedIn's pages do not say which characters they
    mean; this is the largest plausible count, so what fits here fits there."""
    WEIGHTED = "weighted"
    """X: Latin 1, most else 2, an emoji 2, a URL 23, after NFC
    (docs.x.com/fundamentals/counting-characters)."""
    GRAPHEMES = "graphemes"
    """What a reader sees as one character (docs.bsky.app/docs/advanced-guides/posts)."""
    MASTODON = "mastodon"
    """Graphemes, a link 23, of a mention only the local name
    (docs.joinmastodon.org/user/posting)."""
    THREADS = "threads"
    """Characters, but an emoji as many as its bytes of UTF-8
    (developers.facebook.com/docs/threads/posts)."""


class LinkPlace(StrEnum):
    """Where a network takes the link."""

    TEXT = "text"
    CARD = "card"
    """Beside the text: a card, or a field of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TextRules:
    """One network's rules for a post's text."""

    limit: int
    measure: Measure
    link: LinkPlace
    fold: int | None = None
    """Characters shown before "see more"; None where all of the text is shown."""
    max_bytes: int | None = None
    url_length: int = 23
    """What any link counts for, in the measures that say so."""


RULES: Final[Mapping[str, TextRules]] = MappingProxyType(
    {
        # The limit: linkedin.com/help/linkedin/answer/a528176. The fold is not documented: about
        # 210 characters or three lines in a browser, so ours is 200.
        "linkedin": TextRules(
            limit=3000, measure=Measure.CHARACTERS, link=LinkPlace.CARD, fold=200
        ),
        "x": TextRules(limit=280, measure=Measure.WEIGHTED, link=LinkPlace.TEXT),
        "bluesky": TextRules(
            limit=300, measure=Measure.GRAPHEMES, link=LinkPlace.TEXT, max_bytes=3000
        ),
        # A server may allow more; its own number comes from /api/v2/instance.
        "mastodon": TextRules(limit=500, measure=Measure.MASTODON, link=LinkPlace.TEXT),
        "threads": TextRules(limit=500, measure=Measure.THREADS, link=LinkPlace.TEXT),
        # 63,206 is Facebook's own number for a status; its fold is ours.
        "facebook": TextRules(
            limit=63_206, measure=Measure.CHARACTERS, link=LinkPlace.CARD, fold=200
        ),
        # What the share link's text becomes when encoded must stay within a usual URL: ours.
        "whatsapp": TextRules(limit=1500, measure=Measure.CHARACTERS, link=LinkPlace.TEXT),
        # The text becomes the title: support.reddithelp.com, posting guidelines.
        "reddit": TextRules(limit=300, measure=Measure.CHARACTERS, link=LinkPlace.CARD),
        # Some mail programs cut a mailto: link near 2,000 characters: ours.
        "email": TextRules(limit=1500, measure=Measure.CHARACTERS, link=LinkPlace.TEXT),
    }
)


def on_server(
    rules: TextRules, *, max_characters: int | None, characters_per_url: int | None
) -> TextRules:
    """The rules with one server's own numbers, where servers of a network differ."""
    if max_characters is None:
        return rules
    return replace(rules, limit=max_characters, url_length=characters_per_url or rules.url_length)


_MAX_DOTS = 10
"""Dots in a run that the URL finder is given. Its search takes a time that grows with the square
of the dots (seconds for a few thousand); no link that people share has this many."""

_RUN = regex.compile(r"\s*\S+|\s+")
_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3")
# What a Mastodon server takes for a link and for a mention, by what stands before it and by the
# letters of a user's name.
_MASTODON_LINK = regex.compile(
    rf"(?<![A-Za-z0-9@＠$#＃])(?:{links.WEB_LINK.pattern})", regex.IGNORECASE
)
_REMOTE_MENTION = regex.compile(
    r"(?<![=/\w])@([A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)@\w+(?:[.-]+\w+)*"
)


def measure(text: str, rules: TextRules) -> int:
    """The length of `text` in the units of `rules.limit`."""
    match rules.measure:
        case Measure.CHARACTERS:
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case Measure.WEIGHTED:
            return _weighted(text, rules.url_length)
        case Measure.GRAPHEMES:
            return _graphemes(text)
        case Measure.MASTODON:
            shortened = _MASTODON_LINK.sub("x" * rules.url_length, text)
            return _graphemes(_REMOTE_MENTION.sub(r"@\1", shortened))
        case Measure.THREADS:
            return sum(_threads_weight(cluster) for cluster in _GRAPHEME.findall(text))
    assert_never(rules.measure)


def byte_length(text: str) -> int:
    """The length of `text` in bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def fits(text: str, rules: TextRules) -> bool:
    """Whether the network takes a text of this length."""
    if rules.max_bytes is not None and byte_length(text) > rules.max_bytes:
        return False
    return measure(text, rules) <= rules.limit


def join_link(text: str, link: str | None) -> str:
    """The text with the link after it, on a line of its own, unless it is in the text already."""
    if not link or link in text.split():
        return text
    return f"{text}\n{link}" if text else link


def _graphemes(text: str) -> int:
    return len(_GRAPHEME.findall(text))


def _threads_weight(cluster: str) -> int:
    return byte_length(cluster) if _EMOJI.search(cluster) else len(cluster)


def _weighted(text: str, url_length: int) -> int:
    # Neither a link nor an emoji has white space in it, so a text weighs what its runs weigh;
    # the white space before a run stays with it, as it decides where a bare domain begins.
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    options = {**twitter_text.config.config["defaults"], "transformed_url_length": url_length}
    return sum(_run_weight(run, options) for run in _RUN.findall(normal))


def _run_weight(run: str, options: dict[str, Any]) -> int:
    if run.count(".") <= _MAX_DOTS:
        parsed: int = twitter_text.parse_tweet(run, options).weightedLength
        return parsed
    rest, found = links.WEB_LINK.subn("", run)
    # With a space for each dot, which weighs the same, nothing in the rest is a link.
    plain: int = twitter_text.parse_tweet(rest.replace(".", " "), options).weightedLength
    return found * int(options["transformed_url_length"]) + plain
