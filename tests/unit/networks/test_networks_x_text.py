"""Texts on X: how long they are, that they go out as confirmed, and how they are recognised."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
import regex
import requests
from hypothesis import assume, example, given
from hypothesis import strategies as st
from twitter_text import parse_tweet

from networks import http
from networks.base import Link, Post, Secret
from networks.x import text
from networks.x.client import TweepyClient
from programme import text_rules

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RULES = text_rules.RULES["x"]

EMOJI = ["😀", "❤️", "👍🏽", "👩‍👩‍👧", "🇸🇮", "🏳️‍🌈", "1️⃣", "👨‍🔧"]
LINK = "https://go.lipa.si/Ab3dE5g?utm_source=share_bot"
_LINKS = regex.compile(r"https://[^\s]+")
_EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3"
    r"|\p{Extended_Pictographic}[\uFE0F\p{EMod}]*(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{EMod}]*)*"
)
# The published configuration, version 3 (docs.x.com/fundamentals/counting-characters).
_LIGHT = [(0, 4351), (8192, 8205), (8208, 8223), (8242, 8247)]


def weight(plain: str) -> int:
    """The length by the published rules: links 23, emoji 2, most others 2, Latin and the like 1."""
    rest, links = _LINKS.subn("", unicodedata.normalize("NFC", plain))
    rest, emoji = _EMOJI.subn("", rest)
    light = sum(any(low <= ord(c) <= high for low, high in _LIGHT) for c in rest)
    return 23 * links + 2 * emoji + light + 2 * (len(rest) - light)


# Letters of several alphabets, and what often stands between them; nothing that makes a bare word
# with a dot into a link, which only the vendor's own list of domains can tell.
WORDS = st.text(alphabet="ab čšžŠ ñ дом あ日本 e\u0301 \n!?,;:()'\"–—…„“&#@_-", max_size=40)
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from(EMOJI), st.just(f" {LINK} ")), max_size=12).map(
    "".join
)
PLENTY = st.sampled_from(["a", "č", "日", "😀", "e\u0301", " "])


@given(TEXTS, PLENTY, st.integers(-3, 3))
@example("", "a", 0)
@example("", "日", 0)
@example("", "😀", 0)
def test_a_text_fits_exactly_when_x_says_so(plain: str, filler: str, over: int) -> None:
    """At the very limit our count, the vendor's own counter and the published rules agree."""
    short = RULES.limit + over - weight(plain + "\n")
    assume(short >= 0)
    whole = plain + "\n" + filler * (short // weight(filler))

    published = weight(whole)
    assert text_rules.measure(whole, RULES) == published
    parsed = parse_tweet(unicodedata.normalize("NFC", whole))
    assert parsed.weightedLength == published
    assert text_rules.fits(whole, RULES) is (published <= 280)
    # The vendor's counter calls an empty text invalid as well.
    assert parsed.valid is (published <= 280) or not whole.strip()


class Kept(requests.adapters.BaseAdapter):
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.body = b""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        assert isinstance(request.body, bytes)
        self.body = request.body
        answer = requests.Response()
        answer.status_code = 201
        return answer

    def close(self) -> None:
        """Nothing is held open."""


def sent_for(post: Post) -> str:
    """The text in the body of the call that makes this post."""
    client = TweepyClient(Secret("t"), api="https://x.example", timeouts=http.Timeouts())
    kept = Kept()
    client.session.mount("https://", kept)
    client.create_tweet(text=text.final(post), user_auth=False)
    sent: str = json.loads(kept.body)["text"]
    return sent


@given(st.one_of(TEXTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=60)))
@example("R&D <2026> “ok” \\n \u2028 čez e\u0301 👩‍👩‍👧")
def test_what_goes_out_is_what_was_confirmed(plain: str) -> None:
    """Not a character of a confirmed text with its link in it is changed on its way to X."""
    confirmed = text_rules.join_link(plain, LINK)

    assert sent_for(make(confirmed, url=LINK)) == confirmed


def make(caption: str, marker: str = "", url: str = "") -> Post:
    link = Link(url=url, title="t") if url else None
    return Post(text=caption, link=link, marker=marker, idempotency_key="k", confirmed_at=NOW)


def test_a_link_that_is_not_in_the_text_is_put_there() -> None:
    """A text without its link gets it, and a link without a text stands alone."""
    assert text.final(make("Glej", url=LINK)) == f"Glej\n{LINK}"
    assert text.final(make("", url=LINK)) == LINK
    assert text.final(make("Glej")) == "Glej"


@given(TEXTS)
def test_a_post_is_recognised_by_its_text(plain: str) -> None:
    """However X writes a text back (NFC, entities, short addresses), it is known again."""
    written = unicodedata.normalize("NFC", plain).strip()
    urls = []
    for number, address in enumerate(set(_LINKS.findall(written))):
        urls.append({"url": f"https://t.co/{number}", "expanded_url": address})
        written = written.replace(address, f"https://t.co/{number}")
    escaped = written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    read = {"text": escaped, "entities": {"urls": urls}}

    assert text.is_same(read, make(plain))
    assert not text.is_same(read, make(f"{plain} x"))


@pytest.mark.parametrize(
    ("read", "same"),
    [
        ({"text": "see go.example/Ab3dE5g"}, True),
        ({"text": "x https://t.co/1", "entities": None}, False),
        ({"text": "Ab3dE5gh"}, False),
        ({"text": 7, "entities": {"urls": [None, {"url": 1}]}}, False),
        (
            {
                "text": "x https://t.co/1",
                "entities": {
                    "urls": [{"url": "https://t.co/1", "expanded_url": "https://g/Ab3dE5g?a=1"}]
                },
            },
            True,
        ),
    ],
)
def test_a_post_is_recognised_by_its_code(read: dict[str, Any], *, same: bool) -> None:
    """The code counts as a whole word, in the text or in an original address."""
    assert text.is_same(read, make("any", marker="Ab3dE5g")) is same
