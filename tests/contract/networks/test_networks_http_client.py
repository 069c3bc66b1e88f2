"""The session for APIs: what it forbids, and how the ends of calls are told apart."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator

import pytest
import requests
from aiohttp import web

from networks import http, linkedin
from networks.base import Credentials, Post, Secret
from tests.contract.networks.network_fakes import NOTHING_KEPT, QUICK, Gate, back, hang_up, served


class Server:
    """Counts calls and can misbehave in several ways."""

    def __init__(self) -> None:
        self.posts = 0
        self.base = ""
        self.seen: list[web.Request] = []

    async def post(self, request: web.Request) -> web.Response:
        self.posts += 1
        hang_up(request)
        return web.Response()

    async def echo(self, request: web.Request) -> web.Response:
        self.seen.append(request)
        response = web.json_response({"path": request.rel_url.raw_path})
        response.set_cookie("session", "somebody")
        return response

    async def flood(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(5):
            await response.write(b"x" * (http.MAX_ANSWER_BYTES // 4))
        return response

    async def html(self, _: web.Request) -> web.Response:
        return web.Response(text="<html>down</html>", content_type="text/html", status=503)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_post("/post", server.post)
    app.router.add_get("/flood", server.flood)
    app.router.add_get("/html", server.html)
    app.router.add_get("/{rest:.*}", server.echo)
    async with served(app) as server.base:
        yield server


async def test_a_shut_gate_stops_both_kinds_of_calls(
    client: http.ApiClient, gate: Gate, server: Server
) -> None:
    """When calls are forbidden neither the session nor a blocking library sends anything."""
    gate.shut = True

    with pytest.raises(RuntimeError, match="unit of work"):
        await client.call("GET", f"{server.base}/echo")
    with pytest.raises(RuntimeError, match="unit of work"):
        await client.in_thread(lambda: requests.get(f"{server.base}/echo", timeout=1))

    assert server.seen == []


async def test_every_network_call_asks_the_gate(
    li: linkedin.LinkedIn, gate: Gate, li_member: Credentials, post: Post
) -> None:
    """Connecting and publishing ask once for every call they make."""
    await li.connect.exchange("good", back, NOTHING_KEPT)
    await li.publish(post, li_member)

    assert gate.asked == 3


async def test_a_lost_post_is_not_repeated(client: http.ApiClient, server: Server) -> None:
    """A POST whose connection drops, new or kept alive, arrives exactly once."""
    await client.call("GET", f"{server.base}/echo")

    with pytest.raises(http.Lost):
        await client.call("POST", f"{server.base}/post", json_body={"text": "hello"})

    assert server.posts == 1


async def test_nobody_listening_is_not_sent(client: http.ApiClient) -> None:
    """A refused connection is told apart from a lost answer, in both kinds of calls."""
    with pytest.raises(http.NotSent):
        await client.call("GET", "http://127.0.0.1:9/")
    with pytest.raises(http.NotSent):
        await client.in_thread(lambda: requests.get("http://127.0.0.1:9/", timeout=1))


async def test_a_connection_that_never_opens_is_not_sent(client: http.ApiClient) -> None:
    """A connection that hangs while opening counts as not sent, after the connect time-out."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(address)
            with pytest.raises(http.NotSent):
                await client.call("POST", f"http://127.0.0.1:{address[1]}/")
        finally:
            for one in waiting:
                one.close()


async def test_a_blocking_call_is_not_waited_for_without_end(client: http.ApiClient) -> None:
    """A library that ignores its time-out is left behind."""
    began = time.monotonic()

    with pytest.raises(http.Lost):
        await client.in_thread(lambda: threading.Event().wait(1.2))

    assert time.monotonic() - began < QUICK.connect + QUICK.total + 0.2


async def test_an_endless_answer_is_cut_off(client: http.ApiClient, server: Server) -> None:
    """An API answer has a largest size."""
    with pytest.raises(http.Lost):
        await client.call("GET", f"{server.base}/flood")


async def test_an_answer_that_is_no_object_reads_as_empty(
    client: http.ApiClient, server: Server
) -> None:
    """An HTML error page is an answer with an empty object."""
    answer = await client.call("GET", f"{server.base}/html")

    assert (answer.status, answer.json()) == (503, {})


async def test_encoded_paths_stay_encoded(client: http.ApiClient, server: Server) -> None:
    """A percent-encoded colon arrives as one."""
    answer = await client.call("GET", f"{server.base}/rest/urn%3Ali%3Ashare%3A1")

    assert answer.json() == {"path": "/rest/urn%3Ali%3Ashare%3A1"}


async def test_cookies_are_forgotten(client: http.ApiClient, server: Server) -> None:
    """What one call was given as a cookie does not ride along with the next."""
    await client.call("GET", f"{server.base}/echo")
    await client.call("GET", f"{server.base}/echo", token=Secret("t"))

    assert "Cookie" not in server.seen[1].headers
    assert server.seen[1].headers["Authorization"] == "Bearer t"


async def test_errors_do_not_carry_the_address(client: http.ApiClient) -> None:
    """Neither the text of an error nor its cause names where the call went."""
    with pytest.raises(http.NotSent) as failed:
        await client.call("GET", "http://127.0.0.1:9/secret-path")

    assert "127.0.0.1" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


def test_a_netrc_file_cannot_replace_a_token() -> None:
    """The blocking session does not read the machine's own credentials."""
    with http.blocking_session() as session:
        assert session.trust_env is False
