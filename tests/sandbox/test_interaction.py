"""What people do reaches the app signed, in time, and in Slack's own shape."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from sandbox.slack.deliver import Kind
from sandbox.slack.interact import TROUBLE
from sandbox.world import World
from tests.sandbox.stub import (
    App,
    Json,
    Slack,
    actions,
    button,
    field_of,
    modal,
    says,
    section,
    waits_for,
)


@pytest.fixture
def joe(world: World) -> str:
    """Someone who uses the app."""
    return world.person("joe").id


async def _card(world: World, slack: Slack, *blocks: Json) -> Json:
    channel = world.slack.channel_named("advocacy").id
    sent = await slack.json("chat.postMessage", channel=channel, text="card", blocks=list(blocks))
    assert sent["ok"], sent
    return {"type": "message", "channel_id": channel, "message_ts": sent["ts"]}


async def test_every_request_is_signed(world: World, stub: App, joe: str) -> None:
    """The vendor's own verifier accepts the signature, whatever the programme's clock says."""
    world.clock.jump("friday_16")
    await world.interact.command(
        joe, world.slack.channel_named("advocacy").id, "/advocacy pomoč & več"
    )
    got = stub.got[-1]
    assert SignatureVerifier(world.slack.signing_secret).is_valid_request(got.body, got.headers)
    assert got.payload["text"] == "pomoč & več"
    assert got.payload["command"] == "/advocacy"
    assert got.payload["user_id"] == joe


async def test_a_press_carries_what_slack_sends(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """A block_actions payload has the element, the message, a trigger and a response_url."""
    container = await _card(world, slack, actions(button("share", value="post:7")))
    outcome = await world.interact.press(joe, container, "acts", {"action_id": "share"})
    payload = stub.last
    assert outcome.ok
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["value"] == "post:7"
    assert payload["container"]["message_ts"] == payload["message"]["ts"]
    assert payload["message"]["bot_id"] == world.slack.bot_id
    assert payload["trigger_id"] in world.slack.triggers
    assert payload["response_url"].startswith(world.core.base_url)


async def test_only_what_is_offered_can_be_chosen(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """A button or option that is not in the message reaches nobody."""
    option = {"text": {"type": "plain_text", "text": "A"}, "value": "a"}
    select = {"type": "static_select", "action_id": "pick", "options": [option]}
    container = await _card(world, slack, actions(select))
    invented = {"action_id": "pick", "selected_option": {"value": "z"}}
    gone = await world.interact.press(joe, container, "acts", {"action_id": "other"})
    foreign = await world.interact.press(joe, container, "acts", invented)
    chosen = await world.interact.press(
        joe, container, "acts", {"action_id": "pick", "selected_option": {"value": "a"}}
    )
    assert (gone.ok, foreign.ok, chosen.ok) == (False, False, True)
    assert len(stub.got) == 1
    assert stub.last["actions"][0]["selected_option"] == option
    assert stub.last["state"]["values"]["acts"]["pick"]["selected_option"] == option


async def test_a_home_press_has_no_response_url(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """From a view there is no channel, no message and nowhere to respond."""
    home = {"type": "home", "blocks": [actions(button("go"))]}
    said = await slack.json("views.publish", user_id=joe, view=home)
    container = {"type": "view", "view_id": said["view"]["id"]}
    await world.interact.press(joe, container, "acts", {"action_id": "go"})
    assert stub.last["view"]["type"] == "home"
    assert not {"response_url", "channel", "message"} & stub.last.keys()


@pytest.mark.parametrize(
    ("status", "shown"),
    [(500, 'failed with the error "dispatch_failed"'), (404, "dispatch_failed")],
)
async def test_a_failed_command_is_shown(
    world: World, stub: App, joe: str, status: int, shown: str
) -> None:
    """When the app fails the person reads Slack's own words, and nothing is retried."""
    stub.answer = says({}, status)
    channel = world.slack.channel_named("advocacy").id
    outcome = await world.interact.command(joe, channel, "/advocacy")
    assert not outcome.ok
    assert shown in str(outcome.error)
    assert len(stub.got) == 1


async def test_a_late_answer_is_no_answer(world: World, stub: App, joe: str, slack: Slack) -> None:
    """An app that answers after the deadline has failed."""
    released = asyncio.Event()
    stub.answer = waits_for(released)
    container = await _card(world, slack, actions(button("share")))
    channel = world.slack.channel_named("advocacy").id
    command = await world.interact.command(joe, channel, "/advocacy")
    press = await world.interact.press(joe, container, "acts", {"action_id": "share"})
    released.set()
    assert "operation_timeout" in str(command.error)
    assert press.error == TROUBLE


