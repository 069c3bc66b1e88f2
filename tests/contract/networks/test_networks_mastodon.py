"""Mastodon end to end over HTTP: what is sent, and what each answer becomes."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from networks import base, http, mastodon
from networks.base import Credentials, Post, PostRef
from networks.guard import Guard
from tests.contract.networks.fake_mastodon_server import TOOT_TOKEN, FakeMastodon, KeptApps, wrong
from tests.contract.networks.network_fakes import Canned, Gate

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STATUSES = "POST /api/v1/statuses"


async def test_a_post_is_published_with_its_address(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """A post becomes one public post with its link in the text, and its address comes back."""
    outcome = await toot.publish(replace(post, language="sl-SI"), toot_member)

    (made,) = fake_mastodon.statuses.values()
    assert post.link is not None
    assert fake_mastodon.texts == [f"{post.text}\n{post.link.url}"]
    assert outcome == base.Published(ref=PostRef(id=made["id"], url=made["url"]))
    (form,) = fake_mastodon.forms
    assert (form["visibility"], form["language"]) == (["public"], ["sl"])
    (headers,) = fake_mastodon.sent_to(fake_mastodon.at(STATUSES))
    assert headers["Idempotency-Key"] == post.idempotency_key


async def test_one_post_is_one_call(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """Nothing is asked of the server besides: no version, no account."""
    await toot.publish(post, toot_member)

    assert fake_mastodon.calls == [("POST", f"/m/{fake_mastodon.name}/api/v1/statuses")]


@pytest.mark.parametrize("text", ["Čebele štejejo 🐝 & <b>2 > 1</b>", "a\n\nb\nc", "#Dan @joe"])
async def test_the_text_arrives_as_it_was_confirmed(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    text: str,
) -> None:
    """Nothing in a text is markup, and no letter of it is lost."""
    await toot.publish(replace(post, text=text, link=None), toot_member)

    assert fake_mastodon.texts == [text]


async def test_a_repeat_within_the_hour_is_the_same_post(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """The same key twice makes one post, and both answers name it."""
    first = await toot.publish(post, toot_member)
    again = await toot.publish(post, toot_member)

    assert first == again
    assert len(fake_mastodon.statuses) == 1
    assert toot.traits.repeat_safety is base.RepeatSafety.KEY
    assert toot.traits.key_life is not None
    assert toot.traits.key_life < timedelta(hours=1)


@pytest.mark.parametrize("fault", ["drop_after", "hang_after"])
async def test_a_lost_answer_is_unclear_and_the_same_key_settles_it(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    fault: str,
) -> None:
    """A post whose answer was lost is found by looking, and is not made again."""
    fake_mastodon.fault, fake_mastodon.fault_on = fault, fake_mastodon.at(STATUSES)
    assert isinstance(await toot.publish(post, toot_member), base.Unclear)
    fake_mastodon.fault = ""

    found = await toot.look(post, toot_member, NOW)
    again = await toot.publish(post, toot_member)

    assert found is not None
    assert again == base.Published(ref=found)
    assert list(fake_mastodon.statuses) == [found.id]


@pytest.mark.parametrize("fault", ["drop_before", "hang_before"])
async def test_a_post_that_never_arrived_is_not_found(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    fault: str,
) -> None:
    """When the call was lost on the way there, looking says that nothing is there."""
    fake_mastodon.fault, fake_mastodon.fault_on = fault, fake_mastodon.at(STATUSES)

    assert isinstance(await toot.publish(post, toot_member), base.Unclear)
    assert await toot.look(post, toot_member, NOW) is None


@pytest.mark.parametrize(
    "server",
    ["http://127.0.0.1:9/m/toot.si", "https://10.0.0.1", "https://localhost", "file:///etc", ""],
)
async def test_a_server_that_may_not_or_cannot_be_reached_did_nothing(
    toot: mastodon.Mastodon, toot_member: Credentials, post: Post, server: str
) -> None:
    """Where no connection is made nothing was posted, so it may simply be tried again."""
    elsewhere = replace(toot_member, server=server)

    assert isinstance(await toot.publish(post, elsewhere), base.Throttled)
    assert isinstance(await toot.delete(PostRef(id="1", url=""), elsewhere), base.Throttled)
    assert await toot.limits(elsewhere) is None
    with pytest.raises(base.ReadFailed):
        await toot.look(post, elsewhere, NOW)
    with pytest.raises(base.ReadFailed):
        await toot.read_figures(PostRef(id="1", url=""), elsewhere)


class Dripping:
    """A server that answers a letter at a time, and notices when nobody listens any more."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not (reader.at_eof() or writer.is_closing()):
                writer.write(b"H")
                await writer.drain()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(10_000), 0.05)
        except ConnectionError:
            pass
        self.left.set()
        writer.close()


