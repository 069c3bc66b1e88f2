"""Mastodon.py, made to give any answer as it is.

Its own way of calling reads the answer into types of its own, raises errors without the status, and
hides whether anything was sent. Loading it takes a fifth of a second, so only a thread that makes a
call does. It knows nothing of what an answer means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mastodon
import requests

from networks import http
from networks.base import Secret

# The library asks the server for its version before some calls unless it is told one. This one has
# everything that is called here (docs.joinmastodon.org/methods/media: v2 since 3.1.3).
_VERSION = "4.3.0"


class Client(mastodon.Mastodon):
    """A client for one call to one server with one person's token; `answer` is what came back."""

    def __init__(
        self, base: str, token: Secret, session: requests.Session, timeouts: http.Timeouts
    ) -> None:
        # It gets no token: it would read it from a file of that name, if there is one.
        super().__init__(
            api_base_url=base,
            session=session,
            ratelimit_method="throw",
            mastodon_version=_VERSION,
            version_check_mode="created",
        )
        self._base = base
        self._token = token
        self._timeouts = timeouts
        self.answer: http.Answer | None = None

    # Every method of the library calls through this one; its name is private to a class of the
    # same name in each of the library's modules.
    def _Mastodon__api_request(  # noqa: N802 - the name is the library's
        self,
        method: str,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> dict[str, Any]:
        """Make the call and keep its answer. Raises what `requests` raises."""
        values = {name: value for name, value in (params or {}).items() if value is not None}
        response = self.session.request(
            method,
            self._base + endpoint,
            params=values if method == "GET" else None,
            # `lang` has the server's own words come in a language that they are known in.
            data=None if method == "GET" else {**values, "lang": "en"},
            files=files,
            headers={
                **(headers or {}),
                "Authorization": f"Bearer {self._token.reveal()}",
                "User-Agent": http.USER_AGENT,
            },
            timeout=(self._timeouts.connect, self._timeouts.total),
            allow_redirects=False,
        )
        self.answer = http.Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=response.content,
        )
        return {}
