"""The bot's tokens: fetched once for all, kept, renewed in time, never shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams.credentials import RESOURCE, ClientSecret, Credentials, ManagedIdentity, Token
from chat.ports import ConnectionLost, PlatformError, RetryAt
from networks import http
from networks.base import Secret
from tests.helpers.teams_api import APP, PASSWORD, TENANT, FakeConnector

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Login:
    """A source of tokens that counts, and fails as told."""

    def __init__(self) -> None:
        self.asked = 0
        self.failures: list[PlatformError] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self) -> Token:
        self.asked += 1
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        return Token(secret=Secret(f"t{self.asked}"), seconds=3600.0)


class Time:
    """The machine's seconds, moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


async def test_everybody_waits_for_one_fetch() -> None:
    """A hundred calls at once cost one token, and so does the next one."""
    login = Login()
    login.gate.clear()
    keeper = Credentials(login, time=Time())
    waiting = [asyncio.create_task(keeper.token()) for _ in range(100)]
    await asyncio.sleep(0)
    login.gate.set()
    assert {token.reveal() for token in await asyncio.gather(*waiting)} == {"t1"}
    assert (await keeper.token()).reveal() == "t1"
    assert login.asked == 1


async def test_a_token_is_renewed_five_minutes_before_its_end() -> None:
    """With less than five minutes left a token is replaced, not before."""
    login, time = Login(), Time()
    keeper = Credentials(login, time=time)
    await keeper.token()
    time.at = 3299.0
    assert (await keeper.token()).reveal() == "t1"
    time.at = 3301.0
    assert (await keeper.token()).reveal() == "t2"


async def test_an_unwell_login_does_not_matter_while_the_old_token_lasts() -> None:
    """When the renewal fails for a while, the old token is used to its very end."""
    login, time = Login(), Time()
    keeper = Credentials(login, time=time)
    await keeper.token()
    login.failures = [RetryAt("login_503", NOW), RetryAt("login_503", NOW)]
    time.at = 3400.0
    assert (await keeper.token()).reveal() == "t1"
    time.at = 3601.0
    with pytest.raises(RetryAt):
        await keeper.token()
    assert (await keeper.token()).reveal() == "t4"


async def test_a_refused_token_is_replaced_once_for_all() -> None:
    """Many calls that were refused with the same token share one new one."""
    login = Login()
    keeper = Credentials(login, time=Time())
    old = await keeper.token()
    found = await asyncio.gather(*(keeper.replace(old) for _ in range(20)))
    assert {token.reveal() for token in found} == {"t2"}
    assert (await keeper.replace(old)).reveal() == "t2"
    assert login.asked == 2


