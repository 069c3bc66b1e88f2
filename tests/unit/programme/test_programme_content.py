"""Digests and feeds."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import digests, imports
from programme.digests import Candidate
from programme.errors import Refused

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FRESH = Candidate(item=1, live=True, live_since=NOW - DAY)


def choose(
    *candidates: Candidate,
    topics: frozenset[int] = frozenset(),
    size: int = digests.DIGEST_SIZE,
) -> tuple[int, ...]:
    return digests.choose(candidates, now=NOW, topics=topics, size=size)


@pytest.mark.parametrize(
    "unfit",
    [
        replace(FRESH, live=False),
        replace(FRESH, live_since=NOW + DAY),
        replace(FRESH, expires_at=NOW),
        replace(FRESH, embargo_until=NOW + timedelta(seconds=1)),
        replace(FRESH, last_shown_at=NOW - 100 * DAY),
        replace(FRESH, hidden=True),
        replace(FRESH, done=True),
        replace(FRESH, topics=frozenset({7, 8})),
        replace(FRESH, evergreen=True, last_shown_at=NOW - 29 * DAY),
    ],
)
def test_what_does_not_fit_is_left_out(unfit: Candidate) -> None:
    """Not live, expired, embargoed, seen, unwanted, done, or off topic: not in the digest."""
    assert choose(unfit, topics=frozenset({1, 2})) == ()


@pytest.mark.parametrize(
    "fit",
    [
        FRESH,
        replace(FRESH, expires_at=NOW + timedelta(seconds=1)),
        replace(FRESH, embargo_until=NOW),
        replace(FRESH, topics=frozenset({2, 9})),
        replace(FRESH, evergreen=True, last_shown_at=NOW - 30 * DAY),
    ],
)
def test_what_fits_is_shown(fit: Candidate) -> None:
    """Live items on a followed topic, or on none, and rested evergreen ones are shown."""
    assert choose(fit, topics=frozenset({1, 2})) == (1,)


def test_no_followed_topic_means_all() -> None:
    """Who chose nothing gets everything."""
    assert choose(replace(FRESH, topics=frozenset({7}))) == (1,)


def test_fresh_items_come_first_and_evergreen_ones_take_turns() -> None:
    """The newest on top; below, the evergreen item that rested longest."""
    older = replace(FRESH, item=2, live_since=NOW - 2 * DAY)
    rested = replace(FRESH, item=3, evergreen=True, last_shown_at=NOW - 40 * DAY)
    more_rested = replace(FRESH, item=4, evergreen=True, last_shown_at=NOW - 50 * DAY)

    assert choose(rested, older, more_rested, FRESH) == (1, 2, 4, 3)


def test_nothing_gives_nothing() -> None:
    """An empty library makes an empty digest, which nobody is sent."""
    assert choose() == ()
    assert choose(FRESH, size=0) == ()


candidates = st.builds(
    Candidate,
    item=st.integers(1, 12),
    live=st.booleans(),
    live_since=st.integers(-5, 60).map(lambda days: NOW - days * DAY),
    topics=st.frozensets(st.integers(1, 3), max_size=2),
    evergreen=st.booleans(),
    expires_at=st.none() | st.integers(-3, 3).map(lambda days: NOW + days * DAY),
    embargo_until=st.none() | st.integers(-3, 3).map(lambda days: NOW + days * DAY),
    last_shown_at=st.none() | st.integers(0, 60).map(lambda days: NOW - days * DAY),
    hidden=st.booleans(),
    done=st.booleans(),
)


@given(st.lists(candidates, max_size=20), st.integers(0, 6))
def test_a_digest_is_small_without_repeats_and_the_same_again(
    offered: list[Candidate], size: int
) -> None:
    """Never more than asked for, no item twice, and independent of the order of asking."""
    unique = list({candidate.item: candidate for candidate in offered}.values())
    chosen = digests.choose(unique, now=NOW, size=size)

    assert len(chosen) <= size
    assert len(set(chosen)) == len(chosen)
    assert digests.choose(reversed(unique), now=NOW, size=size) == chosen
    assert all(
        digests.is_showable(candidate, NOW) for candidate in unique if candidate.item in chosen
    )


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Lipa &amp; novice</title><language>sl-SI</language>
<item><title>Čebele &amp;amp; mi</title><link>/clanek/1</link>
<guid isPermaLink="false">lipa-1</guid>
<category>Novice</category><category>Novice</category><category>Okolje</category>
<pubDate>Tue, 24 Nov 2026 09:00:00 +0100</pubDate>
<description>&lt;p&gt;Prvi odstavek.&lt;/p&gt;&lt;p&gt;Dr&lt;b&gt;ug&lt;/b&gt;i
&lt;script&gt;alert(1)&lt;/script&gt; [&amp;#8230;]&lt;/p&gt;
&lt;p&gt;The post &lt;a href="x"&gt;Čebele&lt;/a&gt; appeared first on
&lt;a&gt;Lipa&lt;/a&gt;.&lt;/p&gt;
</description>
<content:encoded>&lt;img src="/p.gif" width="1"&gt;
&lt;img src="/i.jpg" alt="Panj &amp;amp; cvet"&gt;
</content:encoded></item>
<item><title>Slika</title><link>https://lipa.si/2</link>
<media:content url="https://lipa.si/2.jpg" medium="image"/></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Blog</title>
<entry><id>tag:a</id><title type="html">A &amp;lt;b&amp;gt; tag</title>
<link rel="alternate" href="https://a.si/1"/><updated>2026-11-24T08:00:00Z</updated>
<category term="news" label="News"/><content type="html">&lt;p&gt;Long text.&lt;/p&gt;</content>
<source><title>Elsewhere</title></source></entry></feed>"""


