"""A person's own page: what to do next, their shares, accounts, points and choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from chat.parts import (
    Button,
    Buttons,
    Fact,
    Facts,
    Headline,
    Level,
    Notice,
    Part,
    Prose,
    Rule,
    Tone,
)
from chat.press import press
from chat.say import Day, Link, Listed, Moment, Say, Text, TimeOfDay, Verbatim, count, say, verbatim
from chat.screens import Home
from handlers import cards, plans
from handlers.plans import Plans
from programme import calendars
from programme.states import SHARED, ShareState

WARNING = timedelta(days=14)
"""How long before its end a consent is warned of: ours, the first of the reminders in the chat."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MyAccount:
    """An account of this person's, as the page shows it."""

    network: str
    handle: str
    usable: bool
    ends_at: datetime | None = None
    """When the person's consent ends; None where it lasts until they take it back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MyShare:
    """A share of this person's, as the page shows it."""

    title: str
    network: str
    state: ShareState
    url: str | None
    clicks: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """Everything the page shows of a person who takes part."""

    name: str
    points: int
    points_week: int
    place: int | None
    shares: Sequence[MyShare]
    accounts: Sequence[MyAccount]
    connectable: Mapping[str, str]
    direct_digest: bool
    digest_at: time
    paused_until: datetime | None
    waiting_for_review: int | None
    """How many items wait for review; None for people who don't review."""
    plans: Plans = field(default_factory=Plans)
    now: datetime
    zone: ZoneInfo


def stranger_home(lines: Sequence[Say]) -> Home:
    """The page before a person agreed to anything."""
    return Home(
        name="home.stranger",
        parts=(
            Headline(text=say("welcome.headline")),
            *(Prose(text=line) for line in lines),
            Buttons(
                buttons=(
                    Button(
                        label=say("welcome.join"),
                        press=press("welcome.join", opens_form=True),
                        tone=Tone.MAIN,
                    ),
                    cards.guidelines_button(),
                )
            ),
        ),
    )


def home(mine: Mine) -> Home:
    """The page of a person who takes part."""
    return Home(
        name="home",
        parts=(
            Headline(text=say("home.hello", name=verbatim(mine.name))),
            *_review(mine),
            *_paused(mine),
            _points(mine),
            Buttons(
                buttons=(
                    Button(label=say("board.mine"), press=press("boards.mine")),
                    Button(label=say("home.board"), press=press("boards.now")),
                    cards.guidelines_button(),
                )
            ),
            *_plans(mine),
            Rule(),
            Headline(text=say("home.shares")),
            *_shares(mine),
            Rule(),
            Headline(text=say("home.accounts")),
            *_accounts(mine),
            Rule(),
            Headline(text=say("home.choices")),
            Prose(text=_digest(mine)),
            Buttons(buttons=_choices(mine)),
        ),
    )


def _review(mine: Mine) -> tuple[Part, ...]:
    if mine.waiting_for_review is None:
        return ()
    if not mine.waiting_for_review:
        return (Prose(text=say("home.nothing_to_review"), quiet=True),)
    return (
        Notice(level=Level.INFO, text=count("home.to_review", mine.waiting_for_review)),
        Buttons(
            buttons=(
                Button(
                    label=say("help.review_button"), press=press("review.queue"), tone=Tone.MAIN
                ),
            )
        ),
    )


def _paused(mine: Mine) -> tuple[Part, ...]:
    if mine.paused_until is None:
        return ()
    return (
        Notice(level=Level.INFO, text=say("home.paused", until=Moment(value=mine.paused_until))),
    )


def _points(mine: Mine) -> Facts:
    place: Text = (
        say("home.place", place=mine.place) if mine.place is not None else say("home.no_place")
    )
    return Facts(
        rows=(
            Fact(label=say("home.this_week"), value=count("count.points", mine.points_week)),
            Fact(label=say("home.place_label"), value=place),
            Fact(label=say("mine.total"), value=count("count.points", mine.points)),
        )
    )


