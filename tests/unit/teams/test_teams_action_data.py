"""What buttons carry: written and read again, and refused where it is not ours."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams import action_data
from bot.teams.action_data import (
    KEY,
    ActionData,
    Cancelling,
    NotOurs,
    OfForm,
    Pressing,
    Reading,
    Submitting,
    Viewing,
    ViewingHome,
)
from chat.press import press
from chat.stimuli import Surface

FORM = OfForm(
    form="share",
    context={"item": "7"},
    fields={"caption": Reading.TEXT, "sure": Reading.TICK},
    origin={"place": "19:abc@thread.tacv2", "message": "1"},
)
OPEN = press("share.open", opens_form=True, item=7)


@pytest.mark.parametrize(
    ("data", "meant"),
    [
        (
            action_data.pressing(OPEN, Surface.MESSAGE),
            Pressing(name="share.open", args={"item": "7"}, surface=Surface.MESSAGE),
        ),
        (
            action_data.opening_dialog(action_data.pressing(OPEN, Surface.FORM, FORM)),
            Pressing(name="share.open", args={"item": "7"}, surface=Surface.FORM, of_form=FORM),
        ),
        (action_data.submitting(FORM), Submitting(of_form=FORM)),
        (action_data.submitting(OfForm(form="x")), Submitting(of_form=OfForm(form="x"))),
        (action_data.cancelling(), Cancelling()),
        (action_data.viewing(OPEN), Viewing(name="share.open", args={"item": "7"})),
        (action_data.viewing_home(), ViewingHome()),
    ],
)
def test_what_is_written_is_read_again(data: dict[str, object], meant: ActionData) -> None:
    """Data that travelled as JSON, with inputs beside it, means what was meant."""
    travelled = {**json.loads(json.dumps(data)), "caption": "Hello"}
    assert action_data.is_ours(travelled)
    assert action_data.read(travelled) == meant


@pytest.mark.parametrize(
    "found",
    [
        None,
        {},
        {"do": "delete"},
        {"do": ["press"]},
        {"do": "press"},
        {"do": "press", "name": "", "surface": "message"},
        {"do": "press", "name": "a", "args": {"b": 1}, "surface": "message"},
        {"do": "press", "name": "a", "args": [], "surface": "message"},
        {"do": "press", "name": "a", "surface": "wall"},
        {"do": "press", "name": "a", "surface": "form", "form": 7},
        {"do": "submit"},
        {"do": "submit", "form": "f", "fields": {"a": "magic"}},
        {"do": "submit", "form": "f", "context": "x"},
        {"do": "submit", "form": "f", "origin": {"place": None}},
        {"do": "view"},
    ],
)
def test_what_no_card_of_ours_carries_is_refused(found: Any) -> None:
    """Whoever writes data by hand gets no further than its shape."""
    with pytest.raises(NotOurs):
        action_data.read({KEY: found})


@pytest.mark.parametrize("data", [None, "x", [], {}, {"x": 1}])
def test_data_of_others_is_not_ours(data: Any) -> None:
    """Data without our key is told apart before it is read."""
    assert not action_data.is_ours(data)
    with pytest.raises(NotOurs):
        action_data.read(data)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("do", "name", "args", "surface", "form", "fields", "context")),
            inner,
            max_size=5,
        )
    ),
    max_leaves=8,
)


@given(_json)
def test_nothing_but_a_refusal_comes_of_any_json(found: object) -> None:
    """Reading never fails in another way, whatever a client sends."""
    with contextlib.suppress(NotOurs):
        assert action_data.read({KEY: found}) is not None


def test_inputs_are_strings_of_the_forms_own_fields() -> None:
    """Inputs are taken by the form's fields; ticks and numbers that clients send as such too."""
    of_form = OfForm(form="f", fields=dict.fromkeys(("a", "b", "c", "d", "e"), Reading.TEXT))
    data = {KEY: {}, "a": "x", "b": True, "c": 3, "d": None, "f": "not ours"}
    assert action_data.inputs(data, of_form) == {"a": "x", "b": "true", "c": "3"}


@given(st.lists(st.text(min_size=1, max_size=10), max_size=5))
def test_values_of_choices_may_hold_anything(values: list[str]) -> None:
    """Commas, which stand between several values, and escapes come back unharmed."""
    joined = action_data.CHOICE_SEPARATOR.join(map(action_data.choice_value, values))
    assert action_data.read_choices(joined) == tuple(values)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (
            "https://teams.microsoft.com/l/channel/19%3Aab_c-1%40thread.tacv2/General?groupId=x",
            "19:ab_c-1@thread.tacv2",
        ),
        ("19:abc@thread.v2", "19:abc@thread.v2"),
        ("https://example.com", None),
        ("", None),
    ],
)
def test_a_channel_is_known_by_its_link(written: str, found: str | None) -> None:
    """What Teams copies as the link to a channel leads to its id."""
    assert action_data.place_id(written) == found
