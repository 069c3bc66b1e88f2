"""The fake X takes and refuses the bodies that X's OpenAPI description takes and refuses."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sandbox.x import reading, shape
from sandbox.x.errors import XError

_DEFAULT = Path(__file__).parents[3] / "shared" / "contracts"
CONTRACT = Path(os.environ.get("GLASNIK_CONTRACTS", str(_DEFAULT))) / "x-openapi.json"
BODIES = {
    "CreatePostsRequest": shape.POST,
    "RepostPostRequest": shape.REPOST,
    "MediaUploadRequest": shape.UPLOAD,
    "InitializeMediaUploadRequest": shape.INITIALIZE,
    "AppendMediaUploadRequest": shape.APPEND,
    "CreateMediaMetadataRequest": shape.METADATA,
}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """X's OpenAPI description."""
    if not CONTRACT.exists():
        pytest.skip(f"no vendor contract at {CONTRACT}; set GLASNIK_CONTRACTS")
    found: dict[str, Any] = json.loads(CONTRACT.read_text())
    return found


def resolved(contract: dict[str, Any], name: str) -> dict[str, Any]:
    """One schema, standing alone."""
    return {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}


def names(contract: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The properties of a schema and of all within it, as a tree of names."""
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "items" in schema:
        return names(contract, schema["items"])
    return {name: names(contract, part) for name, part in schema.get("properties", {}).items()}


def values(contract: dict[str, Any], schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values for a schema: mostly right, at times too long, too many, unknown or wrong."""
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    odd: list[Any] = ["", "x", -1, True, None, [], {}, 1.5]
    wrong: st.SearchStrategy[Any] = st.sampled_from(odd)
    return st.integers(0, 11).flatmap(lambda dice: wrong if dice == 0 else _right(contract, schema))


def _right(contract: dict[str, Any], schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from([*schema["enum"], "other"])
    match schema.get("type"):
        case "object":
            parts = {n: values(contract, p) for n, p in schema.get("properties", {}).items()}
            required = {n: parts.pop(n) for n in schema.get("required", [])}
            given_ones = st.fixed_dictionaries(required, optional=parts)
            extra = st.sampled_from([{}, {}, {}, {"surplus": 1}])
            return st.tuples(given_ones, extra).map(lambda pair: pair[0] | pair[1])
        case "array":
            most = schema.get("maxItems", 4) + 1
            return st.lists(values(contract, schema["items"]), max_size=min(most, 12))
        case "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 10)
            return st.sampled_from([low - 1, low, low + 1, high, high + 1, float(low)])
        case "boolean":
            return st.booleans()
        case _:
            longest = schema.get("maxLength", 20)
            ids = st.sampled_from(["1", "1" * 19, "1" * 20, "12x"])
            return ids | st.sampled_from(["", "y" * longest, "y" * (longest + 1)])


@pytest.mark.parametrize("name", BODIES)
def test_bodies_have_the_names_of_the_contract(contract: dict[str, Any], name: str) -> None:
    """What is known of a body is what the description knows; of metadata a part of it."""
    ours = _names(BODIES[name])
    theirs = names(contract, {"$ref": f"/{name}"})
    if name == "CreateMediaMetadataRequest":
        assert ours["metadata"].keys() <= theirs["metadata"].keys()
        assert ours["metadata"]["alt_text"] == theirs["metadata"]["alt_text"]
    else:
        assert ours == theirs


def _names(known: dict[str, Any]) -> dict[str, Any]:
    if "items" in known:
        return _names(known["items"])
    return {name: _names(part) for name, part in known.get("properties", {}).items()}


@pytest.mark.parametrize("name", [name for name in BODIES if name.startswith(("Create", "Repost"))])
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_bodies_are_taken_as_the_contract_takes_them(
    contract: dict[str, Any], name: str, data: st.DataObject
) -> None:
    """A body passes our check exactly when it fits the description."""
    body = data.draw(values(contract, {"$ref": f"/{name}"}))
    if name == "CreateMediaMetadataRequest" and isinstance(body, dict):
        inner = body.get("metadata")
        if isinstance(inner, dict):
            body["metadata"] = {n: v for n, v in inner.items() if n in {"alt_text", "geo"}}
    fits = Draft202012Validator(resolved(contract, name)).is_valid(body)
    assert _taken(body, BODIES[name]) is fits


def _taken(body: Any, known: dict[str, Any]) -> bool:
    try:
        shape.checked(body, known)
    except XError:
        return False
    return True


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("PostFieldsParameter", "post.fields"),
        ("UserFieldsParameter", "user.fields"),
        ("MediaFieldsParameter", "media.fields"),
        ("PostExpansionsParameter", "expansions"),
    ],
)
def test_fields_are_those_of_the_contract(
    contract: dict[str, Any], parameter: str, name: str
) -> None:
    """Every field and expansion of the description can be asked for."""
    told = contract["components"]["parameters"][parameter]
    assert told["name"] == name
    assert set(told["schema"]["items"]["enum"]) <= set(reading.LISTS[name])


def test_the_calls_are_those_of_the_contract(contract: dict[str, Any]) -> None:
    """Each parameter that the description has for a call is taken here."""
    parameters = contract["components"]["parameters"]
    for path, known in (
        ("/2/tweets/search/recent", reading.PAGED | {"query", "next_token", "sort_order"}),
        ("/2/users/{id}/tweets", reading.PAGED | {"exclude", "id"}),
        ("/2/tweets", reading.ABOUT_POSTS | {"ids"}),
    ):
        told = contract["paths"][path]["get"]["parameters"]
        theirs = {
            parameters[one["$ref"].rpartition("/")[2]]["name"] if "$ref" in one else one["name"]
            for one in told
        }
        assert theirs - known == set()
