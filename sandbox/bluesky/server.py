"""Bluesky's servers put together: the PDS, the AppView, the directory, the pages.

What each part does is its own.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.bluesky.appview import AppView
from sandbox.bluesky.gate import Gate
from sandbox.bluesky.identity import Identity
from sandbox.bluesky.pages import Pages
from sandbox.bluesky.records import Records
from sandbox.bluesky.sessions import Sessions
from sandbox.bluesky.state import State


def routes(state: State) -> list[web.RouteDef]:
    """Return every route of Bluesky."""
    identity = Identity(state)
    everyone = {**identity.methods(), **AppView(state).methods()}
    # A PDS passes on to the AppView what it does not know itself.
    own = {**everyone, **Sessions(state).methods(), **Records(state).methods()}
    return [
        *Gate(state, "/bluesky/pds", own).routes(),
        *Gate(state, "/bluesky/appview", everyone).routes(),
        *identity.routes(),
        *Pages(state).routes(),
    ]
