"""Texts on Mastodon: read back as they were confirmed, and counted as a server counts them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from mastodon import Mastodon

from networks.base import Link, Post
from networks.mastodon import text
from programme import text_rules
from tests.contract.networks import mastodon_html

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SERVER = "https://toot.si"

# Anything that a person can type; a server's database takes no NUL, and HTML no other controls.
_LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t")
_WORDS = st.sampled_from(
    [
        "Čebele",
        "<b>bold</b>",
        "&amp;",
        "a < b > c",
        '"quoted"',
        "https://go.lipa.example/Ab3dE5g?utm_source=share_bot&utm_medium=x",
        "http://x.si/a_(b)",
        "https://čebela.si/pot.",
        "#Energetika",
        "#2026",
        "@joe",
        "@joe@lipa.social",
        "ana@lipa.example",
        "👩🏽‍🚀",
        "🇸🇮",
        "e\u0301",
        "<br />",
        "</p><p>",
        "<!-- -->",
        "&#x41;",
        "\n",
        "\n\n",
        "\n\n\n",
        " ",
    ]
)
_TEXTS = st.lists(st.one_of(_WORDS, _WORDS, st.text(_LETTERS, max_size=8)), max_size=12).map(
    " ".join
)
# Letters and marks on whose grapheme clusters every version of Unicode agrees.
_SETTLED = st.characters(
    max_codepoint=0x05FF,
    categories=["L", "M", "N", "P", "S", "Z"],
    exclude_characters="@#/:=",
)
_COUNTED = st.lists(
    st.one_of(
        st.text(_SETTLED, max_size=6),
        st.sampled_from(
            [
                "https://lipa.si/novice/porocilo?utm_source=share_bot&utm_medium=x",
                "(https://čebela.si/pot/do/panja/in/nazaj/na/travnik)",
                "HTTP://LIPA.COM/A,B;C",
                "xhttps://lipa.si/novice/porocilo-o-omrezju-2026",
                "#https://lipa.si/novice/porocilo-o-omrezju-2026",
                "@joe",
                "@joe@lipa.social",
                "@joe_2@lipa.social,",
                "@čebela@lipa.social",
                "ana@lipa.si",
                "https://lipa.si/@joe@lipa.social/110",
                "👩🏽‍🚀👨‍👩‍👧",
                "🇸🇮🇭🇷🇮",
                "한국어",
                "e\u0301\u0323",
            ]
        ),
    ),
    max_size=30,
).map(" ".join)
_LOCAL_NAME_ONLY = re.compile(
    r"(?<![\w/=])@([A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)@\w+(?:[.-]+\w+)*"
)


def as_shown(written: str) -> str:
    """A text as a reader sees it: no blank lines in a row, a mention by its local name."""
    stripped = re.sub(r"\n{2,}", "\n\n", written.strip())
    return _LOCAL_NAME_ONLY.sub(r"@\1", stripped)


def post_of(written: str, *, marker: str = "") -> Post:
    return Post(text=written, marker=marker, idempotency_key="k", confirmed_at=NOW)


@given(_TEXTS)
@example("</p><p>&amp;<br />")
@example("a\n\n\n\nb\nc")
def test_what_a_server_shows_is_what_was_confirmed(written: str) -> None:
    """Whatever a person writes comes back from the server's HTML, letter by letter."""
    assert text.read(mastodon_html.rendered(written, SERVER)).strip() == as_shown(written)


@given(_TEXTS)
def test_a_post_is_recognised_by_its_whole_text(written: str) -> None:
    """A post without a code is found among others by what it says."""
    status = {"content": mastodon_html.rendered(written, SERVER)}

    assert text.is_same(status, post_of(written))
    assert not text.is_same(status, post_of(f"{written} and more"))


@given(_COUNTED, st.integers(min_value=10, max_value=1000))
def test_a_text_is_as_long_as_the_server_counts_it(written: str, most: int) -> None:
    """Ours is the count of Mastodon.py, which has the server's own pattern for links."""
    rules = text_rules.on_server(
        text_rules.RULES["mastodon"], max_characters=most, characters_per_url=23
    )
    counted = Mastodon.get_status_length(written)

    assert text_rules.measure(written, rules) == counted
    assert text_rules.fits(written, rules) == (counted <= most)


@given(_COUNTED, st.integers(min_value=1, max_value=60))
@example("https://go.lipa.example/Ab3dE5g @joe@lipa.social", 23)
def test_a_link_is_as_long_as_its_server_says(written: str, per_url: int) -> None:
    """A server may reserve another length for links than others do."""
    rules = text_rules.on_server(
        text_rules.RULES["mastodon"], max_characters=500, characters_per_url=per_url
    )

    assert text_rules.measure(written, rules) == mastodon_html.length(written, per_url=per_url)


@given(_TEXTS, st.sampled_from(["Ab3dE5g", "9"]))
def test_a_code_is_found_wherever_the_server_puts_the_link(written: str, code: str) -> None:
    """In a cut-short link, in the card, in the text: the code is found as a whole word only."""
    assume(code not in written)
    link = f"https://go.lipa.example/{code}?utm_source=share_bot"
    shown = {"content": mastodon_html.rendered(f"{written}\n{link}", SERVER)}
    carded = {"content": mastodon_html.rendered(written, SERVER), "card": {"url": link}}
    longer = {"content": mastodon_html.rendered(f"{written}\n{link}".replace(code, code + "z"), "")}

    post = post_of(written, marker=code)
    assert text.is_same(shown, post)
    assert text.is_same(carded, post)
    assert not text.is_same(longer, post)


def test_the_link_stands_once_in_the_text() -> None:
    """The link is added on a line of its own, unless it is there already."""
    link = Link(url="https://go.lipa.example/Ab3dE5g", title="Report")
    bare = post_of("Read this")
    for written, expected in (
        ("Read this", f"Read this\n{link.url}"),
        (f"Read {link.url} now", f"Read {link.url} now"),
        ("", link.url),
    ):
        post = Post(
            text=written, link=link, marker="Ab3dE5g", idempotency_key="k", confirmed_at=NOW
        )
        assert text.final(post) == expected
    assert text.final(bare) == "Read this"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("sl", "sl"), ("sl-SI", "sl"), ("EN-gb", "en"), ("haw", "haw"), ("", None), ("x", None)],
)
def test_a_language_is_told_by_its_code(tag: str, code: str | None) -> None:
    """A server knows two and three letter codes, and no regions."""
    assert text.language(tag) == code


@pytest.mark.parametrize("content", ["", "<", "<p", "plain", "<p></p>", "<script>x</script>", "\0"])
def test_odd_html_raises_nothing(content: str) -> None:
    """What a server sends is foreign; it is read as far as it can be."""
    assert isinstance(text.read(content), str)
    assert not text.is_same({"content": content, "card": {"url": 5}}, post_of("a", marker="Ab3"))


def test_an_address_that_is_shown_shortened_is_read_whole() -> None:
    """Servers that cut an address in the text itself have all of it in the link."""
    content = '<p>See <a href="https://lipa.si/a?b=1&amp;c=2">lipa.si/a…</a> now</p>'

    assert text.read(content) == "See https://lipa.si/a?b=1&c=2 now"


def test_nested_markup_of_other_servers_is_read_too() -> None:
    """Servers that keep lists and quotes from elsewhere put their text into blocks."""
    content = (
        "<blockquote><p>One</p><p>Two</p></blockquote><ul><li>Three</li></ul><p>Four<br>Five</p>"
    )

    read = text.read(content)

    assert [word for word in re.split(r"\s+", read) if word] == ["OneTwo", "Three", "Four", "Five"]
