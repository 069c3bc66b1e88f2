"""Connecting an account on a Mastodon server, from what a person types to the revoked token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from networks import base, connecting, mastodon
from networks.base import Credentials, Secret
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    ConnectFailed,
    ConnectFailure,
)
from tests.contract.networks.fake_mastodon_server import (
    ACCOUNT,
    TOOT_CODE,
    TOOT_SCOPES,
    TOOT_TOKEN,
    FakeMastodon,
    KeptApps,
    wrong,
)
from tests.contract.networks.mastodon_connecting import begun, callback, connected, failure_of
from tests.contract.networks.network_fakes import Canned

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TOKEN = "POST /oauth/token"
ME = "GET /api/v1/accounts/verify_credentials"
ANSWERS: Mapping[Ask, str] = {Ask.SERVER: "toot.si"}


async def test_an_account_is_connected_from_server_to_credentials(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon
) -> None:
    """Who typed their server and said yes there is connected, with all that posting needs."""
    assert toot.connect.asks == (Ask.SERVER,)

    credentials = await connected(toot, fake_mastodon)

    assert credentials == Credentials(
        access_token=Secret(TOOT_TOKEN),
        expires_at=None,
        author_id=ACCOUNT,
        handle="@ana.n@toot.si",
        scopes=frozenset(TOOT_SCOPES.split()),
        server=fake_mastodon.server,
    )


@pytest.mark.parametrize(
    "typed",
    ["toot.si", " Toot.SI ", "@ana@toot.si", "ana@toot.si", "https://toot.si/@ana", "toot.si/"],
)
async def test_a_server_may_be_typed_in_any_usual_way(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, typed: str
) -> None:
    """A handle, an address and a bare name all mean the server."""
    assert (await begun(toot, typed)).server == fake_mastodon.server


async def test_the_consent_page_is_asked_with_a_proof_key(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon
) -> None:
    """The address has all that the documentation asks for, and no secret."""
    authorisation = await begun(toot)

    query = {name: value for name, (value,) in parse_qs(urlsplit(authorisation.url).query).items()}
    assert authorisation.url.startswith(f"{fake_mastodon.server}/oauth/authorize?")
    assert query["state"] == "state-1"
    assert query["force_login"] == "false"
    assert query["scope"] == TOOT_SCOPES
    assert query["redirect_uri"] == callback(fake_mastodon.server)
    assert query["code_challenge_method"] == "S256"
    assert authorisation.verifier is not None
    assert authorisation.verifier.reveal() not in authorisation.url
    (app,) = fake_mastodon.apps.values()
    assert app["client_secret"] not in authorisation.url
    assert app["website"] == "https://glasnik.lipa.example"
    assert app["client_name"] == "Glasnik"


async def test_a_state_is_needed(toot: mastodon.Mastodon) -> None:
    """Without a state nothing is asked."""
    with pytest.raises(ValueError, match="state"):
        await toot.connect.begin("", callback, ANSWERS)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", AnswerProblem.MALFORMED),
        ("toot", AnswerProblem.MALFORMED),
        ("ana novak", AnswerProblem.MALFORMED),
        ("toot.si?x=1", AnswerProblem.MALFORMED),
        ("toot.si#top", AnswerProblem.MALFORMED),
        ("nowhere.example", AnswerProblem.UNKNOWN),
    ],
)
async def test_what_is_no_server_is_said_at_the_field(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, typed: str, problem: AnswerProblem
) -> None:
    """A name that is none, and a name without such a server, are told apart; nothing is kept."""
    with pytest.raises(AnswerRefused) as refused:
        await begun(toot, typed)

    assert (refused.value.ask, refused.value.problem) == (Ask.SERVER, problem)
    assert fake_mastodon.apps == {}


@pytest.mark.parametrize(
    "typed",
    ["127.0.0.1", "localhost.localdomain", "10.0.0.1", "169.254.169.254", "0x7f.1", "toot.si:22"],
)
async def test_no_inner_address_is_called_for_anybody(
    make_toot: Callable[[str], mastodon.Mastodon], fake_mastodon: FakeMastodon, typed: str
) -> None:
    """With the real pattern for servers, an inner address typed as a server is refused."""
    with pytest.raises(AnswerRefused):
        await begun(make_toot("https://{server}"), typed)

    assert fake_mastodon.calls == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Canned(status=404, body="<html>Not here</html>"), AnswerProblem.UNKNOWN),
        (Canned(status=200, body="<html>A blog</html>"), AnswerProblem.UNKNOWN),
        (
            Canned(status=302, body="", headers={"Location": "http://10.0.0.1"}),
            AnswerProblem.UNKNOWN,
        ),
        (Canned(status=200, body={"title": "odd"}), AnswerProblem.UNKNOWN),
        (wrong(503, "Down"), ConnectFailure.UNREACHABLE),
        (wrong(429, "Too many requests"), ConnectFailure.UNREACHABLE),
    ],
)
async def test_a_site_that_is_no_mastodon_server_is_said_at_the_field(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    answer: Canned,
    failure: AnswerProblem | ConnectFailure,
) -> None:
    """Any other web site is no server; a server that is down is one to try again."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        fake_mastodon.next(fake_mastodon.at(f"GET {path}"), answer)

    with pytest.raises((AnswerRefused, ConnectFailed)) as failed:
        await begun(toot)

    assert str(failed.value).endswith(failure.value)
    assert fake_mastodon.apps == {}


