"""Every call to X, part by part, against X's own OpenAPI description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from networks import base, x
from networks.base import Credentials, Image, Post, PostRef, Published
from tests.contract.networks.fake_x_server import FIGURES, FakeX
from tests.contract.networks.network_fakes import Sent, back
from tests.helpers import openapi
from tests.helpers.openapi import Call, OpenApi

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PICTURE = Image(body=b"\x89PNG picture", media_type="image/png", width=8, height=8, alt="A dam")


@pytest.fixture(scope="module")
def described() -> OpenApi:
    return openapi.load("x-openapi.json")


def calls(fake: FakeX) -> Iterator[Call]:
    for sent in fake.requests:
        yield read(sent)


def read(sent: Sent) -> Call:
    return Call(
        method=sent.method,
        path=sent.path.removeprefix("/x"),
        query=sent.query,
        content_type=sent.headers.get("Content-Type", "").partition(";")[0],
        body=sent.body,
        status=sent.status,
        answer=sent.answer,
    )


async def test_every_call_is_one_that_x_describes(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, described: OpenApi
) -> None:
    """Posting with and without pictures, finding, measuring, searching and deleting all conform."""
    published = await ex.publish(post, x_member)
    assert isinstance(published, Published)
    pictured = await ex.publish(
        replace(post, text="More #LipaGrid", images=(PICTURE,) * 2), x_member
    )
    assert isinstance(pictured, Published)
    assert not pictured.without_image
    await ex.look(post, x_member, NOW)
    fake_x.metrics = {"public_metrics": FIGURES, "non_public_metrics": {"url_link_clicks": 1}}
    await ex.read_figures(published.ref, x_member)
    await ex.mentions("LipaGrid", x_member, published.ref.id)
    await ex.delete(pictured.ref, x_member)

    faults = [fault for call in calls(fake_x) for fault in described.faults(call)]
    used = {described.operation(call.method, call.path) for call in calls(fake_x)}
    assert faults == []
    assert used == {
        "post /2/tweets",
        "post /2/media/upload",
        "post /2/media/metadata",
        "get /2/users/{id}/tweets",
        "get /2/tweets",
        "get /2/tweets/search/recent",
        "delete /2/tweets/{id}",
    }


async def test_further_pages_and_second_questions_conform(
    ex: x.X, fake_x: FakeX, x_member: Credentials, post: Post, described: OpenApi
) -> None:
    """Paging, old search marks, posts too old for clicks, and doubted deletions conform as well."""
    for number in range(20):
        fake_x.add(f"post {number} #LipaGrid")
    fake_x.page_size, fake_x.oldest_since = 5, 10**6
    with pytest.raises(base.ReadFailed):
        await ex.look(replace(post, marker="zzzzzzz"), x_member, NOW)
    await ex.mentions("#LipaGrid", x_member, "17")
    fake_x.metrics = {"public_metrics": {}}
    with pytest.raises(base.ReadFailed):
        await ex.read_figures(PostRef(id="1", url=""), x_member)
    await ex.delete(PostRef(id="1", url=""), x_member)

    asked = [call for call in calls(fake_x) if call.status == 200]
    assert [call.path for call in asked].count("/2/tweets/search/recent") == 4
    faults = [fault for call in asked for fault in described.faults(replace_answer(call))]
    assert faults == []


async def test_connecting_asks_who_it_is_as_described(
    ex: x.X, fake_x: FakeX, described: OpenApi
) -> None:
    """The account is asked for as X describes; the token endpoints are not in its description."""
    begun = await ex.connect.begin("s-t-a-t-e", back, {})
    fake_x.challenge = parse_qs(urlsplit(begun.url).query)["code_challenge"][0]
    await ex.connect.exchange("good", back, begun)

    (me,) = [call for call in calls(fake_x) if "oauth2" not in call.path]
    assert described.operation(me.method, me.path) == "get /2/users/me"
    assert described.faults(me) == []


def replace_answer(call: Call) -> Call:
    """The call alone: the answer has been looked at elsewhere."""
    return replace(call, status=599)


def made(method: str, path: str, query: str = "", body: bytes = b"") -> Call:
    return Call(
        method=method,
        path=path,
        query=query,
        content_type="application/json" if body else "",
        body=body,
        status=599,
        answer=b"",
    )


@pytest.mark.parametrize(
    "call",
    [
        made("GET", "/2/nothing"),
        made("PUT", "/2/tweets"),
        made("GET", "/2/tweets"),
        made("GET", "/2/tweets", "ids=abc"),
        made("GET", "/2/tweets", "ids=1&tweet.fields=text"),
        made("GET", "/2/tweets", "ids=1&post.fields=author_id"),
        made("GET", "/2/tweets/search/recent", "query=x&max_results=5"),
        made("DELETE", "/2/tweets/abc"),
        made("POST", "/2/tweets", body=b'{"text": "a", "made_up": 1}'),
        made("POST", "/2/tweets", body=b'{"text": "a", "media": {"media_ids": []}}'),
        made("POST", "/2/media/metadata", body=b'{"metadata": {}}'),
        made("POST", "/2/media/upload", body=b'{"media": "eA=="}'),
    ],
    ids=lambda call: f"{call.method} {call.path}?{call.query} {call.body.decode()}",
)
def test_the_check_itself_finds_faults(described: OpenApi, call: Call) -> None:
    """A call that X does not describe is found, whatever part of it is wrong."""
    assert described.faults(call) != []
