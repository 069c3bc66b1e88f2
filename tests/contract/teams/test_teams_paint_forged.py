"""Whatever people write, it never becomes a mention, markup, a link, a template or an action."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.teams import paint, safety
from chat.fields import Field
from chat.parts import Part, PersonLine
from chat.people import PersonRef, Platform
from chat.say import Verbatim, say, verbatim
from chat.screens import Form, Post
from tests.helpers import card_schema, screens

_settings = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_ANA = PersonRef(platform=Platform.TEAMS, id="29:ana", name="Ana")
FORGED = (
    "<at>Ana</at>",
    "<at>everyone</at> **Bold** _it_ `code`",
    "[here](https://evil.example/) ![x](https://evil.example/x.png)",
    "<https://evil.example/> <b>raw</b>",
    "&lt;at&gt;Ana&lt;/at&gt;",
    "{{DATE(2020-01-01T00:00:00Z,LONG)}} {{TIME(2020-01-01T00:00:00Z)}} ${secret}",
    "# Heading\n- list\n1. one\n\n---\n| a |\n|---|",
    "\u202egnp.exe\u2066",
    '"},{"type":"Action.Submit","title":"x","data":{"glasnik":{"do":"cancel"}}}',
)
_WHOLE = ("altText", "tooltip", "speak", "fallbackText")
_ALLOWED_TAGS = {"<p>", "</p>", "<br />"}


def _forge(value: Any, text: str) -> Any:
    """The same part or field, with this in place of every text of people."""
    if isinstance(value, Verbatim):
        return verbatim(text)
    if isinstance(value, tuple):
        return tuple(_forge(item, text) for item in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        field.name: _forge(getattr(value, field.name), text) for field in dataclasses.fields(value)
    }
    return dataclasses.replace(value, **changed)


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("kind", screens.PARTS)
@_settings
@given(data=st.data())
def test_no_part_lets_a_text_through(kind: str, forged: str, data: Any) -> None:
    """A text in any place of any part is words, beside a real mention of somebody."""
    part: Part = _forge(data.draw(screens.PARTS[kind]), forged)
    person = PersonLine(who=_ANA, text=verbatim(forged))
    post = Post(name="p", summary=verbatim(forged), parts=(person, part))
    card = paint.message(post, screens.READERS[0]).card
    assert _forgeries(card) == []
    own = card["msteams"]
    assert isinstance(own, dict)
    assert [entity["mentioned"]["id"] for entity in own["entities"]] == ["29:ana"]


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("kind", screens.FIELDS)
@_settings
@given(data=st.data())
def test_no_field_lets_a_text_through(kind: str, forged: str, data: Any) -> None:
    """A text in any place of any field is words, in a dialog and in a conversation."""
    field: Field = _forge(data.draw(screens.FIELDS[kind]), forged)
    form = Form(name="f", title=say("paint.title"), body=(field,))
    assert _forgeries(paint.inline_form(form, screens.READERS[0]).card) == []
    card = paint.dialog(form, screens.READERS[0])["card"]
    assert isinstance(card, dict)
    assert _forgeries(card["content"]) == []


@pytest.mark.parametrize("forged", FORGED)
def test_no_name_lets_a_text_through(forged: str) -> None:
    """A person may be called anything; the mention is still theirs alone."""
    who = PersonRef(platform=Platform.TEAMS, id="29:odd", name=forged)
    post = Post(
        name="p", summary=verbatim("s"), parts=(PersonLine(who=who, text=verbatim(forged)),)
    )
    card = json.loads(json.dumps(paint.message(post, screens.READERS[0]).card))
    assert _forgeries(card) == []
    for entity in card.get("msteams", {}).get("entities", []):
        assert entity["mentioned"]["id"] == "29:odd"
        assert card["body"][0]["text"].count(entity["text"]) == 1


def _forgeries(card: Any) -> list[str]:
    """Everything in a card that a text of a person could have made it do."""
    found: list[str] = []
    for node in card_schema.nodes(card):
        kind = node.get("type")
        read = [
            (key, node[key])
            for key in ("text", "title", "value", "label", "placeholder", *_WHOLE)
            if isinstance(node.get(key), str)
        ]
        for key, text in read:
            if key == "value" and str(kind).startswith("Input."):
                continue  # what is typed is shown as it is by every client
            if "{{" in text or "${" in text:
                found.append(f"template in {kind}.{key}")
            if kind != "TextRun":
                found += _marked(text, f"{kind}.{key}")
        if kind == "TextRun" and re.search(r"<at", node["text"]):
            found.append("mention in a run")
        if kind == "Action.OpenUrl" and "evil" in node["url"]:
            found.append("link")
    return found


def _marked(text: str, where: str) -> list[str]:
    own = re.sub(r"<at>[^<>]*</at>", "", text)
    rendered = _READER.render(own)
    made = set(re.findall(r"<[^>]+>", rendered)) - _ALLOWED_TAGS
    kept = {tag for tag in made if not _ours(tag)}
    if "<at" in html.unescape(re.sub(r"<[^>]+>", "", rendered)):
        kept.add("a mention")
    overruled = ["direction"] if re.search("[\u202d\u202e]", text) else []
    return [f"{tag} in {where}" for tag in [*kept, *overruled]]


def _ours(tag: str) -> bool:
    """Links that a screen itself makes lead to the address of the strategies."""
    return tag == "</a>" or tag.startswith('<a href="https://example.com')


def test_these_checks_see_forgeries() -> None:
    """Texts that are not made harmless are found by the checks of this file."""
    for forged in FORGED[:6]:
        assert _forgeries({"type": "TextBlock", "text": forged.replace("<at>Ana</at>", "**x**")})
    assert not _forgeries({"type": "TextBlock", "text": safety.harmless("**x**")})