async def test_whoever_stops_waiting_takes_nothing_from_the_others() -> None:
    """One caller that gives up does not end the fetch for the rest."""
    login = Login()
    login.gate.clear()
    keeper = Credentials(login, time=Time())
    leaving, staying = (asyncio.create_task(keeper.token()) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    login.gate.set()
    assert (await staying).reveal() == "t1"
    assert leaving.cancelled()


async def test_closing_ends_a_fetch() -> None:
    """A fetch that hangs ends with the program, quietly."""
    login = Login()
    login.gate.clear()
    keeper = Credentials(login, time=Time())
    waiting = asyncio.create_task(keeper.token())
    await asyncio.sleep(0)
    await keeper.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.fixture
async def api() -> AsyncIterator[FakeConnector]:
    """A login that answers."""
    async with FakeConnector().running() as fake:
        yield fake


async def fetched(api: FakeConnector, *, seconds: float = 5.0) -> Token:
    """One fetch with the client's secret."""
    async with http.make_session(before_call=lambda: None) as session:
        client = http.ApiClient(session, before_call=lambda: None)
        source = ClientSecret(
            client,
            login_url=f"{api.url}login/",
            tenant_id=TENANT,
            app_id=APP,
            password=Secret(PASSWORD),
            now=lambda: NOW,
        )
        async with asyncio.timeout(seconds):
            return await source.fetch()


async def test_the_secret_buys_a_token_for_the_connector(api: FakeConnector) -> None:
    """The client credentials grant names the app, its secret and the Connector's scope."""
    token = await fetched(api)
    assert token.secret.reveal() == "token-number-1"
    assert token.seconds == 3599
    assert api.logins == [
        {
            "grant_type": "client_credentials",
            "client_id": APP,
            "client_secret": PASSWORD,
            "scope": f"{RESOURCE}/.default",
        }
    ]


INVALID = (
    '{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.'
    ' Trace ID: 0-0","error_codes":[7000215]}'
)


@pytest.mark.parametrize(
    ("answer", "advice", "code"),
    [
        ((401, INVALID, {}), ConnectionLost, "invalid_client"),
        ((400, '{"error":"unauthorized_client"}', {}), ConnectionLost, "unauthorized_client"),
        ((400, "{}", {}), ConnectionLost, "login_400"),
        ((400, '{"error":"temporarily_unavailable"}', {}), RetryAt, "temporarily_unavailable"),
        ((429, "{}", {"Retry-After": "90"}), RetryAt, "login_429"),
        ((503, "<html>", {}), RetryAt, "login_503"),
        ((200, "<html>", {}), RetryAt, "login_without_token"),
        ((200, '{"access_token":"","expires_in":1}', {}), RetryAt, "login_without_token"),
        ((200, '{"access_token":"x","expires_in":"soon"}', {}), RetryAt, "login_without_token"),
        ((302, "", {"Location": "/elsewhere"}), ConnectionLost, "login_302"),
    ],
)
async def test_what_the_login_says_is_advice(
    api: FakeConnector,
    answer: tuple[int, str, dict[str, str]],
    advice: type[PlatformError],
    code: str,
) -> None:
    """A login that refuses us needs somebody to mend it; one that is unwell is asked again."""
    status, body, headers = answer
    api.next("login", web.Response(status=status, text=body, headers=headers))
    with pytest.raises(advice) as refused:
        await fetched(api)
    assert refused.value.code == code
    assert PASSWORD not in repr(refused.value)
    assert refused.value.__cause__ is None
    if isinstance(refused.value, RetryAt):
        assert refused.value.until == NOW + timedelta(seconds=90 if status == 429 else 30)


async def test_a_silent_login_is_asked_again_later() -> None:
    """Where no login listens, nothing is lost and it is tried later."""
    fake = FakeConnector(url="http://127.0.0.1:9/")
    with pytest.raises(RetryAt, match="login_"):
        await fetched(fake)


async def test_nothing_shows_the_secret() -> None:
    """Neither a token nor its source tells what it holds."""
    token = Token(secret=Secret("very-secret"), seconds=1.0)
    assert "very-secret" not in repr(token)


def identity(answer: Any, *, seconds: float = 5.0) -> ManagedIdentity:
    """A machine that answers so, or fails so."""

    def ask(app_id: str, _seconds: float) -> Mapping[str, Any]:
        assert app_id == APP
        if isinstance(answer, Exception):
            raise answer
        found: Mapping[str, Any] = answer
        return found

    return ManagedIdentity(app_id=APP, now=lambda: NOW, ask=ask, seconds=seconds)


async def test_the_machines_identity_gives_a_token() -> None:
    """With a managed identity nothing secret is set, and the machine gives the token."""
    token = await identity({"access_token": "from-azure", "expires_in": 86000}).fetch()
    assert (token.secret.reveal(), token.seconds) == ("from-azure", 86000.0)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ({"error": "invalid_scope"}, ConnectionLost),
        ({"error": "server_error"}, RetryAt),
        (requests.ConnectTimeout(), RetryAt),
        (requests.ConnectionError(), RetryAt),
        (ValueError("not JSON"), RetryAt),
        (OSError(), RetryAt),
    ],
)
async def test_a_machine_without_identity_is_advice(
    answer: Any, advice: type[PlatformError]
) -> None:
    """A machine that has no such identity must be mended; one that is silent is asked again."""
    with pytest.raises(advice):
        await identity(answer).fetch()


async def test_a_machine_that_hangs_is_left() -> None:
    """A machine that does not answer in time keeps nobody."""
    released = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask(_app: str, _seconds: float) -> Mapping[str, Any]:
        asyncio.run_coroutine_threadsafe(released.wait(), loop).result()
        return {}

    source = ManagedIdentity(app_id=APP, now=lambda: NOW, ask=ask, seconds=0.05)
    with pytest.raises(RetryAt, match="identity_TimeoutError"):
        await source.fetch()
    released.set()


async def test_microsofts_library_asks_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library finds the identity service by the environment that Azure sets."""
    asked: list[Any] = []

    async def serve(request: web.Request) -> web.Response:
        asked.append((dict(request.query), request.headers.get("X-IDENTITY-HEADER")))
        return web.json_response({"access_token": "from-azure", "expires_on": "4102444800"})

    application = web.Application()
    application.router.add_get("/token", serve)
    async with TestServer(application) as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", str(server.make_url("/token")))
        monkeypatch.setenv("IDENTITY_HEADER", "azure")
        token = await ManagedIdentity(app_id=APP, now=lambda: NOW).fetch()
    assert token.secret.reveal() == "from-azure"
    [(query, header)] = asked
    assert (query["client_id"], query["resource"], header) == (APP, RESOURCE, "azure")
