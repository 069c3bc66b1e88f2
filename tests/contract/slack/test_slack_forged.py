"""Requests that somebody made up, and addresses that are not Slack's: nothing comes of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.slack.client import Connection
from chat.replies import Whisper
from chat.say import verbatim
from chat.screens import Post
from chat.stimuli import Pressed, Submitted
from tests.contract.slack.conftest import NOW, Bench
from tests.helpers.slack_api import press, submission

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
JOINED: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "team_join", "user": {"id": "U1"}},
}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps({**JOINED, "a": "&ssl_check=1&"}).encode(), JSON),
        (b'{"type":"url_verification","challenge":"c","a":"&ssl_check=1&"}', JSON),
        (b"ssl_check=1&" + urlencode({"payload": json.dumps(press("x"))}).encode(), FORM),
        (b"ssl_check=1&command=/advocacy&team_id=T1&user_id=U1&channel_id=C1&text=leave", FORM),
    ],
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Signature": ""},
    ],
)
async def test_no_forged_request_passes_for_a_look_at_the_certificate(
    bench: Bench, body: bytes, kind: str, headers: dict[str, str]
) -> None:
    """Whatever is unsigned goes nowhere and breaks nothing, also where it says `ssl_check`."""
    status, answer = await bench.sender.post(body, content_type=kind, secret="other", **headers)

    assert (status, answer) in ((200, ""), (401, {"error": "invalid request"}))
    assert bench.handlers.seen == []


async def test_metadata_nested_without_end_is_malformed(bench: Bench) -> None:
    """A form whose metadata no parser can read is answered 400."""
    view = {"id": "V1", "type": "modal", "private_metadata": "[" * 100_000}
    status, answer = await bench.sender.interaction(submission(view))

    assert (status, answer["error"]) == (400, "malformed request")


@pytest.mark.parametrize(
    ("home", "enterprise", "workspace"),
    [("T1", None, "T1"), ("T2", None, "T2"), ("T2", {"id": "E1"}, "T1")],
)
async def test_somebody_of_another_company_acts_in_their_own_workspace(
    bench: Bench, home: str, enterprise: dict[str, str] | None, workspace: str
) -> None:
    """Who sees our messages through a shared channel is no colleague, but within an Enterprise."""
    who = {"user": {"id": "U9", "username": "eve", "team_id": home}, "enterprise": enterprise}
    await bench.sender.interaction({**press("share.open"), **who})
    view = {"id": "V1", "type": "modal", "callback_id": "share"}
    await bench.sender.interaction({**submission(view), **who})

    pressed, submitted = bench.handlers.seen
    assert isinstance(pressed, Pressed)
    assert isinstance(submitted, Submitted)
    assert (pressed.workspace, submitted.workspace) == (workspace, workspace)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/actions/T1/1/x",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/respond",
        "http://x@127.0.0.1/respond",
        "file:///etc/passwd",
        "not an address",
        "http://[",
    ],
)
async def test_answers_go_to_slacks_own_host_only(
    bench: Bench, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A response URL that is not on the configured Slack is not called; the person is told."""
    caplog.set_level("INFO")
    bench.handlers.reply = Whisper(post=Post(name="p", summary=verbatim("Done"), parts=()))
    await bench.sender.interaction(press("x", url=url))

    assert [call.method for call in bench.slack.calls] == ["chat.postEphemeral"]
    assert "response url refused: not_a_response_url" in caplog.text
    assert url not in caplog.text


def test_hosts_below_slacks_are_slacks() -> None:
    """`hooks.slack.com` is Slack's, `slack.com.example` and `notslack.com` are not."""
    connection = Connection(token="xoxb-1", now=lambda: NOW)
    theirs = {
        url: connection.is_slacks(url)
        for url in (
            "https://hooks.slack.com/a",
            "https://slack.com/a",
            "http://hooks.slack.com/a",
            "https://hooks.slack.com:8443/a",
            "https://notslack.com/a",
            "https://slack.com.example/a",
            "https://slack.com@example.com/a",
        )
    }
    assert [url for url, good in theirs.items() if good] == [
        "https://hooks.slack.com/a",
        "https://slack.com/a",
    ]


async def test_a_body_that_drips_is_not_waited_for(bench: Bench) -> None:
    """Whoever keeps a request open without sending it all is answered 408."""

    async def drip() -> AsyncIterator[bytes]:
        yield b"command="
        await held.wait()

    held = asyncio.Event()
    asking = asyncio.ensure_future(bench.sender.session.post(bench.sender.url, data=drip()))
    answer = await asking
    held.set()
    assert answer.status == 408
    answer.release()
    assert bench.handlers.seen == []