async def test_a_command_can_be_answered_in_its_body(world: World, stub: App, joe: str) -> None:
    """The body is shown to the person only, unless it says otherwise; nonsense is noted."""
    channel = world.slack.channel_named("advocacy").id
    ana = world.person("ana").id
    stub.answer = says({"text": "just you"})
    await world.interact.command(joe, channel, "/advocacy")
    stub.answer = says({"response_type": "in_channel", "text": "all of you"})
    await world.interact.command(joe, channel, "/advocacy")
    stub.answer = says({"text": "x", "blocks": [{"type": "nonsense"}]})
    outcome = await world.interact.command(joe, channel, "/advocacy")
    assert [m.text for m in world.messages(channel, joe)][-2:] == ["just you", "all of you"]
    assert "just you" not in [m.text for m in world.messages(channel, ana)]
    assert not outcome.ok
    assert world.complaints


async def test_an_unknown_command_stays_in_slack(world: World, stub: App, joe: str) -> None:
    """A command of no app is refused at once."""
    channel = world.slack.channel_named("advocacy").id
    outcome = await world.interact.command(joe, channel, "/nonsense")
    assert outcome.error == "/nonsense is not a valid command."
    assert stub.got == []


async def test_a_response_url_answers_five_times(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """It replaces, adds and deletes; the sixth use is refused, and so is one after half an hour."""
    container = await _card(world, slack, actions(button("share")))
    await world.interact.press(joe, container, "acts", {"action_id": "share"})
    url = stub.last["response_url"]

    async def respond(**body: object) -> int:
        async with slack.session.post(url, json=body) as response:
            return response.status

    before = len(world.messages("advocacy"))
    assert await respond(text="replaced", replace_original=True) == 200
    assert world.messages("advocacy")[-1].text == "replaced"
    assert await respond(text="for you") == 200
    assert await respond(text="for all", response_type="in_channel") == 200
    assert await respond(txt="misspelt") == 400
    assert await respond(delete_original=True) == 200
    assert await respond(text="fifth") == 200
    assert await respond(text="sixth") == 404
    assert len(world.messages("advocacy")) == before + 2
    for reply in world.slack.replies.values():
        reply.uses, reply.issued = 0, reply.issued - 1801
    assert await respond(text="late") == 404


async def _open(world: World, slack: Slack, person: str, view: Json) -> str:
    said = await slack.json("views.open", trigger_id=world.slack.trigger(person), view=view)
    assert said["ok"], said
    return str(said["view"]["id"])


def _typed(block_id: str, text: str) -> Json:
    return {block_id: {"value": {"type": "plain_text_input", "value": text}}}


async def test_errors_keep_the_form_and_what_was_typed(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """A refused form stays open with its values, and the message is at its field."""
    stub.answer = says({"response_action": "errors", "errors": {"caption": "Not allowed"}})
    view = await _open(world, slack, joe, modal(field_of("caption")))
    outcome = await world.forms.submit(joe, view, _typed("caption", "Buy now!"))
    assert outcome.errors == {"caption": "Not allowed"}
    assert stub.last["type"] == "view_submission"
    assert stub.last["view"]["type"] == "modal"
    values = world.views(joe)[0].values
    assert values["caption"]["value"]["value"] == "Buy now!"


async def test_an_error_at_no_field_is_a_fault(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """Errors must name input blocks; otherwise the person sees trouble and it is noted."""
    stub.answer = says({"response_action": "errors", "errors": {"elsewhere": "No"}})
    view = await _open(world, slack, joe, modal(field_of("caption"), section("x")))
    outcome = await world.forms.submit(joe, view, _typed("caption", "hi"))
    assert outcome.error == TROUBLE
    assert "elsewhere" in world.complaints[-1]


async def test_the_client_checks_before_it_sends(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """An empty required field or one that is too long never reaches the app."""
    view = await _open(world, slack, joe, modal(field_of("caption", max_length=5)))
    empty = await world.forms.submit(joe, view, {})
    long = await world.forms.submit(joe, view, _typed("caption", "123456"))
    assert set(empty.errors) == set(long.errors) == {"caption"}
    assert stub.got == []


async def test_an_answer_can_update_push_and_clear(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """Update keeps the view's id, push puts one on top, clear closes all, nothing closes one."""
    view = await _open(world, slack, joe, modal(section("1")))
    stub.answer = says({"response_action": "update", "view": modal(section("2"))})
    await world.forms.submit(joe, view, {})
    assert [v.id for v in world.views(joe)] == [view]
    stub.answer = says({"response_action": "push", "view": modal(section("3"))})
    await world.forms.submit(joe, view, {})
    assert len(world.views(joe)) == 2
    stub.answer = lambda _: web.Response()
    await world.forms.submit(joe, world.views(joe)[-1].id, {})
    assert [v.id for v in world.views(joe)] == [view]
    stub.answer = says({"response_action": "clear"})
    await world.forms.submit(joe, view, {})
    assert world.views(joe) == []


async def test_closing_is_told_when_asked_for(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """view_closed is sent for views that want it, and for no other."""
    quiet = await _open(world, slack, joe, modal(section("1")))
    await world.forms.close(joe, quiet)
    assert stub.got == []
    loud = await _open(world, slack, joe, modal(section("1"), notify_on_close=True))
    await world.forms.close(joe, loud)
    assert stub.last["type"] == "view_closed"
    assert world.views(joe) == []


async def test_typing_in_an_external_select_asks_the_app(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """block_suggestion returns the app's options; a wrong answer shows none."""
    element = {"type": "external_select", "action_id": "who", "min_query_length": 0}
    block = {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": "Who"},
        "element": element,
    }
    view = await _open(world, slack, joe, modal(block))
    option = {"text": {"type": "plain_text", "text": "A"}, "value": "a"}
    stub.answer = says({"options": [option]})
    container = {"type": "view", "view_id": view}
    assert await world.forms.options(joe, container, "b", "who", "a") == [option]
    assert stub.last["type"] == "block_suggestion"
    stub.answer = says({"options": [{"text": "A"}]})
    assert await world.forms.options(joe, container, "b", "who", "a") == []
    assert world.complaints


async def test_dispatching_inputs_tell_while_typing(
    world: World, stub: App, slack: Slack, joe: str
) -> None:
    """An input with dispatch_action sends block_actions, another one does not."""
    config = {"trigger_actions_on": ["on_character_entered"]}
    loud = field_of("loud", dispatch_action_config=config) | {"dispatch_action": True}
    view = await _open(world, slack, joe, modal(loud, field_of("quiet")))
    container = {"type": "view", "view_id": view}
    chosen = {"action_id": "value", "value": "abc"}
    assert (await world.interact.press(joe, container, "loud", chosen)).ok
    assert stub.last["actions"][0]["value"] == "abc"
    assert stub.last["view"]["state"]["values"]["loud"]["value"]["value"] == "abc"
    assert not (await world.interact.press(joe, container, "quiet", chosen)).ok


async def test_events_are_tried_four_times(world: World, stub: App, joe: str) -> None:
    """A failing event is sent again with number and reason, and with the same event_id."""
    stub.answer = says({}, 500)
    world.interact.open_home(joe)
    await world.delivery.settled()
    assert len(stub.got) == 4
    assert [got.headers.get("X-Slack-Retry-Num") for got in stub.got] == [None, "1", "2", "3"]
    assert stub.got[1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert len({got.payload["event_id"] for got in stub.got}) == 1
    assert json.loads(stub.got[0].body)["event"]["type"] == "app_home_opened"


async def test_an_app_can_ask_for_no_retry(world: World, stub: App, joe: str) -> None:
    """X-Slack-No-Retry ends the attempts."""
    stub.answer = lambda _: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    world.interact.open_home(joe)
    await world.delivery.settled()
    assert len(stub.got) == 1


async def test_only_subscribed_events_are_sent(world: World, stub: App, joe: str) -> None:
    """What the manifest does not subscribe to stays in Slack."""
    world.interact.write(joe, world.slack.channel_named("advocacy").id, "hello")
    world.happenings.deactivate(world.person("ana"))
    await world.delivery.settled()
    assert [got.payload["event"]["type"] for got in stub.got] == ["user_change"]
    assert stub.last["event"]["user"]["deleted"] is True
    assert stub.last["authorizations"][0]["is_bot"] is True


async def test_a_message_to_the_app_arrives(world: World, stub: App, joe: str) -> None:
    """A direct message becomes message.im; a mention in a channel becomes app_mention."""
    channel, _ = world.slack.open_dm(joe)
    world.interact.write(joe, channel.id, "hello")
    await world.delivery.settled()
    assert stub.last["event"]["channel_type"] == "im"
    bot = world.slack.bot_user.id
    world.interact.write(joe, world.slack.channel_named("advocacy").id, f"<@{bot}> hi")
    await world.delivery.settled()
    assert stub.last["event"]["type"] == "app_mention"


async def test_the_request_url_is_verified(world: World, stub: App) -> None:
    """The handshake succeeds only when the challenge comes back."""
    stub.answer = lambda payload: web.json_response({"challenge": payload["challenge"]})
    assert await world.delivery.verify_url()
    stub.answer = says({"challenge": "guess"})
    assert not await world.delivery.verify_url()


async def test_socket_mode_carries_the_same(world: World, stub: App, slack: Slack) -> None:
    """With an open socket nothing goes over HTTP; the acknowledgement's payload is the answer."""
    joe = world.person("joe").id
    world.slack.app = replace(world.slack.app, socket_mode=True)
    bot_token, slack.token = slack.token, world.slack.app_token
    url = (await slack.json("apps.connections.open"))["url"]
    slack.token = bot_token
    view = await _open(world, slack, joe, modal(field_of("caption")))
    async with slack.session.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"

        async def app() -> Json:
            envelope: Json = await socket.receive_json()
            errors = {"response_action": "errors", "errors": {"caption": "No"}}
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": errors})
            return envelope

        waiting = asyncio.create_task(app())
        outcome = await world.forms.submit(joe, view, _typed("caption", "hi"))
        envelope = await waiting
    assert envelope["type"] == "interactive"
    assert envelope["accepts_response_payload"] is True
    assert outcome.errors == {"caption": "No"}
    assert stub.got == []
    assert world.delivery.attempts[-1].kind is Kind.INTERACTION
    async with slack.session.get(url.replace("ws", "http", 1)) as used:
        assert used.status == 401
