"""Tokens, scopes, arguments, channels and rate limits of the Web API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from sandbox.slack.model import PostingRule, Standing
from sandbox.world import World
from tests.sandbox.stub import Slack, actions, button, section


async def test_a_call_without_a_token_is_not_authed(world: World, session: ClientSession) -> None:
    """No token, no answer; a token in the query string is no token."""
    url = f"{world.core.base_url}/slack/api/auth.test"
    for address in (url, f"{url}?token={world.slack.bot_token}"):
        async with session.post(address) as response:
            assert (await response.json())["error"] == "not_authed"


async def test_a_wrong_token_is_invalid(slack: Slack) -> None:
    """A token that nobody issued is refused."""
    slack.token = "xoxb-made-up"
    assert (await slack.json("auth.test"))["error"] == "invalid_auth"


async def test_a_removed_app_is_inactive(world: World, slack: Slack) -> None:
    """After an uninstall every call says that the account is inactive."""
    world.slack.standing = Standing.INACTIVE
    assert (await slack.json("auth.test"))["error"] == "account_inactive"


async def test_auth_test_names_the_scopes_in_a_header(world: World, session: ClientSession) -> None:
    """The granted scopes can be read from a header of auth.test."""
    async with session.post(
        f"{world.core.base_url}/slack/api/auth.test",
        headers={"Authorization": f"Bearer {world.slack.bot_token}"},
    ) as response:
        assert (await response.json())["user_id"] == world.slack.bot_user.id
        assert "chat:write" in response.headers["x-oauth-scopes"].split(",")


async def test_a_missing_scope_is_named(world: World, slack: Slack) -> None:
    """The answer says which scope was needed and which were given."""
    world.slack.app = replace(world.slack.app, scopes=("commands",))
    said = await slack.json("chat.postMessage", channel="C1", text="hi")
    assert (said["error"], said["needed"], said["provided"]) == (
        "missing_scope",
        "chat:write",
        "commands",
    )


async def test_unknown_methods_and_arguments_are_refused(slack: Slack) -> None:
    """Neither a misspelt method nor a misspelt argument goes unnoticed."""
    assert (await slack.json("chat.postMesage"))["error"] == "unknown_method"
    said = await slack.json("chat.postMessage", chanel="C1", text=5)
    assert said["error"] == "invalid_arguments"
    assert said["response_metadata"]["messages"] == [
        "[ERROR] unknown argument: chanel",
        "[ERROR] missing required field: channel",
        "[ERROR] must provide a null/string [json-pointer:/text]",
    ]


async def test_a_form_only_method_does_not_see_json(world: World, slack: Slack) -> None:
    """users.info reads forms only, so a JSON body leaves its argument missing."""
    maja = world.person("maja").id
    assert (await slack.json("users.info", user=maja))["error"] == "invalid_arguments"
    assert (await slack.form("users.info", user=maja))["user"]["real_name"] == "Maja Kovač"


async def test_the_locale_comes_only_when_asked_for(world: World, slack: Slack) -> None:
    """Tz is always there, locale only with include_locale."""
    ana = world.person("ana").id
    plain = (await slack.form("users.info", user=ana))["user"]
    asked = (await slack.form("users.info", user=ana, include_locale="true"))["user"]
    assert "locale" not in plain
    assert plain["tz"] == "Europe/Ljubljana"
    assert asked["locale"] == "sl-SI"


async def test_the_address_needs_its_scope(world: World, slack: Slack) -> None:
    """Without users:read.email the profile carries no address."""
    world.slack.app = replace(world.slack.app, scopes=("users:read",))
    user = (await slack.form("users.info", user=world.person("joe").id))["user"]
    assert "email" not in user["profile"]


@pytest.mark.parametrize(
    ("prepare", "error"),
    [
        ("archived", "is_archived"),
        ("outside", "not_in_channel"),
        ("hidden", "channel_not_found"),
        ("read-only", "restricted_action_read_only_channel"),
    ],
)
async def test_where_the_app_may_not_post(
    world: World, slack: Slack, prepare: str, error: str
) -> None:
    """Archived, foreign, hidden and read-only channels answer with their own codes."""
    channel = world.slack.channel_named("engineering")
    bot = world.slack.bot_user.id
    match prepare:
        case "archived":
            channel.is_archived = True
        case "outside":
            channel.members.remove(bot)
            scopes = tuple(s for s in world.slack.app.scopes if s != "chat:write.public")
            world.slack.app = replace(world.slack.app, scopes=scopes)
        case "hidden":
            channel.members.remove(bot)
            channel.is_private = True
        case _:
            channel.rule = PostingRule.READ_ONLY
    said = await slack.json("chat.postMessage", channel=channel.id, text="hi")
    assert said["error"] == error


async def test_a_message_keeps_its_metadata(world: World, slack: Slack) -> None:
    """Metadata is stored, and comes back from the history when asked for."""
    channel = world.slack.channel_named("advocacy").id
    metadata = {"event_type": "digest", "event_payload": {"id": "7"}}
    sent = await slack.json("chat.postMessage", channel=channel, text="hi", metadata=metadata)
    told = await slack.form("conversations.history", channel=channel, include_all_metadata="true")
    plain = await slack.form("conversations.history", channel=channel)
    assert told["messages"][0]["ts"] == sent["ts"]
    assert told["messages"][0]["metadata"] == metadata
    assert "metadata" not in plain["messages"][0]


async def test_blocks_need_words_beside_them(world: World, slack: Slack) -> None:
    """A message whose notification would be silent is refused."""
    channel = world.slack.channel_named("advocacy").id
    said = await slack.json("chat.postMessage", channel=channel, blocks=[section("hi")])
    assert said["error"] == "no_text"


async def test_a_message_can_be_too_long_as_a_whole(world: World, slack: Slack) -> None:
    """Blocks that are each allowed are refused when their text adds up to too much."""
    channel = world.slack.channel_named("advocacy").id
    for count, error in ((4, None), (5, "msg_blocks_too_long")):
        blocks = [section("x" * 3000) for _ in range(count)]
        said = await slack.json("chat.postMessage", channel=channel, text="x", blocks=blocks)
        assert said.get("error") == error


async def test_looks_need_their_scope(world: World, slack: Slack) -> None:
    """Another name or icon than the app's own takes chat:write.customize."""
    channel = world.slack.channel_named("advocacy").id
    said = await slack.json("chat.postMessage", channel=channel, text="x", username="Santa")
    assert (said["error"], said["needed"]) == ("missing_scope", "chat:write.customize")


