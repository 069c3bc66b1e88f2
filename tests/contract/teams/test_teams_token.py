"""Whose token opens the door: the whole matrix, each wrong one answered 401 and nothing done."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.teams.ingress import PATH
from tests.contract.teams.conftest import Bench
from tests.helpers import teams_token
from tests.helpers.teams_api import APP
from tests.helpers.teams_sender import activity
from tests.helpers.teams_token import NOW, jwk, key, ticks_while
from tests.helpers.waiting import until

_NOW = int(NOW.timestamp())


def _part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _by_hand(header: Any, claims: Any, signature: bytes = b"no signature") -> str:
    return f"Bearer {_part(header)}.{_part(claims)}.{_part(signature)}"


def _public_pem() -> bytes:
    return key("key-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _with_secret(address: str) -> str:
    """HS256 with our public key as the secret, put together by hand as PyJWT refuses to."""
    header = {"alg": "HS256", "kid": "key-1", "typ": "JWT"}
    told = f"{_part(header)}.{_part(teams_token.claims(serviceurl=address))}"
    signed = hmac.new(_public_pem(), told.encode(), hashlib.sha256).digest()
    return f"Bearer {told}.{_part(signed)}"


def _tampered(address: str) -> str:
    header, _, signature = teams_token.token(serviceurl=address, aud="another").split(".")
    return f"Bearer {header}.{_part(teams_token.claims(serviceurl=address))}.{signature}"


def _signed(**changed: Any) -> Callable[[str], str]:
    return lambda address: f"Bearer {teams_token.token(**{'serviceurl': address, **changed})}"


_RIGHT_HEADER = {"alg": "RS256", "kid": "key-1", "typ": "JWT"}

WRONG: dict[str, tuple[str, Callable[[str], str]]] = {
    "empty": ("scheme", lambda _: ""),
    "only the scheme": ("no token", lambda _: "Bearer"),
    "garbage": ("no token", lambda _: "Bearer garbage"),
    "garbage with dots": ("no token", lambda _: "Bearer a.b.c"),
    "not ASCII": ("no token", lambda _: "Bearer \u00e9.\u00e9.\u00e9"),
    "header without end": (
        "no token",
        lambda _: f"Bearer {_part(b'[' * 5000)}.{_part({})}.{_part(b'')}",
    ),
    "header of numbers": ("no token", lambda _: _by_hand([1], {})),
    "claims of numbers": ("claims", lambda _: _by_hand(_RIGHT_HEADER, [1])),
    "claims without end": ("no token", lambda _: _by_hand(_RIGHT_HEADER, b"[" * 4000)),
    "claims that are no text": ("no token", lambda _: _by_hand(_RIGHT_HEADER, b"\xff\xfe")),
    "wrong scheme": ("scheme", lambda address: _signed()(address).replace("Bearer", "Basic")),
    "no scheme": ("scheme", lambda address: _signed()(address).removeprefix("Bearer ")),
    "expired": ("expired", _signed(exp=_NOW - 301)),
    "never expires": ("expired", _signed(exp=None)),
    "expires at no time": (
        "expired",
        lambda address: _by_hand(
            _RIGHT_HEADER, teams_token.claims(serviceurl=address, exp="tomorrow")
        ),
    ),
    "expires beyond all numbers": (
        "expired",
        lambda address: _by_hand(
            _RIGHT_HEADER, teams_token.claims(serviceurl=address, exp=10**400)
        ),
    ),
    "expires at infinity": (
        "expired",
        lambda address: _by_hand(
            _RIGHT_HEADER, teams_token.claims(serviceurl=address, exp=float("inf"))
        ),
    ),
    "not yet valid": ("not valid yet", _signed(nbf=_NOW + 301)),
    "valid from no time": (
        "not valid yet",
        lambda address: _by_hand(_RIGHT_HEADER, teams_token.claims(serviceurl=address, nbf=[])),
    ),
    "wrong issuer": ("issuer", _signed(iss="https://sts.windows.net/x/")),
    "no issuer": ("issuer", _signed(iss=None)),
    "wrong audience": ("audience", _signed(aud="another-app")),
    "several audiences": ("audience", _signed(aud=[APP, "another-app"])),
    "no audience": ("audience", _signed(aud=None)),
    "wrong signature": ("InvalidSignatureError", _signed(signer="key-2")),
    "changed after signing": ("InvalidSignatureError", _tampered),
    "no signature": (
        "InvalidSignatureError",
        lambda address: _by_hand(_RIGHT_HEADER, teams_token.claims(serviceurl=address), b""),
    ),
    "alg none": ("alg", _signed(algorithm="none")),
    "alg none, in capitals": (
        "alg",
        lambda address: _by_hand(
            {"alg": "NONE", "kid": "key-1"}, teams_token.claims(serviceurl=address), b""
        ),
    ),
    "HS256 with our public key": ("alg", _with_secret),
    "RS512": ("alg", _signed(algorithm="RS512")),
    "unknown key": ("kid is unknown", _signed(kid="key-9")),
    "no key": ("kid", _signed(kid=None)),
    "empty key": (
        "kid",
        lambda address: _by_hand(
            {"alg": "RS256", "kid": ""}, teams_token.claims(serviceurl=address)
        ),
    ),
    "a number as key": (
        "no token",
        lambda address: _by_hand(
            {"alg": "RS256", "kid": 5}, teams_token.claims(serviceurl=address)
        ),
    ),
    "wrong serviceUrl": ("serviceUrl", _signed(serviceurl="https://evil.example.com/")),
    "serviceUrl with one sign more": (
        "serviceUrl",
        lambda address: _signed(serviceurl=f"{address}/")(address),
    ),
    "no serviceUrl": ("serviceurl", _signed(serviceurl=None)),
    "channel not endorsed": ("endorsements", _signed(kid="key-skype", signer="key-skype")),
    "key that speaks for no channel": ("endorsements", _signed(kid="key-mute", signer="key-mute")),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_token_is_answered_401(
    bench: Bench, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each wrong token is refused for its own fault, and nobody looks for keys that we have."""
    reason, made = WRONG[name]
    bench.keys.keys += [
        jwk("key-skype", endorsements=["skype"]),
        jwk("key-mute", endorsements=None),
    ]
    assert (await bench.sender.say("help"))[0] == 202
    asked, said = len(bench.keys.asked), len(bench.handlers.seen)
    header = made(bench.sender.service_url)
    body = {**activity("message", text="leave"), "serviceUrl": bench.sender.service_url}
    status, answer = await bench.sender.post(
        json.dumps(body).encode(), {"Authorization": header.encode().decode("latin-1")}
    )
    assert (status, answer) == (401, {"error": "not authorized"})
    assert len(bench.handlers.seen) == said
    assert len(bench.keys.asked) == asked
    assert caplog.messages[-1] == f"not from the bot connector: {reason}"


