"""X's posts: create, delete, pass on, list, look up.

Source: docs.x.com/x-api/posts and X's OpenAPI description, version 2.167.
"""

from __future__ import annotations

import re
from typing import Any, Final

from aiohttp import web

from sandbox.people import Person
from sandbox.social import previews
from sandbox.social.feed import NetworkPost, handle_of
from sandbox.values import Json, decoded
from sandbox.x import errors, media, reading, shape, weigh
from sandbox.x.gate import Gate
from sandbox.x.state import (
    DELETE_PRICE,
    LINK_POST_PRICE,
    POST_PRICE,
    REPOST_PRICE,
    Grant,
    State,
)

_MOST_IDS: Final = 100
_FEWEST, _MOST = 5, 100
_ID = re.compile(r"[0-9]{1,19}")


class Posts:
    """The posts of people who use one developer app."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        reads, writes = ("tweet.read", "users.read"), ("tweet.read", "tweet.write", "users.read")
        wrap = self._gate.wrap
        return [
            web.get("/x/2/users/me", wrap("me", self.me, scopes=reads)),
            web.post("/x/2/tweets", wrap("tweets", self.create, scopes=writes)),
            web.get("/x/2/tweets", wrap("metrics", self.lookup, scopes=reads)),
            web.delete("/x/2/tweets/{id}", wrap("delete", self.delete, scopes=writes)),
            web.get("/x/2/users/{id}/tweets", wrap("timeline", self.timeline, scopes=reads)),
            web.post("/x/2/users/{id}/retweets", wrap("retweets", self.repost, scopes=writes)),
        ]

    async def me(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Describe the person whose token it is."""
        known = {"user.fields", "expansions", "post.fields", "tweet.fields"}
        ask = reading.asked(request, known)
        wanted = ask.lists.get("user.fields", frozenset())
        return web.json_response({"data": reading.user(self._state, person, wanted)})

    async def create(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Publish a post."""
        body = _json(request, await request.read())
        text = _text(body)
        ids = body["media"]["media_ids"] if "media" in body else []
        pictures = media.attachable(self._state, ids, person)
        mine = self._state.feed.of("x", person.id)
        if any(post.text == text and post.via == "api" for post in mine):
            raise errors.documented("DuplicateContent")
        if not self._state.pay(LINK_POST_PRICE if weigh.has_link(text) else POST_PRICE):
            raise errors.documented("CreditsDepleted")
        post_id = self._state.feed.fresh_number()
        shown = {f"{self._state.core.base_url}/x/media/{each.id}": each.alt for each in pictures}
        self._state.attached[post_id] = [each.id for each in pictures]
        made = self._state.feed.add(
            self._made(post_id, person, text, images=list(shown), alts=shown)
        )
        # Only now: while the card is fetched the same text must be refused already.
        link = next((word for word in text.split() if word.startswith("http")), "")
        if link and not pictures:
            made.link = await previews.card(self._state.core, "x", link)
        data = {"id": post_id, "text": text, "edit_history_tweet_ids": [post_id]}
        return web.json_response({"data": data}, status=201)

    async def repost(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Pass somebody's post on; doing so twice changes nothing."""
        if request.match_info["id"] != self._state.user_id(person):
            raise errors.forbidden("You are not allowed to perform this action for another user.")
        body = _json(request, await request.read())
        shape.checked(body, shape.REPOST)
        post = self._state.feed.find("x", body["tweet_id"])
        if post is None or not post.live:
            raise errors.XError(404, errors.missing(body["tweet_id"], "tweet_id"))
        if not any(each.reshare_of == post.id for each in self._state.feed.of("x", person.id)):
            if not self._state.pay(REPOST_PRICE):
                raise errors.documented("CreditsDepleted")
            author = self._state.core.people.get(post.person)
            text = f"RT @{handle_of(author) if author else ''}: {post.text}"
            number = self._state.feed.fresh_number()
            self._state.feed.add(self._made(number, person, text, reshare_of=post.id))
            post.boosts["reshares"] = post.boosts.get("reshares", 0) + 1
        return web.json_response({"data": {"retweeted": True, "rest_id": post.id}})

    async def delete(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Delete a post of one's own."""
        post_id = request.match_info["id"]
        if not _ID.fullmatch(post_id):
            raise errors.invalid(f"The `id` query parameter value [{post_id}] is not valid")
        post = self._state.feed.find("x", post_id)
        if post is None or post.deleted_at is not None:
            return web.json_response({"data": {"deleted": False}})
        if post.person != person.id:
            raise errors.forbidden("You are not authorized to delete this Tweet.")
        if not self._state.pay(DELETE_PRICE):
            raise errors.documented("CreditsDepleted")
        self._state.feed.remove(post)
        return web.json_response({"data": {"deleted": True}})

    async def lookup(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Return posts by id; those that are gone are named in `errors` beside `data`."""
        ask = reading.asked(request, reading.ABOUT_POSTS | {"ids"})
        ids = ask.given.get("ids", "").split(",")
        if len(ids) > _MOST_IDS or not all(_ID.fullmatch(each) for each in ids):
            raise errors.invalid("The `ids` query parameter is not valid", ids=",".join(ids))
        found = [(each, self._state.feed.find("x", each)) for each in ids]
        live = [post for _, post in found if post is not None and post.live]
        page = reading.shown(self._state, live, ask, person)
        page.problems += [errors.missing(each) for each, p in found if p is None or not p.live]
        return web.json_response(page.body())

    async def timeline(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Return a person's latest posts, newest first."""
        ask = reading.asked(request, reading.PAGED | {"exclude"})
        size = reading.size(ask, _FEWEST, _MOST)
        user_id = request.match_info["id"]
        owner = self._state.by_user_id(user_id)
        if owner is None:
            raise errors.invalid("The `id` query parameter value is not valid", id=user_id)
        posts = reading.between(self._state.feed.of("x", owner.id), ask)
        if ask.has("exclude", "retweets"):
            posts = [post for post in posts if post.reshare_of is None]
        return web.json_response(reading.paged(self._state, posts, ask, person, size))

    def _made(self, post_id: str, person: Person, text: str, **more: Any) -> NetworkPost:
        handle = handle_of(person)
        return NetworkPost(
            id=post_id,
            network="x",
            person=person.id,
            text=text,
            at=self._state.core.clock.now(),
            url=f"{self._state.core.base_url}/x/{handle}/status/{post_id}",
            via="api",
            **more,
        )


def _json(request: web.Request, data: bytes) -> Json:
    body = decoded(data)
    if request.content_type != "application/json" or not isinstance(body, dict):
        raise errors.invalid("Requests with bodies must have content-type of application/json.")
    return body


def _text(body: Json) -> str:
    """Return the text of a post that X would take. Raises XError."""
    shape.checked(body, shape.POST)
    if "quote_tweet_id" in body or "reply" in body:
        # Quotes, and replies that nobody asked for, are closed to ordinary apps.
        raise errors.forbidden()
    text = str(body.get("text", ""))
    if not text.strip() and "media" not in body:
        raise errors.invalid("$.text: must be at least 1 characters long", text=text)
    if weigh.weighted_length(text) > weigh.LIMIT:
        raise errors.documented("TextTooLong")
    return text
