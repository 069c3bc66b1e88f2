"""Addresses, short codes, share links and clicks."""

from __future__ import annotations

import ipaddress
import random
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import clicks, intents, links
from programme.clicks import ClickKind, Visit
from programme.errors import Refused
from programme.intents import CARRIES, VENDOR_BASES, Carries
from programme.links import LinkProblem, LinkRefused


@pytest.mark.parametrize(
    "url",
    [
        "https://lipa.si",
        "http://lipa.si:8080/a?b=c#d",
        "HTTPS://LIPA.SI/Č",
        "https://čebele.si/med",
        "https://[2001:db8::1]/",
        "http://127.0.0.1:9000/x",
        "https://lipa.si/a,b;c=(d)'*!",
    ],
)
def test_web_addresses_are_taken_as_they_are(url: str) -> None:
    """An address keeps every byte; only white space around it goes."""
    assert links.checked(f"  {url}\n") == url
    assert links.is_web(url)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", LinkProblem.EMPTY),
        ("javascript:alert(1)", LinkProblem.NOT_WEB),
        ("JavaScript://a.si/%0aalert(1)", LinkProblem.NOT_WEB),
        ("java\nscript:alert(1)", LinkProblem.MALFORMED),
        ("data:text/html,x", LinkProblem.NOT_WEB),
        ("ftp://a.si", LinkProblem.NOT_WEB),
        ("//a.si", LinkProblem.NOT_WEB),
        ("lipa.si", LinkProblem.NOT_WEB),
        ("https://", LinkProblem.MALFORMED),
        ("https:///a", LinkProblem.MALFORMED),
        ("https://a b.si", LinkProblem.MALFORMED),
        ("https://a.si/\u202egnp", LinkProblem.MALFORMED),
        ("https://a.si\\@b.si", LinkProblem.MALFORMED),
        ("https://ana:x@a.si", LinkProblem.CREDENTIALS),
        ("https://a.si@b.si", LinkProblem.CREDENTIALS),
        ("https://a.si:99999", LinkProblem.MALFORMED),
        ("https://[::1", LinkProblem.MALFORMED),
        ("https://a..si", LinkProblem.MALFORMED),
        ("https://-a.si", LinkProblem.MALFORMED),
        ("https://a.si/" + "x" * 2048, LinkProblem.TOO_LONG),
    ],
)
def test_other_addresses_are_refused_with_the_reason(url: str, problem: LinkProblem) -> None:
    """Only plain web addresses get in, and the person hears why another does not."""
    with pytest.raises(LinkRefused) as refusal:
        links.checked(url)

    assert refusal.value.problem is problem
    assert (refusal.value.code, refusal.value.field) == (f"link.{problem}", "url")
    assert not links.is_web(url)


def test_short_codes_are_short_readable_and_many() -> None:
    """Eight characters without look-alikes, and no two alike among thousands."""
    source = random.Random(1)  # noqa: S311 - a test must be repeatable
    codes = [links.short_code(source) for _ in range(5000)]

    assert len(set(codes)) == 5000
    assert all(len(code) == 8 and links.is_short_code(code) for code in codes)
    assert not set("".join(codes)) & set("0OIl")


@pytest.mark.parametrize("text", ["", "abc", "abcdefg0", "../../../", "a" * 17, "abcdefg\n"])
def test_other_texts_are_no_short_codes(text: str) -> None:
    """What cannot be a code is told apart before anything is looked up."""
    assert not links.is_short_code(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.si", "https://a.si?utm_source=x&utm_medium=m&utm_campaign=c%20d"),
        ("https://a.si/p?q=1&q=2", "https://a.si/p?q=1&q=2&utm_source=x&utm_medium=m&utm_campaign=c%20d"),
        ("https://a.si/p#part", "https://a.si/p?utm_source=x&utm_medium=m&utm_campaign=c%20d#part"),
        ("https://a.si/?utm_source=old&a=%C4%8D+b", "https://a.si/?a=%C4%8D+b&utm_source=x&utm_medium=m&utm_campaign=c%20d"),
        ("https://a.si/?UTM_Source=old&utm_term=t", "https://a.si/?utm_term=t&utm_source=x&utm_medium=m&utm_campaign=c%20d"),
        ("https://a.si/#/route?x=1", "https://a.si/?utm_source=x&utm_medium=m&utm_campaign=c%20d#/route?x=1"),
        ("https://a.si/?flag&", "https://a.si/?flag&utm_source=x&utm_medium=m&utm_campaign=c%20d"),
    ],
)  # fmt: skip
def test_campaign_parameters_are_added_to_what_is_there(url: str, expected: str) -> None:
    """Query and fragment stay as they are, and no parameter comes twice."""
    assert links.with_utm(url, source="x", medium="m", campaign="c d") == expected


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_campaign_parameters_survive_the_way(campaign: str, content: str) -> None:
    """Whatever a campaign is called, its name can be read back; adding twice adds nothing."""
    try:
        campaign.encode()
        content.encode()
    except UnicodeEncodeError:
        return
    once = links.with_utm(
        "https://a.si/?q=1", source="x", medium="social", campaign=campaign, content=content
    )
    twice = links.with_utm(once, source="x", medium="social", campaign=campaign, content=content)

    assert twice == once
    read = dict(parse_qsl(urlsplit(once).query))
    assert (read["q"], read["utm_campaign"], read["utm_content"]) == ("1", campaign, content)


