"""Records on Bluesky: the key under which one is stored, and what tells it apart."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.base import Post
from networks.bluesky import identity, record
from networks.connecting import AnswerRefused
from tests.architecture.source import ROOT

TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
CONFIRMED = datetime(2026, 11, 24, 9, 0, 0, 123_456, tzinfo=UTC)
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)


def post(key: str = "share-1", at: datetime = CONFIRMED, text: str = "Živjo") -> Post:
    return Post(text=text, marker="m", idempotency_key=key, confirmed_at=at)


def number_of(key: str) -> int:
    number = 0
    for character in key:
        number = number * 32 + SORTABLE.index(character)
    return number


@given(MOMENTS, st.text(max_size=40))
def test_a_key_is_a_tid_of_its_moment(at: datetime, key: str) -> None:
    """Any post's key is a valid TID, and its time is that of the confirmation."""
    made = record.key_of(post(key, at))
    told = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number_of(made) >> 10)

    assert TID.fullmatch(made)
    assert abs(told - at) < timedelta(milliseconds=1)


@given(MOMENTS, st.integers(-12, 14))
def test_a_key_is_the_same_for_every_attempt(at: datetime, hours: int) -> None:
    """Only the moment and the post's own key count: not the zone it is told in, not the words."""
    there = at.astimezone(timezone(timedelta(hours=hours)))

    assert record.key_of(post(at=at)) == record.key_of(post(at=there, text="Other words"))


def test_keys_of_one_moment_differ() -> None:
    """Posts that were confirmed together, as when a list is confirmed, have keys of their own."""
    keys = {record.key_of(post(f"share-{number}")) for number in range(200)}

    assert len(keys) == 200


def test_keys_sort_by_time() -> None:
    """A later post has a greater key, whatever its own key is."""
    keys = [
        record.key_of(post(f"share-{number}", CONFIRMED + timedelta(milliseconds=number)))
        for number in range(50)
    ]

    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"facets": [], "via": "another app"}, True),
        ({"text": "Živjo!"}, False),
        ({"createdAt": "2026-11-24T09:00:00.124Z"}, False),
        ({"$type": "app.bsky.feed.repost"}, False),
    ],
)
def test_a_stored_record_is_told_by_words_and_time(change: dict[str, Any], *, same: bool) -> None:
    """The same words of the same moment are this post, whatever else a server keeps beside them."""
    stored = {**record.build(post(), [], record.Attached()), **change}

    assert record.is_same(stored, post()) is same
    assert not record.is_same(None, post())


@pytest.mark.parametrize(
    ("language", "expected"),
    [("sl", ["sl"]), ("en-GB", ["en-GB"]), ("", None), ("Slovene", None), ("x_y", None)],
)
def test_only_a_real_language_is_told(language: str, expected: list[str] | None) -> None:
    """A language that is no language tag is left out, because it would have the post refused."""
    made = record.build(replace(post(), language=language), [], record.Attached())

    assert made.get("langs") == expected


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_name_or_refused(typed: str) -> None:
    """Anything typed as a handle is refused, or is a handle or DID that is not changed again."""
    try:
        name = identity.normalised(typed)
    except AnswerRefused:
        return
    assert identity.is_handle(name) or identity.is_did(name)
    assert identity.normalised(name) == name


def test_the_library_is_not_loaded_with_the_program() -> None:
    """Whoever imports Bluesky does not wait for atproto; only its first call does."""
    asked = "import sys, networks.bluesky; print('atproto_client' in sys.modules)"
    told = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout == "False\n"
