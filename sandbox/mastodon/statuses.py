"""Posts on Mastodon: publish once per key, read, list, delete.

Sources: docs.joinmastodon.org/methods/statuses, docs.joinmastodon.org/methods/accounts.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from sandbox.mastodon import errors, render, shape
from sandbox.mastodon.gate import DELETIONS, Call, Gate
from sandbox.mastodon.state import KEY_LIFE, Media, Server, State, Status
from sandbox.people import Person
from sandbox.social import previews
from sandbox.social.feed import NetworkPost
from sandbox.values import Json

MOST_PICTURES: Final = 4
_ARGUMENTS: Final = {
    "status",
    "media_ids",
    "in_reply_to_id",
    "sensitive",
    "spoiler_text",
    "visibility",
    "language",
}
_VISIBILITIES: Final = ("public", "unlisted", "private", "direct")
_SEEN_BY_ALL: Final = ("public", "unlisted")
_USUAL_PAGE, _LARGEST_PAGE = 20, 40


class Statuses:
    """The posts of all servers."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        wrap, base = self._gate.wrap, "/mastodon/{server}/api/v1"
        reading, writing = "read:statuses", "write:statuses"
        delete = wrap("delete", self.delete, scope=writing, limit=DELETIONS)
        many = wrap("account.statuses", self.of_account, scope=reading, open_to_all=True)
        return [
            web.post(f"{base}/statuses", wrap("statuses", self.create, scope=writing)),
            web.get(
                f"{base}/statuses/{{id}}",
                wrap("status", self.show, scope=reading, open_to_all=True),
            ),
            web.delete(f"{base}/statuses/{{id}}", delete),
            web.get(f"{base}/accounts/{{id}}/statuses", many),
        ]

    async def create(self, call: Call) -> web.Response:
        """Publish a post, or return the one that was published under the same key."""
        person, server = call.owner(), call.server
        key = call.request.headers.get("Idempotency-Key", "")
        earlier = self._under_key(server, person, key)
        if earlier is not None:
            return self._answer(server, earlier, person)
        for name in call.arguments.unknown(_ARGUMENTS):
            self._state.core.complain(f"Mastodon: statuses knows no argument {name} here")
        media = self._pictures(call, person)
        text = self._checked(call, media)
        made = self._published(call, person, text, media)
        if key:
            now = self._state.core.clock.now()
            server.keys[person.id, key] = (made.post.id, now)
        # Only now: while the card is fetched the same key must give this post already.
        await self._crawl(made)
        return self._answer(server, made, person)

    async def show(self, call: Call) -> web.Response:
        """Return a post that this person may see."""
        found = self._visible(call.server, call.request.match_info["id"], call.person)
        return self._answer(call.server, found, call.person)

    async def delete(self, call: Call) -> web.Response:
        """Delete a post of one's own; one that is gone is not found."""
        person = call.owner()
        found = self._visible(call.server, call.request.match_info["id"], person)
        if found.post.person != person.id:
            raise errors.not_found()
        shown = shape.status(self._state, call.server, found, mine=True)
        self._state.feed.remove(found.post)
        return web.json_response({**shown, "text": found.post.text})

    async def of_account(self, call: Call) -> web.Response:
        """Return the latest posts of an account, newest first."""
        owner = self._state.with_id(call.server, call.request.match_info["id"])
        if owner is None:
            raise errors.not_found()
        arguments = call.arguments
        limit = min(_whole(arguments.text("limit"), _USUAL_PAGE), _LARGEST_PAGE)
        newest = _whole(arguments.text("max_id"), 0)
        since = _whole(arguments.text("since_id"), 0)
        after = _whole(arguments.text("min_id"), 0)
        found = [
            each
            for each in call.server.statuses.values()
            if each.post.person == owner.id
            and self._may_see(each, call.person)
            and (not newest or shape.order(each.post) < newest)
            and shape.order(each.post) > max(since, after)
            and (each.media or not arguments.truth("only_media"))
            and not arguments.truth("pinned")
        ]
        found.sort(key=lambda each: shape.order(each.post), reverse=True)
        chosen = found[-limit:] if after else found[:limit]
        shown = [
            shape.status(self._state, call.server, each, mine=call.person is owner)
            for each in chosen
        ]
        return web.json_response(shown, headers=_pages(call, chosen))

    # ------------------------------------------------------------------------------------------

    def _under_key(self, server: Server, person: Person, key: str) -> Status | None:
        """Return what was published under a key in the last hour. Raises when it is deleted."""
        kept = server.keys.get((person.id, key)) if key else None
        if kept is None or self._state.core.clock.now() - kept[1] >= KEY_LIFE:
            return None
        return self._visible(server, kept[0], person)

    def _pictures(self, call: Call, person: Person) -> list[Media]:
        wanted = call.arguments.many("media_ids")
        if not wanted:
            return []
        if len(wanted) > MOST_PICTURES:
            raise errors.invalid(f"Cannot attach more than {MOST_PICTURES} files")
        found = []
        for media_id in wanted:
            media = call.server.media.get(media_id)
            if media is None or media.person != person.id or media.status:
                told = f"Media {media_id} not found or already attached to another post"
                raise errors.invalid(told)
            found.append(media)
        if any(media.looks > 0 for media in found):
            raise errors.plain(
                422,
                "Cannot attach files that have not finished processing. Try again in a moment!",
            )
        return found

    def _checked(self, call: Call, media: list[Media]) -> str:
        """Return the text of a post that this server takes. Raises MastodonError."""
        text = call.arguments.text("status").replace("\r\n", "\n").strip()
        spoiler = call.arguments.text("spoiler_text")
        if not text and not spoiler and not media:
            raise errors.invalid("Text can't be blank")
        most = call.server.most_characters
        if render.length(text, spoiler) > most:
            raise errors.invalid(f"Text character limit of {most} exceeded")
        if (call.arguments.text("visibility") or "public") not in _VISIBILITIES:
            raise errors.invalid("Visibility is not included in the list")
        reply = call.arguments.text("in_reply_to_id")
        if reply and reply not in call.server.statuses:
            raise errors.plain(404, "The post you are trying to reply to does not exist.")
        return text

    def _published(self, call: Call, person: Person, text: str, media: list[Media]) -> Status:
        server, state = call.server, self._state
        post_id = state.feed.fresh_number()
        mentions: list[Json] = []
        mentioned = self._mentioned(server, mentions)
        made = Status(
            post=NetworkPost(
                id=post_id,
                network="mastodon",
                person=person.id,
                text=text,
                at=state.core.clock.now(),
                url=f"{server.url}/@{state.acct(person)}/{post_id}",
                via="api",
                images=[state.media_url(server, each) for each in media],
                alts={state.media_url(server, each): each.description for each in media},
                runs=render.runs(text, mentioned=self._mentioned(server, [])),
                handle="@" + state.handle(server, person),
            ),
            app=server.apps.get(call.token.client_id) if call.token else None,
            content=render.content(text, base=server.url, mentioned=mentioned),
            visibility=call.arguments.text("visibility") or "public",
            language=call.arguments.text("language") or "en",
            sensitive=call.arguments.truth("sensitive"),
            spoiler=call.arguments.text("spoiler_text"),
            mentions=mentions,
            tags=_tags(server, text),
            media=media,
        )
        for each in media:
            each.status = post_id
        if made.visibility not in _SEEN_BY_ALL:
            state.core.complain(f"Mastodon: a post is {made.visibility}, so the world can't see it")
        server.statuses[post_id] = made
        state.feed.add(made.post)
        return made

    async def _crawl(self, made: Status) -> None:
        """Give a post the card of its first link, as the server's own crawler finds it."""
        links = [each.text for each in render.entities(made.post.text) if each.kind == "link"]
        if links and not made.media and not made.spoiler:
            made.post.link = await previews.card(self._state.core, "mastodon", links[0])

    def _mentioned(self, server: Server, mentions: list[Json]) -> render.Mentioned:
        """Return who knows the people of both servers; who was met stands in `mentions`."""

        def address(name: str, host: str) -> str | None:
            person = self._state.named(name)
            try:
                home = self._state.server(host or server.name)
            except KeyError:
                return None
            if person is None:
                return None
            acct = self._state.acct(person)
            url = f"{home.url}/@{acct}"
            met = {
                "id": self._state.account_id(home, person),
                "username": acct,
                "acct": acct if home is server else f"{acct}@{home.name}",
                "url": url,
            }
            if met not in mentions:
                mentions.append(met)
            return url

        return address

    def _may_see(self, found: Status, person: Person | None) -> bool:
        if not found.post.live:
            return False
        mine = person is not None and person.id == found.post.person
        return mine or found.visibility in _SEEN_BY_ALL

    def _visible(self, server: Server, post_id: str, person: Person | None) -> Status:
        found = server.statuses.get(post_id)
        if found is None or not self._may_see(found, person):
            raise errors.not_found()
        return found

    def _answer(self, server: Server, found: Status, person: Person | None) -> web.Response:
        mine = person is not None and person.id == found.post.person
        return web.json_response(shape.status(self._state, server, found, mine=mine))


def _tags(server: Server, text: str) -> list[Json]:
    names = dict.fromkeys(e.text.lower() for e in render.entities(text) if e.kind == "tag")
    return [{"name": name, "url": f"{server.url}/tags/{name}"} for name in names]


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() else otherwise


def _pages(call: Call, chosen: list[Status]) -> dict[str, str]:
    """Return the links to the next and the previous page."""
    if not chosen:
        return {}
    base = f"{call.server.url}/api/v1/accounts/{call.request.match_info['id']}/statuses"
    older = f'<{base}?max_id={chosen[-1].post.id}>; rel="next"'
    newer = f'<{base}?min_id={chosen[0].post.id}>; rel="prev"'
    return {"Link": f"{older}, {newer}"}