TEXT = "Čebele & med: 100 % + več?\nDruga vrstica 🐝"
LINK = "https://go.lipa.si/Ab3dEf9h?a=1&b=2"


@pytest.mark.parametrize("network", sorted(CARRIES))
def test_every_share_link_carries_what_the_network_takes(network: str) -> None:
    """Text and link arrive whole where both are carried; else the text is there to copy."""
    made = intents.intent(network, text=TEXT, link=LINK, bases=VENDOR_BASES, title="Čebele")

    assert made.url.startswith(VENDOR_BASES[network])
    assert "+" not in made.url
    assert " " not in made.url
    assert made.url.isascii()
    assert LINK in unquote(made.url)
    if made.carries is Carries.LINK_ONLY:
        assert made.copy_text == TEXT
        assert "%F0%9F%90%9D" not in made.url
    else:
        assert made.copy_text is None
        assert network == "reddit" or "Druga vrstica 🐝" in unquote(made.url)


@pytest.mark.parametrize(
    ("network", "url"),
    [
        ("linkedin", "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fa.si%2F"),
        ("facebook", "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fa.si%2F"),
        ("x", "https://x.com/intent/tweet?text=A%20b&url=https%3A%2F%2Fa.si%2F"),
        ("threads", "https://www.threads.com/intent/post?text=A%20b&url=https%3A%2F%2Fa.si%2F"),
        ("bluesky", "https://bsky.app/intent/compose?text=A%20b%0Ahttps%3A%2F%2Fa.si%2F"),
        ("whatsapp", "https://wa.me/?text=A%20b%0Ahttps%3A%2F%2Fa.si%2F"),
        ("mastodon", "https://share.joinmastodon.org/#text=A%20b%0Ahttps%3A%2F%2Fa.si%2F"),
        ("reddit", "https://www.reddit.com/submit?url=https%3A%2F%2Fa.si%2F&title=A%20b"),
        ("email", "mailto:?body=A%20b%0D%0Ahttps%3A%2F%2Fa.si%2F"),
    ],
)
def test_share_links_have_the_vendors_form(network: str, url: str) -> None:
    """The addresses are those that each network's composer answers to."""
    made = intents.intent(network, text="A b", link="https://a.si/", bases=VENDOR_BASES)

    assert made.url == url


def test_only_linkedin_and_facebook_take_the_link_alone() -> None:
    """Everywhere else text and link are carried together."""
    alone = {network for network, carries in CARRIES.items() if carries is Carries.LINK_ONLY}

    assert alone == {"linkedin", "facebook"}
    assert set(CARRIES) == set(VENDOR_BASES)


@pytest.mark.parametrize(
    "written", ["toot.si", "https://toot.si/", "@ana@toot.si", " TOOT.si ", "https://toot.si/@ana"]
)
def test_a_persons_own_mastodon_server_is_used(written: str) -> None:
    """However the server is written, the link opens its composer."""
    made = intents.intent(
        "mastodon",
        text="A",
        link="https://a.si/",
        bases=VENDOR_BASES,
        instance=written,
    )

    assert made.url == "https://toot.si/share?text=A%0Ahttps%3A%2F%2Fa.si%2F"


@pytest.mark.parametrize("written", ["", "toot", "a b.si", "toot.si:x", "ana@", "javascript:x.y"])
def test_what_is_no_server_is_refused(written: str) -> None:
    """A mistyped server is told to the person, not opened."""
    with pytest.raises(Refused):
        intents.host_of_instance(written)


def test_a_base_may_have_parameters_and_stand_elsewhere() -> None:
    """A test world's addresses are used as they are."""
    bases = {"x": "http://127.0.0.1:9/x?as=U1", "mastodon": "http://127.0.0.1:9/m/share"}

    on_x = intents.intent("x", text="A", link="https://a.si/", bases=bases)
    on_mastodon = intents.intent("mastodon", text="A", link="https://a.si/", bases=bases)

    assert on_x.url.startswith("http://127.0.0.1:9/x?as=U1&text=A&url=")
    assert on_mastodon.url.startswith("http://127.0.0.1:9/m/share?text=A")


def test_nothing_but_web_addresses_is_shared() -> None:
    """A share link never carries a script, and unknown networks are mistakes of ours."""
    with pytest.raises(LinkRefused):
        intents.intent("x", text="A", link="javascript:alert(1)", bases=VENDOR_BASES)
    with pytest.raises(KeyError):
        intents.intent("myspace", text="A", link="https://a.si/", bases=VENDOR_BASES)


CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148"
)
OFFICE = (ipaddress.ip_network("193.2.0.0/16"), ipaddress.ip_network("2001:1470::/32"))


def kind(
    user_agent: str = CHROME,
    *,
    method: str = "GET",
    ip: str = "8.8.8.8",
    headers: dict[str, str] | None = None,
    is_owner: bool = False,
) -> ClickKind:
    visit = Visit(method=method, user_agent=user_agent, ip=ip, headers=headers or {})
    return clicks.classify(visit, is_owner=is_owner, company_networks=OFFICE)


@pytest.mark.parametrize(
    "user_agent",
    [
        CHROME,
        IPHONE,
        f"{IPHONE} [LinkedInApp]/9.1",
        f"{IPHONE} Twitter for iPhone/10.50",
        f"{IPHONE} [FBAN/FBIOS;FBAV/500.0;]",
        f"{CHROME} Slack_SSB/4.40",
        f"{CHROME} Teams/1.7 Electron/30",
        "Mozilla/5.0 (Linux; Android 12; CUBOT X70) AppleWebKit/537.36 Chrome/140 Mobile Safari",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 YaBrowser/25 Yowser/2.5",
    ],
)
def test_people_with_browsers_count(user_agent: str) -> None:
    """Browsers count, also those inside the networks' and the chats' own apps."""
    assert kind(user_agent) is ClickKind.HUMAN


@pytest.mark.parametrize(
    "user_agent",
    [
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Slack-ImgProxy 0.19",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Jakarta Commons-HttpClient/3.1)",
        "Twitterbot/1.0",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.24.1 A",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
        "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
        "Mastodon/4.3.0 (http.rb/5.2.0; +https://toot.si/) Bot",
    ],
)
def test_previews_do_not_count(user_agent: str) -> None:
    """Chats and networks that draw a card of the link are no readers."""
    assert kind(user_agent) is ClickKind.PREVIEW


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "-",
        "curl/8.5.0",
        "python-requests/2.32",
        "Python/3.11 aiohttp/3.14",
        "Go-http-client/2.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0)",
        "Mozilla/5.0 (compatible; YandexImages/3.0)",
        "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    ],
)
def test_crawlers_and_scripts_do_not_count(user_agent: str) -> None:
    """Search engines, scanners, scripts, and whoever does not say what they are."""
    assert kind(user_agent) is ClickKind.CRAWLER


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"x-moz": "Prefetch"},
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    ],
)
def test_loading_ahead_does_not_count(headers: dict[str, str]) -> None:
    """A browser that loads before anybody taps, or loads the link as an image, is no click."""
    assert kind(headers=headers) is ClickKind.PREFETCH
    assert kind(headers={"Sec-Fetch-Mode": "navigate"}) is ClickKind.HUMAN


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (kind(method="HEAD"), ClickKind.HEAD),
        (kind(method="OPTIONS", is_owner=True), ClickKind.HEAD),
        (kind(is_owner=True), ClickKind.OWN),
        (kind(is_owner=True, ip="193.2.1.1"), ClickKind.OWN),
        (kind(ip="193.2.1.1"), ClickKind.COMPANY),
        (kind(ip="::ffff:193.2.1.1"), ClickKind.COMPANY),
        (kind(ip="2001:1470::5"), ClickKind.COMPANY),
        (kind(ip="not an address"), ClickKind.HUMAN),
        (kind(ip="fe80::1%eth0"), ClickKind.HUMAN),
    ],
)
def test_other_visits_that_do_not_count(found: ClickKind, expected: ClickKind) -> None:
    """Looks without reading, the sharer's own taps, and colleagues in the office."""
    assert found is expected


SECRET = b"0123456789abcdef"


def test_a_visitor_is_known_for_a_day_only() -> None:
    """The same visitor has one name today and another tomorrow, and none is an address."""
    today = clicks.daily_hash(SECRET, date(2026, 11, 24), "8.8.8.8", CHROME)

    assert today == clicks.daily_hash(SECRET, date(2026, 11, 24), "8.8.8.8", CHROME)
    assert today != clicks.daily_hash(SECRET, date(2026, 11, 25), "8.8.8.8", CHROME)
    assert today != clicks.daily_hash(SECRET, date(2026, 11, 24), "8.8.4.4", CHROME)
    assert today != clicks.daily_hash(SECRET, date(2026, 11, 24), "8.8.8.8", IPHONE)
    assert today != clicks.daily_hash(SECRET[::-1], date(2026, 11, 24), "8.8.8.8", CHROME)
    assert len(today) == 64
    with pytest.raises(ValueError, match="bytes"):
        clicks.daily_hash(b"short", date(2026, 11, 24), "8.8.8.8", CHROME)
