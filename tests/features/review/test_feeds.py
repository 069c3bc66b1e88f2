"""Which entries of a feed are new, and what becomes of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.library.defaults import DEFAULT_TOPICS
from handlers.review import feeds
from networks.fetching import FetchRefusal
from programme.guidelines import Guidelines
from programme.imports import FeedEntry
from programme.values import Topic
from tests.helpers.databases import START

TOPICS = [
    Topic(id=number, slug=slug, name=name)
    for number, (slug, name) in enumerate(DEFAULT_TOPICS.items(), start=1)
]
ENTRY = FeedEntry(
    guid="g",
    url="https://blog.example/a",
    title="A title",
    summary="A summary.",
    image_url=None,
    image_alt="",
    published_at=None,
    topics=(),
    language="en",
    source="Blog",
)


def numbered(number: int, *, dated: bool = True) -> FeedEntry:
    published = START + timedelta(hours=number) if dated else None
    return replace(ENTRY, guid=f"g{number}", published_at=published)


@pytest.mark.parametrize(
    ("categories", "slug"),
    [
        (("Hiring",), "hiring"),
        (("thought-leadership",), "thought-leadership"),
        (("Careers at Acme",), "hiring"),
        (("Novosti", "Izdelki"), "product-news"),
        (("Gardening",), None),
        ((), None),
    ],
)
def test_categories_lead_to_topics(categories: tuple[str, ...], slug: str | None) -> None:
    """A topic is found by its name or by words that speak for it; else there is none."""
    found = feeds.topic_of(categories, TOPICS)
    assert (None if found is None else found.slug) == slug


@given(old=st.integers(0, 30), added=st.integers(0, 5), dated=st.booleans())
def test_reading_on_brings_each_new_entry_once(old: int, added: int, *, dated: bool) -> None:
    """After the first reading only later entries come, each once, the oldest first."""
    document = [numbered(number, dated=dated) for number in range(old, 0, -1)]
    first = feeds.fresh(document, frozenset(), first=True)
    assert [entry.guid for entry in first] == [
        f"g{number}" for number in range(max(old - 9, 1), old + 1)
    ]
    known = frozenset(entry.guid for entry in first)
    later = [numbered(number, dated=dated) for number in range(old + added, 0, -1)]
    second = feeds.fresh(later, known, first=False)
    assert [entry.guid for entry in second] == [
        f"g{number}" for number in range(old + 1, old + added + 1)
    ]


def test_a_picture_gets_words_and_a_draft_gets_the_required_hashtag() -> None:
    """A draft is ready to be approved: picture described, three captions, hashtags in place."""
    entry = replace(ENTRY, image_url="https://blog.example/p.png", language="sl")
    draft = feeds.draft(entry, TOPICS, Guidelines(hashtags=("acme",)), language="en")

    assert draft.image_alt == "Slika k prispevku »A title«"
    assert draft.language == "sl"
    assert len(draft.captions) == 3
    assert all("#acme" in caption for caption in draft.captions)


def test_each_failure_has_words() -> None:
    """Whatever keeps a feed from being fetched is told to leads as one of four kinds."""
    kinds = {feeds.reason_of(refusal) for refusal in FetchRefusal}
    assert kinds == {"address", "no_answer", "not_a_feed", "too_large"}
