"""What people see of their accounts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chat.parts import Button, Buttons, Confirm, Headline, Level, Notice, Part, Prose, Rule, Tone
from chat.press import press
from chat.say import Command, DateStyle, Link, Listed, Moment, Say, count, say, verbatim
from chat.screens import Form, Post
from programme.values import Account


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A network whose accounts can be connected here, and the person's account if any."""

    network: str
    label: str
    account: Account | None
    link: str | None
    """The private link that begins a consent; None where nobody asked for one."""


def accounts_post(offers: Sequence[Offer]) -> Post:
    """All networks that can be connected, each with what can be done about it."""
    return Post(name="accounts.list", summary=say("accounts.title"), parts=_body(offers))


def accounts_form(offers: Sequence[Offer]) -> Form:
    """The same as a dialog, for people who come from one."""
    return Form(
        name="accounts.list",
        title=say("accounts.form_title"),
        body=_body(offers),
        close=say("accounts.close"),
    )


def _body(offers: Sequence[Offer]) -> tuple[Part, ...]:
    parts: list[Part] = [Headline(text=say("accounts.title"))]
    if not offers:
        return (*parts, Prose(text=say("accounts.none_possible")))
    for offer in offers:
        if offer.account is not None:
            parts += _connected(offer, offer.account)
    parts += _not_yet([offer for offer in offers if offer.account is None])
    if any(offer.link for offer in offers):
        parts.append(Prose(text=say("accounts.link_is_private"), quiet=True))
    return (*parts, Rule(), Prose(text=say("accounts.what_we_keep"), quiet=True))


def _not_yet(offers: Sequence[Offer]) -> tuple[Part, ...]:
    """What could be connected, together: a paragraph for each would hide what is connected."""
    if not offers:
        return ()
    tone = Tone.MAIN if len(offers) == 1 else Tone.PLAIN
    buttons = tuple(_connect(offer, "accounts.connect", tone) for offer in offers)
    labels = Listed(items=tuple(verbatim(offer.label) for offer in offers))
    return (
        Prose(text=say("accounts.not_connected", networks=labels)),
        Buttons(buttons=buttons),
    )


def _connected(offer: Offer, account: Account) -> tuple[Part, ...]:
    label = verbatim(offer.label)
    handle = verbatim(account.handle or account.name)
    leave = disconnect_button(offer.network, offer.label)
    again = (_connect(offer, "accounts.reconnect"),) if offer.link is not None else ()
    if not account.usable:
        return (
            Notice(
                level=Level.CAREFUL,
                text=say("accounts.needs_reconnect", network=label, handle=handle),
            ),
            Buttons(buttons=(*again, leave)),
        )
    return (
        Prose(text=say("accounts.connected_as", network=label, handle=handle)),
        Buttons(buttons=(*again, leave)),
    )


def _connect(offer: Offer, key: str, tone: Tone = Tone.MAIN) -> Button:
    return Button(label=say(key, network=verbatim(offer.label)), url=offer.link, tone=tone)


def disconnect_button(network: str, label: str) -> Button:
    """Take an account out of use, after a question."""
    name = verbatim(label)
    return Button(
        label=say("accounts.disconnect", network=name),
        press=press("accounts.disconnect", network=network),
        tone=Tone.DANGER,
        confirm=Confirm(
            title=say("accounts.disconnect_title"),
            text=say("accounts.disconnect_text", network=name),
            yes=say("accounts.disconnect_yes"),
            no=say("accounts.disconnect_no"),
        ),
    )


def connected(label: str, handle: str, stopped: int = 0) -> Post:
    """An account was connected just now; `stopped` shares waited for the one before it."""
    text = say("accounts.connected_now", network=verbatim(label), handle=verbatim(handle))
    return Post(
        name="accounts.connected",
        summary=text,
        parts=(
            Notice(level=Level.GOOD, text=text),
            *_stopped(stopped),
            Prose(
                text=say("accounts.connected_next", command=Command(words="connect")), quiet=True
            ),
        ),
    )


def ends_soon(network: str, label: str, handle: str, ends: datetime) -> Post:
    """The permission for an account ends, and only a new consent makes it longer."""
    name = verbatim(label)
    text = say(
        "accounts.ends_soon",
        network=name,
        handle=verbatim(handle or label),
        when=Moment(value=ends, style=DateStyle.LONG),
    )
    return Post(
        name="accounts.ends_soon",
        summary=text,
        parts=(
            Notice(level=Level.CAREFUL, text=text),
            Prose(text=say("accounts.ends_soon_next", network=name)),
            Buttons(
                buttons=(
                    Button(
                        label=say("accounts.reconnect", network=name),
                        press=press("accounts.connect", network=network),
                        tone=Tone.MAIN,
                    ),
                )
            ),
        ),
    )


def disconnected(label: str, stopped: int, app_passwords: Link | None = None) -> Post:
    """An account is out of use; `stopped` shares that waited for it will not go out.

    `app_passwords` is where the person deletes the password that they made for it: only they can.
    """
    text = say("accounts.disconnected", network=verbatim(label))
    parts: list[Part] = [Notice(level=Level.GOOD, text=text), *_stopped(stopped)]
    if app_passwords is not None:
        parts.append(
            Prose(
                text=say("accounts.delete_password", network=verbatim(label), place=app_passwords)
            )
        )
    return Post(name="accounts.disconnected", summary=text, parts=tuple(parts))


def _stopped(shares: int) -> tuple[Part, ...]:
    return (Prose(text=count("accounts.shares_stopped", shares)),) if shares else ()


def nothing_to_disconnect(label: str) -> Post:
    """There is no such account."""
    return _notice(say("accounts.was_not_connected", network=verbatim(label)))


def unknown_network(labels: Mapping[str, str]) -> Post:
    """A word that names no network."""
    known = ", ".join(labels.values())
    if not known:
        return _notice(say("accounts.none_possible"))
    return _notice(say("accounts.unknown_network", networks=verbatim(known)))


def _notice(text: Say) -> Post:
    return Post(name="accounts.notice", summary=text, parts=(Notice(level=Level.INFO, text=text),))
