"""Short links in posts, and the share links by which people post themselves.

A visit is recorded before it is answered, and a visitor is sent on even where it can't be. Keeps
no address of anybody: only the hash that `programme.clicks` makes of it.
"""

from __future__ import annotations

from aiohttp import web

from bot.web import pages
from bot.web.pages import Copy, Go, Preview
from bot.web.visits import Visits
from chat.people import Reader
from chat.say import say, verbatim
from content_store.queries import items, links, people, pictures, shares, workspaces
from content_store.queries.links import ShortLink
from handlers import own_links
from handlers.context import Tools, reader_of
from handlers.sharing import clicks, forms, networks, service
from handlers.sharing.forms import Sharer
from handlers.sharing.service import Composer
from programme import links as codes
from programme.clicks import Visit
from programme.errors import RuleError
from programme.intents import Carries

_MAX_USER_AGENT = 512


def routes(tools: Tools, *, trusted_proxies: int = 0) -> list[web.RouteDef]:
    """`/s/{code}`, and for each person's own links `/go/{own}` with `/post` and `/picture`.

    `trusted_proxies` is how many of our own proxies stand in front: so many entries at the end of
    X-Forwarded-For were written by them, and the first of these is the visitor's address.
    """
    desk = _Desk(tools, trusted_proxies)
    return [
        web.get("/s/{code}", desk.follow),
        web.get("/go/{own}", desk.go, allow_head=False),
        web.get("/go/{own}/post", desk.own_post, allow_head=False),
        web.get("/go/{own}/picture", desk.picture, allow_head=False),
        *pages.assets(),
    ]


class _Desk:
    """Answers all of them."""

    def __init__(self, tools: Tools, trusted_proxies: int) -> None:
        self._tools = tools
        self._proxies = trusted_proxies
        self._visits = Visits(tools.store)

    async def follow(self, request: web.Request) -> web.Response:
        """Send a visitor of a post's link on."""
        code = request.match_info["code"]
        link = None
        if codes.is_short_code(code):
            link = await self._visits.keep(code, visit_of(request, self._proxies))
        if link is None:
            return _unknown(pages.browser(request))
        if link.neutral:
            return _neutral(pages.browser(request))
        return pages.redirect(link.target)

    async def go(self, request: web.Request) -> web.Response:
        """Send a person to a network's composer, or show them what to paste there."""
        link = await _find(self._tools, request)
        if link is None:
            return _unknown(pages.browser(request))
        if link.neutral:
            return _neutral(pages.browser(request))
        seen = visit_of(request, self._proxies)
        try:
            found, reader = await _composer(self._tools, link, seen)
        except RuleError:
            return _neutral(pages.browser(request))
        if found.direct:
            return pages.redirect(found.intent.url)
        return _to_copy(found, reader, picture=own_links.picture(self._tools, link.code))

    async def own_post(self, request: web.Request) -> web.Response:
        """Send a person to their own post."""
        link = await _find(self._tools, request)
        if link is None:
            return _unknown(pages.browser(request))
        async with self._tools.store.unit(link.workspace) as u:
            share = await shares.of_link(u, link.id)
            if share is None or share.post_url is None:
                return _unknown(pages.browser(request))
            await clicks.recognise_owner(u, link, visit_of(request, self._proxies))
        return pages.redirect(share.post_url)

    async def picture(self, request: web.Request) -> web.Response:
        """The picture that the article will be shown with, as it is kept."""
        link = await _find(self._tools, request)
        if link is None or link.neutral:
            raise web.HTTPNotFound
        async with self._tools.store.reading(link.workspace) as u:
            item = await items.get(u, link.item_id)
            wanted = item.image_url if forms.is_available(item, u) else None
            kept = None if wanted is None else await pictures.find(u, wanted)
        if kept is None:
            raise web.HTTPNotFound
        return web.Response(
            body=kept.body,
            content_type=kept.media_type,
            headers={**pages.HEADERS, "Cache-Control": "private, max-age=3600"},
        )


async def _find(tools: Tools, request: web.Request) -> ShortLink | None:
    code = own_links.code_of(tools, request.match_info["own"])
    if code is None:
        return None
    async with tools.store.system_reading() as u:
        return await links.by_code(u, code)


def visit_of(request: web.Request, trusted_proxies: int) -> Visit:
    """The request as the rules for clicks see it."""
    agent = request.headers.get("User-Agent", "")[:_MAX_USER_AGENT]
    return Visit(
        method=request.method,
        # aiohttp keeps bytes that are no UTF-8 as halves of characters, which can't be hashed.
        user_agent=agent.encode("utf-8", "replace").decode("utf-8"),
        ip=address_of(request, trusted_proxies),
        headers=dict(request.headers),
    )


def address_of(request: web.Request, trusted_proxies: int) -> str:
    """The visitor's address; what a visitor writes into X-Forwarded-For is never believed."""
    if trusted_proxies > 0:
        written = ",".join(request.headers.getall("X-Forwarded-For", []))
        entries = [entry.strip() for entry in written.split(",") if entry.strip()]
        if len(entries) >= trusted_proxies:
            return entries[-trusted_proxies]
    return request.remote or ""


async def _composer(tools: Tools, link: ShortLink, seen: Visit) -> tuple[Composer, Reader]:
    async with tools.store.unit(link.workspace) as u:
        workspace = await workspaces.get(u)
        member = await people.get(u, link.member_id)
        sharer = Sharer(tools=tools, workspace=workspace, member=member)
        return await service.composer(u, sharer, link, seen), reader_of(workspace, member)


def _to_copy(found: Composer, reader: Reader, *, picture: str) -> web.Response:
    label = verbatim(networks.label(found.network))
    link_only = found.intent.carries is Carries.LINK_ONLY
    lines = [say("page.link_only" if link_only else "page.too_long", network=label)]
    if found.disclosed_for:
        lines.append(say("page.disclosure", company=verbatim(found.disclosed_for)))
    item = found.item
    return pages.page(
        reader,
        title=say("page.copy_title", network=label),
        lines=lines,
        good=True,
        preview=Preview(
            title=item.title,
            source=item.source,
            picture=picture if found.picture else None,
            alt=item.image_alt,
            language=item.language,
        ),
        copy=Copy(
            text=found.text,
            label=say("page.caption"),
            button=say("page.copy"),
            done=say("page.copied"),
        ),
        go=Go(url=found.intent.url, label=say("page.go_on", network=label)),
    )


def _unknown(reader: Reader) -> web.Response:
    return pages.page(
        reader, title=say("page.unknown_title"), lines=(say("page.unknown"),), status=404
    )


def _neutral(reader: Reader) -> web.Response:
    return pages.page(
        reader, title=say("page.neutral_title"), lines=(say("page.neutral"),), status=410
    )
