"""Activities that somebody made up: whatever they hold, they are read or said to be malformed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.teams import payloads
from bot.teams.incoming import Incoming
from bot.teams.origins import Origins
from bot.teams.parse import Parser
from bot.teams.payloads import Malformed
from chat.press import press as a_press
from chat.stimuli import Pressed, Submitted
from tests.helpers.teams_api import APP, TENANT
from tests.helpers.teams_forms import dialog_form, pressing, sent
from tests.helpers.teams_sender import activity

PARSER = Parser(tenant=TENANT, app_id=APP, origins=Origins(b"key"))
_EXECUTE: dict[str, Any] = {
    "action": {"type": "Action.Execute", "data": sent(dialog_form())},
    "trigger": "manual",
}
_PRESS: dict[str, Any] = {
    "glasnik": {"do": "press", "name": "a", "args": {"b": "c"}, "surface": "message"}
}
REAL: tuple[dict[str, Any], ...] = (
    activity("message", text="help"),
    activity("message", value=_PRESS, replyToId="5"),
    activity("invoke", name="adaptiveCard/action", value=_EXECUTE, replyToId="5"),
    activity("invoke", name="task/fetch", value={"data": _PRESS}),
    activity("invoke", name="task/submit", value={"data": sent(dialog_form())}),
    activity(
        "invoke",
        name="composeExtension/query",
        value={
            "parameters": [{"name": "words", "value": "x"}],
            "queryOptions": {"skip": 0, "count": 5},
        },
    ),
    activity("conversationUpdate", channel=True, membersAdded=[{"id": f"28:{APP}"}]),
    activity("installationUpdate", action="remove"),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def _paths(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where everything in a document stands."""
    if path:
        yield path
    inner = found.items() if isinstance(found, dict) else enumerate(found)
    for key, value in inner:
        if isinstance(value, dict | list):
            yield from _paths(value, (*path, key))
        else:
            yield (*path, key)


_PLACES = [(body, path) for body in REAL for path in _paths(body)]


def _changed(body: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(body))
    place: Any = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copy


def _read(body: dict[str, Any]) -> Incoming | None:
    whole = {"serviceUrl": "https://smba.example.com", **body}
    return PARSER.parse(payloads.activity(whole))


def test_what_teams_sends_is_read() -> None:
    """The activities that are changed below are right as they are."""
    assert all(_read(body) is not None for body in REAL)


@settings(max_examples=400)
@given(place=st.sampled_from(_PLACES), value=_JSON)
def test_no_changed_activity_breaks_the_reading(
    place: tuple[dict[str, Any], tuple[Any, ...]], value: Any
) -> None:
    """Anything at any place of an activity is read, or refused as malformed, and no more."""
    try:
        incoming = _read(_changed(*place, value))
    except Malformed:
        return
    assert incoming is None or incoming.person.id


@given(extra=st.dictionaries(st.text(max_size=10), _JSON, max_size=4))
def test_data_nobody_asked_for_is_not_read(extra: dict[str, Any]) -> None:
    """What a button brings besides its form's fields changes nothing."""
    data = sent(dialog_form())
    more = {key: value for key, value in extra.items() if key not in data}
    bare, padded = (
        _read(activity("invoke", name="task/submit", value={"data": given_data}, id="1"))
        for given_data in (data, {**more, **data})
    )
    assert bare is not None
    assert padded is not None
    assert bare.typed == padded.typed


def test_words_from_a_client_are_fit_to_be_stored() -> None:
    """Halves of characters and NULs, which JSON can carry and databases can't, are gone."""
    data = sent(dialog_form(), caption="a\ud800b\x00c")
    found = _read(activity("invoke", name="task/submit", value={"data": data}))
    assert found is not None
    assert isinstance(found.stimulus, Submitted)
    assert found.stimulus.values.text("caption") == "a\ufffdbc"
    pressed = pressing_with("x\ud800")
    assert dict(pressed.args) == {"item": "x\ufffd"}


def pressing_with(argument: str) -> Pressed:
    """A press with an argument."""
    data = pressing(a_press("share.open", item=argument))
    found = _read(activity("invoke", name="adaptiveCard/action", value={"action": {"data": data}}))
    assert found is not None
    assert isinstance(found.stimulus, Pressed)
    return found.stimulus
