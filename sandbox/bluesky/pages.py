"""What people see of Bluesky in a browser: posts, profiles, and their app passwords."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from sandbox.bluesky.state import State
from sandbox.people import Person
from sandbox.social import pages
from sandbox.web import colleagues, page, visitor

_LONGEST_NAME: Final = 32


class Pages:
    """The pages of bsky.app."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        settings = "/bluesky/settings/app-passwords"
        return [
            web.get("/bluesky/profile/{who}", self.profile),
            web.get("/bluesky/profile/{who}/post/{rkey}", self.post),
            web.get(settings, self.app_passwords),
            web.post(settings, self.change),
        ]

    async def profile(self, request: web.Request) -> web.Response:
        """Show somebody's posts."""
        account = self._state.find(request.match_info["who"])
        person = self._state.person(account) if account is not None else None
        handle = account.handle if account is not None else ""
        return pages.profile(self._state.core, self._state.feed, "bluesky", person, handle=handle)

    async def post(self, request: web.Request) -> web.Response:
        """Show one post."""
        account = self._state.find(request.match_info["who"])
        did = account.did if account is not None else ""
        uri = f"at://{did}/app.bsky.feed.post/{request.match_info['rkey']}"
        found = self._state.feed.find("bluesky", uri)
        return pages.post(self._state.core, self._state.feed, "bluesky", found)

    async def app_passwords(self, request: web.Request) -> web.Response:
        """Show a person's app passwords by name, and the form for a new one."""
        return self._settings(self._me(request, request.query.get("person", "")))

    async def change(self, request: web.Request) -> web.Response:
        """Make an app password and show it once, or take one back."""
        form = await request.post()
        me = self._me(request, str(form.get("person", "")))
        if me is None:
            return self._settings(None)
        name = str(form.get("name", "")).strip()
        if "revoke" in form:
            self._state.revoke(me, str(form["revoke"]))
            return self._settings(me)
        if not name or len(name) > _LONGEST_NAME:
            return self._settings(me, error="Give it a name of up to 32 characters.")
        if name in self._state.account(me).app_passwords:
            return self._settings(me, error="You have one with this name already.")
        return self._settings(me, made=self._state.app_password(me, name), name=name)

    def _settings(
        self, me: Person | None, *, made: str = "", name: str = "", error: str = ""
    ) -> web.Response:
        return page(
            "app-passwords.html",
            label="Bluesky",
            network="bluesky",
            company=self._state.core.company,
            me=me,
            people=colleagues(self._state.core.people),
            handle=self._state.handle(me) if me is not None else "",
            names=sorted(self._state.account(me).app_passwords) if me is not None else [],
            made=made,
            name=name,
            error=error,
        )

    def _me(self, request: web.Request, given: str) -> Person | None:
        people = self._state.core.people
        if not given:
            return visitor(request, people)
        try:
            return people.get(given) or people.named(given)
        except KeyError:
            return None
