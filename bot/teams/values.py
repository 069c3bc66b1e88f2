"""What stands in a card's inputs → typed values. Must not know what any field means.

Adaptive Cards send one string for each input and nothing for an empty one
(learn.microsoft.com/adaptive-cards/authoring-cards/input-validation), so the data of the button
says how each is to be read, and what is missing was left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, assert_never

from bot.teams import action_data
from bot.teams.action_data import OfForm, Reading
from bot.teams.payloads import Malformed
from chat.stimuli import Value, Values

_MOST_FIELDS = 100
_LONGEST = 40_000


def of_data(data: Mapping[str, Any], of_form: OfForm | None) -> Values:
    """All values of a form, by field name.

    Raises Malformed for more than any form of ours can hold.
    """
    if of_form is None:
        return Values()
    if len(of_form.fields) > _MOST_FIELDS:
        raise Malformed("data.fields: too many")
    written = action_data.inputs(data, of_form)
    if any(len(text) > _LONGEST for text in written.values()):
        raise Malformed("data: too long")
    return Values(
        {name: _read(how, sound(written.get(name, ""))) for name, how in of_form.fields.items()}
    )


def texts_of(values: Values, of_form: OfForm | None) -> tuple[str, ...]:
    """What somebody wrote in words, field by field; empty ones are left out."""
    if of_form is None:
        return ()
    written = (values.text(name) for name, how in of_form.fields.items() if how is Reading.TEXT)
    return tuple(text for text in written if text.strip())


def sound(text: str) -> str:
    """JSON can carry halves of characters, and NULs, which no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")


def _read(how: Reading, written: str) -> Value:
    """The value; what can't be read as it should, as a client may let people type it, is empty."""
    match how:
        case Reading.TEXT:
            return written
        case Reading.CHOICE:
            return action_data.read_choice(written) or None
        case Reading.CHOICES:
            return action_data.read_choices(written)
        case Reading.PLACE:
            return action_data.place_id(written)
        case Reading.TICK:
            return written == "true"
        case Reading.DATE | Reading.TIME | Reading.NUMBER:
            return _parsed(how, written.strip())
        case _:
            assert_never(how)


def _parsed(how: Reading, written: str) -> date | time | int | None:
    try:
        match how:
            case Reading.DATE:
                return date.fromisoformat(written)
            case Reading.TIME:
                return time.fromisoformat(written).replace(tzinfo=None)
            case _:
                return _number(written)
    except ValueError:
        return None


def _number(written: str) -> int:
    """A whole number; clients write it with a fraction of nothing, too."""
    whole, _, fraction = written.partition(".")
    if fraction.strip("0") or len(whole) > 18:
        raise ValueError(written)
    return int(whole)
