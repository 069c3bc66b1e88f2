"""Forms painted for Teams, in dialogs and in conversations: inputs, errors, and what is sent."""

from __future__ import annotations

import json

import pytest

from bot import texts
from bot.teams import action_data, paint
from chat.fields import (
    ChoiceField,
    NumberField,
    Option,
    TextField,
)
from chat.parts import (
    Buttons,
    Headline,
    Prose,
)
from chat.press import press
from chat.say import say, verbatim
from chat.screens import Form
from tests.helpers import card_schema
from tests.helpers.teams_painting import (
    EN,
    FIELDS,
    HIDE,
    SHARE,
    SL,
    a_form,
    dialog,
    inline,
    shown,
)


def test_each_field_is_the_clients_own_input() -> None:
    """Every field has its input, its label, and its value as the client writes it."""
    inputs = dialog(*FIELDS)["body"]
    assert [(i["type"], i["id"], i["label"], i.get("value")) for i in inputs] == [
        ("Input.Text", "t", "T", "x, y"),
        ("Input.ChoiceSet", "c", "C", "a%2Cb"),
        ("Input.ChoiceSet", "m", "M", "a%2Cb,c"),
        ("Input.Date", "d", "D", "2026-02-03"),
        ("Input.Time", "h", "H", "08:05"),
        ("Input.Number", "n", "N", 7),
        ("Input.ChoiceSet", "p", "P", "29:x"),
        ("Input.Text", "w", "W", "19:abc@thread.tacv2"),
        ("Input.Toggle", "k", "K", "true"),
    ]
    assert [choice["title"] for choice in inputs[1]["choices"]] == ["A – More", "C"]


def test_a_form_says_how_its_inputs_are_read() -> None:
    """The data of the submit button has the form, its context, its origin and all readings."""
    value = paint.dialog(a_form(*FIELDS), EN, origin={"place": "19:x", "message": "1"})
    (action,) = json.loads(json.dumps(value))["card"]["content"]["actions"]
    meant = action_data.read(action["data"])
    assert isinstance(meant, action_data.Submitting)
    of_form = meant.of_form
    assert (of_form.form, of_form.context) == ("f", {"item": "7"})
    assert of_form.origin == {"place": "19:x", "message": "1"}
    assert [reading.value for reading in of_form.fields.values()] == [
        "text",
        "choice",
        "choices",
        "date",
        "time",
        "number",
        "choice",
        "place",
        "tick",
    ]


def test_what_must_be_filled_in_says_so() -> None:
    """A required input has its own words for when it is empty; a box to tick is never one."""
    inputs = dialog(*FIELDS)["body"]
    missing = [i["errorMessage"] if i.get("isRequired") else None for i in inputs]
    assert missing == [
        "Please write something here.",
        "Please choose one.",
        "Please choose at least one.",
        "Please choose a day.",
        "Please choose a time.",
        "Please enter a whole number from 0 to 100.",
        "Please choose one.",
        "Please write something here.",
        None,
    ]


def test_a_form_that_can_be_pressed_before_it_is_whole_demands_nothing() -> None:
    """Clients refuse every press while a required input is empty, so none is there."""
    changing = TextField(name="t", label=verbatim("T"), on_change=press("check"))
    for body in ((changing,), (FIELDS[0], Buttons(buttons=(HIDE,)))):
        assert not any(node.get("isRequired") for node in card_schema.nodes(inline(*body)))


def test_an_error_and_a_hint_stand_under_their_field() -> None:
    """The error first, marked by sign and colour, then the hint."""
    field = TextField(
        name="t", label=verbatim("T"), hint=verbatim("Hint"), error=verbatim("Too long")
    )
    _, error, hint = dialog(field)["body"]
    assert (error["inlines"][0]["color"], shown(error)) == ("attention", "⚠️ Too long")
    assert shown(hint) == "Hint"


def test_a_field_that_changes_others_has_a_button() -> None:
    """It presses what the field would, with all that is typed, and says which field it is for."""
    field = TextField(name="t", label=verbatim("Caption"), on_change=press("check", item=7))
    _, row = inline(field)["body"][1:]
    (action,) = row["actions"]
    assert action["title"] == "Update"
    assert action["tooltip"] == "Update the form after changing “Caption”"
    assert action.get("associatedInputs") is None
    meant = action_data.read(action["data"])
    assert isinstance(meant, action_data.Pressing)
    assert (meant.name, meant.args, meant.surface) == ("check", {"item": "7"}, "form")
    assert meant.of_form is not None
    assert meant.of_form.fields == {"t": action_data.Reading.TEXT}


