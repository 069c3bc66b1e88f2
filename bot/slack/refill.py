"""Modals filled again: what Slack keeps of what was typed, and what has to be put in anew. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot import outcome
from bot.slack import values
from bot.slack.payloads import ViewPayload
from chat.fields import Field
from chat.screens import Form


def kept(form: Form, view: ViewPayload) -> tuple[Form, Mapping[str, int]]:
    """The form with what is typed in its empty fields, and how often we put in each value.

    Slack keeps what is typed while a field's ids stay equal, so a field with another value than
    the typed one gets the next turn in its action id.
    """
    typed, turns = values.of_view(view), values.turns_of_view(view)
    whole = outcome.filled(form, typed)
    next_turns = {
        item.name: turns.get(item.name, 0)
        + (outcome.value_of(item) != outcome.typed_in(item, typed))
        for item in whole.body
        if isinstance(item, Field) and item.name in typed
    }
    return whole, next_turns


def input_names(view: ViewPayload) -> set[str]:
    """The names of the fields that a modal shows."""
    return {
        str(block.get("block_id"))
        for block in view.get("blocks", [])
        if block.get("type") == "input"
    }
