"""Connecting an account against people and sites who try to turn it: refused, and explained."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from aiohttp import ClientResponse, web

from chat.catalogue import plain
from chat.people import Reader
from chat.say import say
from content_store.queries import accounts
from content_store.unit import Store
from content_store.vault import VaultError
from handlers import connecting as links
from networks.base import Secret
from tests.helpers import connecting, networks, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import BASE, Browser

OTHER_SITE = "https://elsewhere.example"
LANGUAGES = pytest.mark.parametrize("language", ["en", "sl"])


async def explains(response: ClientResponse, status: int, key: str, language: str) -> bool:
    """Whether this is the page with that message, in that language."""
    html = (await response.text()).replace("&#39;", "'").replace("&#34;", '"')
    reader = Reader(locale=language, zone="UTC")
    assert response.status == status, html
    return f'lang="{language}"' in html and plain(say(key), reader) in html


def speaking(language: str) -> Mapping[str, str]:
    return {"Accept-Language": language}


async def callback(browser: Browser, path: str, language: str = "en") -> ClientResponse:
    """Go to an address of ours as a browser with this language, cookies included."""
    return await browser.client.get(path, headers=speaking(language), allow_redirects=False)


@LANGUAGES
async def test_a_made_up_state_is_refused(browser: Browser, language: str) -> None:
    """Nobody can guess or forge a state: page, button and callback all refuse it."""
    forged = "A" * 43
    for response in (
        await browser.client.get(f"/connect/{forged}", headers=speaking(language)),
        await browser.send(f"/connect/{forged}", headers=speaking(language)),
        await callback(browser, f"/connect/linkedin/callback?state={forged}&code=c", language),
    ):
        assert await explains(response, 404, "page.state_unknown", language)


@LANGUAGES
async def test_a_replayed_answer_is_refused(
    company: Company, browser: Browser, language: str
) -> None:
    """The address of the way back, opened once more, connects nothing."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.begin(path)
    back = f"/connect/linkedin/callback?state={connecting.state_of(path)}&code=c1"
    assert (await callback(browser, back)).status == 200

    assert await explains(await callback(browser, back, language), 410, "page.state_used", language)
    assert sharing.fake(company, "linkedin").connect.exchanged == ["c1"]


@LANGUAGES
async def test_a_state_runs_out(company: Company, browser: Browser, language: str) -> None:
    """After ten minutes page, button and callback all say so."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.begin(path)
    company.clock.forward(minutes=10)
    back = f"/connect/linkedin/callback?state={connecting.state_of(path)}&code=c1"
    for response in (
        await browser.client.get(path, headers=speaking(language)),
        await browser.send(path, headers=speaking(language)),
        await callback(browser, back, language),
    ):
        assert await explains(response, 410, "page.state_expired", language)


@LANGUAGES
async def test_another_persons_state_is_of_no_use(
    company: Company, application: web.Application, browser: Browser, language: str
) -> None:
    """Whoever gets hold of a state or an answer can neither press the button nor come back.

    The person themselves is not disturbed by it.
    """
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.begin(path)
    back = f"/connect/linkedin/callback?state={connecting.state_of(path)}&code=stolen"
    async with Browser.open(application) as other:
        for response in (
            await other.send(path, headers=speaking(language)),
            await callback(other, back, language),
        ):
            assert await explains(response, 403, "page.other_browser", language)

    assert sharing.fake(company, "linkedin").connect.exchanged == []
    assert (await browser.come_back(path)).status == 200


async def test_who_only_opened_the_page_cannot_come_back(
    company: Company, application: web.Application, browser: Browser
) -> None:
    """A person lured to the network with another's state has not pressed the button: refused."""
    eva = await company.person("Eva", joined=True)
    path = await connecting.link_for(company, eva)
    await browser.begin(path)
    async with Browser.open(application) as joe:
        await joe.look(path)
        assert (await joe.come_back(path, code="of-joe")).status == 403

    assert sharing.fake(company, "linkedin").connect.exchanged == []


async def test_looking_again_does_not_spoil_the_way_back(
    company: Company, browser: Browser
) -> None:
    """Who was sent to the network may open the link once more and still come back."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.begin(path)
    await browser.look(path)

    assert (await browser.come_back(path)).status == 200


@LANGUAGES
async def test_networks_are_not_mixed_up(company: Company, browser: Browser, language: str) -> None:
    """An answer at another network's callback is refused, and the right one still counts."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.begin(path)
    state = connecting.state_of(path)
    key = connecting.key_of("https://toot.si")
    for place in ("x/callback", "mastodon/callback", f"linkedin/callback/{key}", "none/callback"):
        wrong = await callback(browser, f"/connect/{place}?state={state}&code=c", language)
        assert await explains(wrong, 400, "page.mixed_up", language)

    assert sharing.fake(company, "x").connect.exchanged == []
    assert (await browser.come_back(path)).status == 200


