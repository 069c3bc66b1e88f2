"""What the door lets in: signed, small, well-formed requests; and what each becomes."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from chat.people import MessageRef, PersonRef, PlaceRef, Platform
from chat.replies import Nothing, Whisper
from chat.say import verbatim
from chat.screens import Post
from chat.stimuli import Arrived, Disconnected, HomeOpened, Left, Pressed, Said, Surface
from tests.contract.slack.conftest import Bench
from tests.helpers.slack_api import press

C1 = PlaceRef(platform=Platform.SLACK, id="C1")


async def test_a_bad_signature_is_not_let_in(bench: Bench) -> None:
    """A request signed with another secret is answered 401 and goes nowhere."""
    status, body = await bench.sender.post(b"command=/advocacy", secret="other")
    assert (status, body) == (401, {"error": "invalid request"})
    assert bench.handlers.seen == []


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "now",
        "١٢٣",
        "-5",
        "1e9",
        "9" * 40,
        # Named, because processes that collect the tests at different seconds must agree.
        pytest.param(str(int(time.time()) - 600), id="ten-minutes-old"),
    ],
)
async def test_an_old_or_odd_timestamp_is_not_let_in(bench: Bench, timestamp: str) -> None:
    """A timestamp that is too old, or no number, is answered 401 and never 500."""
    status, body = await bench.sender.post(
        b"command=/advocacy", timestamp=timestamp.encode("utf-8").decode("latin-1")
    )
    assert (status, body) == (401, {"error": "invalid request"})


async def test_a_huge_body_is_not_read(bench: Bench) -> None:
    """A body larger than anything Slack sends is answered 413."""
    status, body = await bench.sender.post(b"x" * (2 * 1024 * 1024 + 1))
    assert (status, body) == (413, {"error": "request too large"})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{not json", "application/json"),
        (b"[1,2]", "application/json"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b'{"type":{}}', "application/json"),
        (b'{"type":"event_callback","event":"x"}', "application/json"),
        (
            b'{"type":"event_callback","team_id":"T","event_id":"E","event":{"type":[]}}',
            "application/json",
        ),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"payload=5", "application/x-www-form-urlencoded"),
        (b"team=5&command=/a", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
        (
            urlencode(
                {"payload": '{"type":"block_actions","user":{"id":"U"},"actions":[]}'}
            ).encode(),
            "application/x-www-form-urlencoded",
        ),
        (
            urlencode(
                {
                    "payload": '{"type":"view_submission","user":{"id":"U1","team_id":"T"},'
                    '"view":{"id":"V","type":"modal","private_metadata":"[]"}}'
                }
            ).encode(),
            "application/x-www-form-urlencoded",
        ),
        (
            urlencode(
                {
                    "payload": '{"type":"view_submission","user":{"id":"U1","team_id":"T"},'
                    '"view":{"id":"V","type":"modal","blocks":[{"block_id":"a","element":'
                    '{"options":5}}]}}'
                }
            ).encode(),
            "application/x-www-form-urlencoded",
        ),
    ],
)
async def test_a_malformed_body_is_answered_in_words(bench: Bench, body: bytes, kind: str) -> None:
    """Whatever is signed but not what Slack sends is answered 400 with a JSON error."""
    status, answer = await bench.sender.post(body, content_type=kind)
    assert status == 400
    assert answer["error"] == "malformed request"
    assert bench.handlers.seen == []


async def test_slack_can_verify_the_address(bench: Bench) -> None:
    """The question that Slack asks when the address is entered is answered with its challenge."""
    body = json.dumps({"type": "url_verification", "challenge": "c1"}).encode()
    assert await bench.sender.post(body, content_type="application/json") == (
        200,
        {"challenge": "c1"},
    )


async def test_slack_can_look_at_the_certificate(bench: Bench) -> None:
    """The unsigned look at the certificate is answered, and does nothing."""
    status, _ = await bench.sender.post(b"ssl_check=1&token=x", secret="other")
    assert status == 200
    assert bench.handlers.seen == []


async def test_nobody_is_asked_who_we_are(bench: Bench) -> None:
    """An ordinary request makes no call to Slack besides what its reply needs."""
    await bench.sender.command("help")
    assert bench.slack.calls == []


async def test_a_command_becomes_words(bench: Bench) -> None:
    """A command carries its words as they were typed, with who and where."""
    await bench.sender.command(" digest &lt;b&gt; &amp;amp; ")
    (said,) = bench.handlers.seen
    assert isinstance(said, Said)
    assert (said.workspace, said.words) == ("T1", "digest <b> &amp;")
    assert said.person == PersonRef(platform=Platform.SLACK, id="U1", name="ana")
    assert said.place == C1


async def test_a_press_keeps_its_name_and_arguments(bench: Bench) -> None:
    """A press is known by its name, whatever marks the painter put around it."""
    await bench.sender.interaction(press("+share.open#3", '{"item":"7"}'))
    (pressed,) = bench.handlers.seen
    assert isinstance(pressed, Pressed)
    assert (pressed.name, pressed.args) == ("share.open", {"item": "7"})
    assert pressed.surface is Surface.MESSAGE
    assert pressed.message == MessageRef(place=C1, id="5.5")


async def test_a_link_button_needs_no_handler(bench: Bench) -> None:
    """A press on a button that only opens an address is acknowledged and goes nowhere."""
    assert await bench.sender.interaction(press("link#2", "")) == (200, "")
    assert bench.handlers.seen == []


async def test_an_unknown_press_still_reaches_the_handlers(bench: Bench) -> None:
    """An action id nobody knows is a press like any other: the dispatcher answers it."""
    await bench.sender.interaction(press("from.an.old.version", ""))
    (pressed,) = bench.handlers.seen
    assert isinstance(pressed, Pressed)
    assert pressed.name == "from.an.old.version"


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"type": "app_home_opened", "user": "U1", "tab": "home"}, HomeOpened),
        ({"type": "team_join", "user": {"id": "U1", "name": "ana"}}, Arrived),
        ({"type": "user_change", "user": {"id": "U1", "deleted": True}}, Left),
        ({"type": "member_joined_channel", "user": "UBOT", "channel": "C1"}, Arrived),
        ({"type": "member_left_channel", "user": "UBOT", "channel": "C1"}, Left),
        ({"type": "channel_left", "channel": "C1"}, Left),
        ({"type": "app_uninstalled"}, Disconnected),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, Disconnected),
    ],
)
async def test_events_become_stimuli(bench: Bench, event: dict[str, Any], kind: type) -> None:
    """Each event we listen to becomes its stimulus, with the key by which a repeat is known."""
    assert (await bench.sender.event(event))[0] == 200
    (stimulus,) = bench.handlers.seen
    assert isinstance(stimulus, kind)
    assert stimulus.retry_key == "Ev1"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_home_opened", "user": "U1", "tab": "messages"},
        {"type": "team_join", "user": {"id": "U1", "is_bot": True}},
        {"type": "user_change", "user": {"id": "U1"}},
        {"type": "member_joined_channel", "user": "U2", "channel": "C1"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
        {"type": "something_new"},
    ],
)
async def test_other_events_are_acknowledged(bench: Bench, event: dict[str, Any]) -> None:
    """Events that mean nothing to us are acknowledged, so that Slack does not send them again."""
    assert (await bench.sender.event(event))[0] == 200
    assert bench.handlers.seen == []


async def test_an_event_that_is_not_kept_in_time_is_sent_again(bench: Bench) -> None:
    """A person's arrival is acknowledged only when it is kept; the handler is not interrupted."""
    gate = bench.hold()
    status, _ = await bench.sender.event({"type": "team_join", "user": {"id": "U1"}})
    assert status == 503
    gate.set()
    status, _ = await bench.sender.event(
        {"type": "team_join", "user": {"id": "U1"}}, **{"X-Slack-Retry-Num": "1"}
    )
    assert status == 200
    first, second = bench.handlers.seen
    assert first.retry_key == second.retry_key


async def test_a_broken_handler_of_an_event_makes_slack_send_it_again(bench: Bench) -> None:
    """An event whose handler failed is not acknowledged."""
    bench.handlers.reply = RuntimeError("boom")
    status, _ = await bench.sender.event({"type": "team_join", "user": {"id": "U1"}})
    assert status == 503


async def test_the_log_never_holds_what_people_write(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither words, tokens nor response URLs reach the log, at any level."""
    caplog.set_level("DEBUG")
    post = Post(name="p", summary=verbatim("whispered secret"), parts=())
    bench.handlers.reply = Whisper(post=post)
    await bench.sender.command("typed secret", bench.url)
    await bench.sender.post(b"text=unsigned+secret", secret="other")
    bench.slack.fail("respond", "expired_url")
    await bench.sender.interaction(press("x", '{"a":"pressed secret"}', bench.url))
    bench.handlers.reply = Nothing()
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("aiohttp", "asyncio"))]
    assert not [line for line in ours if "secret" in line or "xoxb" in line or "/respond" in line]
