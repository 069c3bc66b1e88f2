"""Visitors whose browsers send what no browser should."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import select

from content_store.tables.links import ClickRow
from tests.helpers import visiting
from tests.helpers.company import Company
from tests.helpers.visiting import Serve


async def ask(port: int, path: str, agent: bytes) -> bytes:
    """The status line of a request whose headers are sent byte for byte."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nUser-Agent: ".encode()
        + agent
        + b"\r\n\r\n"
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.partition(b"\r\n")[0]


@pytest.mark.parametrize("path", ["/s/{code}", "{own}"])
async def test_a_name_that_is_no_text_is_no_trouble(
    company: Company, serve: Serve, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A browser whose name is not UTF-8 arrives and is counted like any other."""
    _, _, link = await visiting.by_hand(company, "bluesky")
    client = await serve()
    assert client.port is not None
    status = await ask(
        client.port,
        path.format(code=link.code, own=visiting.own(company, link.code)),
        b"Mozilla/5.0 (caf\xe9) \xff",
    )

    assert status == b"HTTP/1.1 302 Found"
    async with company.store.reading(1) as u:
        assert len((await u.session.exec(select(ClickRow))).all()) == 1
    assert "Error" not in caplog.text
    assert "not recorded" not in caplog.text