async def test_a_server_that_drips_is_left_when_time_is_up(
    client: http.ApiClient, kept_apps: KeptApps, toot_member: Credentials, post: Post
) -> None:
    """A hostile server cannot keep a thread: the line is cut when nobody waits any more."""
    dripping = Dripping()
    server = await asyncio.start_server(dripping.serve, "127.0.0.1", 0)
    place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    toot = mastodon.Mastodon(
        mastodon.Settings(web="https://glasnik.lipa.example", server_url="http://{server}"),
        client,
        Guard(allow_hosts=frozenset({place})),
        kept_apps,
        now=lambda: NOW,
        random_bytes=bytes,
    )

    async with server:
        outcome = await toot.publish(post, replace(toot_member, server=f"http://{place}"))
        await asyncio.wait_for(dripping.left.wait(), 5)

    assert isinstance(outcome, base.Unclear)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (wrong(401, "The access token is invalid"), base.Reconnect),
        (wrong(403, "Your login is currently disabled"), base.Refused),
        (wrong(422, "Validation failed: Text character limit of 500 exceeded"), base.Refused),
        (wrong(429, "Too many requests"), base.Throttled),
        (wrong(503, "Remote data could not be fetched"), base.Unclear),
        (Canned(status=502, body="<html>Bad gateway</html>"), base.Unclear),
        (Canned(status=200, body="<html>Hello</html>"), base.Unclear),
        (Canned(status=200, body={"id": 5}), base.Unclear),
        (Canned(status=200, body={"id": "../../admin"}), base.Unclear),
        (Canned(status=302, body="", headers={"Location": "/elsewhere"}), base.Unclear),
        (Canned(status=429, body="null"), base.Throttled),
        (Canned(status=200, body={"x": "y"}, headers={"Deprecation": "1"}), base.Unclear),
    ],
)
async def test_every_answer_becomes_an_outcome(
    *,
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    answer: Canned,
    expected: type,
) -> None:
    """Documented problems and broken bodies alike become outcomes and raise nothing."""
    fake_mastodon.next(fake_mastodon.at(STATUSES), answer)

    assert isinstance(await toot.publish(post, toot_member), expected)
    assert len(fake_mastodon.calls) == 1


async def test_a_text_that_the_server_counts_as_too_long_is_refused_for_that(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """A server with a smaller limit than we thought says so, and nothing is there."""
    fake_mastodon.max_characters = 20

    outcome = await toot.publish(post, toot_member)

    assert isinstance(outcome, base.Refused)
    assert outcome.reason is base.RefusalReason.TOO_LONG
    assert not fake_mastodon.statuses


async def test_the_address_of_a_post_is_never_on_another_server(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """An address that leads elsewhere, or is none, is replaced by that of the post's own page."""
    for url in ("https://evil.example/x", "javascript:alert(1)", None):
        answer = Canned(status=200, body={"id": "42", "url": url})
        fake_mastodon.next(fake_mastodon.at(STATUSES), answer)

        outcome = await toot.publish(post, toot_member)

        own = f"{fake_mastodon.server}/@ana.n/42"
        assert outcome == base.Published(ref=PostRef(id="42", url=own))


async def test_a_token_without_the_right_to_post_is_not_tried(
    toot: mastodon.Mastodon, fake_mastodon: FakeMastodon, toot_member: Credentials, post: Post
) -> None:
    """An account connected without the posting scope is asked to reconnect before any call."""
    outcome = await toot.publish(
        post, replace(toot_member, scopes=frozenset({"read:accounts", "write:media"}))
    )

    assert outcome == base.Reconnect(reason=base.ReconnectReason.SCOPE)
    assert fake_mastodon.calls == []


async def test_a_token_that_is_the_name_of_a_file_is_sent_and_not_read(
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    tmp_path: Path,
) -> None:
    """Mastodon.py takes a token for a file name if it can; a server could ask for any file so."""
    secret = tmp_path / "secret"
    secret.write_text("the password\n")

    await toot.publish(post, replace(toot_member, access_token=base.Secret(str(secret))))

    (headers,) = fake_mastodon.sent_to(fake_mastodon.at(STATUSES))
    assert headers["Authorization"] == f"Bearer {secret}"


async def test_no_call_is_made_at_a_forbidden_moment(
    toot: mastodon.Mastodon,
    fake_mastodon: FakeMastodon,
    toot_member: Credentials,
    post: Post,
    gate: Gate,
) -> None:
    """The hook that forbids calls is asked for the library's calls too."""
    gate.shut = True

    with pytest.raises(RuntimeError):
        await toot.publish(post, toot_member)
    assert fake_mastodon.calls == []


async def test_nothing_secret_reaches_the_log(
    toot: mastodon.Mastodon,
    toot_member: Credentials,
    post: Post,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither token nor text is written anywhere, whatever is logged."""
    with caplog.at_level(0):
        await toot.publish(post, toot_member)
        await toot.look(post, toot_member, NOW)

    assert TOOT_TOKEN not in caplog.text
    assert "grid report" not in caplog.text
