"""What the log holds: what went wrong and where, and nothing of anybody's."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog
from aiohttp import web

from bot import logs

FORMS: tuple[Literal["json", "console"], ...] = ("json", "console")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leaves logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def break_with(caption: str, token: str) -> None:
    raise RuntimeError(f"no good: {len(caption) + len(token)}")


@pytest.mark.parametrize("form", FORMS)
def test_tracebacks_hold_no_values(
    form: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback names the places in the code, never what the variables held there."""
    logs.configure(form=form, level="INFO")
    try:
        break_with("my own words", "xoxb-secret")
    except RuntimeError:
        structlog.get_logger("ours").exception("broken", action="test")
        logging.getLogger("theirs").exception("broken")

    written = capsys.readouterr().err
    assert written.count("no good: 23") == 2
    assert written.count("break_with") >= 2
    assert "my own words" not in written.replace('break_with("my own words", "xoxb-secret")', "")
    assert "locals" not in written


def test_a_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody can add lines of their own to a log for machines."""
    logs.configure(form="json", level="INFO")
    logging.getLogger("theirs").warning("odd: %s", 'a\n{"event": "forged"}')

    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == 'odd: a\n{"event": "forged"}'


async def test_the_web_server_names_no_visitor(caplog: pytest.LogCaptureFixture) -> None:
    """A request that breaks is logged without the visitor's address, a malformed one not at all."""

    async def broken(_request: web.Request) -> web.Response:
        raise RuntimeError("no good")

    application = web.Application()
    application.router.add_get("/", broken)
    runner = web.AppRunner(application, access_log=None, logger=logs.of_server())
    await runner.setup()
    caplog.set_level("DEBUG")
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        good = await _ask(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        bad = await _ask(port, b"GET / HTTP/1.1\r\nHost: a\r\nCookie secret\r\n\r\n")
    finally:
        await runner.cleanup()

    assert b" 500 " in good
    assert b" 400 " in bad
    records = [record for record in caplog.records if record.name != "asyncio"]
    assert [record.getMessage() for record in records] == ["a request could not be answered"]
    assert "127.0.0.1" not in caplog.text
    assert "secret" not in caplog.text


async def _ask(port: int, request: bytes) -> bytes:
    """The status line that bytes are answered with."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.partition(b"\r\n")[0]
