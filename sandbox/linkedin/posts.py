"""LinkedIn's Posts API: create, edit, delete; reading is beyond ordinary apps.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from sandbox.linkedin import littletext, shape
from sandbox.linkedin.errors import bare, coded, denied, duplicate, field
from sandbox.linkedin.gate import Gate, body, owner
from sandbox.linkedin.state import State, Token
from sandbox.people import Person
from sandbox.social.feed import Link, NetworkPost
from sandbox.values import Json

_RESOURCE: Final = "partnerApiPostsExternal"
_EDITABLE: Final = {
    "commentary",
    "contentCallToActionLabel",
    "contentLandingPage",
    "lifecycleState",
}


class Posts:
    """The posts of members who use one developer app."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        one = "/linkedin/rest/posts/{urn}"
        return [
            web.post("/linkedin/rest/posts", self._gate.wrap("posts", self.create)),
            web.get("/linkedin/rest/posts", self._gate.wrap("posts.get", self.find)),
            web.get(one, self._gate.wrap("posts.get", self.get)),
            web.delete(one, self._gate.wrap("posts.delete", self.delete)),
            web.post(one, self._gate.wrap("posts.update", self.update)),
        ]

    async def create(self, request: web.Request, token: Token) -> web.Response:
        """Publish a post: 201, no body, its urn in the header x-restli-id."""
        self._may_write(request, token, "CREATE")
        given = await body(request)
        shape.checked(given)
        person = owner(self._state, token)
        if given["author"] != self._state.urn(person):
            raise denied(f"{_RESOURCE}.CREATE.{_version(request)}")
        visible = littletext.read(given["commentary"]).visible
        if len(visible) > shape.COMMENTARY:
            raise coded(
                400, "FIELD_LENGTH_TOO_LONG", "Field /commentary is longer than 3000 characters"
            )
        good = self._images_are_good(given, person)
        link = _link(given)
        parent = self._parent(given)
        self._not_twice(person, visible, link, parent)
        post = self._publish(person, given, visible, link, parent)
        if parent is not None:
            parent.boosts["reshares"] = parent.boosts.get("reshares", 0) + 1
        post.hidden = not good
        if given.get("isReshareDisabledByAuthor"):
            self._state.kept.add(post.id)
        return web.Response(status=201, headers={"x-restli-id": post.id, "x-linkedin-id": post.id})

    async def get(self, request: web.Request, token: Token) -> web.Response:
        """Refuse: reading posts needs a closed permission."""
        raise denied(f"{_RESOURCE}.GET.{_version(request)}")

    async def find(self, request: web.Request, token: Token) -> web.Response:
        """Refuse: listing posts needs a closed permission."""
        raise denied(f"{_RESOURCE}.FINDER-author.{_version(request)}")

    async def delete(self, request: web.Request, token: Token) -> web.Response:
        """Delete a post of one's own; deleting twice is no error."""
        self._may_write(request, token, "DELETE")
        if request.headers.get("X-RestLi-Method", "DELETE").upper() != "DELETE":
            raise coded(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method does not match")
        post = self._own(request, token, "DELETE")
        if post is not None and post.deleted_at is None:
            self._state.feed.remove(post)
        return web.Response(status=204)

    async def update(self, request: web.Request, token: Token) -> web.Response:
        """Change the commentary of a post of one's own."""
        self._may_write(request, token, "PARTIAL_UPDATE")
        if request.headers.get("X-RestLi-Method", "").upper() != "PARTIAL_UPDATE":
            raise coded(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method must be PARTIAL_UPDATE")
        changes = (await body(request)).get("patch", {}).get("$set")
        if not isinstance(changes, dict) or changes.keys() - _EDITABLE:
            raise field("/patch/$set", "unrecognized field found but not allowed")
        post = self._own(request, token, "PARTIAL_UPDATE")
        if post is None or post.deleted_at is not None:
            raise coded(404, "NOT_FOUND", "The post could not be found")
        if "commentary" in changes:
            post.text = littletext.read(str(changes["commentary"])).visible
            self._state.core.bus.tell("networks")
        return web.Response(status=204)

    # ------------------------------------------------------------------------------------------

    def _may_write(self, request: web.Request, token: Token, what: str) -> None:
        if "w_member_social" not in token.scopes:
            raise denied(f"{_RESOURCE}.{what}.{_version(request)}")

    def _own(self, request: web.Request, token: Token, what: str) -> NetworkPost | None:
        post = self._state.feed.find("linkedin", request.match_info["urn"])
        if post is not None and post.person != token.person:
            raise denied(f"{_RESOURCE}.{what}.{_version(request)}")
        return post

    def _images_are_good(self, given: Json, person: Person) -> bool:
        """Whether LinkedIn can read the images; a post with a bad one is never seen."""
        good = True
        for urn in shape.images(given):
            image = self._state.images.get(urn)
            if image is None or image.owner != person.id:
                raise coded(400, "INVALID_URN_ID", f"Image {urn} does not exist")
            good = good and image.good
        return good

    def _parent(self, given: Json) -> NetworkPost | None:
        """Return the post that is passed on.

        What is not there under this very urn, or not to be passed on, is refused without a reason.
        """
        urn = given.get("reshareContext", {}).get("parent")
        if urn is None:
            return None
        post = self._state.feed.find("linkedin", urn)
        if post is None or not post.live or urn in self._state.kept:
            raise bare(403, "Forbidden")
        return post

    def _not_twice(
        self, person: Person, text: str, link: Link | None, parent: NetworkPost | None
    ) -> None:
        origin = parent.id if parent else None
        for post in self._state.feed.of("linkedin", person.id):
            same_link = (post.link.url if post.link else "") == (link.url if link else "")
            if post.via == "api" and post.text == text and same_link and post.reshare_of == origin:
                raise duplicate(post.id)

    def _publish(
        self, person: Person, given: Json, text: str, link: Link | None, parent: NetworkPost | None
    ) -> NetworkPost:
        core = self._state.core
        kind = "ugcPost" if shape.images(given) and link is None else "share"
        urn = f"urn:li:{kind}:{self._state.feed.fresh_number()}"
        alts = {self._picture(image): alt for image, alt in shape.alts(given).items()}
        return self._state.feed.add(
            NetworkPost(
                id=urn,
                network="linkedin",
                person=person.id,
                text=text,
                at=core.clock.now(),
                url=f"{core.base_url}/linkedin/feed/update/{urn}/",
                via="api",
                link=link and self._pictured(link),
                images=list(alts),
                alts=alts,
                reshare_of=parent.id if parent else None,
            )
        )

    def _pictured(self, link: Link) -> Link:
        if not link.image:
            return link
        return Link(
            url=link.url,
            title=link.title,
            description=link.description,
            image=self._picture(link.image),
        )

    def _picture(self, urn: str) -> str:
        return f"{self._state.core.base_url}/linkedin/media/{urn}"


def _version(request: web.Request) -> str:
    return request.headers.get("LinkedIn-Version", "") + "01"


def _link(given: Json) -> Link | None:
    """Return the card of an article as the app described it; LinkedIn reads no page itself."""
    article = given.get("content", {}).get("article")
    if article is None:
        return None
    return Link(
        url=article["source"],
        title=article["title"],
        description=article.get("description", ""),
        image=article.get("thumbnail", ""),
    )