def test_a_button_that_does_the_same_is_enough() -> None:
    """A text whose change presses what a button of the form presses has no second button."""
    field = TextField(name="t", label=verbatim("T"), on_change=HIDE.press)
    assert "Update" not in shown(inline(field, Buttons(buttons=(HIDE,))))


def test_a_form_in_a_conversation_can_be_put_away() -> None:
    """Cancel takes no inputs with it, so that nothing has to be filled in before."""
    submit, cancel = inline(FIELDS[0])["actions"]
    assert (submit["verb"], submit["style"]) == ("submit", "positive")
    assert (cancel["verb"], cancel["title"]) == ("cancel", "Cancel")
    assert cancel["associatedInputs"] == cancel["fallback"]["associatedInputs"] == "none"
    assert action_data.read(cancel["data"]) == action_data.Cancelling()


def test_a_title_is_said_once() -> None:
    """A form in a conversation has its title above it, unless it begins with it by itself."""
    assert shown(inline(Prose(text=verbatim("x")))["body"]) == "Glasnik\nx"
    assert shown(inline(Headline(text=say("paint.title")))["body"]) == "Glasnik"


def test_in_a_dialog_everything_is_submitted() -> None:
    """Dialogs know submissions only; a button that opens a form goes on in the same dialog."""
    nodes = list(card_schema.nodes(dialog(FIELDS[0], Buttons(buttons=(SHARE, HIDE)))))
    kinds = {node["type"] for node in nodes if str(node.get("type")).startswith("Action.")}
    assert kinds == {"Action.Submit"}
    assert not any("msteams" in node.get("data", {}) for node in nodes)


def test_a_form_that_only_shows_something_has_nothing_to_send() -> None:
    """In a dialog it is closed by the window's own cross, in a conversation by a button."""
    form = Form(name="q", title=say("paint.title"), body=(Prose(text=verbatim("x")),))
    value = paint.dialog(form, SL)
    assert (value["title"], value["height"], value["width"]) == ("Glasnik", "small", "small")
    assert "Action" not in json.dumps(value)
    (close,) = json.loads(json.dumps(paint.inline_form(form, SL).card))["actions"]
    assert close["title"] == "Zapri"


def test_a_text_over_its_limit_stays_whole() -> None:
    """What a person wrote is not cut to the field's limit: the rules will tell them."""
    (text,) = dialog(TextField(name="t", label=verbatim("T"), value="x" * 400, max_length=280))[
        "body"
    ]
    assert (text["value"], text["maxLength"]) == ("x" * 400, 400)


def test_a_number_out_of_bounds_can_be_mended() -> None:
    """A refused number comes back as it was typed, without bounds that would forbid it."""
    (number,) = dialog(NumberField(name="n", label=verbatim("N"), value=500, maximum=100))["body"]
    assert number["value"] == 500
    assert "max" not in number


def test_an_empty_list_says_so() -> None:
    """People read that there is nothing to choose yet, and nothing is read from it."""
    body = dialog(ChoiceField(name="c", label=verbatim("Campaign"), options=()))["body"]
    assert shown(body) == "Campaign\nThere is nothing to choose from yet."


def test_a_long_list_keeps_what_is_chosen() -> None:
    """Of too many options the chosen one is always offered, and the rest counted."""
    options = tuple(Option(value=f"v{i}", label=verbatim(f"L{i}")) for i in range(300))
    choice, more = dialog(
        ChoiceField(name="c", label=verbatim("C"), options=options, value="v299")
    )["body"]
    assert choice["value"] == choice["choices"][-1]["value"] == "v299"
    assert shown(more) == f"and {300 - len(choice['choices'])} more"


def test_fields_that_cannot_be_shown_are_a_mistake() -> None:
    """A form whose fields alone are too much is refused while it is painted."""
    fields = (TextField(name=f"t{i}", label=verbatim("T"), value="x" * 900) for i in range(60))
    with pytest.raises(texts.TooLong, match="fields"):
        paint.dialog(a_form(*fields), EN)
