"""The connector's keys: how often they are looked for, and what may not pass for one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.teams import keys
from bot.teams.keys import Keys, KeysUnavailable
from tests.helpers.teams_token import KeyServer, Seconds, jwk, ticks_while


@dataclass
class Bench:
    """Keys, the server they come from, and the clock between."""

    server: KeyServer
    keys: Keys
    seconds: Seconds

    @property
    def lists_read(self) -> int:
        """How often the list itself was asked for."""
        return self.server.asked.count("/keys")


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """Keys that wait for a newer list no longer than a moment."""
    async with KeyServer().running() as server:
        seconds = Seconds()
        found = Keys(server.openid_url, monotonic=seconds, fetch_seconds=0.5, patience_seconds=0.02)
        yield Bench(server, found, seconds)
        await found.close()


async def test_a_list_is_read_once_for_a_day(bench: Bench) -> None:
    """Requests within a day share one list, and the first after it reads a new one."""
    assert await bench.keys.find("key-1") is not None
    bench.seconds.forward(keys.FRESH_SECONDS - 1)
    assert await bench.keys.find("key-1") is not None
    assert bench.lists_read == 1
    bench.seconds.forward(2)
    assert await bench.keys.find("key-1") is not None
    assert bench.lists_read == 2


async def test_requests_that_come_together_share_one_look(bench: Bench) -> None:
    """A hundred first requests make one look."""
    found = await asyncio.gather(*(bench.keys.find("key-1") for _ in range(100)))
    assert all(found)
    assert bench.lists_read == 1


async def test_an_unknown_key_is_looked_for_at_most_once_an_hour(bench: Bench) -> None:
    """However many made-up names come, and however many at once, one look an hour is made."""
    await bench.keys.find("key-1")
    for hour in range(3):
        names = [f"made-up-{hour}-{n}" for n in range(50)]
        assert await asyncio.gather(*map(bench.keys.find, names)) == [None] * 50
        assert bench.lists_read == max(hour + 1, 1)
        bench.seconds.forward(keys.UNKNOWN_SECONDS)


async def test_a_key_that_is_new_is_found(bench: Bench) -> None:
    """A key that the connector began to use since is found by the hourly look."""
    await bench.keys.find("key-1")
    bench.server.keys.append(jwk("key-2"))
    assert await bench.keys.find("key-2") is None
    bench.seconds.forward(keys.UNKNOWN_SECONDS)
    assert await bench.keys.find("key-2") is not None


async def test_a_key_taken_off_the_list_is_no_key(bench: Bench) -> None:
    """What a newer list does not name any more is not trusted any more."""
    await bench.keys.find("key-1")
    bench.server.keys[:] = [jwk("key-2")]
    bench.seconds.forward(keys.FRESH_SECONDS)
    assert await bench.keys.find("key-1") is None


async def test_old_keys_stay_when_no_newer_list_can_be_had(bench: Bench) -> None:
    """A list of the day before serves on while its server is unwell, and looks stay rare."""
    await bench.keys.find("key-1")
    bench.server.status = 500
    bench.seconds.forward(keys.FRESH_SECONDS)
    for _ in range(10):
        assert await bench.keys.find("key-1") is not None
    assert len(bench.server.asked) == 3
    bench.seconds.forward(keys.STALE_SECONDS)
    bench.server.status = 200
    assert await bench.keys.find("key-1") is not None
    assert bench.lists_read == 2


async def test_nobody_waits_long_for_a_newer_list(bench: Bench) -> None:
    """While a server hangs, a key of the day before is given after a moment."""
    await bench.keys.find("key-1")
    bench.server.gate = asyncio.Event()
    bench.seconds.forward(keys.FRESH_SECONDS)
    asking = asyncio.ensure_future(bench.keys.find("key-1"))
    assert await asking is not None
    assert not bench.server.gate.is_set()


async def test_a_hanging_server_holds_nothing_up(bench: Bench) -> None:
    """While the first look hangs, the loop goes on turning for everybody else."""
    bench.server.gate = asyncio.Event()
    asking = asyncio.ensure_future(bench.keys.find("key-1"))
    assert await ticks_while(lambda: not asking.done()) == 1000
    bench.server.gate.set()
    assert await asking is not None


async def test_without_any_list_nobody_can_tell(bench: Bench) -> None:
    """As long as no list was ever read, it says so, and looks again only after a pause."""
    bench.server.status = 503
    for _ in range(5):
        with pytest.raises(KeysUnavailable):
            await bench.keys.find("key-1")
    assert len(bench.server.asked) == 1
    bench.server.status = 200
    bench.seconds.forward(keys.EMPTY_SECONDS)
    assert await bench.keys.find("key-1") is not None


async def test_one_who_gives_up_takes_the_look_from_nobody(bench: Bench) -> None:
    """A request that is broken off leaves the look to the others."""
    bench.server.gate = asyncio.Event()
    first, second = (asyncio.ensure_future(bench.keys.find("key-1")) for _ in range(2))
    await ticks_while(lambda: not bench.server.asked)
    first.cancel()
    bench.server.gate.set()
    assert await second is not None


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "x"},
        {"jwks_uri": 5},
        {"jwks_uri": "keys"},
        {"jwks_uri": ""},
        {"jwks_uri": "http://login.example.com/keys"},
        {"jwks_uri": "https://login.example.com/keys"},
        {"jwks_uri": "file:///etc/keys"},
        {"jwks_uri": "http://a:b@127.0.0.1/keys"},
        {"jwks_uri": "http://[/keys"},
    ],
)
async def test_odd_metadata_lead_nowhere(bench: Bench, metadata: dict[str, Any]) -> None:
    """An address of keys that makes no sense is not asked."""
    bench.server.metadata = metadata
    with pytest.raises(KeysUnavailable):
        await bench.keys.find("key-1")
    assert bench.lists_read == 0


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b"[" * 100_000, b'{"keys":[]}', b"x" * 600_000, b"\xff"]
)
async def test_odd_answers_are_no_keys(bench: Bench, raw: bytes) -> None:
    """Whatever the server sends instead of keys ends in a warning and in nothing else."""
    bench.server.raw = raw
    with pytest.raises(KeysUnavailable):
        await bench.keys.find("key-1")


async def test_a_redirect_is_not_followed(bench: Bench) -> None:
    """Whoever can only redirect can't make us read other keys."""
    bench.server.status = 302
    with pytest.raises(KeysUnavailable):
        await bench.keys.find("key-1")
    assert len(bench.server.asked) == 1


