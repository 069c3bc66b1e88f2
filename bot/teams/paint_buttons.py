"""Buttons and confirmations as actions. Must not know which part they belong to.

A press is an `Action.Execute`, with an `Action.Submit` of the same data for clients that do not
know it (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/
universal-actions-for-adaptive-cards/overview).
"""

from __future__ import annotations

from typing import assert_never

from bot.teams import action_data, limits, safety
from bot.teams.action_data import Json
from bot.teams.brush import (
    QUIET,
    STRONG,
    Brush,
    and_more,
    close_by,
    container,
    groups_of,
    plain,
    words,
)
from chat.parts import Button, Confirm, Tone
from chat.press import Press
from chat.say import say, verbatim


def rows(buttons: tuple[Button, ...], brush: Brush) -> list[Json]:
    """Action sets with the buttons, each followed by the questions that they ask.

    Never more than a few in a row: clients drop what is over their own limit of actions.
    """
    shown = [button for button in buttons if leads_somewhere(button)]
    kept = shown[: brush.detail.buttons]
    found: list[Json] = []
    number = 0
    for group in groups_of(limits.ACTIONS, kept):
        actions: list[Json] = []
        questions: list[Json] = []
        for button in group:
            number += 1
            action, question = _painted(button, f"ask-{brush.place}-{number}", brush)
            actions.append(action)
            questions += question
        row: Json = {"type": "ActionSet", "actions": actions}
        found += [close_by(row) if found else row, *questions]
    if len(shown) > len(kept):
        found.append(close_by(and_more(len(shown) - len(kept), brush)))
    lost = [button for button in buttons if not leads_somewhere(button)]
    told = lost[: brush.detail.buttons]
    found += [close_by(_lost(button, brush)) for button in told]
    return (
        [*found, close_by(and_more(len(lost) - len(told), brush))] if lost[len(told) :] else found
    )


def leads_somewhere(button: Button) -> bool:
    """Whether the button can be shown: its address must be a link and not too long."""
    return button.url is None or safety.safe_link(button.url, limits.URL)


def press(
    pressed: Press, title: str, brush: Brush, *, tone: Tone = Tone.PLAIN, spoken: str | None = None
) -> Json:
    """The action that a press is: a dialog's, one that opens a dialog, or one that is answered."""
    data = action_data.pressing(pressed, brush.surface, brush.of_form)
    look = _look(title, tone, spoken)
    if pressed.opens_form and not brush.dialog:
        return {"type": "Action.Submit", **look, "data": action_data.opening_dialog(data)}
    return execute(pressed.name, data, look, brush)


def execute(verb: str, data: Json, look: Json, brush: Brush) -> Json:
    """An action with an answer.

    In a dialog there are only submissions; where room is scarce the other clients' way serves all.
    """
    submit: Json = {"type": "Action.Submit", **look, "data": data}
    if brush.dialog or not brush.detail.rich:
        return submit
    return {"type": "Action.Execute", **look, "verb": verb, "data": data, "fallback": submit}


def _painted(button: Button, name: str, brush: Brush) -> tuple[Json, list[Json]]:
    title = plain(button.label, brush, limits.BUTTON_TEXT)
    spoken = None
    if button.spoken is not None:
        spoken = plain(button.spoken, brush, limits.BUTTON_SPOKEN)
    look = _look(title, button.tone, spoken)
    action = _action(button, title, spoken, brush)
    if button.confirm is None:
        return action, []
    toggle = {"type": "Action.ToggleVisibility", **look, "targetElements": [name]}
    return toggle, [_question(button.confirm, button.tone, action, name, brush)]


def _action(button: Button, title: str, spoken: str | None, brush: Brush) -> Json:
    if button.url is not None or button.press is None:
        # Teams tells nobody that an address was opened, so the press is left out.
        look = _look(title, button.tone, spoken)
        return {"type": "Action.OpenUrl", **look, "url": button.url}
    return press(button.press, title, brush, tone=button.tone, spoken=spoken)


def _question(confirm: Confirm, tone: Tone, action: Json, name: str, brush: Brush) -> Json:
    """A hidden question that the button shows and that "no" hides again.

    A card inside the card (`Action.ShowCard`) could not be closed by an answer.
    """
    yes = plain(confirm.yes, brush, limits.BUTTON_TEXT)
    no = plain(confirm.no, brush, limits.BUTTON_TEXT)
    hide: Json = {"type": "Action.ToggleVisibility", "title": no, "targetElements": [name]}
    items: list[Json] = [
        words(confirm.title, brush, limits.CONFIRM_TEXT, STRONG),
        close_by(words(confirm.text, brush, limits.CONFIRM_TEXT)),
        {"type": "ActionSet", "actions": [_answering(action, yes), hide]},
    ]
    style = "attention" if tone is Tone.DANGER else "emphasis"
    return {**container(items, style), "id": name, "isVisible": False}


def _answering(action: Json, title: str) -> Json:
    """The button's own action under the words of the answer."""
    renamed = {key: value for key, value in action.items() if key != "tooltip"} | {"title": title}
    fallback = action.get("fallback")
    if isinstance(fallback, dict):
        renamed["fallback"] = _answering(fallback, title)
    return renamed


def _lost(button: Button, brush: Brush) -> Json:
    label = verbatim(plain(button.label, brush, limits.BUTTON_TEXT))
    return words(say("paint.link_too_long", label=label), brush, limits.LINE, QUIET)


def _look(title: str, tone: Tone, spoken: str | None) -> Json:
    look: Json = {"title": title}
    style = _style(tone)
    if style is not None:
        look["style"] = style
    if spoken is not None:
        look["tooltip"] = spoken
    return look


def _style(tone: Tone) -> str | None:
    match tone:
        case Tone.MAIN:
            return "positive"
        case Tone.DANGER:
            return "destructive"
        case Tone.PLAIN:
            return None
        case _:
            assert_never(tone)
