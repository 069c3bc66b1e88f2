"""The Mastodon servers put together: sign-in, posts, pictures, pages.

What each part does is its own.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.mastodon.gate import Gate
from sandbox.mastodon.instance import Instance
from sandbox.mastodon.media import Uploads
from sandbox.mastodon.oauth import OAuth
from sandbox.mastodon.pages import Pages
from sandbox.mastodon.state import State
from sandbox.mastodon.statuses import Statuses


def routes(state: State) -> list[web.RouteDef]:
    """Return every route of Mastodon."""
    gate = Gate(state)
    found = [
        *OAuth(state, gate).routes(),
        *Instance(state, gate).routes(),
        *Statuses(state, gate).routes(),
        *Uploads(state, gate).routes(),
        *Pages(state, gate).routes(),
    ]
    # The server takes an address with a slash at its end for the same.
    slashed = [web.route(each.method, f"{each.path}/", each.handler) for each in found]
    return [*found, *slashed]
