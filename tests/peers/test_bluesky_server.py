"""Bluesky's own servers: an account server, the AppView and the directory of identities, for real.

Nothing here is a stand-in of ours; what the tests beside the fake assume is shown here to be so.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import PIL.Image
import psycopg
import pytest
import pytest_asyncio

from networks import base
from networks.base import Credentials, Image, Link, Post, PostRef, Secret
from networks.bluesky import record
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    ConnectFailed,
    ConnectFailure,
)
from programme import text_rules
from tests.helpers.waiting import until
from tests.peers import bluesky_place
from tests.peers.bluesky_place import Place

pytestmark = [
    pytest.mark.peers,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
]

TEXT = "Naš člen 👩‍👩‍👧 je tu 🇸🇮: lipa.si/žito, hvala @bor.test! #trajnost, #2026"
SAMPLES = ("č", "c\u030c", "👩‍👩‍👧‍👦", "🇸🇮", "ﷺ", "한", "\r\n", "e")
REPEATED = 500


@pytest.fixture(scope="module")
def database(postgres: Callable[[str | None], str], worker: str) -> str:
    """An empty PostgreSQL database for the AppView."""
    name = f"bluesky_{worker}"
    with psycopg.connect(postgres(None), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return postgres(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    """The servers running, or the tests skipped before a database is made for them."""
    modules = bluesky_place.installed()
    database = request.getfixturevalue("database")
    files = tmp_path_factory.mktemp("bluesky")
    async with bluesky_place.running(modules, database, files) as running:
        yield running


def picture() -> Image:
    """A real JPEG."""
    body = io.BytesIO()
    PIL.Image.new("RGB", (1200, 630), "seagreen").save(body, "JPEG")
    return Image(
        body=body.getvalue(),
        media_type="image/jpeg",
        width=1200,
        height=630,
        alt="Lipa pred šolo 🌳",
    )


def post(key: str, text: str = TEXT) -> Post:
    """A post with a card; each key is one of its own."""
    return Post(
        text=text,
        link=Link(
            url=f"https://go.lipa.example/{key}",
            title="Poročilo o omrežju 🌳",
            description="Kaj smo se naučili",
            image=picture(),
        ),
        language="sl",
        marker=key,
        idempotency_key=key,
        confirmed_at=datetime.now(UTC) - timedelta(minutes=1),
    )


async def shown(place: Place, ref: PostRef) -> dict[str, Any]:
    """The post as the AppView shows it to everybody, once it knows it."""
    query = urlencode({"uris": ref.id})
    appview = f"{place.appview}/xrpc/app.bsky.feed.getPosts?{query}"

    async def look() -> dict[str, Any] | None:
        posts = (await place.client.call("GET", appview)).json()["posts"]
        return posts[0] if posts else None

    return await until(look, "the AppView to know the post")


async def published(place: Place, made: Post, member: Credentials) -> PostRef:
    outcome = await place.network.publish(made, member)
    assert isinstance(outcome, base.Published), outcome
    assert not outcome.without_image
    return outcome.ref


async def test_an_account_is_connected_by_its_handle(place: Place) -> None:
    """From the handle to the account's own server, and only with its app password."""
    member = await place.signed_in()

    assert member.author_id == place.people["ana"].did
    assert member.server == place.server
    assert member.expires_at is not None
    assert member.expires_at > datetime.now(UTC) + timedelta(minutes=30)
    for handle, password, problem in (
        ("ana.test", "aaaa-bbbb-cccc-dddd", AnswerProblem.NOT_ACCEPTED),
        ("nobody.test", "aaaa-bbbb-cccc-dddd", AnswerProblem.UNKNOWN),
    ):
        answers = {Ask.HANDLE: handle, Ask.APP_PASSWORD: password}
        with pytest.raises(AnswerRefused) as refused:
            await place.network.connect.begin("state", lambda _server: "", answers)
        assert refused.value.problem is problem


async def test_what_everybody_sees_is_what_was_confirmed(place: Place) -> None:
    """Text to the letter, links, person and tag marked, and the card with its picture."""
    ref = await published(place, post("shown"), await place.signed_in())
    seen = await shown(place, ref)

    assert seen["record"]["text"] == TEXT
    raw = TEXT.encode()
    assert [
        raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        for facet in seen["record"]["facets"]
    ] == ["lipa.si/žito", "@bor.test", "#trajnost"]
    (mention,) = seen["record"]["facets"][1]["features"]
    assert mention["did"] == place.people["bor"].did
    card = seen["embed"]["external"]
    assert card["uri"] == "https://go.lipa.example/shown"
    assert card["title"] == "Poročilo o omrežju 🌳"
    assert card["thumb"].startswith("https://")
    assert ref.url == f"https://bsky.app/profile/ana.test/post/{ref.id.rpartition('/')[2]}"


async def test_the_same_key_twice_is_one_post(place: Place) -> None:
    """The server refuses a repeat without a word about why; the post that is there is found."""
    member, made = await place.signed_in(), post("twice")
    first = await published(place, made, member)
    before = await place.stored(member.author_id)
    said = await place.call(
        "com.atproto.repo.createRecord",
        {
            "repo": member.author_id,
            "collection": record.COLLECTION,
            "rkey": record.key_of(made),
            "record": record.build(made, [], record.Attached()),
        },
        member.access_token.reveal(),
    )
    again = await place.network.publish(made, member)

    assert said.status == REPEATED
    assert again == base.AlreadyThere(ref=first)
    assert await place.network.look(made, member, made.confirmed_at) == first
    assert await place.stored(member.author_id) == before