async def test_an_edit_changes_only_what_it_names(world: World, slack: Slack) -> None:
    """chat.update keeps blocks and metadata that it does not mention."""
    channel = world.slack.channel_named("advocacy")
    metadata = {"event_type": "card", "event_payload": {}}
    sent = await slack.json(
        "chat.postMessage",
        channel=channel.id,
        text="old",
        blocks=[actions(button("share"))],
        metadata=metadata,
    )
    await slack.json("chat.update", channel=channel.id, ts=sent["ts"], text="new")
    message = channel.messages[sent["ts"]]
    assert (message.text, message.metadata) == ("new", metadata)
    assert message.blocks[0]["block_id"] == "acts"
    assert message.edited_ts is not None


async def test_only_own_messages_can_be_changed(world: World, slack: Slack) -> None:
    """A person's message can neither be edited nor deleted by the app."""
    channel = world.slack.channel_named("advocacy")
    theirs = world.messages("advocacy")[0].ts
    edited = await slack.json("chat.update", channel=channel.id, ts=theirs, text="x")
    deleted = await slack.json("chat.delete", channel=channel.id, ts=theirs)
    assert (edited["error"], deleted["error"]) == ("cant_update_message", "cant_delete_message")


async def test_an_ephemeral_message_is_for_one_member_only(world: World, slack: Slack) -> None:
    """It needs a member, nobody else sees it, and chat.update does not find it."""
    channel = world.slack.channel_named("engineering")
    priya, joe = world.person("priya").id, world.person("joe").id
    refused = await slack.json("chat.postEphemeral", channel=channel.id, user=joe, text="psst")
    sent = await slack.json("chat.postEphemeral", channel=channel.id, user=priya, text="psst")
    edited = await slack.json("chat.update", channel=channel.id, ts=sent["message_ts"], text="x")
    assert refused["error"] == "user_not_in_channel"
    assert edited["error"] == "message_not_found"
    assert world.messages("engineering", priya)[-1].text == "psst"
    assert world.messages("engineering", world.person("marko").id)[-1].text != "psst"


