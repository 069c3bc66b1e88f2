"""The page that a private link opens: for whom it is, in their language, harmless to look at."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientResponse
from sqlmodel import select

from content_store.tables.accounts import OAuthStateRow
from networks.connecting import ConnectFailure
from tests.helpers import connecting, networks, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import Browser

HOME = {"linkedin": "https://www.linkedin.example", "bluesky": "https://bsky.example"}


async def words(response: ClientResponse) -> str:
    """What a page says, without markup."""
    html = await response.text()
    plain = re.sub(r"<[^>]+>", "", html.replace("&#39;", "'"))
    return re.sub(r"\s+", " ", plain)


def form_action(response: ClientResponse) -> str:
    """Where browsers let the page's form lead to."""
    (found,) = re.findall(r"form-action ([^;]*)", response.headers["Content-Security-Policy"])
    assert isinstance(found, str)
    return found


async def test_it_says_for_whom_the_link_is(company: Company, browser: Browser) -> None:
    """Person, company and network stand there before anything happens."""
    ana = await company.person("Ana", joined=True)
    page = await browser.look(await connecting.link_for(company, ana))
    said = await words(page)

    assert page.status == 200
    assert "connects an account on LinkedIn to Ana in Glasnik at Company" in said
    assert "If you are not Ana, please close this page." in said
    assert "Continue to LinkedIn" in said
    assert sharing.fake(company, "linkedin").connect.begun == 0


async def test_it_names_the_account_that_would_be_replaced(
    company: Company, browser: Browser
) -> None:
    """Whoever has an account there already sees which one gives way."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "x")
    page = await browser.look(await connecting.link_for(company, ana, "x"))

    assert "The account Ana on x is connected now." in await words(page)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("linkedin", "Nadaljuj na LinkedIn"),
        ("mastodon", "Tvoj strežnik Mastodon"),
        ("bluesky", "Sem nikoli ne vpiši gesla svojega računa."),
    ],
)
async def test_it_speaks_the_persons_language(
    company: Company, browser: Browser, network: str, said: str
) -> None:
    """In Slovene too, for every kind of network, whatever the browser asks for."""
    ana = await company.person("Ana", joined=True, locale="sl-SI")
    path = await connecting.link_for(company, ana, network)
    page = await browser.look(path, **{"Accept-Language": "en"})
    html = await page.text()

    assert 'lang="sl"' in html
    assert "z osebo Ana v Glasniku podjetja Company" in await words(page)
    assert said in await words(page)


@pytest.mark.parametrize("network", ["linkedin", "mastodon", "bluesky"])
async def test_it_needs_no_script_and_labels_its_fields(
    company: Company, browser: Browser, network: str
) -> None:
    """A plain form; each field has its label and its hint, and browsers remember no answer."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, network)
    html = await (await browser.look(path)).text()
    names = re.findall(r'<input id="(\w+)" name="(\w+)"', html)

    assert re.search(r"<style|\sstyle=|<script|\son\w+=", html) is None
    assert len(names) == len(company.networks[network].connect.asks)
    for field, name in names:
        assert field == name
        assert f'<label for="{field}">' in html
        assert f'id="{field}-hint"' in html
        assert f'aria-describedby="{field}-hint"' in html
    assert html.count('autocomplete="off"') == len(names)
    assert connecting.state_of(path) not in html


async def test_a_field_that_is_wrong_says_so_where_it_is(
    company: Company, browser: Browser
) -> None:
    """The error stands at its field, is read out, gets the focus, and keeps what was typed."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    page = await browser.begin(path, server='nowhere"><b>.example')
    html = await page.text()

    assert page.status == 422
    assert "No Mastodon server was found at this address." in await words(page)
    assert '<p class="error" id="server-error" role="alert">' in html
    assert 'aria-describedby="server-hint server-error" aria-invalid="true" autofocus' in html
    assert "nowhere&#34;&gt;&lt;b&gt;.example" in html
    assert "<b>.example" not in html


async def test_a_password_is_never_sent_back(company: Company, browser: Browser) -> None:
    """A wrong password is not in the page that says so; the handle is."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "bluesky")
    page = await browser.begin(path, handle="ana.bsky.social", app_password="open-sesame")
    html = await page.text()

    assert page.status == 422
    assert "Bluesky does not accept this." in await words(page)
    assert 'value="ana.bsky.social"' in html
    assert "open-sesame" not in html
    assert 'type="password" value=""' in html


async def test_all_empty_fields_are_named_at_once(company: Company, browser: Browser) -> None:
    """Nothing is asked of a network before everything is filled in; the first one has the focus."""
    ana = await company.person("Ana", joined=True)
    page = await browser.begin(await connecting.link_for(company, ana, "bluesky"), handle="  ")
    html = await page.text()

    assert page.status == 422
    assert html.count("Please fill this in.") == 2
    assert html.count(" autofocus") == 1
    assert html.index(" autofocus") < html.index('id="app_password"')
    assert sharing.fake(company, "bluesky").connect.begun == 0


