"""Cards for a client without dialogs, as Microsoft's test client is one. Pure.

What would open a dialog becomes a press like any other, and what answers it is the form as a card
in the conversation. Must not know screens: it changes what is painted already.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.teams import action_data

_FETCH = "task/fetch"


def without_dialogs(body: Mapping[str, Any]) -> dict[str, Any]:
    """An activity or an answer, with nothing in it that opens a dialog."""
    return {key: _changed(value) for key, value in body.items()}


def _changed(value: Any) -> Any:
    if isinstance(value, list):
        return [_changed(one) for one in value]
    if not isinstance(value, dict):
        return value
    return _pressed(value) if _opens_dialog(value) else without_dialogs(value)


def _opens_dialog(value: Mapping[str, Any]) -> bool:
    data = value.get("data")
    if value.get("type") != "Action.Submit" or not isinstance(data, dict):
        return False
    wanted = data.get(action_data.TEAMS_KEY)
    return isinstance(wanted, dict) and wanted.get("type") == _FETCH


def _pressed(action: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in action["data"].items() if k != action_data.TEAMS_KEY}
    submit = {**action, "data": kept}
    ours = kept.get(action_data.KEY)
    verb = ours.get("name") if isinstance(ours, dict) else None
    return {**submit, "type": "Action.Execute", "verb": verb or "", "fallback": submit}
