"""The AppView: posts as everyone sees them, with their numbers, without signing in.

Source: docs.bsky.app/docs/api/app-bsky-feed-get-posts.
"""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from sandbox.bluesky import errors, identity, lexicon
from sandbox.bluesky.gate import Call, Method
from sandbox.bluesky.state import Account, Record, State
from sandbox.values import Json

_MOST: Final = 25
_URI: Final = re.compile(r"at://([^/\s]+)/([a-zA-Z][a-zA-Z0-9.-]+)/([A-Za-z0-9._:~-]{1,512})")


class AppView:
    """The posts of everyone."""

    def __init__(self, state: State) -> None:
        self._state = state

    def methods(self) -> dict[str, Method]:
        """Return the methods of this part."""
        return {
            "app.bsky.feed.getPosts": Method(action=self.posts, params={"uris": True}),
        }

    async def posts(self, call: Call) -> web.Response:
        """Return posts by address; those that are gone are left out."""
        uris = call.params.getall("uris")
        if len(uris) > _MOST:
            raise errors.invalid(f"Error: Params/uris must not have more than {_MOST} elements")
        found = []
        for number, uri in enumerate(uris):
            place = _URI.fullmatch(uri)
            if place is None:
                raise errors.invalid(f"Error: Params/uris/{number} must be a valid at-uri")
            account = self._state.find(place[1])
            if account is None or account.taken_down:
                continue
            record = account.records.get((place[2], place[3]))
            if record is not None and place[2] == lexicon.POST:
                found.append(self._shown(account, record))
        return web.json_response({"posts": found})

    def _shown(self, account: Account, record: Record) -> Json:
        post = self._state.feed.find("bluesky", record.uri)
        numbers = self._state.feed.metrics(post) if post is not None else {}
        shown: Json = {
            "$type": "app.bsky.feed.defs#postView",
            "uri": record.uri,
            "cid": record.cid,
            "author": identity.author(self._state, account),
            "record": record.value,
            "bookmarkCount": 0,
            "replyCount": numbers.get("comments", 0),
            "repostCount": numbers.get("reshares", 0),
            "likeCount": numbers.get("reactions", 0),
            "quoteCount": 0,
            "indexedAt": record.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "labels": [],
        }
        view = self._embed(account, record.value.get("embed") or {})
        return shown | ({"embed": view} if view else {})

    def _embed(self, account: Account, embed: Json) -> Json:
        match embed.get("$type"):
            case lexicon.EXTERNAL:
                external = {key: embed["external"][key] for key in ("uri", "title", "description")}
                if "thumb" in embed["external"]:
                    thumb = embed["external"]["thumb"]["ref"]["$link"]
                    external["thumb"] = self._state.blob_url(account, thumb)
                return {"$type": f"{lexicon.EXTERNAL}#view", "external": external}
            case lexicon.IMAGES:
                images = [self._image(account, each) for each in embed["images"]]
                return {"$type": f"{lexicon.IMAGES}#view", "images": images}
            case _:
                return {}

    def _image(self, account: Account, image: Json) -> Json:
        url = self._state.blob_url(account, image["image"]["ref"]["$link"])
        shown: Json = {"thumb": url, "fullsize": url, "alt": image["alt"]}
        ratio = image.get("aspectRatio")
        return shown | ({"aspectRatio": ratio} if ratio else {})