async def test_no_token_is_answered_401(bench: Bench) -> None:
    """Without a token nothing is read, not even what can't be read."""
    for body in (b"{}", b"garbage", b"[" * 100_000):
        assert (await bench.sender.post(body, {}))[0] == 401
    assert bench.handlers.seen == []
    assert bench.keys.asked == []


async def test_two_tokens_are_none(bench: Bench) -> None:
    """Of two tokens in one request nobody chooses one."""
    right = bench.sender.authorization()["Authorization"]
    async with bench.sender.session.post(
        bench.sender.url,
        json=activity("message", text="help"),
        headers=[("Authorization", right), ("Authorization", right)],  # one name twice
    ) as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"exp": _NOW - 299},
        {"nbf": _NOW + 299},
        {"nbf": None},
        {"aud": APP.upper()},
        {"exp": _NOW + 0.5},
    ],
)
async def test_a_right_token_opens_the_door(bench: Bench, changed: dict[str, Any]) -> None:
    """What the connector signs passes, with clocks up to five minutes apart."""
    status, answer = await bench.sender.send(activity("message", text="help"), **changed)
    assert (status, answer) == (202, "")
    assert len(bench.handlers.seen) == 1


async def test_garbage_makes_nobody_look_for_keys(bench: Bench) -> None:
    """Before any keys were read, tokens that can't be right are refused without a look for them."""
    for name in ("garbage", "wrong issuer", "wrong audience", "expired", "alg none", "no key"):
        header = {"Authorization": WRONG[name][1](bench.sender.service_url)}
        assert (await bench.sender.post(b"{}", header))[0] == 401
    assert bench.keys.asked == []


async def test_without_keys_teams_is_asked_to_come_again(bench: Bench) -> None:
    """Where no keys could be read yet, a token that may be right is answered 503, not 401."""
    bench.keys.status = 500
    status, _ = await bench.sender.say("help")
    assert status == 503
    bench.keys.status = 200
    bench.seconds.forward(60)
    assert (await bench.sender.say("help"))[0] == 202


async def test_a_slow_key_server_holds_up_nobody_else(bench: Bench) -> None:
    """While keys hang, the loop turns, and wrong tokens are refused at once."""
    bench.keys.gate = asyncio.Event()
    waiting = asyncio.ensure_future(bench.sender.say("help"))
    await ticks_while(lambda: not bench.keys.asked)
    assert await ticks_while(lambda: not waiting.done(), 200) == 200
    wrong = {"Authorization": WRONG["wrong audience"][1](bench.sender.service_url)}
    assert (await bench.sender.post(b"{}", wrong))[0] == 401
    assert not waiting.done()
    bench.keys.gate.set()
    assert (await waiting)[0] == 202


async def test_keys_are_there_before_anybody_comes(bench: Bench) -> None:
    """Where the edge is mounted it looks for keys when the program starts."""
    application = web.Application()
    bench.edge.mount(application)
    async with TestServer(application) as server:
        await until(lambda: len(bench.keys.asked) == 2, "the look for keys")
        bench.sender.url = str(server.make_url(PATH))
        assert (await bench.sender.say("help"))[0] == 202
    assert len(bench.keys.asked) == 2


async def test_no_token_is_written_to_the_log(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """A refusal is logged with its reason and with nothing of what was sent."""
    caplog.set_level("DEBUG")
    for name, (_, made) in WRONG.items():
        header = made(bench.sender.service_url)
        await bench.sender.post(b"{}", {"Authorization": header.encode().decode("latin-1")})
        secret = header.partition(" ")[2]
        assert len(secret) < 10 or secret not in caplog.text, name
    assert "not from the bot connector: audience" in caplog.text
