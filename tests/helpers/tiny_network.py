"""Postboard, a made-up network: how little a network needs. `docs/adding-a-network.md` shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from networks import http, oauth
from networks.base import (
    Credentials,
    Deleted,
    DeleteOutcome,
    FigureName,
    Outcome,
    Post,
    PostRef,
    Prices,
    Problem,
    Published,
    ReadFailed,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    RepeatSafety,
    TextLimits,
    Throttled,
    Traits,
    Unclear,
)
from networks.building import NetworkTools
from networks.connecting import Ask, Authorisation, Callback, ConnectFailed, ConnectFailure
from programme.text_rules import LinkPlace, Measure, TextRules


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Where Postboard is."""

    api: str

    def build(self, tools: NetworkTools) -> Postboard:
        """Postboard at this address."""
        return Postboard(self.api, tools)


class Postboard:
    """Implements `base.Network`."""

    name = "postboard"
    label = "Postboard"
    text_rules = TextRules(limit=120, measure=Measure.GRAPHEMES, link=LinkPlace.CARD)
    prices = Prices()
    traits = Traits(
        repeat_safety=RepeatSafety.KEY,
        key_life=None,
        carries_card=True,
        deletes=True,
        images=None,
        readings=(timedelta(days=1),),
    )

    def __init__(self, api: str, tools: NetworkTools) -> None:
        self._api, self._tools = api, tools
        self.connect = Consent(api, tools)

    def reshareable(self, url: str) -> str | None:
        return None

    async def limits(self, credentials: Credentials) -> TextLimits | None:
        return None

    async def publish(self, post: Post, credentials: Credentials) -> Outcome:
        link = "" if post.link is None else post.link.url
        body = {"text": post.text, "link": link, "key": post.idempotency_key}
        answer = await self._call("POST", "/cards", credentials, body)
        if not isinstance(answer, http.Answer):
            return answer
        return Published(ref=self._ref(answer.json()["id"]))

    async def look(self, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
        answer = await self._call("GET", f"/cards?key={post.idempotency_key}", credentials)
        if not isinstance(answer, http.Answer):
            raise ReadFailed(answer)
        found = answer.json()["cards"]
        return self._ref(found[0]["id"]) if found else None

    async def read_figures(self, ref: PostRef, credentials: Credentials) -> Mapping[str, int]:
        answer = await self._call("GET", f"/cards/{ref.id}", credentials)
        if not isinstance(answer, http.Answer):
            raise ReadFailed(answer)
        return {FigureName.REACTIONS: answer.json()["stamps"]}

    async def delete(self, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
        answer = await self._call("DELETE", f"/cards/{ref.id}", credentials)
        return Deleted() if isinstance(answer, http.Answer) else answer

    def _ref(self, identifier: str) -> PostRef:
        return PostRef(id=identifier, url=f"{self._api}/board/{identifier}")

    async def _call(
        self,
        method: str,
        path: str,
        credentials: Credentials,
        body: Mapping[str, object] | None = None,
    ) -> http.Answer | Problem:
        """Every end of a call in one place: that is all a network has to be exact about."""
        try:
            answer = await self._tools.client.call(
                method, self._api + path, token=credentials.access_token, json_body=body
            )
        except http.NotSent:
            return Throttled(until=self._tools.now() + timedelta(minutes=1))
        except http.Lost as lost:
            return Unclear(detail=str(lost))
        match answer.status:
            case 200 | 201 | 204:
                return answer
            case 401:
                return Reconnect(reason=ReconnectReason.REVOKED)
            case 429:
                return Throttled(until=self._tools.now() + timedelta(minutes=5))
            case 422:
                return Refused(reason=RefusalReason.CONTENT, detail="422")
            case _:
                return Unclear(detail=str(answer.status))


class Consent:
    """Implements `connecting.Connect`."""

    asks: tuple[Ask, ...] = ()

    def __init__(self, api: str, tools: NetworkTools) -> None:
        self._api, self._tools = api, tools

    async def begin(
        self, state: str, callback: Callback, answers: Mapping[Ask, str]
    ) -> Authorisation:
        query = urlencode({"state": state, "redirect_uri": callback("")})
        return Authorisation(url=f"{self._api}/consent?{query}", verifier=None)

    async def exchange(self, code: str, callback: Callback, begun: Authorisation) -> Credentials:
        try:
            answer = await self._tools.client.call(
                "POST", f"{self._api}/token", form={"code": code}
            )
        except (http.NotSent, http.Lost):
            raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
        grant = oauth.parse_grant(
            answer.status, answer.json(), asked=frozenset(), now=self._tools.now()
        )
        return Credentials(
            access_token=grant.access_token,
            expires_at=grant.expires_at,
            author_id=answer.json()["author"],
            handle=answer.json()["author"],
        )

    async def refresh(self, credentials: Credentials) -> Credentials:
        raise ConnectFailed(ConnectFailure.EXPIRED)

    async def revoke(self, credentials: Credentials) -> bool:
        return True
