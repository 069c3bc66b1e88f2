"""Modals, Home tabs, triggers and hashes."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.views import TRIGGER_SECONDS
from sandbox.world import World
from tests.sandbox.stub import Slack, field_of, modal, section

Json = dict[str, Any]


@pytest.fixture
def joe(world: World) -> str:
    """Someone who opens forms."""
    return world.person("joe").id


async def test_a_trigger_opens_one_modal(world: World, slack: Slack, joe: str) -> None:
    """A trigger works once; a made-up one never."""
    trigger = world.slack.trigger(joe)
    first = await slack.json("views.open", trigger_id=trigger, view=modal(section("hi")))
    second = await slack.json("views.open", trigger_id=trigger, view=modal(section("hi")))
    third = await slack.json("views.open", trigger_id="1.2.3", view=modal(section("hi")))
    assert first["view"]["root_view_id"] == first["view"]["id"] == world.views(joe)[0].id
    assert (second["error"], third["error"]) == ("exchanged_trigger_id", "invalid_trigger_id")


async def test_a_trigger_lives_three_seconds(world: World, slack: Slack, joe: str) -> None:
    """An older trigger has expired."""
    trigger = world.slack.trigger(joe)
    world.slack.triggers[trigger].issued -= TRIGGER_SECONDS + 0.1
    said = await slack.json("views.open", trigger_id=trigger, view=modal(section("hi")))
    assert said["error"] == "expired_trigger_id"


async def test_three_views_fit_on_the_stack(world: World, slack: Slack, joe: str) -> None:
    """Root and two pushed views; the fourth is refused."""
    opened = await slack.json(
        "views.open", trigger_id=world.slack.trigger(joe), view=modal(section("1"))
    )
    root = opened["view"]["id"]
    for expected in (True, True, False):
        top = world.views(joe)[-1].id
        trigger = world.slack.trigger(joe, from_view=top)
        said = await slack.json("views.push", trigger_id=trigger, view=modal(section("n")))
        assert said["ok"] is expected
    assert said["error"] == "push_limit_reached"
    assert [view.root for view in world.views(joe)] == [root] * 3
    assert world.views(joe)[2].previous == world.views(joe)[1].id


async def test_an_update_keeps_what_was_typed(world: World, slack: Slack, joe: str) -> None:
    """Values survive where block and element keep their identifiers, and only there."""
    opened = await slack.json(
        "views.open",
        trigger_id=world.slack.trigger(joe),
        view=modal(field_of("a"), field_of("b")),
    )
    view = world.views(joe)[0]
    view.values["a"]["value"]["value"] = "mine"
    view.values["b"]["value"]["value"] = "gone"
    said = await slack.json(
        "views.update",
        view_id=opened["view"]["id"],
        hash=opened["view"]["hash"],
        view=modal(section("!"), field_of("a"), field_of("b", "other")),
    )
    values = said["view"]["state"]["values"]
    assert values["a"]["value"]["value"] == "mine"
    assert values["b"]["other"]["value"] is None
    assert said["view"]["hash"] != opened["view"]["hash"]


async def test_an_old_hash_conflicts(world: World, slack: Slack, joe: str) -> None:
    """Whoever updates from an old state is told so; an unknown view is not found."""
    opened = await slack.json(
        "views.open", trigger_id=world.slack.trigger(joe), view=modal(section("1"))
    )
    view = opened["view"]
    await slack.json("views.update", view_id=view["id"], view=modal(section("2")))
    late = await slack.json(
        "views.update", view_id=view["id"], hash=view["hash"], view=modal(section("3"))
    )
    lost = await slack.json("views.update", view_id="V0", view=modal(section("3")))
    assert (late["error"], lost["error"]) == ("hash_conflict", "not_found")


async def test_external_names_are_unique(world: World, slack: Slack, joe: str) -> None:
    """Two open views cannot have the same external_id."""
    view = modal(section("1"), external_id="share")
    await slack.json("views.open", trigger_id=world.slack.trigger(joe), view=view)
    ana = world.person("ana").id
    said = await slack.json("views.open", trigger_id=world.slack.trigger(ana), view=view)
    assert said["error"] == "duplicate_external_id"


async def test_a_home_is_published_per_person(world: World, slack: Slack, joe: str) -> None:
    """Publishing shows to one person; a stale hash conflicts; a modal is no Home."""
    home: Json = {"type": "home", "blocks": [section("hi")]}
    first = await slack.json("views.publish", user_id=joe, view=home)
    await slack.json("views.publish", user_id=joe, view=home)
    stale = await slack.json("views.publish", user_id=joe, view=home, hash=first["view"]["hash"])
    wrong = await slack.json("views.publish", user_id=joe, view=modal(section("x")))
    assert world.home(joe) is not None
    assert world.home(world.person("ana").id) is None
    assert (stale["error"], wrong["error"]) == ("hash_conflict", "invalid_arguments")


async def test_a_bad_view_is_refused_with_reasons(world: World, slack: Slack, joe: str) -> None:
    """The answer says where the view is wrong, and the trigger is not spent on it."""
    trigger = world.slack.trigger(joe)
    bad = modal(section("x" * 3001))
    said = await slack.json("views.open", trigger_id=trigger, view=bad)
    good = await slack.json("views.open", trigger_id=trigger, view=modal(section("x")))
    assert said["error"] == "invalid_arguments"
    assert "/view/blocks/0/text/text" in said["response_metadata"]["messages"][0]
    assert good["ok"]


async def test_a_huge_view_is_too_large(world: World, slack: Slack, joe: str) -> None:
    """A view of more than 250 kB has its own error."""
    huge = modal(*(section("x" * 2900) for _ in range(95)))
    said = await slack.json("views.open", trigger_id=world.slack.trigger(joe), view=huge)
    assert said["error"] == "view_too_large"
