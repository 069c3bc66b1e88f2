"""The values that go in and out of networks."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta

import pytest

from networks import addresses, base, http, linkedin, registry, x
from networks.base import Credentials, Image, Link, Post, Secret
from networks.building import NetworkTools
from networks.guard import Guard
from tests.helpers.networks import NoApps

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_secret_shows_nothing() -> None:
    """No way of printing a secret, or a value that holds one, shows it."""
    secret = Secret("s3cr3t")
    credentials = Credentials(
        access_token=secret, refresh_token=secret, expires_at=NOW, author_id="a", handle="h"
    )

    for shown in (repr(secret), str(secret), f"{secret}", repr([secret]), repr(credentials)):
        assert "s3cr3t" not in shown
        assert "•••" in shown
    assert secret.reveal() == "s3cr3t"


def test_a_secret_does_not_travel() -> None:
    """A secret can be neither pickled nor copied out of its wrapper."""
    with pytest.raises(TypeError):
        pickle.dumps(Secret("s"))
    with pytest.raises(TypeError):
        copy.deepcopy(Secret("s"))


def test_secrets_compare_by_value() -> None:
    """Equal secrets are equal and hash alike; a plain text is not a secret."""
    assert Secret("a") == Secret("a")
    assert hash(Secret("a")) == hash(Secret("a"))
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"


def test_a_post_does_not_print_its_caption() -> None:
    """The text of a post stays out of its repr."""
    image = Image(body=b"picture", media_type="image/png", width=1, height=1)
    link = Link(url="https://a.example", title="t", image=image)
    post = Post(
        text="my caption",
        link=link,
        images=(image,),
        marker="Ab3",
        idempotency_key="k",
        confirmed_at=NOW,
    )

    assert "my caption" not in repr(post)
    assert "picture" not in repr(link) + repr(post)


@pytest.mark.parametrize(
    ("left", "stale"),
    [(timedelta(minutes=6), False), (timedelta(minutes=5), True), (timedelta(days=-1), True)],
)
def test_credentials_grow_stale_before_they_end(left: timedelta, *, stale: bool) -> None:
    """A token is renewed five minutes early, and one without an end never."""
    credentials = Credentials(
        access_token=Secret("t"), expires_at=NOW + left, author_id="a", handle="h"
    )
    endless = Credentials(access_token=Secret("t"), expires_at=None, author_id="a", handle="h")

    assert credentials.stale(NOW) is stale
    assert not endless.stale(NOW)


@pytest.mark.parametrize("bad", ["api.x.com", "https://api.x.com/", "ftp://x"])
def test_a_base_address_is_checked(bad: str) -> None:
    """A base address has a web scheme and no trailing slash."""
    with pytest.raises(ValueError, match="base address"):
        addresses.Addresses(api=bad, web="https://x.com")


async def test_only_configured_networks_are_built() -> None:
    """The registry holds the configured networks by name, each with its traits."""
    async with http.make_session(before_call=lambda: None) as session:
        client = http.ApiClient(session, before_call=lambda: None)
        app = linkedin.App(
            client_id="c",
            client_secret=Secret("s"),
            scopes=("openid", "w_member_social", "r_member_postAnalytics"),
        )
        tools = NetworkTools(
            client=client,
            guarded=client,
            guard=Guard(),
            apps=NoApps(),
            now=lambda: NOW,
            random_bytes=bytes,
        )
        both = registry.build(
            [linkedin.Settings(app=app), x.Settings(app=x.App(client_id="c"))], tools
        )
        none = registry.build([], tools)

    assert list(both) == ["linkedin", "x"]
    assert both["linkedin"].traits.repeat_safety is base.RepeatSafety.DETECTS
    assert both["linkedin"].traits.readings[-1] == timedelta(days=60)
    assert both["x"].traits.repeat_safety is base.RepeatSafety.LOOK
    assert none == {}


def test_vendor_words_are_made_safe() -> None:
    """A vendor's message loses tokens, addresses and line breaks before it is kept."""
    said = "Bad token AQVabcdefghijklmnopqrstuvwxyz0123456789\nfor ana@lipa.example " + "x y " * 200

    safe = http.safe_detail(said)

    assert safe.startswith("Bad token … for … x y")
    assert len(safe) <= 200
