"""X's posts: create, delete, list, count.

Source: docs.x.com/x-api/posts and X's OpenAPI description, version 2.167.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from aiohttp import web

from sandbox.people import Person
from sandbox.social import previews
from sandbox.social.feed import NetworkPost, handle_of
from sandbox.values import Json, decoded
from sandbox.x import errors, weigh
from sandbox.x.gate import Gate
from sandbox.x.state import LINK_POST_PRICE, POST_PRICE, Grant, State

_BODY: Final = {
    "text": str,
    "media": dict,
    "poll": dict,
    "reply": dict,
    "quote_tweet_id": str,
    "reply_settings": str,
    "community_id": str,
    "geo": dict,
    "made_with_ai": bool,
    "paid_partnership": bool,
    "edit_options": dict,
    "nullcast": bool,
    "card_uri": str,
    "share_with_followers": bool,
    "for_super_followers_only": bool,
    "direct_message_deep_link": str,
}
_REPLY_SETTINGS: Final = {"following", "mentionedUsers", "subscribers", "verified"}
_FIELDS: Final = {
    "id",
    "text",
    "author_id",
    "created_at",
    "edit_history_tweet_ids",
    "entities",
    "public_metrics",
    "non_public_metrics",
    "organic_metrics",
}
_MOST_IDS: Final = 100
_FEWEST, _MOST = 5, 100
_PRIVATE_NUMBERS: Final = timedelta(days=30)


class Posts:
    """The posts of people who use one developer app."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        reading, writing = ("tweet.read", "users.read"), ("tweet.read", "tweet.write", "users.read")
        wrap = self._gate.wrap
        return [
            web.get("/x/2/users/me", wrap("me", self.me, scopes=reading)),
            web.post("/x/2/tweets", wrap("tweets", self.create, scopes=writing)),
            web.get("/x/2/tweets", wrap("metrics", self.lookup, scopes=reading)),
            web.delete("/x/2/tweets/{id}", wrap("delete", self.delete, scopes=writing)),
            web.get("/x/2/users/{id}/tweets", wrap("timeline", self.timeline, scopes=reading)),
        ]

    async def me(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Describe the person whose token it is."""
        wanted = _wanted(request, "user.fields", {"user.fields"})
        data: Json = {
            "id": self._state.user_id(person),
            "name": person.name,
            "username": handle_of(person),
        }
        extra: Json = {
            "description": person.headline,
            "profile_image_url": f"{self._state.core.base_url}/avatars/{person.id}.png",
            "protected": False,
            "verified": False,
        }
        data |= {name: extra[name] for name in wanted if name in extra}
        return web.json_response({"data": data})

    async def create(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Publish a post."""
        text = self._checked(decoded(await request.read()), request)
        mine = self._state.feed.of("x", person.id)
        if any(post.text == text and post.via == "api" for post in mine):
            raise errors.forbidden(errors.DUPLICATE)
        price = LINK_POST_PRICE if weigh.has_link(text) else POST_PRICE
        if self._state.credits < price:
            raise errors.no_credits()
        self._state.credits -= price
        post_id = self._state.feed.fresh_number()
        made = self._state.feed.add(
            NetworkPost(
                id=post_id,
                network="x",
                person=person.id,
                text=text,
                at=self._state.core.clock.now(),
                url=f"{self._state.core.base_url}/x/{handle_of(person)}/status/{post_id}",
                via="api",
            )
        )
        # Only now: while the card is fetched the same text must be refused already.
        link = next((word for word in text.split() if word.startswith("http")), "")
        made.link = await previews.card(self._state.core, "x", link) if link else None
        data = {"id": post_id, "text": text, "edit_history_tweet_ids": [post_id]}
        return web.json_response({"data": data}, status=201)

    async def delete(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Delete a post of one's own."""
        post = self._state.feed.find("x", request.match_info["id"])
        if post is None or post.deleted_at is not None:
            return web.json_response({"data": {"deleted": False}})
        if post.person != person.id:
            raise errors.forbidden("You are not authorized to delete this Tweet.")
        self._state.feed.remove(post)
        return web.json_response({"data": {"deleted": True}})

    async def lookup(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Return posts by id; those that are gone are named in `errors` beside `data`."""
        wanted = _wanted(request, "tweet.fields", {"ids", "tweet.fields"})
        ids = [each for each in request.query.get("ids", "").split(",") if each]
        if not ids or len(ids) > _MOST_IDS or not all(each.isdigit() for each in ids):
            raise errors.invalid("The `ids` query parameter is not valid", ids=",".join(ids))
        data: list[Json] = []
        problems: list[Json] = []
        for each in ids:
            post = self._state.feed.find("x", each)
            if post is None or not post.live:
                problems.append(_missing(each))
                continue
            data.append(self._shown(post, wanted, person, problems))
        return web.json_response(
            ({"data": data} if data else {}) | ({"errors": problems} if problems else {})
        )

    async def timeline(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Return a person's latest posts, newest first."""
        known = {
            "tweet.fields",
            "max_results",
            "since_id",
            "until_id",
            "pagination_token",
            "exclude",
            "start_time",
            "end_time",
        }
        wanted = _wanted(request, "tweet.fields", known)
        size = request.query.get("max_results", "10")
        if not size.isdigit() or not _FEWEST <= int(size) <= _MOST:
            raise errors.invalid(
                f"The `max_results` query parameter value [{size}] is not between 5 and 100",
                max_results=size,
            )
        owner = self._by_user_id(request.match_info["id"])
        since = int(request.query.get("since_id", "0") or 0)
        start = int(request.query.get("pagination_token", "0") or 0)
        posts = [post for post in self._state.feed.of("x", owner.id) if self._order(post) > since]
        end = start + int(size)
        chosen = posts[start:end]
        meta: Json = {"result_count": len(chosen)}
        if chosen:
            meta |= {"newest_id": chosen[0].id, "oldest_id": chosen[-1].id}
        if end < len(posts):
            meta["next_token"] = str(end)
        problems: list[Json] = []
        data = [self._shown(post, wanted, person, problems) for post in chosen]
        body: Json = {"data": data} if data else {}
        return web.json_response(body | {"meta": meta} | ({"errors": problems} if problems else {}))

    # ------------------------------------------------------------------------------------------

    def _order(self, post: NetworkPost) -> int:
        return int(post.id)

    def _by_user_id(self, user_id: str) -> Person:
        for person in self._state.core.people:
            if self._state.user_id(person) == user_id:
                return person
        raise errors.invalid("The `id` query parameter value is not valid", id=user_id)

    def _checked(self, body: Any, request: web.Request) -> str:
        """Return the text of a post that X would take. Raises XError."""
        if request.content_type != "application/json" or not isinstance(body, dict):
            raise errors.invalid("Requests with bodies must have content-type of application/json.")
        for name, value in body.items():
            if name not in _BODY:
                raise errors.invalid(f"$.{name}: is not defined in the schema", **{name: "?"})
            if not isinstance(value, _BODY[name]):
                raise errors.invalid(f"$.{name}: wrong type", **{name: str(value)})
        if body.get("reply_settings", "following") not in _REPLY_SETTINGS:
            raise errors.invalid("$.reply_settings: not an allowed value")
        if "quote_tweet_id" in body or "reply" in body:
            raise errors.forbidden()
        text = str(body.get("text", ""))
        if not text.strip() and "media" not in body:
            raise errors.invalid("$.text: must be at least 1 characters long", text=text)
        if weigh.weighted_length(text) > weigh.LIMIT:
            raise errors.plain(
                400,
                "Invalid Request",
                "Your Tweet text is too long. For more information see "
                "https://docs.x.com/fundamentals/counting-characters.",
            )
        return text

    def _shown(
        self, post: NetworkPost, wanted: set[str], person: Person, problems: list[Json]
    ) -> Json:
        author = self._state.core.people.get(post.person)
        numbers = self._state.feed.metrics(post)
        shown: Json = {"id": post.id, "text": post.text, "edit_history_tweet_ids": [post.id]}
        if "author_id" in wanted and author is not None:
            shown["author_id"] = self._state.user_id(author)
        if "created_at" in wanted:
            shown["created_at"] = post.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if "entities" in wanted and (urls := _urls(post.text)):
            shown["entities"] = {"urls": urls}
        if "public_metrics" in wanted:
            shown["public_metrics"] = _public(numbers)
        if wanted & {"non_public_metrics", "organic_metrics"}:
            old = self._state.core.clock.now() - post.at > _PRIVATE_NUMBERS
            if old or post.person != person.id:
                problems.append(_private(post.id))
            else:
                shown |= _own(numbers, wanted)
        return shown


def _urls(text: str) -> list[Json]:
    return [
        {"start": start, "end": end, "url": text[start:end], "expanded_url": text[start:end]}
        for start, end in weigh.links(text)
    ]


def _public(numbers: dict[str, int]) -> Json:
    return {
        "retweet_count": numbers["reshares"],
        "reply_count": numbers["comments"],
        "like_count": numbers["reactions"],
        "quote_count": 0,
        "bookmark_count": 0,
        "impression_count": numbers["impressions"],
    }


def _own(numbers: dict[str, int], wanted: set[str]) -> Json:
    engagements = sum(value for name, value in numbers.items() if name != "impressions")
    private = {
        "impression_count": numbers["impressions"],
        "url_link_clicks": numbers["clicks"],
        "user_profile_clicks": numbers["clicks"] // 5,
    }
    both: Json = {
        "non_public_metrics": private | {"engagements": engagements},
        "organic_metrics": private
        | {
            "like_count": numbers["reactions"],
            "reply_count": numbers["comments"],
            "retweet_count": numbers["reshares"],
        },
    }
    return {name: value for name, value in both.items() if name in wanted}


def _wanted(request: web.Request, name: str, known: set[str]) -> set[str]:
    """Return the wanted fields. Raises XError for parameters and fields that do not exist."""
    for parameter in request.query:
        if parameter not in known:
            raise errors.invalid(
                f"The query parameter [{parameter}] is not one of {sorted(known)}",
                **{parameter: request.query[parameter]},
            )
    wanted = {each for each in request.query.get(name, "").split(",") if each}
    allowed = _FIELDS if name == "tweet.fields" else wanted
    for each in sorted(wanted - allowed):
        raise errors.invalid(
            f"The `{name}` query parameter value [{each}] is not one of the fields"
        )
    return wanted


def _missing(post_id: str) -> Json:
    return {
        "value": post_id,
        "detail": f"Could not find tweet with ids: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "ids",
        "resource_id": post_id,
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    }


def _private(post_id: str) -> Json:
    return {
        "resource_id": post_id,
        "field": "non_public_metrics",
        "resource_type": "tweet",
        "section": "data",
        "title": "Field Authorization Error",
        "detail": f"Sorry, you are not authorized to access 'non_public_metrics' on {post_id}.",
        "type": "https://api.twitter.com/2/problems/not-authorized-for-field",
    }
