"""The steps of connecting an account on the fake Mastodon server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from networks import mastodon
from networks.base import Credentials
from networks.connecting import Ask, Authorisation, ConnectFailed, ConnectFailure
from tests.contract.networks.fake_mastodon_server import TOOT_CODE, FakeMastodon


def callback(server: str) -> str:
    """As ours: each server has a way back of its own."""
    return f"https://glasnik.lipa.example/connect/mastodon/callback/{len(server)}"


async def begun(toot: mastodon.Mastodon, typed: str = "toot.si") -> Authorisation:
    result = await toot.connect.begin("state-1", callback, {Ask.SERVER: typed})
    assert isinstance(result, Authorisation)
    return result


async def connected(toot: mastodon.Mastodon, fake: FakeMastodon) -> Credentials:
    authorisation = await begun(toot)
    code = fake.approve(authorisation.url)
    return await toot.connect.exchange(code, callback, replace(authorisation, url=""))


async def failure_of(toot: mastodon.Mastodon, begun: Authorisation) -> ConnectFailure:
    with pytest.raises(ConnectFailed) as failed:
        await toot.connect.exchange(TOOT_CODE, callback, begun)
    return failed.value.reason