async def test_many_attempts_at_once_are_one_post(place: Place) -> None:
    """Even attempts that overlap end as one post, which all of them know, or will by repeating."""
    member, made = await place.signed_in(), post("at-once")
    outcomes = await asyncio.gather(*(place.network.publish(made, member) for _ in range(5)))
    last = await place.network.publish(made, member)

    assert isinstance(last, base.AlreadyThere)
    assert last.ref is not None
    refs = [one.ref for one in outcomes if isinstance(one, base.Published | base.AlreadyThere)]
    assert set(refs) == {last.ref}
    stored = [one["uri"] for one in await place.stored(member.author_id)]
    assert stored.count(last.ref.id) == 1


async def test_pictures_and_posts_passed_on(place: Place) -> None:
    """Four pictures with their words, and a colleague's post passed on beside a card."""
    member, bor = await place.signed_in(), await place.signed_in("bor")
    images = (picture(),) * 4
    pictures = replace(post("pictures"), link=None, images=images)
    seen = await shown(place, await published(place, pictures, member))
    original = await published(place, post("original"), bor)
    await shown(place, original)
    reshare = place.network.reshareable(original.url)
    passed_on = await shown(
        place, await published(place, replace(post("passed"), reshare=reshare), member)
    )

    assert [image["alt"] for image in seen["embed"]["images"]] == ["Lipa pred šolo 🌳"] * 4
    shape = seen["embed"]["images"][0]["aspectRatio"]
    assert (shape["width"], shape["height"]) == (1200, 630)
    assert passed_on["embed"]["record"]["record"]["uri"] == original.id
    assert passed_on["embed"]["media"]["external"]["uri"] == "https://go.lipa.example/passed"


async def test_figures_are_counted(place: Place) -> None:
    """A like, a repost, a quote and a reply of a colleague are read back."""
    member, bor = await place.signed_in(), await place.signed_in("bor")
    ref = await published(place, post("figures"), member)
    subject = {"uri": ref.id, "cid": (await shown(place, ref))["cid"]}
    at = "2026-11-24T09:00:00.000Z"
    embed = {"$type": "app.bsky.embed.record", "record": subject}
    for kind, fields in (
        ("app.bsky.feed.like", {"subject": subject}),
        ("app.bsky.feed.repost", {"subject": subject}),
        (record.COLLECTION, {"text": "Res!", "embed": embed}),
        (record.COLLECTION, {"text": "Bravo", "reply": {"root": subject, "parent": subject}}),
    ):
        value = {"$type": kind, "createdAt": at, **fields}
        asked = {"repo": bor.author_id, "collection": kind, "record": value}
        answer = await place.call("com.atproto.repo.createRecord", asked, bor.access_token.reveal())
        assert answer.status == 200
    expected = {"reactions": 1, "comments": 1, "reshares": 2}

    async def look() -> bool:
        return await place.network.read_figures(ref, member) == expected

    assert await until(look, "the AppView to have counted")


async def test_a_deleted_post_is_gone(place: Place) -> None:
    """A deleted post is neither with the account nor with the AppView, and deleting it is final."""
    member, made = await place.signed_in(), post("deleted")
    ref = await published(place, made, member)
    await shown(place, ref)

    assert await place.network.delete(ref, member) == base.Deleted()
    assert await place.network.delete(ref, member) == base.Deleted()
    assert await place.network.look(made, member, made.confirmed_at) is None

    async def look() -> bool:
        try:
            await place.network.read_figures(ref, member)
        except base.ReadFailed as failed:
            return isinstance(failed.problem, base.Refused)
        return False

    assert await until(look, "the AppView to have forgotten")


@pytest.mark.parametrize("sample", SAMPLES)
async def test_the_server_counts_as_we_do(place: Place, sample: str) -> None:
    """A text that just fits is taken, and one character more is too long, there as here."""
    member, rules = await place.signed_in(), text_rules.RULES["bluesky"]
    most = next(n for n in range(1, 302) if not text_rules.fits(sample * n, rules)) - 1
    for times, status in ((most, 200), (most + 1, 400)):
        made = replace(post(f"{sample}{times}"), text=sample * times, link=None)
        said = await place.call(
            "com.atproto.repo.createRecord",
            {
                "repo": member.author_id,
                "collection": record.COLLECTION,
                "rkey": record.key_of(made),
                "record": record.build(made, [], record.Attached()),
            },
            member.access_token.reveal(),
        )
        assert said.status == status, said.json()


async def test_a_session_is_renewed_and_ended(place: Place) -> None:
    """Tokens rotate; an ended session is begun anew by the password; a false token is told."""
    member = await place.signed_in()
    renewed = await place.network.connect.refresh(member)
    ended = await place.network.connect.revoke(renewed)
    anew = await place.network.connect.refresh(renewed)

    assert renewed.refresh_token != member.refresh_token
    assert ended
    assert anew.author_id == member.author_id
    await published(place, post("anew"), anew)
    outcome = await place.network.publish(
        post("false"), replace(anew, access_token=Secret("false"))
    )
    assert outcome == base.Reconnect(reason=base.ReconnectReason.REJECTED)


async def test_a_removed_app_password_ends_the_connection(place: Place) -> None:
    """When its owner removes the app password, the account has to be connected again."""
    person = place.people["bor"]
    made = (
        await place.call("com.atproto.server.createAppPassword", {"name": "second"}, person.own)
    ).json()
    second = replace(person, app_password=made["password"])
    member = await replace(place, people={"bor": second}).signed_in("bor")
    await place.call("com.atproto.server.revokeAppPassword", {"name": "second"}, person.own)

    with pytest.raises(ConnectFailed) as failed:
        await place.network.connect.refresh(member)
    assert failed.value.reason is ConnectFailure.EXPIRED