def parse(document: str | bytes) -> tuple[imports.FeedEntry, ...]:
    data = document if isinstance(document, bytes) else document.encode()
    return imports.parse_feed(data, url="https://lipa.si/feed/")


def test_an_rss_feed_is_read_as_plain_text() -> None:
    """Titles, summaries, pictures and topics come without markup, links made absolute."""
    first, second = parse(RSS)

    assert first == imports.FeedEntry(
        guid="lipa-1",
        url="https://lipa.si/clanek/1",
        title="Čebele & mi",
        summary="Prvi odstavek. Drugi…",
        image_url="https://lipa.si/i.jpg",
        image_alt="Panj & cvet",
        published_at=datetime(2026, 11, 24, 8, tzinfo=UTC),
        topics=("Novice", "Okolje"),
        language="sl",
        source="Lipa & novice",
    )
    assert (second.guid, second.image_url, second.published_at) == (
        "https://lipa.si/2",
        "https://lipa.si/2.jpg",
        None,
    )


def test_an_entry_may_name_its_own_language_and_describe_its_picture() -> None:
    """An entry's `dc:language` counts before the feed's; `media:description` is the alt text."""
    (entry,) = parse(
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/"><channel><title>N</title>'
        "<language>en</language><item><title>Novo</title><link>https://a.si/1</link>"
        "<dc:language>sl</dc:language><description>Kratko.</description>"
        '<media:content url="https://a.si/1.png" medium="image">'
        '<media:description type="plain">Hiša s soncem</media:description></media:content>'
        "</item></channel></rss>"
    )
    assert (entry.language, entry.image_alt, entry.summary) == ("sl", "Hiša s soncem", "Kratko.")


def test_an_atom_feed_is_read_too() -> None:
    """Content stands in for a summary, labels for terms, and the entry's source for the feed."""
    (entry,) = parse(ATOM)

    assert entry.title == "A <b> tag"
    assert entry.summary == "Long text."
    assert (entry.topics, entry.language, entry.source) == (("News",), "en", "Elsewhere")
    assert entry.published_at == datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "document",
    [b"", b"http://127.0.0.1/feed", b"/etc/hosts", b"<html><body>hi</body></html>", b"\x00\xff"],
)
def test_what_is_no_feed_is_refused(document: bytes) -> None:
    """A page, nothing, or the name of something is not a feed, and is never opened."""
    with pytest.raises(Refused) as refusal:
        parse(document)

    assert (refusal.value.code, refusal.value.field) == ("feed.not_a_feed", "url")


def test_a_feed_without_end_is_refused() -> None:
    """Documents above the size limit are not parsed at all."""
    with pytest.raises(Refused) as refusal:
        parse(b"<rss>" + b" " * imports.MAX_DOCUMENT)

    assert refusal.value.code == "feed.too_large"


def item(inside: str) -> str:
    return f'<rss version="2.0"><channel>{inside}</channel></rss>'


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://a:b@c.si/"])
def test_dangerous_links_are_left_out(link: str) -> None:
    """Entries that lead to a script or hide their host do not come in, nor such pictures."""
    bad = f"<item><title>A</title><link>{link}</link></item>"
    good = (
        "<item><title>B</title><link>https://a.si/</link>"
        f'<enclosure url="{link}" type="image/png" length="1"/></item>'
    )

    (entry,) = parse(item(bad + good))

    assert (entry.title, entry.image_url) == ("B", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!entity a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">',
    ],
)
def test_feeds_that_declare_entities_are_refused(declaration: str, encoding: str) -> None:
    """A feed can neither make us open files nor grow into billions of laughs."""
    document = f"<!DOCTYPE r [{declaration}]>" + item(
        "<item><title>&x;</title><link>https://a.si/</link></item>"
    )

    with pytest.raises(Refused) as refusal:
        parse(document.encode(encoding))

    assert refusal.value.code == "feed.not_a_feed"


