"""What a Mastodon server says of itself, and whose token it is.

Sources: docs.joinmastodon.org/methods/instance, docs.joinmastodon.org/methods/accounts.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from sandbox.mastodon import shape
from sandbox.mastodon.gate import Call, Gate
from sandbox.mastodon.media import MOST_BYTES, MOST_DESCRIBED, MOST_PIXELS, TYPES
from sandbox.mastodon.render import URL_WEIGHT
from sandbox.mastodon.state import Server, State
from sandbox.mastodon.statuses import MOST_PICTURES
from sandbox.values import Json

_VERSION: Final = "4.5.2"


class Instance:
    """The servers themselves."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        base = "/mastodon/{server}/api"
        verify = self._gate.wrap("verify", self.verify, scope="read:accounts")
        return [
            web.get(f"{base}/v2/instance", self._gate.wrap("instance", self.today)),
            web.get(f"{base}/v1/instance", self._gate.wrap("instance", self.formerly)),
            web.get(f"{base}/v1/accounts/verify_credentials", verify),
        ]

    async def verify(self, call: Call) -> web.Response:
        """Describe the person whose token it is."""
        return web.json_response(shape.own_account(self._state, call.server, call.owner()))

    async def today(self, call: Call) -> web.Response:
        """Describe the server as it does since version 4."""
        server = call.server
        return web.json_response(
            {
                "domain": server.name,
                "title": server.name,
                "version": _VERSION,
                "source_url": "https://github.com/mastodon/mastodon",
                "description": "A server inside the sandbox.",
                "usage": {"users": {"active_month": len(self._state.core.people)}},
                "thumbnail": {"url": f"{server.url}/thumbnail.png", "blurhash": None},
                "icon": [],
                "languages": ["en", "sl"],
                "configuration": _configuration(server),
                "registrations": {"enabled": False, "approval_required": False, "message": None},
                "api_versions": {"mastodon": 7},
                "contact": {"email": f"admin@{server.name}", "account": None},
                "rules": [],
            }
        )

    async def formerly(self, call: Call) -> web.Response:
        """Describe the server as it did before."""
        server = call.server
        return web.json_response(
            {
                "uri": server.name,
                "title": server.name,
                "short_description": "A server inside the sandbox.",
                "description": "A server inside the sandbox.",
                "email": f"admin@{server.name}",
                "version": _VERSION,
                "urls": {},
                "stats": {"user_count": len(self._state.core.people), "domain_count": 1},
                "thumbnail": None,
                "languages": ["en", "sl"],
                "registrations": False,
                "approval_required": False,
                "invites_enabled": False,
                "configuration": _configuration(server),
                "contact_account": None,
                "rules": [],
            }
        )


def _configuration(server: Server) -> Json:
    return {
        "urls": {"streaming": "", "status": None, "about": f"{server.url}/about"},
        "vapid": {"public_key": ""},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {
            "max_characters": server.most_characters,
            "max_media_attachments": MOST_PICTURES,
            "characters_reserved_per_url": URL_WEIGHT,
        },
        "media_attachments": {
            "description_limit": MOST_DESCRIBED,
            "supported_mime_types": list(TYPES),
            "image_size_limit": MOST_BYTES,
            "image_matrix_limit": MOST_PIXELS,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
        "translation": {"enabled": False},
    }
