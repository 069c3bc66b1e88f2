"""Slack's manifest, in both forms that Slack takes."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml

from bot.slack import scopes
from manifest import slack
from manifest.icons import herald
from tests.helpers import manifests


def built(*, socket_mode: bool = False, link_by_email: bool = False) -> dict[str, Any]:
    return slack.build(
        base_url=manifests.ADDRESS,
        scopes=scopes.bot_scopes(link_by_email=link_by_email),
        events=scopes.EVENTS,
        socket_mode=socket_mode,
    )


@pytest.mark.parametrize("socket_mode", [False, True])
@pytest.mark.parametrize("link_by_email", [False, True])
def test_it_is_valid_in_both_forms(socket_mode: bool, link_by_email: bool) -> None:
    """Slack's own schema takes it, and takes what is read back from YAML."""
    schema = manifests.schema("slack-manifest.2.0.0.json")
    document = built(socket_mode=socket_mode, link_by_email=link_by_email)

    jsonschema.validate(document, schema)
    jsonschema.validate(yaml.safe_load(slack.as_yaml(document)), schema)


def test_yaml_says_the_same() -> None:
    """Reading the YAML gives the same manifest, down to its texts."""
    document = built()

    assert yaml.safe_load(slack.as_yaml(document)) == document


def test_yaml_keeps_what_could_be_read_as_something_else() -> None:
    """Texts that YAML has meanings for come back as texts."""
    odd = {"a": "yes", "b": "1.0", "c": "# no comment", "d": "a: b", "e": "č\n'\"", "f": ""}

    assert yaml.safe_load(slack.as_yaml(odd)) == odd


def test_it_is_named_and_coloured_as_everywhere() -> None:
    """Its colour is the ground of the icon, and its texts speak of Slack."""
    shown = built()["display_information"]

    assert shown["name"] == "Glasnik"
    assert shown["background_color"] == herald.GROUND
    assert "Slack" in shown["long_description"]
    assert "Teams" not in shown["long_description"]