def _plans(mine: Mine) -> tuple[Part, ...]:
    if not mine.plans.shown:
        return ()
    return (
        Rule(),
        Headline(text=say("home.planned")),
        *plans.rows(mine.plans.shown),
        *plans.more(mine.plans.more),
    )


def _shares(mine: Mine) -> tuple[Part, ...]:
    if not mine.shares:
        return (Prose(text=say("home.no_shares")),)
    return tuple(_share(share) for share in mine.shares)


def _share(share: MyShare) -> Prose:
    labels = {
        ShareState.OPENED: say("state.opened"),
        ShareState.CONFIRMED: say("state.confirmed"),
        ShareState.QUEUED: say("state.queued"),
        ShareState.ARMED: say("state.queued"),
        ShareState.PUBLISHED: say("state.published"),
        ShareState.UNCONFIRMED: say("state.unconfirmed"),
        ShareState.FAILED: say("state.failed"),
        ShareState.CANCELLED: say("state.cancelled"),
    }
    said = {
        "title": _linked(share),
        "network": verbatim(share.network),
        "state": labels[share.state],
    }
    if share.state not in SHARED and not share.clicks:
        # Nobody can click what is not out.
        return Prose(text=say("home.share_not_out", **said))
    return Prose(text=say("home.share", clicks=count("count.clicks", share.clicks), **said))


def _linked(share: MyShare) -> Verbatim | Link:
    return Link(text=share.title, url=share.url) if share.url else verbatim(share.title)


def _accounts(mine: Mine) -> tuple[Part, ...]:
    if not mine.connectable:
        return (Prose(text=say("accounts.none_possible")),)
    known = {account.network: account for account in mine.accounts}
    parts: list[Part] = []
    for network, label in mine.connectable.items():
        if network in known:
            parts += _account(mine, known[network], label)
    left = tuple(
        verbatim(name) for network, name in mine.connectable.items() if network not in known
    )
    if left:
        parts.append(Prose(text=say("accounts.not_connected", networks=Listed(items=left))))
    parts.append(
        Buttons(
            buttons=(Button(label=say("home.manage_accounts"), press=press("accounts.connect")),)
        )
    )
    return tuple(parts)


def _account(mine: Mine, account: MyAccount, label: str) -> tuple[Part, ...]:
    network, handle = verbatim(label), verbatim(account.handle)
    if not account.usable:
        text = say("accounts.needs_reconnect", network=network, handle=handle)
        return (Notice(level=Level.CAREFUL, text=text), _reconnect(account.network, label))
    if account.ends_at is None:
        return (Prose(text=say("accounts.connected_as", network=network, handle=handle)),)
    day = Day(value=calendars.local_date(account.ends_at, mine.zone))
    if mine.now < account.ends_at - WARNING:
        text = say("home.connected_until", network=network, handle=handle, day=day)
        return (Prose(text=text),)
    text = say("home.connection_ends", network=network, handle=handle, day=day)
    return (Notice(level=Level.CAREFUL, text=text), _reconnect(account.network, label))


def _reconnect(network: str, label: str) -> Buttons:
    button = Button(
        label=say("accounts.reconnect", network=verbatim(label)),
        press=press("accounts.connect", network=network),
        tone=Tone.MAIN,
    )
    return Buttons(buttons=(button,))


def _digest(mine: Mine) -> Say:
    if mine.direct_digest:
        return say("home.digest_on", at=TimeOfDay(value=mine.digest_at))
    return say("home.digest_off")


def _choices(mine: Mine) -> tuple[Button, ...]:
    silence = (
        Button(label=say("home.resume"), press=press("welcome.resume"))
        if mine.paused_until is not None
        else Button(label=say("home.pause"), press=press("welcome.pause"))
    )
    return (
        Button(label=say("home.preferences"), press=press("welcome.preferences", opens_form=True)),
        silence,
        Button(label=say("home.leave"), press=press("welcome.leave")),
    )
