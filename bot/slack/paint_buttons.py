"""Buttons and confirmations as Slack's elements. Must not know which part they belong to."""

from __future__ import annotations

from typing import assert_never

from bot import texts
from bot.slack import limits
from bot.slack.brush import Brush, Json, context, groups_of, plain
from bot.slack.mrkdwn import safe_link
from chat.parts import Button, Confirm, Tone
from chat.press import Press
from chat.say import say, verbatim

OPENS_FORM = "+"
"""Before an action id: the press opens a form, which the edge must know before it is answered."""
LINK_ONLY = "link"
"""The action id of a button that only opens an address; Slack reports such presses too."""


def action_id(press: Press) -> str:
    """The action id that leads to a press."""
    return f"{OPENS_FORM}{press.name}" if press.opens_form else press.name


def rows(buttons: tuple[Button, ...], brush: Brush) -> list[Json]:
    """Actions blocks with the buttons, and a line for each whose address Slack can't carry."""
    shown = [button for button in buttons if leads_somewhere(button)]
    blocks: list[Json] = [
        {"type": "actions", "elements": [element(button, brush) for button in group]}
        for group in groups_of(limits.ACTIONS_ELEMENTS, shown)
    ]
    for button in buttons:
        if not leads_somewhere(button):
            label = verbatim(texts.line(button.label, brush.reader, limits.BUTTON_TEXT))
            blocks.append(
                context(plain(say("paint.link_too_long", label=label), brush, limits.CONTEXT_TEXT))
            )
    return blocks


def leads_somewhere(button: Button) -> bool:
    """Whether Slack can show the button: its address must be a link and not too long."""
    if button.url is None:
        return True
    return safe_link(button.url) and texts.width(button.url) <= limits.BUTTON_URL


def element(button: Button, brush: Brush) -> Json:
    """One button."""
    painted: Json = {
        "type": "button",
        "text": plain(button.label, brush, limits.BUTTON_TEXT),
        "action_id": LINK_ONLY if button.press is None else action_id(button.press),
    }
    if button.press is not None:
        painted["value"] = button.press.encoded_args()
    if button.url is not None:
        painted["url"] = button.url
    style = _style(button.tone)
    if style:
        painted["style"] = style
    if button.confirm is not None:
        painted["confirm"] = _confirm(button.confirm, button.tone, brush)
    if button.spoken is not None:
        spoken = texts.line(button.spoken, brush.reader, limits.BUTTON_SPOKEN)
        painted["accessibility_label"] = spoken
    return painted


def _style(tone: Tone) -> str | None:
    match tone:
        case Tone.MAIN:
            return "primary"
        case Tone.DANGER:
            return "danger"
        case Tone.PLAIN:
            return None
        case _:
            assert_never(tone)


def _confirm(confirm: Confirm, tone: Tone, brush: Brush) -> Json:
    painted: Json = {
        "title": plain(confirm.title, brush, limits.CONFIRM_TITLE),
        "text": plain(confirm.text, brush, limits.CONFIRM_TEXT),
        "confirm": plain(confirm.yes, brush, limits.CONFIRM_ANSWER),
        "deny": plain(confirm.no, brush, limits.CONFIRM_ANSWER),
    }
    if tone is Tone.DANGER:
        painted["style"] = "danger"
    return painted
