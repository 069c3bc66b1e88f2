"""What does not come from Slack, or not as Slack sends it, is refused; never an error of ours."""

from __future__ import annotations

import copy
import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack.deliver import Kind
from tests.helpers.forms import texts
from tests.helpers.stage import Stage, open_stage
from tests.helpers.town import Citizen, Town

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


async def send(town: Town, body: bytes, headers: dict[str, str], kind: str = FORM) -> int:
    """Post something to where Slack posts; the status of the answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{town.world.core.bot_url}/slack/events",
            data=io.BytesIO(body),
            headers={"Content-Type": kind, **headers},
        ) as answer,
    ):
        await answer.read()
        return answer.status


def command(town: Town, who: Citizen, text: str) -> bytes:
    """A command, as Slack sends it."""
    channel = town.world.slack.channel_named("#advocacy")
    return urlencode(town.world.interact._command_form(who.id, channel, "/advocacy", text)).encode()


async def test_only_what_slack_signed_just_now_is_heard(town: Town) -> None:
    """A wrong signature, an old or strange time, or none at all: 401, and nothing happens."""
    joe = town.person("Joe")
    await joe.joins()
    body = command(town, joe, "leave")
    good = town.world.delivery.signed(body)
    stamp = good["X-Slack-Request-Timestamp"]
    old = str(int(stamp) - 6 * 60)
    secret = town.world.slack.signing_secret.encode()

    def signed(time: str) -> dict[str, str]:
        digest = hmac.new(secret, b"v0:" + time.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": time, "X-Slack-Signature": f"v0={digest}"}

    for headers in (
        {},
        {**good, "X-Slack-Signature": "v0=" + "0" * 64},
        {**good, "X-Slack-Signature": ""},
        {"X-Slack-Signature": good["X-Slack-Signature"]},
        signed(old),
        signed("yesterday"),
        signed("-1"),
        signed("9" * 30),
        {**good, "X-Slack-Request-Timestamp": str(int(stamp) + 1)},
    ):
        assert await send(town, body, headers) == 401
    assert await send(town, body + b"&more=1", good) == 401
    await joe.says("/advocacy me")
    await joe.hears("points", "#advocacy")
    assert await send(town, body, signed(stamp)) == 200


async def test_a_body_larger_than_any_of_slacks_is_refused(town: Town) -> None:
    """Three megabytes: 413, before anything is parsed."""
    body = b"payload=" + b"x" * 3_000_000
    assert await send(town, body, town.world.delivery.signed(body)) == 413


@pytest.mark.parametrize("kind", [FORM, JSON])
@pytest.mark.parametrize(
    "body", [b"", b"payload=", b"payload=%7B", b"\xff\xfe", b"{", b"[]", b"payload=1", b"null"]
)
async def test_a_broken_body_is_refused_in_words(sqlite_url: str, kind: str, body: bytes) -> None:
    """What is signed but makes no sense gets a 400, and the next request is answered."""
    async with open_stage(sqlite_url, staff=13) as stage, stage.running() as town:
        assert await send(town, body, town.world.delivery.signed(body), kind) == 400
        assert (await town.person("Joe").says("/advocacy help")).ok


def leaves(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every value in a payload, and of everything that holds others."""
    yield path
    if isinstance(found, dict):
        for name, inner in found.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(found, list):
        for number, inner in enumerate(found):
            yield from leaves(inner, (*path, number))


def changed(payload: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The payload with something else in one place."""
    if not path:
        return value
    whole = copy.deepcopy(payload)
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return whole


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture
async def nudged(sqlite_url: str) -> Any:
    """A running company, and one real payload of each kind that Slack sends in a form."""
    async with open_stage(sqlite_url, staff=13) as stage, stage.running() as town:
        joe = town.person("Joe")
        digest = await town.morning()
        await joe.joins(digest=False)
        await joe.connects("x")
        form = await joe.opens(digest)
        await form.enter({form.names("caption:x")[0]: "It is risk-free, says the caretaker."})
        sent = [a.payload for a in town.world.delivery.attempts if a.kind is Kind.INTERACTION]
        presses = [p for p in sent if p["type"] == "block_actions"]
        submissions = [p for p in sent if p["type"] == "view_submission"]
        events = [a.payload for a in town.world.delivery.attempts if a.kind is Kind.EVENT]
        yield town, (presses[-1], submissions[-1], events[-1])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_no_payload_whatsoever_breaks_anything(nudged: Any, data: st.DataObject) -> None:
    """Any JSON, and any real payload with any part replaced: an answer, never a 500."""
    town, real = nudged
    chosen = data.draw(st.sampled_from([None, *range(len(real))]))
    if chosen is None:
        payload = data.draw(ANYTHING)
    else:
        path = data.draw(st.sampled_from(list(leaves(real[chosen]))))
        payload = changed(real[chosen], path, data.draw(ANYTHING))
    if chosen == 2:
        body, kind = json.dumps(payload).encode(), JSON
    else:
        body, kind = urlencode({"payload": json.dumps(payload)}).encode(), FORM
    assert await send(town, body, town.world.delivery.signed(body), kind) in {200, 400}


async def test_unknown_presses_forms_and_words_are_answered(stage: Stage) -> None:
    """A button of an older version, a form that is no more, a slip of the pen: words that help."""
    async with stage.running() as town:
        joe = town.person("Joe")
        digest = await town.morning()
        await joe.joins(digest=False)
        await joe.press(digest, "Guidelines")
        delivery = town.world.delivery
        press = copy.deepcopy(delivery.attempts[-1].payload)
        press["actions"][0]["action_id"] = "share.by_pigeon"
        assert (await delivery.ask(Kind.INTERACTION, press)).ok
        await joe.hears("This button belongs to an older message", "#advocacy")

        await joe.press(digest, "Share")
        form = await joe.filled()
        payload = {
            **town.world.interact._press_payload(
                joe.id,
                {"type": "view", "view_id": form.view.id},
                *_any_button(form.blocks),
                None,
            )[0],
            "type": "view_submission",
        }
        view = copy.deepcopy(payload["view"])
        metadata = json.loads(view["private_metadata"])
        view["private_metadata"] = json.dumps({**metadata, "form": "pigeon"})
        view["callback_id"] = "pigeon"
        assert (await delivery.ask(Kind.INTERACTION, {**payload, "view": view})).ok
        await town.idle()
        assert len([m for m in joe.sees("#advocacy") if "older message" in texts(m.blocks)]) == 2

        await joe.says("/advocacy leadrboard")
        await joe.hears("Did you mean", "#advocacy")
        await joe.says("/advocacy ; DROP TABLE members")
        await joe.hears("/advocacy help", "#advocacy")
        outcome = await joe.says("/advocacy " + "x" * 5000)
        assert outcome.ok


def _any_button(blocks: list[dict[str, Any]]) -> tuple[str, dict[str, str]]:
    return next(
        (block["block_id"], {"action_id": element["action_id"]})
        for block in blocks
        for element in block.get("elements", [])
        if element.get("type") == "button"
    )
