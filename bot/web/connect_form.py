"""The page that a private link opens: for whom it is, and the button that begins a consent.

Opening the page does nothing, so that what looks ahead at links (chats, mail filters) spoils none;
only the button does. Must not know any particular network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl

import structlog
from aiohttp import web

from bot.web import connect_pages, pages
from bot.web.bonds import Stage
from bot.web.connect_pages import MOST, Typed
from bot.web.consents import Consents, Opened
from content_store.queries import accounts
from content_store.queries.accounts import BadState
from handlers import connecting
from networks.base import Credentials
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    Authorisation,
    ConnectFailed,
    ConnectFailure,
)

log = structlog.get_logger(__name__)

TRIES = 5
"""Wrong answers after which a link is used up; ours."""
BEGIN_SECONDS = 25.0
"""What a network may take to begin, sign-ins and registrations included; ours."""
_BODY_SECONDS = 10.0
_MAX_BODY = 4096
_FORM = "application/x-www-form-urlencoded"


class NoForm(Exception):
    """What was sent is not what our page sends; `status` says in which way."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class FormDesk:
    """Answers `/connect/{state}`."""

    def __init__(self, consents: Consents, begin_seconds: float = BEGIN_SECONDS) -> None:
        self._consents = consents
        self._begin_seconds = begin_seconds

    async def show(self, request: web.Request) -> web.Response:
        """The page, which begins nothing yet."""
        state = request.match_info["state"]
        opened = await self._consents.open(state)
        if isinstance(opened, BadState):
            return connect_pages.bad_state(pages.browser(request), opened)
        answer = self._ask(opened)
        # Who was sent to the network already may look at the page again and still come back.
        stage = self._consents.bonds.stage(request, state) or Stage.OPENED
        self._consents.bonds.tie(answer, state, stage)
        return answer

    async def send(self, request: web.Request) -> web.Response:
        """The button: to the network's consent page, or straight to the account."""
        state = request.match_info["state"]
        if not self._is_ours(request):
            return connect_pages.other_site(pages.browser(request))
        opened = await self._consents.open(state)
        if isinstance(opened, BadState):
            return connect_pages.bad_state(pages.browser(request), opened)
        if self._consents.bonds.stage(request, state) is None:
            return connect_pages.other_browser(pages.browser(request))
        try:
            answers = _answers(await _body(request), opened.network.connect.asks)
        except NoForm as no_form:
            return connect_pages.no_form(opened.reader, no_form.status)
        errors = _first_look(answers)
        if errors:
            return self._ask(opened, Typed(answers=answers, errors=errors))
        return await self._begin(opened, answers)

    def _ask(self, opened: Opened, typed: Typed = connect_pages.NOTHING_TYPED) -> web.Response:
        places = self._consents.places(opened.network)
        return connect_pages.ask(opened.reader, opened.network, opened.whose, places, typed)

    def _is_ours(self, request: web.Request) -> bool:
        # Old browsers send no Origin with a form; theirs are told by the cookie alone.
        origin = request.headers.get("Origin")
        return origin is None or origin.lower() == self._consents.origin

    async def _begin(self, opened: Opened, answers: Mapping[Ask, str]) -> web.Response:
        unit = self._consents.tools.store.unit
        async with unit(opened.begun.workspace) as u:
            if not await accounts.try_answers(u, opened.digest, most=TRIES):
                return connect_pages.too_many_tries(opened.reader)
        connect = opened.network.connect
        try:
            async with asyncio.timeout(self._begin_seconds):
                given = await connect.begin(
                    opened.state, self._consents.callback(opened.network), answers
                )
        except AnswerRefused as refused:
            return await self._refused(opened, answers, refused)
        except (ConnectFailed, TimeoutError) as error:
            failure = (
                error.reason if isinstance(error, ConnectFailed) else ConnectFailure.UNREACHABLE
            )
            return await self._not_begun(opened, answers, failure)
        match given:
            case Authorisation():
                return await self._on_to(opened, given)
            case Credentials():
                return await self._signed_in(opened, given)

    async def _refused(
        self, opened: Opened, answers: Mapping[Ask, str], refused: AnswerRefused
    ) -> web.Response:
        over = False
        async with self._consents.tools.store.unit(opened.begun.workspace) as u:
            if refused.problem is AnswerProblem.MALFORMED:
                await accounts.take_back_try(u, opened.digest)
            else:
                over = await accounts.use_if_tried(u, opened.digest, most=TRIES)
        if over:
            return connect_pages.too_many_tries(opened.reader)
        return self._ask(opened, Typed(answers=answers, errors={refused.ask: refused.problem}))

    async def _not_begun(
        self, opened: Opened, answers: Mapping[Ask, str], failure: ConnectFailure
    ) -> web.Response:
        log.info("not begun", action="connect.not_begun", reason=failure.value)
        async with self._consents.tools.store.unit(opened.begun.workspace) as u:
            await accounts.take_back_try(u, opened.digest)
        return self._ask(opened, Typed(answers=answers, failure=failure))

    async def _on_to(self, opened: Opened, asked: Authorisation) -> web.Response:
        sealed = connecting.seal_verifier(self._consents.tools.vault, opened.digest, asked.verifier)
        async with self._consents.tools.store.unit(opened.begun.workspace) as u:
            await accounts.take_back_try(u, opened.digest)
            await accounts.keep_asked(u, opened.digest, sealed_verifier=sealed, server=asked.server)
        answer = pages.see_other(asked.url)
        self._consents.bonds.tie(answer, opened.state, Stage.SENT)
        return answer

    async def _signed_in(self, opened: Opened, credentials: Credentials) -> web.Response:
        if not await self._consents.use(opened):
            await opened.network.connect.revoke(credentials)
            return connect_pages.bad_state(opened.reader, BadState.USED)
        return await self._consents.keep(opened, credentials)


async def _body(request: web.Request) -> bytes:
    """What was sent. Raises NoForm."""
    if request.content_type != _FORM:
        raise NoForm(415)
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await request.clone(client_max_size=_MAX_BODY).read()
    except web.HTTPRequestEntityTooLarge:
        raise NoForm(413) from None
    except TimeoutError:
        raise NoForm(408) from None


def _answers(body: bytes, asks: tuple[Ask, ...]) -> dict[Ask, str]:
    """The answer to each question, "" where there is none. Raises NoForm."""
    try:
        sent = dict(
            parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=len(Ask),
            )
        )
    except ValueError:
        raise NoForm(400) from None
    return {asked: sent.get(asked.value, "").strip() for asked in asks}


def _first_look(answers: Mapping[Ask, str]) -> dict[Ask, AnswerProblem | None]:
    """What is wrong before any network is asked; see `Typed.errors`."""
    found: dict[Ask, AnswerProblem | None] = {}
    for asked, text in answers.items():
        if not text:
            found[asked] = None
        elif len(text) > MOST[asked] or not text.isprintable():
            found[asked] = AnswerProblem.MALFORMED
    return found