async def test_what_is_no_sound_key_is_passed_over(bench: Bench) -> None:
    """Broken, weak and foreign entries of the list do not keep the good ones from being used."""
    bench.server.keys[:0] = [
        {"kid": "a"},
        {"kid": "b", "kty": "RSA", "n": "!", "e": "AQAB"},
        {"kid": "c", "kty": "oct", "k": "c2VjcmV0"},
        {**jwk("d"), "use": "enc"},
        jwk("weak", bits=1024),
        {**jwk("e"), "kid": 5},
        None,  # type: ignore[list-item] # as somebody's server may send it
    ]
    assert await bench.keys.find("key-1") is not None
    for kid in ("a", "b", "c", "d", "weak", "5"):
        assert await bench.keys.find(kid) is None


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://login.botframework.com/v1/.well-known/openidconfiguration", True),
        ("http://127.0.0.1:8080/openid", True),
        ("http://[::1]:8080/openid", True),
        ("http://localhost/openid", True),
        ("http://login.botframework.com/v1", False),
        ("http://127.0.0.1.example.com/", False),
        ("https://me@login.botframework.com/", False),
        ("ftp://127.0.0.1/", False),
        ("", False),
    ],
)
def test_keys_come_over_https_or_from_this_machine(url: str, fine: bool) -> None:
    """Nobody on the way may be able to change the keys."""
    assert keys.may_be_asked(url) is fine


async def test_no_address_that_others_could_change_is_asked() -> None:
    """Metadata at a plain address are not even asked for."""
    found = Keys("http://login.example.com/openid")
    with pytest.raises(KeysUnavailable):
        await found.find("key-1")
    await found.close()
