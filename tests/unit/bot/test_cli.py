"""The command line: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from bot import cli
from bot.settings import PREFIX
from content_store import vault
from tests.architecture.source import ROOT

CONTRACTS = Path(os.environ.get("GLASNIK_CONTRACTS", ROOT.parent / "shared" / "contracts"))


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, list(words))
    return result.exit_code, result.output


def test_a_new_key_can_be_used() -> None:
    """What `keys new` prints is what the settings take, and never the same twice."""
    first, second = run("keys", "new")[1].strip(), run("keys", "new")[1].strip()

    assert len(vault.key_from_setting(first)) == 32
    assert first != second


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor"])
def test_without_settings_every_problem_is_named(command: str) -> None:
    """Somebody who starts it for the first time reads what is missing, and no stack trace."""
    code, said = run(command)

    assert code == 2
    for name in ("BASE_URL", "ENCRYPTION_KEYS"):
        assert f"{PREFIX}{name} is not set" in said
    assert "no chat is set" in said
    assert "Traceback" not in said


def test_a_demo_needs_the_feed_it_is_given(tmp_path: Path) -> None:
    """A file that isn't there is named at once, instead of a workplace without content."""
    code, said = run("demo", "--feed", str(tmp_path / "gone.xml"), "--port", "1")

    assert code != 0
    assert "gone.xml" in said.replace("\n", "")
    assert "Traceback" not in said


def test_a_manifest_needs_an_address_that_slack_reaches() -> None:
    """An http address, or none, is refused with what to give instead."""
    for address in ("", "http://glasnik.example.com"):
        code, said = run("manifest", "slack", "--base-url", address)
        assert code == 1
        assert "--socket-mode" in said


@pytest.mark.skipif(not CONTRACTS.is_dir(), reason="the vendors' schemas are not here")
@pytest.mark.parametrize(
    "words", [("--base-url", "https://glasnik.example.com"), ("--socket-mode",)]
)
def test_the_manifest_is_valid(words: tuple[str, ...]) -> None:
    """What `manifest slack` prints is a manifest by Slack's own schema."""
    schema = json.loads((CONTRACTS / "slack-manifest.2.0.0.json").read_text(encoding="utf-8"))
    code, said = run("manifest", "slack", *words)

    assert code == 0
    jsonschema.validate(json.loads(said), schema)
