"""tweepy, made to speak to any address, with time-outs, and without telling tokens to the log.

It knows how a call to X is made and nothing of what its answer means.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
import tweepy

from networks import http
from networks.addresses import Addresses
from networks.base import Secret

# tweepy knows only the former name. Unknown parameters are not refused but ignored, and then the
# fields are missing; what comes under the former name has the former names inside as well.
_PRESENT_NAMES = {"tweet.fields": "post.fields"}


# tweepy has no types, and overriding `request` is the one way to give it another address.
class TweepyClient(tweepy.Client):  # type: ignore[misc]
    """A client for one call with one person's OAuth 2.0 token.

    Call its methods with `user_auth=False`: to tweepy a person's token is a bearer token, and
    "user auth" means OAuth 1.0a.
    """

    def __init__(self, token: Secret, *, api: str, timeouts: http.Timeouts) -> None:
        super().__init__(
            bearer_token=token.reveal(),
            return_type=requests.Response,
            wait_on_rate_limit=False,
        )
        self.session = http.blocking_session()
        self._api = api
        self._timeouts = timeouts

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        user_auth: bool = False,
    ) -> requests.Response:
        """Any answer as it is. tweepy's own way logs the token and fails on unusual bodies."""
        if user_auth:
            raise ValueError("only OAuth 2.0 tokens are held")
        return self.session.request(
            method,
            self._api + route,
            params={
                _PRESENT_NAMES.get(name, name): value for name, value in (params or {}).items()
            },
            json=json,
            headers={
                "Authorization": f"Bearer {self.bearer_token}",
                "User-Agent": http.USER_AGENT,
            },
            timeout=(self._timeouts.connect, self._timeouts.total),
            allow_redirects=False,
        )

    def upload_picture(self, picture: bytes) -> requests.Response:
        """One picture in one call; tweepy has only the retired way of uploading."""
        encoded = base64.b64encode(picture).decode("ascii")
        return self._posted("/2/media/upload", {"media": encoded, "media_category": "tweet_image"})

    def describe_picture(self, media_id: str, alt: str) -> requests.Response:
        """The words for those who cannot see an uploaded picture."""
        return self._posted(
            "/2/media/metadata", {"id": media_id, "metadata": {"alt_text": {"text": alt}}}
        )

    def _posted(self, route: str, body: Mapping[str, Any]) -> requests.Response:
        response: requests.Response = self._make_request("POST", route, json=body)
        return response


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """What every call to X needs."""

    client: http.ApiClient
    addresses: Addresses
    now: Callable[[], datetime]

    async def ask(
        self, token: Secret, use: Callable[[TweepyClient], requests.Response]
    ) -> http.Answer:
        """Make one call through tweepy in a thread. Raises `http.NotSent` or `http.Lost`."""

        def work() -> http.Answer:
            client = TweepyClient(token, api=self.addresses.api, timeouts=self.client.timeouts)
            with client.session, use(client) as response:
                return http.Answer(
                    status=response.status_code,
                    headers={name.lower(): value for name, value in response.headers.items()},
                    body=response.content,
                )

        return await self.client.in_thread(work)