async def test_a_server_with_only_the_first_version_is_one(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon
) -> None:
    """Older servers and others of the same API are connected too."""
    fake_mastodon.only_version_1 = True

    assert (await begun(toot)).server == fake_mastodon.server


async def test_a_code_works_once_and_only_with_its_proof_key(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon
) -> None:
    """A code that was stolen on its way, or used before, gives nothing."""
    authorisation = await begun(toot)
    fake_mastodon.approve(authorisation.url)
    stolen = replace(authorisation, verifier=Secret("another-verifier"))

    assert await failure_of(toot, stolen) is ConnectFailure.EXPIRED
    assert await failure_of(toot, authorisation) is ConnectFailure.EXPIRED
    assert await failure_of(toot, replace(authorisation, verifier=None)) is ConnectFailure.EXPIRED


async def test_a_code_goes_only_to_the_server_it_was_asked_from(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon
) -> None:
    """A server that never knew us, or may not be called, gets neither code nor secret."""
    authorisation = await begun(toot)
    fake_mastodon.approve(authorisation.url)
    calls = len(fake_mastodon.calls)
    unknown = f"{fake_mastodon.base}/m/lipa.social"

    assert await failure_of(toot, replace(authorisation, server=unknown)) is (
        ConnectFailure.EXPIRED
    )
    assert await failure_of(toot, replace(authorisation, server="")) is ConnectFailure.EXPIRED
    assert len(fake_mastodon.calls) == calls


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (wrong(400, "invalid_grant", "The provided authorization grant is invalid"), "expired"),
        (wrong(400, "invalid_scope", "The requested scope is invalid"), "scope"),
        (wrong(400, "invalid_request", "Missing required parameter"), "client"),
        (wrong(400, "unsupported_grant_type", "Not supported"), "client"),
        (wrong(503, "Down"), "unreachable"),
        (wrong(429, "Too many requests"), "unreachable"),
        (Canned(status=200, body={"access_token": ""}), "malformed"),
        (Canned(status=200, body={"access_token": "a\r\nX-Evil: 1"}), "malformed"),
        (Canned(status=200, body="<html>"), "malformed"),
    ],
)
async def test_every_answer_to_a_code_is_told_apart(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, answer: Canned, failure: str
) -> None:
    """The documented errors of the token endpoint, and broken answers, have their reasons."""
    authorisation = await begun(toot)
    fake_mastodon.next(fake_mastodon.at(TOKEN), answer)

    assert await failure_of(toot, authorisation) == failure


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (wrong(403, "Your login is currently disabled"), "closed"),
        (wrong(401, "The access token is invalid"), "malformed"),
        (wrong(500, "Error"), "unreachable"),
        (Canned(status=200, body={"id": 5, "acct": "ana"}), "malformed"),
        (Canned(status=200, body={"id": "../x", "acct": "ana"}), "malformed"),
        (Canned(status=200, body={"id": "5", "acct": "ana@evil.example"}), "malformed"),
    ],
)
async def test_a_token_that_tells_no_account_is_given_back(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, answer: Canned, failure: str
) -> None:
    """Without an account nothing is connected, and no token is left behind at the server."""
    authorisation = await begun(toot)
    fake_mastodon.approve(authorisation.url)
    fake_mastodon.next(fake_mastodon.at(ME), answer)

    assert await failure_of(toot, authorisation) == failure
    assert TOOT_TOKEN not in fake_mastodon.tokens


async def test_an_account_is_given_back(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, kept_apps: KeptApps
) -> None:
    """Disconnecting revokes the token, and it is known when the server did not confirm it."""
    credentials = await connected(toot, fake_mastodon)

    assert await toot.connect.revoke(credentials)
    assert TOOT_TOKEN not in fake_mastodon.tokens

    fake_mastodon.next(fake_mastodon.at("POST /oauth/revoke"), wrong(403, "unauthorized_client"))
    assert not await toot.connect.revoke(credentials)
    kept_apps.apps.clear()
    assert not await toot.connect.revoke(credentials)
    assert not await toot.connect.revoke(replace(credentials, server="https://10.0.0.1"))


async def test_there_is_nothing_to_refresh(
    toot: mastodon.Mastodon, toot_member: Credentials
) -> None:
    """A server's tokens have no end, so one that is refused needs the person."""
    with pytest.raises(ConnectFailed) as failed:
        await toot.connect.refresh(toot_member)

    assert failed.value.reason is ConnectFailure.EXPIRED
    assert not toot_member.stale(NOW)


async def test_no_secret_stands_in_an_address_or_a_log(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, caplog: pytest.LogCaptureFixture
) -> None:
    """Codes, secrets and tokens travel in bodies and headers only."""
    with caplog.at_level(0):
        credentials = await connected(toot, fake_mastodon)
        await toot.connect.revoke(credentials)

    written = caplog.text + " ".join(path for _, path in fake_mastodon.calls) + repr(credentials)
    (app,) = fake_mastodon.apps.values()
    for secret in (TOOT_CODE, TOOT_TOKEN, app["client_secret"]):
        assert secret not in written


def test_it_is_a_network_like_any_other(toot: mastodon.Mastodon) -> None:
    """The protocols are kept, and a settings mistake is found at once."""
    network: base.Network = toot
    connect: connecting.Connect = toot.connect
    assert network.connect is connect
    assert network.reshareable("https://toot.si/@ana/1") is None
    with pytest.raises(ValueError, match="server"):
        mastodon.Settings(web="https://glasnik.lipa.example", server_url="https://toot.si")
