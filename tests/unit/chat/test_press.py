"""Presses carry small arguments and refuse what was not painted by us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.press import decode_args, press


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=40), max_size=5)
)
def test_arguments_come_back_as_they_went(args: dict[str, str]) -> None:
    """Encoding and decoding lose nothing."""
    assert decode_args(press("p", opens_form=False, **args).encoded_args()) == args


@pytest.mark.parametrize("text", ["[]", "{", '{"a": 1}', '{"a": {"b": "c"}}', "null", '"x"'])
def test_strange_arguments_are_refused(text: str) -> None:
    """Only a JSON object of strings is an argument list."""
    with pytest.raises(ValueError, match="arguments"):
        decode_args(text)


def test_arguments_that_cannot_travel_are_refused() -> None:
    """A button never carries more than every platform takes."""
    with pytest.raises(ValueError, match="too long"):
        press("p", text="x" * 3000)