async def test_a_direct_message_opens_once(world: World, slack: Slack) -> None:
    """Opening a DM again gives the same conversation; a user id is a target too."""
    joe = world.person("joe").id
    first = await slack.json("conversations.open", users=joe)
    again = await slack.json("conversations.open", users=joe)
    sent = await slack.json("chat.postMessage", channel=joe, text="hello")
    assert first["channel"]["id"] == again["channel"]["id"] == sent["channel"]
    assert again["already_open"]
    assert [message.text for message in world.dm(joe)] == ["hello"]


async def test_a_person_who_left_gets_no_message(world: World, slack: Slack) -> None:
    """Deactivated people can neither be opened nor written to."""
    joe = world.person("joe")
    await slack.json("conversations.open", users=joe.id)
    world.happenings.deactivate(joe)
    opened = await slack.json("conversations.open", users=joe.id)
    sent = await slack.json("chat.postMessage", channel=joe.id, text="hello")
    assert (opened["error"], sent["error"]) == ("user_disabled", "user_disabled")


async def test_the_messages_tab_can_be_off(world: World, slack: Slack) -> None:
    """Without a Messages tab the app cannot write to people."""
    world.slack.app = replace(world.slack.app, messages_tab=False)
    said = await slack.json("chat.postMessage", channel=world.person("joe").id, text="hi")
    assert said["error"] == "messages_tab_disabled"


async def test_lists_come_in_pages(world: World, slack: Slack) -> None:
    """Following the cursor gives everyone once; a made-up cursor is refused."""
    seen: list[str] = []
    cursor = ""
    while True:
        answer = await slack.form("users.list", limit="8", cursor=cursor)
        seen += [member["id"] for member in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert sorted(seen) == sorted(person.id for person in world.core.people)
    assert (await slack.form("users.list", cursor="bogus"))["error"] == "invalid_cursor"


async def test_a_channel_takes_one_message_a_second(world: World, slack: Slack) -> None:
    """After a short burst the channel answers 429 with Retry-After, another one does not."""
    busy, calm = (world.slack.channel_named(name).id for name in ("advocacy", "engineering"))
    sent = [await slack.json("chat.postMessage", channel=busy, text=str(i)) for i in range(6)]
    other = await slack.json("chat.postMessage", channel=calm, text="hi")
    assert [answer["http"] for answer in sent].count(429) >= 1
    assert sent[-1]["error"] == "ratelimited"
    assert other["ok"]


async def test_stamps_follow_the_moved_clock(world: World, slack: Slack) -> None:
    """A message posted after a jump carries the programme's time."""
    world.clock.advance(timedelta(days=3))
    channel = world.slack.channel_named("advocacy").id
    sent = await slack.json("chat.postMessage", channel=channel, text="hi")
    assert abs(float(sent["ts"]) - world.clock.now().timestamp()) < 60


async def test_a_file_goes_up_in_two_steps(world: World, slack: Slack) -> None:
    """A promised file is uploaded, completed and shown in the channel."""
    begun = await slack.form("files.getUploadURLExternal", filename="a.png", length="3")
    async with slack.session.post(begun["upload_url"], data=b"abc") as response:
        assert response.status == 200
    done = await slack.json(
        "files.completeUploadExternal",
        files=[{"id": begun["file_id"], "title": "A picture"}],
        channel_id=world.slack.channel_named("advocacy").id,
    )
    assert done["ok"]
    assert world.messages("advocacy")[-1].text == "A picture"


async def test_every_call_is_in_the_log(world: World, slack: Slack) -> None:
    """The inspector knows method, outcome and status of each call."""
    await slack.json("chat.postMessage", channel="C0", text="hi")
    assert [(c.method, c.ok, c.error, c.http) for c in world.calls] == [
        ("chat.postMessage", False, "channel_not_found", 200)
    ]
