"""What whoever looks after the program is told: doctor, health, readiness, metrics."""

from __future__ import annotations

from datetime import date

import aiohttp
import pytest
from pydantic import SecretStr

from bot import doctor, main
from bot.doctor import Finding, Health
from bot.settings import Settings
from sandbox.slack.model import Standing
from tests.helpers.stage import Stage
from tests.helpers.waiting import until

TODAY = date(2026, 11, 24)


async def examined(settings: Settings) -> dict[str, Finding]:
    """Doctor's findings by what they are about."""
    return {finding.what: finding async for finding in doctor.examine(settings, today=TODAY)}


async def test_doctor_finds_a_good_installation_good(stage: Stage) -> None:
    """Database, token, scopes, channels and networks of the demo company are all well."""
    found = await examined(stage.settings)

    assert found["Database"].health is Health.GOOD
    assert "Lipa Energija" in found["Slack token"].detail
    assert found["Slack scopes"].detail == "exactly those needed"
    assert found["Channels"].detail == "#advocacy, #advocacy-leads, #engineering"
    assert found["LinkedIn"].health is Health.GOOD
    assert found["LinkedIn version"].health is Health.GOOD


async def test_doctor_says_what_to_do_about_a_dead_token(stage: Stage) -> None:
    """A revoked token is a finding with the next step, and the only one about Slack."""
    stage.world.slack.standing = Standing.REVOKED
    found = await examined(stage.settings)

    assert found["Slack token"].health is Health.BAD
    assert "GLASNIK_SLACK_BOT_TOKEN" in found["Slack token"].advice
    assert "Channels" not in found


async def test_doctor_names_missing_scopes(stage: Stage) -> None:
    """A scope that was not granted is named, with how to get it."""
    kept = tuple(scope for scope in stage.world.slack.app.scopes if scope != "im:write")
    object.__setattr__(stage.world.slack.app, "scopes", kept)
    found = await examined(stage.settings)

    assert found["Slack scopes"].detail == "missing: im:write"
    assert "glasnik manifest slack" in found["Slack scopes"].advice


async def test_doctor_reaches_neither_slack_nor_database(stage: Stage) -> None:
    """Nobody answers: both are findings with advice, and nothing is raised."""
    lost = stage.settings.model_copy(
        update={
            "slack_api_url": "http://127.0.0.1:9/api",
            "database_url": "postgresql://nobody@127.0.0.1:9/nothing",
        }
    )
    found = await examined(lost)

    assert found["Slack"].health is Health.BAD
    assert found["Database"].health is Health.BAD


@pytest.mark.parametrize(
    ("version", "health"),
    [("202609", Health.GOOD), ("202601", Health.WARNING), ("202511", Health.BAD)],
)
async def test_doctor_warns_before_linkedin_ends_a_version(
    stage: Stage, version: str, health: Health
) -> None:
    """A version within two months of its end is a warning, one after it a failure."""
    found = await examined(stage.settings.model_copy(update={"linkedin_version": version}))

    assert found["LinkedIn version"].health is health


async def test_health_readiness_and_metrics(stage: Stage) -> None:
    """A running program is alive, becomes ready, and counts what people did."""
    async with (
        stage.running() as town,
        aiohttp.ClientSession(base_url=stage.settings.base_url) as client,
    ):
        async with client.get("/healthz") as alive:
            assert alive.status == 200

        async def ready() -> bool:
            async with client.get("/readyz") as answer:
                return answer.status == 200

        await until(ready, "the program to be ready")
        await town.person("Joe").says("/advocacy help")
        async with client.get("/metrics") as metrics:
            counted = await metrics.text()
        assert 'glasnik_stimuli_total{kind="Said",reply="Whisper"} 1.0' in counted
        assert "glasnik_oldest_due_job_seconds" in counted
        for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"):
            async with client.get("/metrics", headers={name: "203.0.113.9"}) as outside:
                assert outside.status == 401


async def test_metrics_ask_for_their_token(stage: Stage) -> None:
    """With a token set, only who has it reads the metrics."""
    settings = stage.settings.model_copy(update={"metrics_token": SecretStr("let-me-in")})
    async with (
        main.serving(settings, clock=stage.world.clock.now),
        aiohttp.ClientSession(base_url=settings.base_url) as client,
    ):
        tried = (
            ("", 401),
            ("Bearer wrong", 401),
            ("Bearer \udcff", 401),
            ("Bearer let-me-in", 200),
        )
        for given, status in tried:
            async with client.get("/metrics", headers={"Authorization": given}) as answer:
                assert answer.status == status


async def test_a_second_process_on_sqlite_is_turned_away(stage: Stage) -> None:
    """SQLite serves one process: another one says so and does not start."""
    if not stage.settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL serves many")
    async with stage.running():
        with pytest.raises(main.CannotStart, match="Another process"):
            async with main.serving(stage.settings):
                raise AssertionError("a second process started")


async def test_it_does_not_start_with_a_token_that_slack_refuses(stage: Stage) -> None:
    """A dead token at the start is said in words, with where to look."""
    stage.world.slack.standing = Standing.REVOKED
    with pytest.raises(main.CannotStart, match="glasnik doctor"):
        async with main.serving(stage.settings):
            raise AssertionError("it started")
