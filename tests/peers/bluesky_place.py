"""Bluesky's own servers, running: who has an account there, and our side before them."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from networks import bluesky, guard, http
from networks.addresses import Addresses
from networks.base import Credentials, Secret
from networks.bluesky import record
from networks.connecting import Ask
from tests.architecture.source import ROOT

HERE = ROOT / "tests" / "peers" / "bluesky"
MODULES = ROOT / "var" / "peers-bluesky" / "node_modules"
"""Where `make peers` installs them."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account; `own` is a token that an app password does not give."""

    did: str
    handle: str
    app_password: str
    own: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """The running servers, and our side before them."""

    server: str
    appview: str
    people: Mapping[str, Person]
    network: bluesky.Bluesky
    client: http.ApiClient

    async def signed_in(self, name: str = "ana") -> Credentials:
        """A new session of somebody."""
        person = self.people[name]
        answers = {Ask.HANDLE: f"@{person.handle}", Ask.APP_PASSWORD: person.app_password}
        found = await self.network.connect.begin("state", lambda _server: "", answers)
        assert isinstance(found, Credentials)
        return found

    async def call(self, method: str, body: Mapping[str, object], token: str) -> http.Answer:
        """A call past our own code."""
        return await self.client.call(
            "POST", f"{self.server}/xrpc/{method}", token=Secret(token), json_body=body
        )

    async def stored(self, did: str) -> list[dict[str, Any]]:
        """All posts of an account, as its server has them."""
        query = urlencode({"repo": did, "collection": record.COLLECTION, "limit": 100})
        url = f"{self.server}/xrpc/com.atproto.repo.listRecords?{query}"
        records = (await self.client.call("GET", url)).json()["records"]
        assert isinstance(records, list)
        return records


def installed() -> Path:
    """The installed packages, in the version that `package.json` names, or the test is skipped."""
    if shutil.which("node") is None:
        pytest.skip("no node on this machine, so no server of Bluesky's")
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name, version in wanted.items():
        described = MODULES / name / "package.json"
        if not described.is_file():
            pytest.skip(f"{name} is not installed: `make peers` installs it")
        if json.loads(described.read_text(encoding="utf-8"))["version"] != version:
            pytest.skip(f"{name} is not of version {version}: `make peers` installs it")
    if not list(MODULES.glob("better-sqlite3/build/Release/better_sqlite3.node")):
        pytest.skip("better-sqlite3 is not built: `make peers` builds it")
    return MODULES


@asynccontextmanager
async def running(modules: Path, database: str, files: Path) -> AsyncIterator[Place]:
    """The servers with accounts for Ana and Bor, on an empty PostgreSQL database."""
    # The servers keep their files in the folder for such, and do not clean up: so `files`.
    process = await asyncio.create_subprocess_exec(
        "node", str(HERE / "serve.mjs"), str(modules), database, "ana", "bor",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": str(Path(shutil.which("node") or "").parent), "TMPDIR": str(files)},
        limit=1_000_000,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(120):
            told = await _first_object(process.stdout)
        rules = guard.Guard(allow_hosts=frozenset({urlsplit(told["pds"]).netloc}))
        async with (
            http.make_session(before_call=_allowed) as plain,
            http.make_session(before_call=_allowed, connector=rules.connector()) as guarded,
        ):
            client = http.ApiClient(plain, before_call=_allowed)
            yield Place(
                server=told["pds"],
                appview=told["appview"],
                people={name: Person(**person) for name, person in told["people"].items()},
                client=client,
                network=bluesky.Bluesky(
                    bluesky.Settings(
                        addresses=Addresses(api=told["appview"], web="https://bsky.app"),
                        directory=told["directory"],
                    ),
                    client,
                    http.ApiClient(guarded, before_call=_allowed),
                    rules,
                    lambda: datetime.now(UTC),
                ),
            )
    finally:
        process.stdin.close()
        await process.wait()


async def _first_object(lines: asyncio.StreamReader) -> dict[str, Any]:
    async for line in lines:
        if line.startswith(b"{"):
            return http.json_object(line)
    raise AssertionError("the servers did not start")


def _allowed() -> None:
    pass
