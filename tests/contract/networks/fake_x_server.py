"""An X that is as strict as its documentation."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.contract.networks.network_fakes import JSON, Canned, Fake

FIGURES = {
    "repost_count": 1,
    "reply_count": 0,
    "like_count": 3,
    "quote_count": 1,
    "bookmark_count": 0,
    "impression_count": 40,
}
X_CLIENT = ("x-client", "x-app-secret")


def problem(status: int, title: str, detail: str, **more: Any) -> Canned:
    """A problem as X writes it."""
    return Canned(
        status=status,
        body={"title": title, "detail": detail, "type": "about:blank", "status": status, **more},
    )


@dataclass
class FakeX(Fake):
    """X's token endpoints, users/me, tweets and the author's timeline."""

    posts: list[JSON] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    oldest_since: int = 0
    challenge: str = ""
    public_client: bool = False
    access: str = "x-access-0"
    refresh: str = "x-refresh-0"
    revoked: list[str] = field(default_factory=list)
    metrics: JSON = field(default_factory=dict)
    without_entities: bool = False
    page_size: int = 100
    number: int = 1800

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.around])
        app.router.add_post("/x/2/oauth2/token", self.token)
        app.router.add_post("/x/2/oauth2/revoke", self.revoke)
        app.router.add_get("/x/2/users/me", self.me)
        app.router.add_post("/x/2/tweets", self.create)
        app.router.add_get("/x/2/tweets", self.read)
        app.router.add_delete("/x/2/tweets/{id}", self.delete)
        app.router.add_get("/x/2/users/{id}/tweets", self.timeline)
        app.router.add_get("/x/2/tweets/search/recent", self.search)
        app.router.add_post("/x/2/media/upload", self.upload)
        app.router.add_post("/x/2/media/metadata", self.describe)
        return app

    def _client_refused(self, request: web.Request, form: JSON) -> web.Response | None:
        if self.public_client:
            fits = form.get("client_id") == X_CLIENT[0] and "Authorization" not in request.headers
        else:
            basic = base64.b64encode(":".join(X_CLIENT).encode()).decode()
            fits = request.headers.get("Authorization") == f"Basic {basic}"
        return None if fits else web.json_response({"error": "unauthorized_client"}, status=401)

    async def token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        if refused := self._client_refused(request, form):
            return refused
        if form["grant_type"] == "authorization_code":
            digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
            proved = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
            if form.get("code") != "good" or not proved:
                return self._invalid("authorization code")
        elif form.get("refresh_token") != self.refresh:
            return self._invalid("token")
        self.number += 1
        self.access, self.refresh = f"x-access-{self.number}", f"x-refresh-{self.number}"
        return web.json_response(
            {
                "token_type": "bearer",
                "expires_in": 7200,
                "access_token": self.access,
                "refresh_token": self.refresh,
                "scope": "tweet.read tweet.write users.read media.write offline.access",
            }
        )

    def _invalid(self, what: str) -> web.Response:
        body = {
            "error": "invalid_request",
            "error_description": f"Value passed for the {what} was invalid.",
        }
        return web.json_response(body, status=400)

    async def revoke(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        if refused := self._client_refused(request, form):
            return refused
        self.revoked.append(str(form["token"]))
        return web.json_response({"revoked": True})

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == f"Bearer {self.access}":
            return None
        return problem(401, "Unauthorized", "Unauthorized").response()

    async def me(self, request: web.Request) -> web.Response:
        return self._unauthorised(request) or web.json_response(
            {"data": {"id": "2244994945", "name": "Ana Novak", "username": "ananovak"}}
        )

    async def create(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        body = await request.json()
        assert {"text"} <= set(body) <= {"text", "media"}
        media = body.get("media", {}).get("media_ids", [])
        assert set(media) <= set(self.media)
        if any(post["sent"] == body["text"] for post in self.posts):
            return problem(
                403,
                "Forbidden",
                "You are not allowed to create a Tweet with duplicate content.",
            ).response()
        post = self.add(body["text"])
        post["media"] = media
        return web.json_response(
            {
                "data": {
                    "id": post["id"],
                    "text": post["text"],
                    "edit_history_post_ids": [post["id"]],
                }
            },
            status=201,
        )

    def add(self, sent: str, at: str = "2026-11-24T09:00:00.000Z") -> JSON:
        """Store a post as X shows it: addresses replaced, three characters as HTML entities."""
        self.number += 1
        urls: list[JSON] = []

        def shorten(match: re.Match[str]) -> str:
            short = f"https://t.co/s{self.number}n{len(urls)}"
            urls.append({"start": 0, "end": 23, "url": short, "expanded_url": match.group()})
            return short

        text = re.sub(r"https?://\S+", shorten, sent)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        post: JSON = {"id": str(self.number), "text": text, "created_at": at, "sent": sent}
        post |= {"author_id": "2244994945", "public_metrics": FIGURES}
        if urls and not self.without_entities:
            post["entities"] = {"urls": urls}
        self.posts.append(post)
        return post

    async def timeline(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        assert set(request.query) <= {
            "start_time",
            "max_results",
            "post.fields",
            "exclude",
            "pagination_token",
        }
        assert request.match_info["id"] == "2244994945"
        assert 5 <= int(request.query["max_results"]) <= 100
        start = request.query["start_time"]
        found = [post for post in reversed(self.posts) if post["created_at"] >= start]
        first = int(request.query.get("pagination_token", "0"))
        page = found[first : first + self.page_size]
        fields = {"id", "text", *request.query["post.fields"].split(",")}
        meta: JSON = {"result_count": len(page)}
        if first + self.page_size < len(found):
            meta["next_token"] = str(first + self.page_size)
        body: JSON = {"meta": meta}
        if page:
            body["data"] = [{k: v for k, v in post.items() if k in fields} for post in page]
        return web.json_response(body)

    async def search(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        query = request.query
        since = int(query.get("since_id", "0"))
        if "since_id" in query and since < self.oldest_since:
            message = "Invalid 'since_id'. 'since_id' must be a tweet id created after [2026-11-17]"
            return problem(
                400, "Invalid Request", "One or more parameters", errors=[{"message": message}]
            ).response()
        assert 10 <= int(query["max_results"]) <= 100
        word, _, rest = query["query"].partition(" ")
        assert rest == "-is:retweet"
        found = [p for p in reversed(self.posts) if word in p["sent"] and int(p["id"]) > since]
        first = int(query.get("next_token", "0"))
        size = min(self.page_size, int(query["max_results"]))
        page = found[first : first + size]
        fields = {"id", "text", *query["post.fields"].split(",")}
        fields |= {"author_id"} & set(query.get("expansions", "").split(","))
        meta: JSON = {"result_count": len(page)}
        if first + size < len(found):
            meta["next_token"] = str(first + size)
        body: JSON = {"meta": meta}
        if page:
            body["data"] = [{k: v for k, v in p.items() if k in fields} for p in page]
            person = {"id": "2244994945", "name": "Ana Novak", "username": "ananovak"}
            body["includes"] = {"users": [person]}
        return web.json_response(body)

    async def upload(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        body = await request.json()
        assert body["media_category"] == "tweet_image"
        self.number += 1
        self.media[str(self.number)] = base64.b64decode(body["media"], validate=True)
        data = {
            "id": str(self.number),
            "media_key": f"3_{self.number}",
            "expires_after_secs": 86_400,
        }
        return web.json_response({"data": data})

    async def describe(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        body = await request.json()
        assert body["id"] in self.media
        self.alts[body["id"]] = body["metadata"]["alt_text"]["text"]
        return web.json_response({"data": {"id": body["id"], "associated_metadata": {}}})

    async def read(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        fields = [name for name in request.query.get("post.fields", "").split(",") if name]
        data, errors = [], []
        for identifier in request.query["ids"].split(","):
            post = next((p for p in self.posts if p["id"] == identifier), None)
            if post is None or not set(fields) <= set(self.metrics):
                errors.append(
                    {
                        "title": "Not Found Error",
                        "type": "https://api.twitter.com/2/problems/resource-not-found",
                        "resource_id": identifier,
                    }
                )
                continue
            chosen = {name: self.metrics[name] for name in fields}
            data.append({"id": identifier, "text": post["text"], **chosen})
        body: JSON = {}
        if data:
            body["data"] = data
        if errors:
            body["errors"] = errors
        return web.json_response(body)

    async def delete(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        left = [post for post in self.posts if post["id"] != request.match_info["id"]]
        if len(left) == len(self.posts):
            return problem(404, "Not Found Error", "Could not find tweet").response()
        self.posts = left
        return web.json_response({"data": {"deleted": True}})
