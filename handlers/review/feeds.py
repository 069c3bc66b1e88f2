"""From a feed's entries to drafts for review: which are new, and what each becomes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from content_store.queries.items import Content
from networks.fetching import FetchRefusal
from programme import captions, guidelines
from programme.guidelines import Guidelines
from programme.imports import FeedEntry
from programme.values import Topic

FIRST_READING = 10
"""Entries taken the first time: enough to begin with, and no flood for whoever reviews them."""

TOLD_AFTER = 3
"""Failed readings in a row after which leads hear of it."""

_TOPIC_WORDS = {
    "internal-news": ("internal", "company", "culture", "team", "people", "podjetje", "ekipa"),
    "product-news": ("product", "release", "feature", "launch", "izdelek", "izdelki", "novost"),
    "thought-leadership": (
        "thought",
        "leadership",
        "insight",
        "insights",
        "opinion",
        "research",
        "mnenje",
        "stroka",
    ),
    "hiring": ("hiring", "career", "careers", "job", "jobs", "zaposlitev", "zaposlitve", "kariera"),
}
"""Words in a feed's categories that speak for one of the topics a workspace begins with."""

_ALT = {"en": "Picture for the article “{title}”", "sl": "Slika k prispevku »{title}«"}

_REASONS = {
    FetchRefusal.MALFORMED: "address",
    FetchRefusal.SCHEME: "address",
    FetchRefusal.CREDENTIALS: "address",
    FetchRefusal.PORT: "address",
    FetchRefusal.ADDRESS: "address",
    FetchRefusal.UNRESOLVED: "no_answer",
    FetchRefusal.REDIRECTS: "no_answer",
    FetchRefusal.TIMEOUT: "no_answer",
    FetchRefusal.UNREACHABLE: "no_answer",
    FetchRefusal.STATUS: "no_answer",
    FetchRefusal.CONTENT_TYPE: "not_a_feed",
    FetchRefusal.TOO_BIG: "too_large",
}


def reason_of(refusal: FetchRefusal) -> str:
    """The kind of failure, as `review.feed_reason_…` words it."""
    return _REASONS[refusal]


def newest_first(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """The entries by date where all have one; else as the document has them, each once."""
    once = list({entry.guid: entry for entry in reversed(entries)}.values())[::-1]
    if any(entry.published_at is None for entry in once):
        return once
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(once, key=lambda entry: entry.published_at or oldest, reverse=True)


def fresh(entries: Sequence[FeedEntry], known: frozenset[str], *, first: bool) -> list[FeedEntry]:
    """The entries to take in, the oldest first so that they come to review in their order.

    What is older than anything known was left out at the first reading and stays left out.
    """
    ordered = newest_first(entries)
    if first:
        return [entry for entry in ordered[:FIRST_READING] if entry.guid not in known][::-1]
    oldest_known = max(
        (place for place, entry in enumerate(ordered) if entry.guid in known),
        default=len(ordered),
    )
    return [entry for entry in ordered[:oldest_known] if entry.guid not in known][::-1]


def draft(
    entry: FeedEntry, topics: Sequence[Topic], rules: Guidelines, *, language: str
) -> Content:
    """The item that an entry becomes; `language` is the company's, for feeds that name none."""
    written_in = entry.language or language
    topic = topic_of(entry.topics, topics)
    suggested = captions.draft_captions(entry.title, entry.summary, written_in)
    return Content(
        title=entry.title,
        summary=entry.summary,
        url=entry.url,
        image_url=entry.image_url,
        image_alt=entry.image_alt or _alt(entry, written_in),
        source=entry.source,
        language=written_in,
        topic_id=None if topic is None else topic.id,
        product=topic is not None and topic.slug == "product-news",
        evergreen=False,
        published_at=entry.published_at,
        expires_at=None,
        captions=tuple(guidelines.with_fixes(text, rules) for text in suggested),
    )


def _alt(entry: FeedEntry, language: str) -> str:
    """A description to be bettered by a person, where the feed has none."""
    if entry.image_url is None:
        return ""
    return _ALT.get(language, _ALT["en"]).format(title=entry.title)


def topic_of(categories: Sequence[str], topics: Sequence[Topic]) -> Topic | None:
    """The topic that a feed's categories name, or else hint at."""
    for category in categories:
        name = _key(category)
        for topic in topics:
            if name in (_key(topic.slug), _key(topic.name)):
                return topic
    words = {word for category in categories for word in _key(category).split()}
    for topic in topics:
        if words & set(_TOPIC_WORDS.get(topic.slug, ())):
            return topic
    return None


def _key(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
