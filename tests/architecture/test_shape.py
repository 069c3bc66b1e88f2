"""What import rules can't see: routes, messages, tasks, sizes, and the words that join them."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

import pytest

from bot.slack import scopes
from handlers import registry
from manifest import slack
from programme import tasks
from programme.findings import FindingCode
from tests.architecture.source import PACKAGES, ROOT, Call, beginnings, calls, modules
from tests.helpers import catalogues

MOST_LINES = 400

# Messages whose keys are made from codes: prefix to where the codes come from.
MADE_FROM_CODES = ("refused.", "finding.", "paint.")


def _catalogue() -> dict[str, set[str]]:
    """Message key to the names of its placeholders."""
    found = catalogues.messages(catalogues.read("en"))
    return {
        key: catalogues.placeholders(catalogues.forms(message)[-1])
        for key, message in found.items()
    }


def test_every_package_is_under_the_import_rules() -> None:
    """A new top-level package can't stay outside the contracts and the wheel."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = {
        path.parent.name
        for path in ROOT.glob("*/__init__.py")
        if path.parent.name not in {"tests", "bench"}
    }

    assert found == set(PACKAGES)
    assert found == set(settings["tool"]["importlinter"]["root_packages"])
    assert found == set(settings["tool"]["mypy"]["packages"])
    packaged = settings["tool"]["setuptools"]["packages"]["find"]["include"]
    assert found == {name.rstrip("*") for name in packaged}


def test_every_feature_is_in_the_contract_of_independence() -> None:
    """A new feature folder is named where features are kept apart."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    listed = next(c["modules"] for c in contracts if c["name"].startswith("2 "))
    found = {f"handlers.{path.parent.name}" for path in ROOT.glob("handlers/*/__init__.py")}

    assert set(listed) == found


def test_modules_stay_small() -> None:
    """Nobody lives in a module of more than 400 lines."""
    large = {
        str(path.relative_to(ROOT)): lines
        for package in (*PACKAGES, "tests", "bench")
        for path in (ROOT / package).rglob("*.py")
        if "migrations/versions" not in path.as_posix()
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }

    assert not large


def test_modules_say_what_they_are_for() -> None:
    """Every module that holds code begins with a docstring."""
    silent = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path, tree in modules(package)
        if tree.body
        and ast.get_docstring(tree) is None
        and "migrations/versions" not in path.as_posix()
    ]

    assert not silent


def _painted() -> Iterator[tuple[str, Call]]:
    """The presses that buttons carry; `routes.press("…")` registers one and looks the same."""
    for call in calls("handlers", "press"):
        if call.on != "routes":
            [name] = call.positional
            assert isinstance(name, str), f"{call.where}: the name is not written out"
            yield name, call


def test_every_press_leads_somewhere_and_every_route_is_pressed() -> None:
    """A button without a handler, or a handler without a button, fails here."""
    assert {name for name, _ in _painted()} == set(registry.ALL.presses)


def test_presses_that_open_forms_say_so() -> None:
    """A press is painted as opening a form exactly when its handler answers with one."""
    wrong = {
        call.where
        for name, call in _painted()
        if bool(call.keywords.get("opens_form", False)) is not registry.ALL.presses[name].opens_form
    }

    assert not wrong


def test_every_form_that_can_be_sent_is_answered() -> None:
    """A form with a submit button has a route, and each route a form."""
    sent = {
        call.keywords["name"]
        for call in calls("handlers", "Form")
        if "submit" in call.keywords and call.keywords.get("name") is not ...
    }

    assert sent == set(registry.ALL.forms)


def test_every_task_is_carried_out_by_one_function() -> None:
    """What can be queued can be done."""
    assert set(registry.ALL.tasks) == set(tasks.ALL.values())


def test_every_message_exists_with_its_arguments() -> None:
    """`say` and `count` name messages of the catalogue and fill all their placeholders."""
    catalogue = _catalogue()
    problems: list[str] = []
    for package in ("handlers", "bot", "manifest"):
        for call in calls(package, "say", "count"):
            key = call.positional[0] if call.positional else ...
            if not isinstance(key, str):
                continue
            if key not in catalogue:
                problems.append(f"{call.where}: {key} is in no catalogue")
                continue
            given = set(call.keywords) | ({"n"} if call.name == "count" else set())
            if not call.spread and not catalogue[key] <= given:
                problems.append(f"{call.where}: {key} lacks {sorted(catalogue[key] - given)}")

    assert not problems


def test_no_message_is_left_over() -> None:
    """A message that no code names any more is taken out of the catalogues."""
    named = {
        node.value
        for package in ("handlers", "bot", "chat", "manifest")
        for _, tree in modules(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = tuple(
        start
        for package in ("handlers", "bot", "manifest")
        for start in beginnings(package)
        if "." in start
    )
    left = {
        key
        for key in _catalogue()
        if key not in named and not key.startswith((*MADE_FROM_CODES, *made))
    }

    assert not left


def test_every_refusal_and_finding_has_words() -> None:
    """A rule's code always has a message to show for it."""
    raised = {
        f"refused.{call.positional[0]}"
        for package in ("handlers", "programme", "content_store", "leaderboard")
        for call in calls(package, "Refused", "Denied", "Missing", "Conflict")
        if call.positional and isinstance(call.positional[0], str)
    }
    wanted = raised | {f"finding.{code.value}" for code in FindingCode}

    assert wanted - set(_catalogue()) == set()


def test_the_manifest_names_what_the_code_uses() -> None:
    """The Slack manifest has exactly the scopes and events that calls and handlers need."""
    built = slack.build(
        base_url="https://glasnik.example.com",
        scopes=scopes.bot_scopes(),
        events=scopes.EVENTS,
        socket_mode=False,
    )

    assert _at(built, "oauth_config", "scopes", "bot") == sorted(scopes.bot_scopes())
    assert _at(built, "settings", "event_subscriptions", "bot_events") == sorted(scopes.EVENTS)


def _at(document: object, *path: str) -> object:
    """What stands in a nested document there."""
    for name in path:
        assert isinstance(document, dict), path
        document = document[name]
    return document


def _tests() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (f"{path.relative_to(ROOT)}::{node.name}", node)
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


def test_every_test_says_which_behaviour_it_holds() -> None:
    """A test's docstring is one sentence about behaviour."""
    silent = [name for name, node in _tests() if not ast.get_docstring(node)]

    assert not silent


@pytest.mark.parametrize("name", ["sleep"])
def test_no_test_sleeps(name: str) -> None:
    """Tests move the clock or wait for a condition, and never for time to pass."""
    sleeping = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"asyncio", "time"}
        and not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)
    ]

    assert not sleeping
