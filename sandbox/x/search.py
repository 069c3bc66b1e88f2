"""X's recent search: the posts of the last seven days that a query finds.

Of the query language the sandbox knows words, "phrases", #hashtags, from:, is:retweet, has:links,
has:media, has:hashtags, and a minus before any of them.
Source: docs.x.com/x-api/posts/search/integrate/operators and the OpenAPI description, 2.167.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from aiohttp import web

from sandbox.people import Person
from sandbox.social.feed import NetworkPost, handle_of
from sandbox.x import errors, reading, weigh
from sandbox.x.gate import Gate
from sandbox.x.reading import Asked
from sandbox.x.state import Grant, State

_WINDOW: Final = timedelta(days=7)
_MOST_QUERY: Final = 512
_FEWEST, _MOST = 10, 100
_TERM = re.compile(r'(-?)(?:"([^"]+)"|(\S+))')
_STANDALONE: Final = ("#", "@", "from:")
_EITHER: Final = (
    ("start_time", "since_id"),
    ("end_time", "until_id"),
    ("pagination_token", "next_token"),
)


class Search:
    """The search of one developer app."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        handler = self._gate.wrap("search", self.recent, scopes=("tweet.read", "users.read"))
        return [web.get("/x/2/tweets/search/recent", handler)]

    async def recent(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Return the newest posts that the query finds."""
        known = reading.PAGED | {"query", "next_token", "sort_order"}
        ask = reading.asked(request, known)
        query = self._checked(ask)
        size = reading.size(ask, _FEWEST, _MOST)
        begin = self._state.core.clock.now() - _WINDOW
        recent = (post for post in self._state.feed.of("x") if post.at >= begin)
        found = [post for post in reading.between(recent, ask) if self._matches(post, query)]
        return web.json_response(reading.paged(self._state, found, ask, person, size))

    def _checked(self, ask: Asked) -> list[tuple[bool, str]]:
        """Return the terms of the query, each with whether it is denied. Raises XError."""
        query = ask.given.get("query", "")
        if not query.strip():
            raise errors.invalid("The `query` query parameter can not be empty", query=query)
        if len(query) > _MOST_QUERY:
            message = f"The `query` query parameter is longer than {_MOST_QUERY} characters"
            raise errors.invalid(message, query=query[:80])
        for one, other in _EITHER:
            if one in ask.given and other in ask.given:
                message = f"Only one of `{one}` and `{other}` may be given"
                raise errors.invalid(message, **{one: ask.given[one], other: ask.given[other]})
        if ask.given.get("sort_order", "recency") not in {"recency", "relevancy"}:
            raise errors.invalid("The `sort_order` query parameter is not valid")
        self._recent_enough(ask)
        terms = [
            (sign == "-", f'"{phrase}' if phrase else word.lower())
            for sign, phrase, word in _TERM.findall(query)
        ]
        if all(denied or not _stands_alone(term) for denied, term in terms):
            raise errors.invalid(
                "Rules must contain at least one positive, non-stopword clause", query=query
            )
        for _, term in terms:
            _known(term, query)
        return terms

    def _recent_enough(self, ask: Asked) -> None:
        begin = self._state.core.clock.now() - _WINDOW
        oldest = int(begin.timestamp() * 1000) * 10**6
        since = ask.given.get("since_id")
        if since is not None and int(since) < oldest:
            raise errors.invalid(
                f"'since_id' must be a tweet id created after [{begin:%Y-%m-%dT%H:%MZ}]. "
                f"Please use a 'since_id' that is larger than {oldest}",
                since_id=since,
            )
        for name in ("start_time", "end_time"):
            moment = reading.moment(ask, name)
            if moment is not None and moment < begin:
                raise errors.invalid(
                    f"Invalid '{name}':'{ask.given[name]}'. '{name}' must be on or after "
                    f"{begin:%Y-%m-%dT%H:%MZ}",
                    **{name: ask.given[name]},
                )

    def _matches(self, post: NetworkPost, terms: list[tuple[bool, str]]) -> bool:
        return all(self._has(post, term) is not denied for denied, term in terms)

    def _has(self, post: NetworkPost, term: str) -> bool:
        text = post.text.casefold()
        match term.partition(":"):
            case ("is", _, "retweet"):
                return post.reshare_of is not None
            case ("has", _, "links"):
                return weigh.has_link(post.text)
            case ("has", _, "media"):
                return bool(post.images)
            case ("has", _, "hashtags"):
                return bool(reading.tags(post.text))
            case ("from", _, name):
                author = self._state.core.people.get(post.person)
                return author is not None and handle_of(author).lower() == name.removeprefix("@")
        if term.startswith('"'):
            return term[1:].casefold() in text
        if term.startswith("#"):
            wanted = term[1:].casefold()
            return any(tag.casefold() == wanted for _, _, tag in reading.tags(post.text))
        return term.casefold() in re.findall(r"[\w@]+", text)


def _stands_alone(term: str) -> bool:
    return term.startswith(_STANDALONE) or ":" not in term


def _known(term: str, query: str) -> None:
    name, colon, value = term.partition(":")
    if term.startswith('"') or not colon:
        return
    known = {"is": {"retweet"}, "has": {"links", "media", "hashtags"}}
    if name != "from" and value not in known.get(name, set()):
        raise errors.invalid(f"Reference to invalid operator '{name}'", query=query)
