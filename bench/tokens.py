"""Deciding on Teams' tokens, right and wrong, against the bare check of one signature.

The keys are at hand, as they are in a program that runs: nothing here reaches a network.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping
from time import perf_counter

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from bench.figures import Row, Table, percentile, ratio
from bot.teams.keys import Keys
from bot.teams.token import Refused, Verifier
from programme.clock import wall

NAME = "tokens"

_REPEATS = 300
_APP = "0a1b2c3d-0000-4000-8000-0123456789ab"
_ISSUER = "https://api.botframework.com"
_ADDRESS = "https://smba.trafficmanager.net/emea/"
_FLOOR = "PyJWT: one signature"
_RIGHT = "right"


async def run(*, scale: float) -> Table:
    """Measure each kind of token in turns with the floor."""
    own, foreign = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    tokens = _tokens(own, foreign)
    runner = web.AppRunner(_server(own))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    keys = Keys(f"http://127.0.0.1:{runner.addresses[0][1]}/openid")
    try:
        await keys.find("key-1")
        verifier = Verifier(app_id=_APP, keys=keys, wall=wall)
        found, wrong = await _measure(verifier, tokens, own, max(round(_REPEATS * scale), 5))
    finally:
        await keys.close()
        await runner.cleanup()
    floor = statistics.median(found[_FLOOR])
    return Table(
        name=NAME,
        title="Deciding on a token of Teams",
        columns=("median ms", "p99 ms", "worst ms", "median ÷ floor"),
        rows=tuple(
            Row(
                name=name,
                values=(
                    statistics.median(times),
                    percentile(times, 0.99),
                    max(times),
                    ratio(statistics.median(times), floor),
                ),
            )
            for name, times in found.items()
        ),
        note="All but “right” are refused. The keys are cached, so no network is asked.",
        wrong=wrong,
    )


async def _measure(
    verifier: Verifier, tokens: Mapping[str, str], own: RSAPrivateKey, repeats: int
) -> tuple[dict[str, list[float]], int]:
    """Milliseconds of each decision, and how many decisions were not the right ones."""
    found: dict[str, list[float]] = {name: [] for name in (_FLOOR, *tokens)}
    public, wrong = own.public_key(), 0
    right = tokens[_RIGHT].removeprefix("Bearer ")
    for _ in range(repeats):
        began = perf_counter()
        jwt.decode(right, public, algorithms=["RS256"], audience=_APP, issuer=_ISSUER)
        found[_FLOOR].append((perf_counter() - began) * 1000)
        for name, token in tokens.items():
            began = perf_counter()
            taken = await _is_taken(verifier, token)
            found[name].append((perf_counter() - began) * 1000)
            wrong += taken is not (name == _RIGHT)
        await asyncio.sleep(0)
    return found, wrong


async def _is_taken(verifier: Verifier, token: str) -> bool:
    try:
        ticket = await verifier.ticket([token] if token else [])
        ticket.check(service_url=_ADDRESS, channel="msteams")
    except Refused:
        return False
    return True


def _tokens(own: RSAPrivateKey, foreign: RSAPrivateKey) -> dict[str, str]:
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": _ISSUER,
        "aud": _APP,
        "nbf": now - 60,
        "exp": now + 3600,
        "serviceurl": _ADDRESS,
    }

    def signed(key: RSAPrivateKey = own, kid: str = "key-1", **changed: object) -> str:
        token = jwt.encode({**claims, **changed}, key, algorithm="RS256", headers={"kid": kid})
        return f"Bearer {token}"

    return {
        _RIGHT: signed(),
        "none": "",
        "garbage": "Bearer garbage",
        "wrong scheme": signed().replace("Bearer", "Basic"),
        "expired": signed(exp=now - 3600),
        "not yet valid": signed(nbf=now + 3600),
        "wrong issuer": signed(iss="https://sts.windows.net/x/"),
        "wrong audience": signed(aud="another"),
        "wrong signature": signed(foreign),
        "unknown key": signed(kid="key-9"),
        "wrong serviceUrl": signed(serviceurl="https://elsewhere.example/"),
        "channel not endorsed": signed(kid="key-2"),
    }


def _server(own: RSAPrivateKey) -> web.Application:
    public = RSAAlgorithm.to_jwk(own.public_key(), as_dict=True)
    keys = [
        {**public, "kid": "key-1", "endorsements": ["msteams"]},
        {**public, "kid": "key-2", "endorsements": ["webchat"]},
    ]

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": str(request.url.with_path("/keys"))})

    async def listed(_request: web.Request) -> web.Response:
        return web.json_response({"keys": keys})

    application = web.Application()
    application.add_routes([web.get("/openid", metadata), web.get("/keys", listed)])
    return application