@LANGUAGES
async def test_servers_are_not_mixed_up(company: Company, browser: Browser, language: str) -> None:
    """What comes back from one server is never taken to another."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    await browser.begin(path, server="toot.si")
    state = connecting.state_of(path)
    other = connecting.key_of("https://lipa.social")
    for place in ("callback", f"callback/{other}", "callback/%F0%9F%90%98"):
        wrong = await callback(browser, f"/connect/mastodon/{place}?state={state}&code=c", language)
        assert await explains(wrong, 400, "page.mixed_up", language)

    connect = sharing.fake(company, "mastodon").connect
    assert connect.exchanged == []
    right = connecting.key_of("https://toot.si")
    assert (await browser.come_back(path, "mastodon", right)).status == 200
    assert connect.callbacks == [f"{BASE}/connect/mastodon/callback/{right}"]


@pytest.mark.parametrize(
    ("issuer", "status"),
    [
        ("https://toot.si", 200),
        ("https://toot.si/", 200),
        ("https://lipa.social", 400),
        ("https://toot.si.elsewhere.example", 400),
        ("", 400),
    ],
)
async def test_an_answer_that_names_another_server_is_refused(
    company: Company, browser: Browser, issuer: str, status: int
) -> None:
    """Where an answer says who gave it (RFC 9207), that must be the server that was asked."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    await browser.begin(path, server="toot.si")
    key = connecting.key_of("https://toot.si")
    back = await browser.come_back(path, "mastodon", key, code="c1", iss=issuer)

    assert back.status == status
    assert len(sharing.fake(company, "mastodon").connect.exchanged) == (status == 200)


@pytest.mark.parametrize(
    ("issuer", "status"),
    [
        ("https://www.linkedin.example/oauth", 200),
        ("https://x.example", 400),
        ("https://[", 400),
        ("", 400),
    ],
)
async def test_an_answer_that_names_another_network_is_refused(
    company: Company, browser: Browser, issuer: str, status: int
) -> None:
    """The same for a network that has but one place: its own site."""
    company.intents["linkedin"] = "https://www.linkedin.example"
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.begin(path)

    assert (await browser.come_back(path, code="c1", iss=issuer)).status == status


async def test_requests_do_not_decide_where_people_are_sent_back(
    company: Company, browser: Browser
) -> None:
    """Whatever host or redirect_uri a request names, the network is told our own address."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    lies = {
        "Host": "elsewhere.example",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Proto": "http",
        "Forwarded": "host=elsewhere.example;proto=http",
    }
    await browser.look(path, **lies)
    away = await browser.send(path, {"redirect_uri": OTHER_SITE}, headers=lies)
    back = await browser.client.get(
        "/connect/linkedin/callback",
        params={
            "state": connecting.state_of(path),
            "code": "c1",
            "redirect_uri": OTHER_SITE,
        },
        headers=lies,
    )

    assert away.headers["Location"].endswith(f"&to={BASE}/connect/linkedin/callback")
    assert back.status == 200
    assert sharing.fake(company, "linkedin").connect.callbacks == [
        f"{BASE}/connect/linkedin/callback"
    ]
    assert "elsewhere.example" not in await back.text()


@LANGUAGES
@pytest.mark.parametrize(
    "origin", [OTHER_SITE, "null", "http://glasnik.example", f"{BASE}.elsewhere.example"]
)
async def test_a_form_on_another_site_presses_nothing(
    company: Company, browser: Browser, origin: str, language: str
) -> None:
    """A button pressed from any other origin is refused, even with the right cookie."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.look(path)
    sent = await browser.send(path, origin=origin, headers=speaking(language))

    assert await explains(sent, 403, "page.other_site", language)
    assert sharing.fake(company, "linkedin").connect.begun == 0
    assert (await browser.send(path, origin=None)).status == 303


async def test_the_cookie_stays_with_us(company: Company, browser: Browser) -> None:
    """Only our own pages over https get it, no script does, and no other site can set it."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    for response in (await browser.look(path), await browser.send(path)):
        (cookie,) = response.headers.getall("Set-Cookie")
        name, *rules = cookie.split("; ")
        assert name.startswith("__Host-glasnik_consent_")
        assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=600"} <= set(rules)
        assert connecting.state_of(path) not in cookie


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (connecting.FORM, b"server=" + b"a" * 5000, 413),
        (connecting.FORM, b"a=1&" * 200 + b"server=toot.si", 400),
        (connecting.FORM, b"server=%ff%fe", 400),
        (connecting.FORM, "server=žabe.si".encode(), 400),
        ("application/json", b'{"server": "toot.si"}', 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
    ],
)
async def test_a_body_that_is_no_form_of_ours_is_refused(
    company: Company, browser: Browser, kind: str, body: bytes, status: int
) -> None:
    """Too long, not whole, or of another kind: a page says so, and the link stays good."""
    for name, language in (("Ana", "en"), ("Eva", "sl")):
        person = await company.person(name, joined=True, locale=language)
        path = await connecting.link_for(company, person, "mastodon")
        await browser.look(path)
        sent = await browser.client.post(
            path, data=body, headers={"Content-Type": kind, "Origin": BASE}, allow_redirects=False
        )
        assert await explains(sent, status, "page.no_form", language)
        assert (await browser.send(path, {"server": "toot.si"})).status == 303

    assert sharing.fake(company, "mastodon").connect.begun == 2


async def test_a_kept_verifier_opens_only_for_its_own_state(store: Store, company: Company) -> None:
    """A proof key is sealed in the store, and worthless in the row of another consent."""
    ana = await company.person("Ana", joined=True)
    vault = company.tools().vault
    async with store.unit(1) as u:
        await accounts.begin(u, digest="d", member_id=ana.id, network="x")
    sealed = links.seal_verifier(vault, "d", Secret(networks.VERIFIER))
    assert sealed is not None
    assert networks.VERIFIER not in sealed
    opened = links.open_verifier(vault, "d", sealed)

    assert opened is not None
    assert opened.reveal() == networks.VERIFIER
    with pytest.raises(VaultError):
        links.open_verifier(vault, "e", sealed)
