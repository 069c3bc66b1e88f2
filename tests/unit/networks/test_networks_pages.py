"""Reading pages: their own words, whatever state they are in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import feeds
from networks.fetching import Fetched
from networks.guard import is_public

URL = "https://blog.example/2026/grid"


def card(html: str | bytes, charset: str | None = None) -> feeds.PageCard:
    body = html.encode() if isinstance(html, str) else html
    return feeds.parse_page(Fetched(url=URL, content_type="text/html", charset=charset, body=body))


def test_open_graph_comes_first() -> None:
    """Open Graph words win over the page's title and description."""
    got = card(
        """<html lang="en-GB"><head><title>Blog</title>
        <meta name="description" content="plain">
        <meta property="og:title" content=" Grid   report ">
        <meta property="og:description" content="What we learnt &amp; why">
        <meta property="og:image" content="//cdn.example/grid.png">
        <meta property="og:image:alt" content="A pylon">
        <link rel="alternate" type="application/rss+xml" href="/feed.xml">
        <link rel="alternate" hreflang="sl" href="/sl/">"""
    )

    assert got == feeds.PageCard(
        url=URL,
        title="Grid report",
        description="What we learnt & why",
        image="https://cdn.example/grid.png",
        image_alt="A pylon",
        language="en",
        feeds=("https://blog.example/feed.xml",),
    )


def test_a_plain_page_still_has_a_card() -> None:
    """Title and description do where there is no Open Graph."""
    got = card('<title>Grid &lt;2026&gt;</title><meta name="Description" content="plain">')

    assert (got.title, got.description, got.image, got.language) == (
        "Grid <2026>",
        "plain",
        None,
        None,
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:image/png;base64,AA", "", "http:", "http://[bad"]
)
def test_odd_picture_addresses_are_dropped(address: str) -> None:
    """Only web addresses come out of a page."""
    assert card(f'<meta property="og:image" content="{address}">').image is None


def test_a_base_address_is_respected() -> None:
    """Relative addresses follow the page's base, unless the base is no web address."""
    image = '<meta property="og:image" content="a.png">'

    assert (
        card(f'<base href="https://cdn.example/x/">{image}').image == "https://cdn.example/x/a.png"
    )
    assert card(f'<base href="javascript:1">{image}').image == "https://blog.example/2026/a.png"


@pytest.mark.parametrize(
    ("value", "language"),
    [("sl", "sl"), ("SL-si", "sl"), ("pt_BR", "pt"), ("english", None), ("x", None), ("", None)],
)
def test_languages_are_primary_subtags(value: str, language: str | None) -> None:
    """A language is a short code or unknown."""
    assert card(f'<html lang="{value}">').language == language


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>čšž</title>".encode("cp1250"), "windows-1250"),
        ('<meta charset="windows-1250"><title>čšž</title>'.encode("cp1250"), None),
        ("\ufeff<title>čšž</title>".encode("utf-16-le"), "utf-8"),
        ("<title>čšž</title>".encode(), "no-such-charset"),
        ("<title>čšž</title>".encode(), "punycode"),
        ("<title>čšž</title>".encode(), "hex"),
    ],
)
def test_character_sets_are_honoured(body: bytes, charset: str | None) -> None:
    """Byte order mark, header and page decide in this order; unknown ones are ignored."""
    assert card(body, charset).title == "čšž"


def test_long_words_are_cut_with_a_sign() -> None:
    """Overlong text ends at a word with an ellipsis."""
    got = card("<title>" + "word " * 200 + "</title>")

    assert len(got.title) <= 300
    assert got.title.endswith("word…")
    assert card("<title>" + "x" * 900 + "</title>").title == "x" * 299 + "…"


def test_control_characters_do_not_come_out() -> None:
    """Line breaks, right-to-left marks and controls become spaces."""
    assert card("<title>a\u202eb\nc\x07d</title>").title == "a b c d"


@given(st.binary(max_size=300))
def test_no_page_makes_it_fail(body: bytes) -> None:
    """Any bytes give a card with the page's address."""
    assert card(b"<html><head><meta property=" + body).url == URL


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to listen on
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:808:808::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2606:4700::1111%eth0",
        "localhost",
        "127.1",
        "0x7f000001",
        "",
    ],
)
def test_inner_and_odd_addresses_are_not_public(address: str) -> None:
    """Nothing but an ordinary public address counts as public."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450::1"])
def test_ordinary_addresses_are_public(address: str) -> None:
    """Ordinary addresses of both families are public."""
    assert is_public(address)