@pytest.mark.parametrize("server", ["s" * 301, "lipa\x00.social", "lipa.so\ncial"])
async def test_what_no_server_is_called_is_refused_unasked(
    company: Company, browser: Browser, server: str
) -> None:
    """Too long, or with signs that nobody sees: refused before the network is asked."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    page = await browser.begin(path, server=server)

    assert page.status == 422
    assert sharing.fake(company, "mastodon").connect.begun == 0


async def test_looking_ahead_uses_nothing_up(company: Company, browser: Browser) -> None:
    """Programs that only look at the link, with GET or HEAD, begin nothing and spoil nothing."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    assert (await browser.client.head(path)).status == 405
    for _ in range(20):
        assert (await browser.client.get(path, headers={"Cookie": ""})).status == 200
    async with company.store.reading(1) as u:
        (row,) = await u.session.exec(select(OAuthStateRow))

    assert (row.used_at, row.tries, row.verifier) == (None, 0, None)
    assert sharing.fake(company, "linkedin").connect.begun == 0
    await browser.begin(path)
    assert (await browser.come_back(path)).status == 200


@pytest.mark.parametrize(
    ("network", "allowed"),
    [
        ("linkedin", "'self' https://www.linkedin.example"),
        ("x", "'self' https:"),
        ("bluesky", "'self'"),
        ("mastodon", "'self' https:"),
    ],
)
async def test_the_form_may_lead_only_where_it_has_to(
    company: Company, browser: Browser, network: str, allowed: str
) -> None:
    """To our page, and to the network's site where one is known, or any where it is typed."""
    company.intents.update(HOME)
    ana = await company.person("Ana", joined=True)
    page = await browser.look(await connecting.link_for(company, ana, network))

    assert form_action(page) == allowed
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"


async def test_the_way_to_an_app_password_is_a_link(company: Company, browser: Browser) -> None:
    """The page leads to where the network's people make passwords for apps."""
    company.app_passwords["bluesky"] = "https://bsky.example/settings/app-passwords"
    ana = await company.person("Ana", joined=True)
    page = await browser.look(await connecting.link_for(company, ana, "bluesky"))

    assert 'href="https://bsky.example/settings/app-passwords"' in await page.text()


@pytest.mark.parametrize(
    ("failure", "status", "said"),
    [
        (ConnectFailure.UNREACHABLE, 503, "Mastodon does not answer at the moment."),
        (ConnectFailure.CLIENT, 502, "Mastodon refused our app."),
        (ConnectFailure.MALFORMED, 502, "Mastodon gave an answer that made no sense."),
    ],
)
async def test_a_network_that_is_out_can_be_tried_again(
    company: Company, browser: Browser, failure: ConnectFailure, status: int, said: str
) -> None:
    """The page says so and keeps what was typed; the link stays good, however often it is tried."""
    connect = sharing.fake(company, "mastodon").connect
    connect.cannot_begin = failure
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    await browser.look(path)
    for _ in range(7):
        page = await browser.send(path, {"server": "toot.si"})
        assert page.status == status
    assert said in await words(page)
    assert 'role="alert"' in await page.text()
    assert 'value="toot.si"' in await page.text()

    connect.cannot_begin = None
    assert (await browser.send(path, {"server": "toot.si"})).status == 303


async def test_five_wrong_answers_use_the_link_up(company: Company, browser: Browser) -> None:
    """The fifth wrong password ends the link and says so; the right one comes too late."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "bluesky")
    await browser.look(path)
    wrong = {**connecting.SIGN_IN, "app_password": "aaaa-aaaa-aaaa-aaaa"}
    pages = [await browser.send(path, wrong) for _ in range(5)]

    assert [page.status for page in pages] == [422, 422, 422, 422, 410]
    assert "wrong five times" in await words(pages[-1])
    assert (await browser.send(path, connecting.SIGN_IN)).status == 410
    assert sharing.fake(company, "bluesky").connect.begun == 5
    assert await sharing.accounts_of(company, ana) == ()


async def test_a_slip_of_the_keys_is_no_wrong_answer(company: Company, browser: Browser) -> None:
    """What can be no server at all is asked of nobody, and can be mended as often as it takes."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    await browser.look(path)
    for _ in range(6):
        page = await browser.send(path, {"server": "toot"})
        assert page.status == 422
        assert "This is not the address of a server." in await words(page)

    assert (await browser.send(path, {"server": "toot.si"})).status == 303


async def test_pressing_again_is_no_wrong_answer(company: Company, browser: Browser) -> None:
    """Going back and on to the network many times costs nothing."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    for server in ("toot.si", "lipa.social") * 4:
        assert (await browser.begin(path, server=server)).status == 303
    key = connecting.key_of("https://lipa.social")

    assert (await browser.come_back(path, "mastodon", key)).status == 200
    assert networks.VERIFIER not in await stored_states(company)


async def stored_states(company: Company) -> str:
    """Everything that is stored of consents."""
    async with company.store.reading(1) as u:
        return repr([row.model_dump() for row in await u.session.exec(select(OAuthStateRow))])