def test_pictures_are_found_wherever_feeds_put_them() -> None:
    """Media, thumbnails, enclosures and the text itself can hold the picture; not the pixel."""
    heads = (
        '<media:thumbnail url="https://a.si/1.jpg"/>',
        '<enclosure url="https://a.si/2.png" type="image/png" length="1"/>',
        "<description>&lt;img src='/3.gif' alt='Tri'&gt;</description>",
        "<description>&lt;img src='/4.gif' height='1'&gt;</description>",
    )
    document = (
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        + "".join(
            f"<item><title>A</title><link>https://a.si/</link>{head}</item>" for head in heads
        )
        + "</channel></rss>"
    )

    assert [entry.image_url for entry in parse(document)] == [
        "https://a.si/1.jpg",
        "https://a.si/2.png",
        "https://lipa.si/3.gif",
        None,
    ]


def test_huge_fields_are_cut_at_a_word() -> None:
    """No field of a feed is longer than its place; what was cut says so."""
    (entry,) = parse(
        item(
            f"<item><title>{'title ' * 500}</title><link>https://a.si/</link>"
            f"<guid isPermaLink='false'>{'g' * 5000}</guid>"
            f"<description>{'word ' * 5000}</description>"
            + "".join(f"<category>topic {n} {'x' * 100}</category>" for n in range(50))
            + "</item>"
        )
    )

    assert len(entry.title) <= imports.MAX_TITLE
    assert entry.title.endswith("title…")
    assert len(entry.summary) <= imports.MAX_SUMMARY
    assert entry.summary.endswith("word…")
    assert len(entry.guid) <= imports.MAX_GUID
    assert len(entry.topics) == imports.MAX_TOPICS
    assert all(len(topic) <= imports.MAX_TOPIC for topic in entry.topics)


def test_many_entries_are_read_up_to_a_number() -> None:
    """A feed of thousands brings its first hundred."""
    entries = parse(item("<item><title>A</title><link>https://a.si/</link></item>" * 300))

    assert len(entries) == imports.MAX_ENTRIES


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b</p>", "a b"),
        ("ener<b>g</b>ija", "energija"),
        ("a<br>b<br/>c", "a b c"),
        ("<style>x{}</style>a<script>b</script>", "a"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("AT&amp;T &#269;", "AT&T č"),
        ("a\u202eb\x00c", "abc"),
        ("<img src=x onerror=alert(1)>a", "a"),
        ("", ""),
    ],
)
def test_markup_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    """Tags, scripts and control characters go; words and signs stay."""
    assert imports.plain_text(markup) == text


@given(st.text(max_size=100), st.integers(2, 50))
def test_trimming_keeps_to_its_limit(text: str, limit: int) -> None:
    """A trimmed text fits, and a text that fits is not touched."""
    cut = imports.trimmed(text, limit)

    assert len(cut) <= limit
    assert cut == text or (len(text) > limit and cut.endswith("…"))


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: item(text).encode()))
def test_no_document_breaks_the_reader(document: bytes) -> None:
    """Any bytes are either a feed or refused."""
    with contextlib.suppress(Refused):
        imports.parse_feed(document, url="https://a.si/", content_type="application/xml")


@pytest.mark.parametrize("half", ["&#xD800;", "&#xDFFF;", "&#55296;", "&#0;", "\x01", "&#x202e;"])
@pytest.mark.parametrize("place", ["title", "link", "guid", "description", "category"])
def test_half_characters_spoil_no_feed(half: str, place: str) -> None:
    """What no database and no encoder takes is left out, and the entry is read all the same."""
    said = {
        "title": "News",
        "link": "https://a.si/1",
        "guid": "g1",
        "description": "",
        "category": "",
    }
    said[place] += half
    fields = "".join(f"<{name}>{text}</{name}>" for name, text in said.items())
    document = f'<rss version="2.0"><channel><item>{fields}</item></channel></rss>'.encode()
    for entry in imports.parse_feed(document, url="https://a.si/"):
        for text in (entry.title, entry.url, entry.guid, entry.summary, *entry.topics):
            assert text.encode("utf-8").isascii() or text.isprintable()
            assert not any(ord(sign) < 0x20 for sign in text)
