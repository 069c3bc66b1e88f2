"""The vendor's own client and framework work against the sandbox unchanged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.world import World
from tests.sandbox.stub import App, Slack, actions, button, modal, section


@pytest.fixture
def client(world: World) -> AsyncWebClient:
    """The SDK with another base URL, and nothing else changed."""
    return AsyncWebClient(
        token=world.slack.bot_token, base_url=f"{world.core.base_url}/slack/api/", timeout=5
    )


async def test_the_sdk_can_do_all_we_need(world: World, client: AsyncWebClient) -> None:
    """Every method of the table that an app calls is reached through the SDK."""
    joe, maja = world.person("joe").id, world.person("maja").id
    channel = world.slack.channel_named("advocacy").id
    group = next(iter(world.slack.groups))
    sent = await client.chat_postMessage(
        channel=channel,
        text="card",
        blocks=[section("hi"), actions(button("go"))],
        metadata={"event_type": "card", "event_payload": {"id": "1"}},
        unfurl_links=False,
    )
    await client.chat_update(channel=channel, ts=sent["ts"], text="card", blocks=[section("ho")])
    await client.chat_postEphemeral(channel=channel, user=joe, text="psst")
    await client.chat_getPermalink(channel=channel, message_ts=sent["ts"])
    await client.conversations_open(users=[joe], return_im=True)
    await client.conversations_info(channel=channel, include_num_members=True)
    await client.conversations_members(channel=channel, limit=5)
    await client.conversations_join(channel=world.slack.channel_named("general").id)
    await client.conversations_history(channel=channel, include_all_metadata=True, limit=1)
    await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    await client.users_info(user=world.person("ana").id, include_locale=True)
    await client.users_lookupByEmail(email=world.person("joe").email)
    await client.usergroups_list(include_users=True)
    await client.usergroups_users_list(usergroup=group)
    await client.team_info()
    await client.bots_info(bot=world.slack.bot_id)
    await client.api_test()
    await client.views_open(trigger_id=world.slack.trigger(maja), view=modal(section("x")))
    await client.views_publish(user_id=maja, view={"type": "home", "blocks": [section("x")]})
    await client.files_upload_v2(channel=channel, filename="a.txt", content="hello", title="A")
    await client.chat_delete(channel=channel, ts=sent["ts"])
    members = [m async for page in await client.users_list(limit=9) for m in page["members"]]
    assert len(members) == len(world.core.people)
    assert all(call.ok for call in world.calls), [c for c in world.calls if not c.ok]


def ana_or(world: World) -> str:
    return world.person("ana").id


async def test_errors_are_the_sdks_errors(client: AsyncWebClient) -> None:
    """A refusal becomes the SDK's exception with the documented code."""
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0", text="hi")
    assert refused.value.response["error"] == "channel_not_found"


def _bolt(world: World) -> AsyncApp:
    return AsyncApp(
        signing_secret=world.slack.signing_secret,
        client=AsyncWebClient(
            token=world.slack.bot_token, base_url=f"{world.core.base_url}/slack/api/"
        ),
        process_before_response=True,
    )


async def test_bolt_takes_what_is_delivered(world: World, stub: App, slack: Slack) -> None:
    """Commands, presses and events pass the framework's signature check and reach listeners."""
    app = _bolt(world)
    heard: list[str] = []

    @app.command("/advocacy")
    async def command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(section("hello")))
        await ack("hello")

    @app.action("go")
    async def action(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body["actions"][0]["value"])
        await ack()

    @app.event("app_home_opened")
    async def home(event: dict[str, Any]) -> None:
        heard.append(event["type"])

    async def dispatch(_: dict[str, Any]) -> Any:
        got = stub.got[-1]
        request = AsyncBoltRequest(body=got.body.decode(), headers={**got.headers})
        answer = await app.async_dispatch(request)
        kind = answer.first_headers()["content-type"].split(";")[0]
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    stub.answer = dispatch
    joe, channel = world.person("joe").id, world.slack.channel_named("advocacy").id
    outcome = await world.interact.command(joe, channel, "/advocacy")
    assert outcome.ok
    assert world.views(joe)[0].content["title"]["text"] == "Caption"
    sent = await slack.json(
        "chat.postMessage", channel=channel, text="x", blocks=[actions(button("go", value="7"))]
    )
    container = {"type": "message", "channel_id": channel, "message_ts": sent["ts"]}
    assert (await world.interact.press(joe, container, "acts", {"action_id": "go"})).ok
    world.interact.open_home(joe)
    await world.delivery.settled()
    assert heard == ["7", "app_home_opened"]


@pytest.fixture
async def socket(world: World) -> AsyncIterator[SocketModeClient]:
    """The SDK's Socket Mode client, not yet connected."""
    world.slack.app = replace(world.slack.app, socket_mode=True)
    web_client = AsyncWebClient(base_url=f"{world.core.base_url}/slack/api/")
    client = SocketModeClient(app_token=world.slack.app_token, web_client=web_client)
    yield client
    await client.close()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped


async def test_the_socket_client_connects(
    world: World, stub: App, socket: SocketModeClient
) -> None:
    """The SDK's own Socket Mode client receives envelopes and answers them."""

    async def listener(client: Any, request: SocketModeRequest) -> None:
        answer = SocketModeResponse(envelope_id=request.envelope_id, payload={"text": "hello"})
        await client.send_socket_mode_response(answer)

    socket.socket_mode_request_listeners.append(listener)
    await socket.connect()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    async with asyncio.timeout(2):
        await world.delivery.sockets.wait()
    joe, channel = world.person("joe").id, world.slack.channel_named("advocacy").id
    outcome = await world.interact.command(joe, channel, "/advocacy")
    assert outcome.ok
    assert world.messages(channel, joe)[-1].text == "hello"
    assert stub.got == []
