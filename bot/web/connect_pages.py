"""The pages of connecting an account: what is asked, and every way it can end.

Pure: from values to pages. Nothing that came with a request is shown, but what a person typed into
a field, in that field. Must not know how a network is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from aiohttp import web

from bot.web import pages
from bot.web.pages import Field, Form
from chat.people import Reader
from chat.say import Link, Say, Text, say, verbatim
from content_store.queries.accounts import BadState
from networks.base import Network
from networks.connecting import AnswerProblem, Ask, ConnectFailure

MOST: Mapping[Ask, int] = {Ask.SERVER: 300, Ask.HANDLE: 300, Ask.APP_PASSWORD: 200}
"""Characters that a field takes: host names and domain handles end at 253 (RFC 1035, section
2.3.4; atproto.com/specs/handle), and whole addresses of profiles are taken too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """Whom an account would be connected to."""

    name: str
    company: str
    handle: str = ""
    """The account of theirs whose place it would take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What a person answered, and what is wrong with it."""

    answers: Mapping[Ask, str] = field(default_factory=dict)
    errors: Mapping[Ask, AnswerProblem | None] = field(default_factory=dict)
    """None where nothing was answered."""
    failure: ConnectFailure | None = None
    """Why the network could not be asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Addresses that the page of a network leads to."""

    app_passwords: Link | None
    """Where its people make passwords for apps, if that is known."""
    targets: tuple[str, ...]
    """See `pages.Form`."""


NOTHING_TYPED = Typed()


def ask(
    reader: Reader, network: Network, whose: Whose, places: Places, typed: Typed = NOTHING_TYPED
) -> web.Response:
    """Say for whom this is, and ask what the network needs to know first."""
    label = verbatim(network.label)
    asks = network.connect.asks
    fields = tuple(_field(a, network, places, typed) for a in asks)
    go_on = "page.connect_now" if Ask.APP_PASSWORD in asks else "page.continue_to"
    return pages.page(
        reader,
        title=say("page.connect_title", network=label),
        lines=_before(network, whose),
        alert=None if typed.failure is None else _why(typed.failure, label),
        form=Form(button=say(go_on, network=label), fields=fields, targets=places.targets),
        status=_status(typed),
    )


def _before(network: Network, whose: Whose) -> Sequence[Text]:
    name = verbatim(whose.name)
    lines: list[Text] = [
        say(
            "page.connect_whose",
            network=verbatim(network.label),
            name=name,
            company=verbatim(whose.company),
        ),
        say("page.connect_not_you", name=name),
    ]
    if whose.handle:
        lines.append(say("page.connect_instead", handle=verbatim(whose.handle)))
    if Ask.APP_PASSWORD in network.connect.asks:
        lines.append(say("page.connect_app_password", network=verbatim(network.label)))
    else:
        lines.append(say("page.connect_consent", network=verbatim(network.label)))
    return lines


def _status(typed: Typed) -> int:
    if typed.failure is not None:
        return _END[typed.failure][1]
    return 422 if typed.errors else 200


def _field(asked: Ask, network: Network, places: Places, typed: Typed) -> Field:
    label, hint = _words(asked, network, places)
    return Field(
        name=asked.value,
        label=label,
        hint=hint,
        most=MOST[asked],
        secret=asked is Ask.APP_PASSWORD,
        value=typed.answers.get(asked, ""),
        error=_error(asked, typed.errors[asked], network) if asked in typed.errors else None,
    )


def _words(asked: Ask, network: Network, places: Places) -> tuple[Say, Say]:
    label = verbatim(network.label)
    match asked:
        case Ask.SERVER:
            return say("page.server", network=label), say("page.server_hint")
        case Ask.HANDLE:
            return say("page.handle", network=label), say("page.handle_hint")
        case Ask.APP_PASSWORD:
            return say("page.app_password"), say(
                "page.app_password_hint", place=places.app_passwords or label
            )
        case _:
            assert_never(asked)


def _error(asked: Ask, problem: AnswerProblem | None, network: Network) -> Say:
    label = verbatim(network.label)
    match problem:
        case None:
            return say("page.answer_missing")
        case AnswerProblem.MALFORMED:
            return say(_MALFORMED[asked])
        case AnswerProblem.UNKNOWN:
            if asked is Ask.SERVER:
                return say("page.server_unknown", network=label)
            return say("page.handle_unknown", network=label)
        case AnswerProblem.NOT_ACCEPTED:
            return say("page.not_accepted", network=label)
        case AnswerProblem.NOT_AN_APP_PASSWORD:
            return say("page.not_an_app_password")
        case _:
            assert_never(problem)


_MALFORMED: Mapping[Ask, str] = {
    Ask.SERVER: "page.server_malformed",
    Ask.HANDLE: "page.handle_malformed",
    Ask.APP_PASSWORD: "page.app_password_malformed",
}

_END: Mapping[ConnectFailure, tuple[str, int]] = {
    ConnectFailure.DENIED: ("page.denied", 200),
    ConnectFailure.CLOSED: ("page.account_closed", 403),
    ConnectFailure.EXPIRED: ("page.too_late", 410),
    ConnectFailure.UNREACHABLE: ("page.unreachable", 503),
    ConnectFailure.MALFORMED: ("page.not_understood", 502),
    ConnectFailure.SCOPE: ("page.app_refused", 502),
    ConnectFailure.CLIENT: ("page.app_refused", 502),
}


def _why(reason: ConnectFailure, label: Text) -> Say:
    return say(_END[reason][0], network=label)


def connected(reader: Reader, network: Network, handle: str, name: str) -> web.Response:
    """The account is there."""
    return pages.page(
        reader,
        title=say("page.connected_title", network=verbatim(network.label)),
        lines=(
            say("page.connected", handle=verbatim(handle or network.label), name=verbatim(name)),
            say("page.back_to_chat"),
        ),
        good=True,
    )


def failed(reader: Reader, network: Network, reason: ConnectFailure) -> web.Response:
    """The network gave no account, and the link is used up."""
    label = verbatim(network.label)
    return pages.page(
        reader,
        title=say("page.not_connected_title", network=label),
        lines=(_why(reason, label), say("page.nothing_kept")),
        status=_END[reason][1],
    )


def bad_state(reader: Reader, why: BadState) -> web.Response:
    """The link is none of ours, or not good any more."""
    match why:
        case BadState.UNKNOWN:
            return _cannot(reader, say("page.state_unknown"), 404)
        case BadState.EXPIRED:
            return _cannot(reader, say("page.state_expired"), 410)
        case BadState.USED:
            return _cannot(reader, say("page.state_used"), 410)
        case _:
            assert_never(why)


def too_many_tries(reader: Reader) -> web.Response:
    """The answers were wrong so often that the link is used up."""
    return _cannot(reader, say("page.too_many_tries"), 410)


def other_browser(reader: Reader) -> web.Response:
    """The link was opened elsewhere, or not at all."""
    return _cannot(reader, say("page.other_browser"), 403)


def other_site(reader: Reader) -> web.Response:
    """The form was sent by a page that is not ours."""
    return _cannot(reader, say("page.other_site"), 403)


def mixed_up(reader: Reader) -> web.Response:
    """The answer came from another network or server than was asked."""
    return _cannot(reader, say("page.mixed_up"), 400)


def no_form(reader: Reader, status: int) -> web.Response:
    """What was sent is no form of ours."""
    return _cannot(reader, say("page.no_form"), status)


def _cannot(reader: Reader, why: Say, status: int) -> web.Response:
    return pages.page(
        reader,
        title=say("page.state_title"),
        lines=(why, say("page.new_link")),
        status=status,
    )
