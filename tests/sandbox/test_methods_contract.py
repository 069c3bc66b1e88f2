"""The tables of methods agree with the vendor's published ones."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack.methods import METHODS, Method, Tier

_DEFAULT = Path(__file__).parents[2] / ".." / "shared" / "contracts"
FOLDER = Path(os.environ.get("GLASNIK_CONTRACTS", str(_DEFAULT))) / "slack-methods"
TIERS = {"t1": Tier.ONE, "t2": Tier.TWO, "t3": Tier.THREE, "t4": Tier.FOUR, "t5": Tier.SPECIAL}
WITHOUT_PAGE = {"api.test", "conversations.history"}


def _types(argument: dict[str, Any]) -> frozenset[str]:
    if "anyOf" in argument:
        return frozenset(each["type"] for each in argument["anyOf"])
    return frozenset([argument.get("type", "any")])


PAGED = [method for name, method in METHODS.items() if name not in WITHOUT_PAGE]


@pytest.mark.parametrize("method", PAGED, ids=lambda method: method.name)
def test_a_method_is_what_its_page_says(method: Method) -> None:
    """Arguments, types, scopes, errors and tier are those of the vendor's own page."""
    if not FOLDER.is_dir():
        pytest.skip(f"no vendor contracts at {FOLDER}; set GLASNIK_CONTRACTS")
    page = json.loads((FOLDER / f"{method.name}.json").read_text(encoding="utf-8"))
    documented = {n: _types(a) for n, a in page["args"]["properties"].items() if n != "token"}
    required = set(page["args"].get("required") or ()) - {"token"}
    assert {name: a.types for name, a in method.arguments.items()} == documented
    assert {name for name, a in method.arguments.items() if a.required} == required
    assert set(method.any_scope) == set(page["scope"].get("bot", ()))
    assert method.error_codes == set(page["errors"])
    assert method.tier is TIERS[page["rate_limits"]]
    assert method.json == bool(page.get("json_input_supported"))
    assert method.reads == (page["http_method"] == "GET")
