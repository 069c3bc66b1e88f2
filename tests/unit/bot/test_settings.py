"""Settings are checked together, and problems never show a value."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from bot import settings
from bot.settings import Settings, SettingsError

GOOD = {
    "base_url": "https://glasnik.example.com",
    "encryption_keys": base64.b64encode(bytes(range(32))).decode(),
    "slack_bot_token": "xoxb-1",
    "slack_signing_secret": "0123456789abcdef" * 2,
}


def test_all_problems_are_told_at_once() -> None:
    """Somebody who sets it up mends everything in one go."""
    with pytest.raises(SettingsError) as raised:
        settings.load(
            zone="Mars/Olympus", locale="xx", country="ZZ", port=0, linkedin_version="2026"
        )

    names = {problem.split()[0] for problem in raised.value.problems}
    assert names >= {
        "GLASNIK_BASE_URL",
        "GLASNIK_ENCRYPTION_KEYS",
        "GLASNIK_ZONE",
        "GLASNIK_LOCALE",
        "GLASNIK_COUNTRY",
        "GLASNIK_PORT",
        "GLASNIK_LINKEDIN_VERSION",
    }
    assert any("no chat is set" in problem for problem in raised.value.problems)


GUID = "0a1b2c3d-0000-4000-8000-0123456789ab"
TEAMS = {
    **{name: GOOD[name] for name in ("base_url", "encryption_keys")},
    "teams_app_id": GUID,
    "teams_tenant_id": GUID.upper(),
    "teams_app_password": "a~secret",
    "company": "Acme",
}


def test_one_chat_is_enough() -> None:
    """A company may have Slack, Teams or both; GUIDs may be written in capitals."""
    slack, teams = settings.load(**GOOD), settings.load(**TEAMS)
    both = settings.load(**{**GOOD, **TEAMS})

    assert [(s.has_slack, s.has_teams) for s in (slack, teams, both)] == [
        (True, False),
        (False, True),
        (True, True),
    ]
    assert teams.teams_tenant_id == GUID
    assert "a~secret" not in repr(teams)


@pytest.mark.parametrize(
    ("missing", "problem"),
    [
        ("teams_tenant_id", "teams_tenant_id go together"),
        ("teams_app_id", "teams_tenant_id go together"),
        ("teams_app_password", "teams_app_password is not set"),
        ("slack_bot_token", "slack_signing_secret go together"),
        ("slack_signing_secret", "slack_signing_secret go together"),
    ],
)
def test_half_a_chat_is_refused(missing: str, problem: str) -> None:
    """What belongs together is asked for together."""
    whole = {**GOOD, **TEAMS}
    del whole[missing]

    with pytest.raises(SettingsError, match=problem):
        settings.load(**whole)


def test_teams_alone_needs_the_companys_name() -> None:
    """Disclosures say where somebody works, and Teams does not tell it."""
    given = {**TEAMS}
    del given["company"]
    with pytest.raises(SettingsError, match="company is not set"):
        settings.load(**given)
    assert settings.load(**{**GOOD, **given}).company == ""


def test_a_managed_identity_needs_no_secret() -> None:
    """Azure vouches for the machine itself."""
    given = {**TEAMS, "teams_app_type": "UserAssignedMSI"}
    del given["teams_app_password"]

    assert settings.load(**given).teams_app_password is None


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({"base_url": "http://127.0.0.1:3000"}, True),
        ({"base_url": "https://glasnik.example.com"}, False),
        ({"base_url": "http://127.0.0.1:3000", "host": "0.0.0.0"}, False),  # noqa: S104 - refused
    ],
)
def test_unsigned_activities_are_for_this_machine_alone(
    changes: dict[str, str], fine: bool
) -> None:
    """The development switch beside anything that others reach keeps the program from starting."""
    given = {**TEAMS, **changes, "teams_unsigned": True}
    if fine:
        assert settings.load(**given).teams_unsigned
        return
    with pytest.raises(SettingsError, match="teams_unsigned is for development"):
        settings.load(**given)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are separated by commas; names carry the prefix."""
    for name, value in {**GOOD, "leads": "U1, U2"}.items():
        monkeypatch.setenv(f"{settings.PREFIX}{name.upper()}", value)

    assert settings.load().leads == ("U1", "U2")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("encryption_keys", base64.b64encode(b"\0" * 32).decode(), "random"),
        ("encryption_keys", "c2hvcnQ=", "32 bytes"),
        ("encryption_keys", "", "is not set|at least one"),
        ("slack_signing_secret", "changeme", "32 hexadecimal"),
        ("slack_bot_token", "xoxp-1", "xoxb-"),
        ("teams_app_id", "not-a-guid", "GUID"),
        ("teams_tenant_id", "contoso.onmicrosoft.com", "GUID"),
        ("teams_login_url", "http://login.example.com", "https"),
        ("slack_app_token", "xoxb-1", "xapp-"),
        ("base_url", "http://glasnik.example.com", "https"),
        ("base_url", "ftp://x", "http or https"),
        ("x_api_url", "https://user@x.example", "user name"),
    ],
)
def test_weak_or_wrong_values_are_refused(name: str, value: str, problem: str) -> None:
    """A default, short or misplaced secret does not start, and is not shown."""
    with pytest.raises(SettingsError) as raised:
        settings.load(**{**GOOD, name: value})

    [line] = raised.value.problems
    assert re.search(problem, line)
    assert not value or value not in line


@pytest.mark.parametrize(
    "given",
    [
        {"rehearsal_clock_url": "http://127.0.0.1:1/clock"},
        {
            "rehearsal_clock_url": "http://127.0.0.1:1/clock",
            "base_url": "http://127.0.0.1:3000",
            "host": "192.0.2.1",
        },
        {"role": "worker"},
        {"linkedin_client_id": "only the id"},
        {"x_client_secret": "only the secret"},
    ],
)
def test_settings_that_do_not_fit_together_are_refused(given: dict[str, str]) -> None:
    """A movable clock where others can reach the program, replicas on SQLite, half an app."""
    with pytest.raises(SettingsError):
        settings.load(**{**GOOD, **given})


def test_secrets_do_not_show() -> None:
    """A settings object that ends up in a log gives nothing away."""
    loaded = settings.load(**GOOD)

    assert GOOD["slack_bot_token"] not in repr(loaded)
    assert GOOD["encryption_keys"] not in repr(loaded)


def test_every_setting_is_documented() -> None:
    """The page on configuration lists each setting, and none that does not exist."""
    page = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(GLASNIK_[A-Z_]+)`", page))

    assert listed == {settings.PREFIX + name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        assert field.description, name


@pytest.mark.parametrize("host", ["127.0.0.1.example.com", "127.example.com", "localhost.example"])
def test_a_name_like_this_machines_is_not_this_machine(host: str) -> None:
    """Plain http is for this machine itself, and not for whoever owns a name that looks like it."""
    for name in ("base_url", "slack_api_url", "x_api_url"):
        with pytest.raises(SettingsError, match="must be https"):
            settings.load(**{**GOOD, name: f"http://{host}/"})
