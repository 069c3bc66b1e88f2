"""The command line: what it prints, and how it ends."""

from __future__ import annotations

import json
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from bot import cli
from bot.settings import PREFIX
from bot.web import about
from content_store import vault
from tests.architecture.source import ROOT
from tests.helpers import manifests
from tests.helpers.manifests import ADDRESS, APP_ID


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, list(words))
    return result.exit_code, result.output


def manifest_in(package: Path) -> dict[str, Any]:
    """The manifest in a package for Teams."""
    with zipfile.ZipFile(package) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


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


@pytest.mark.parametrize(
    "words", [("--base-url", "https://glasnik.example.com"), ("--socket-mode",)]
)
@pytest.mark.parametrize("form", ["json", "yaml"])
def test_the_slack_manifest_is_valid(words: tuple[str, ...], form: str) -> None:
    """What `manifest slack` prints is a manifest by Slack's own schema, in both forms."""
    schema = manifests.schema("slack-manifest.2.0.0.json")
    code, said = run("manifest", "slack", *words, "--format", form)

    assert code == 0
    jsonschema.validate(yaml.safe_load(said) if form == "yaml" else json.loads(said), schema)


def test_a_manifest_can_go_into_a_file(tmp_path: Path) -> None:
    """With -o it is written there, and the same as what would be printed."""
    printed = run("manifest", "slack", "--socket-mode")[1]
    code, said = run("manifest", "slack", "--socket-mode", "-o", str(tmp_path / "app.json"))

    assert code == 0
    assert "app.json" in said.replace("\n", "")
    assert (tmp_path / "app.json").read_text(encoding="utf-8") == printed


def test_a_file_that_cant_be_written_is_named(tmp_path: Path) -> None:
    """A folder that isn't there is said in words, without a stack trace."""
    code, said = run("manifest", "slack", "--socket-mode", "-o", str(tmp_path / "no" / "app.json"))

    assert code == 1
    assert "can't be written" in said.replace("\n", " ")


def test_slack_is_asked_for_addresses_only_to_link_people() -> None:
    """The scope for e-mail addresses comes with the option, and only then."""
    plain = run("manifest", "slack", "--socket-mode")[1]
    linking = run("manifest", "slack", "--socket-mode", "--link-by-email")[1]

    assert "users:read.email" not in plain
    assert "users:read.email" in linking


def test_manifests_follow_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the settings are in the environment, a manifest needs no options."""
    monkeypatch.setenv(f"{PREFIX}BASE_URL", ADDRESS)
    monkeypatch.setenv(f"{PREFIX}LINK_BY_EMAIL", "true")
    monkeypatch.setenv(f"{PREFIX}TEAMS_APP_ID", APP_ID)
    package = tmp_path / "teams.zip"
    slack = run("manifest", "slack")[1]

    assert run("manifest", "teams", "-o", str(package))[0] == 0
    assert f"{ADDRESS}/slack/events" in slack
    assert "users:read.email" in slack
    assert manifest_in(package)["bots"][0]["botId"] == APP_ID


def test_the_teams_package_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without -o it goes to the folder where one is, and is the same each time."""
    monkeypatch.chdir(tmp_path)
    words = ("manifest", "teams", "--base-url", f"{ADDRESS}/", "--app-id", APP_ID)
    code, said = run(*words)
    first = Path("glasnik-teams.zip").read_bytes()

    assert code == 0
    assert "glasnik-teams.zip" in said
    assert run(*words)[0] == 0
    assert Path("glasnik-teams.zip").read_bytes() == first


def test_the_teams_package_points_to_pages_that_are_there(tmp_path: Path) -> None:
    """Without options, its pages are those that the program serves; each can be another."""
    package = tmp_path / "teams.zip"
    words = ("manifest", "teams", "--base-url", ADDRESS, "--app-id", APP_ID, "-o", str(package))
    own = "https://www.lipa.example/privacy"

    assert run(*words)[0] == 0
    pages = {k: v for k, v in manifest_in(package)["developer"].items() if k != "name"}
    served = {f"{ADDRESS}{route.path}" for route in about.routes()}
    assert set(pages.values()) == served
    assert run(*words, "--privacy-url", own, "--developer-name", "Lipa")[0] == 0
    changed = manifest_in(package)["developer"]
    assert changed == {**pages, "name": "Lipa", "privacyUrl": own}


def test_the_teams_package_has_the_programs_version(tmp_path: Path) -> None:
    """A new release is a new version of the app, as Teams asks of an update."""
    package = tmp_path / "teams.zip"
    run("manifest", "teams", "--base-url", ADDRESS, "--app-id", APP_ID, "-o", str(package))
    released = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert manifest_in(package)["version"] == released


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ((), "--base-url"),
        (("--base-url", ADDRESS), "--app-id"),
        (("--base-url", "http://glasnik.example.com", "--app-id", APP_ID), "https"),
        (("--base-url", ADDRESS, "--app-id", "28:glasnik"), "GUID"),
        (("--base-url", ADDRESS, "--app-id", APP_ID, "--website", "lipa.example"), "website"),
        (("--base-url", ADDRESS, "--app-id", APP_ID, "--developer-name", "x" * 33), "32"),
    ],
)
def test_a_teams_package_that_cant_be_says_why(
    words: tuple[str, ...], wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing or wrong is named, and no package is left."""
    monkeypatch.chdir(tmp_path)
    code, said = run("manifest", "teams", *words)

    assert code == 1
    assert wanted in said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())
