"""Whether a call is one that a vendor's OpenAPI description knows, in every part of it.

Path, method, each query parameter with its values, the required ones, content type and body; and
of what a fake answers, whether the vendor could have answered so.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT4

CONTRACTS = Path(
    os.environ.get("GLASNIK_CONTRACTS", Path(__file__).parents[3] / "shared" / "contracts")
)
_HOME = "urn:description"


def load(name: str) -> OpenApi:
    """The description in a file of the contracts; without them the test is skipped."""
    path = CONTRACTS / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand")
    return OpenApi(json.loads(path.read_text()))


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request with its answer. `query` is as it stood in the address; `content_type` bare."""

    method: str
    path: str
    query: str
    content_type: str
    body: bytes
    status: int
    answer: bytes


class OpenApi:
    """One description, OpenAPI 3.0, whose schemas are those of JSON Schema draft 4, nearly."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._whole = description
        resource: referencing.Resource[Any] = DRAFT4.create_resource(description)
        self._registry: referencing.Registry[Any] = referencing.Registry().with_resource(
            _HOME, resource
        )

    def operation(self, method: str, path: str) -> str | None:
        """The description's name for a call, such as `get /2/tweets/{id}`."""
        exact = [path] if path in self._whole["paths"] else []
        for template in [*exact, *self._whole["paths"]]:
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", template)
            if re.fullmatch(pattern, path) and method.lower() in self._whole["paths"][template]:
                return f"{method.lower()} {template}"
        return None

    def faults(self, call: Call) -> list[str]:
        """Everything that the description does not allow; empty when the call is as described."""
        name = self.operation(call.method, call.path)
        if name is None:
            return [f"no such operation: {call.method} {call.path}"]
        method, template = name.split(" ", 1)
        described = self._whole["paths"][template][method]
        found = [
            *self._parameters(described, template, call),
            *self._body(described, call),
            *self._answer(described, call),
        ]
        return [f"{name}: {fault}" for fault in found]

    def _parameters(self, described: Mapping[str, Any], template: str, call: Call) -> Iterator[str]:
        parameters = [self._resolved(each) for each in described.get("parameters", [])]
        known = {each["name"]: each for each in parameters if each["in"] == "query"}
        sent = dict(parse_qsl(call.query, keep_blank_values=True, strict_parsing=bool(call.query)))
        for name, each in known.items():
            if each.get("required") and name not in sent:
                yield f"{name} is missing"
        for name, value in sent.items():
            if name not in known:
                yield f"unknown parameter {name}"
            else:
                yield from self._value(known[name], value)
        names = re.findall(r"\{([^}]+)\}", template)
        values = re.fullmatch(re.sub(r"\{[^}]+\}", "([^/]+)", template), call.path)
        assert values is not None
        for name, value in zip(names, values.groups(), strict=True):
            of_path = next(p for p in parameters if p["in"] == "path" and p["name"] == name)
            yield from self._value(of_path, unquote(value))

    def _value(self, parameter: Mapping[str, Any], value: str) -> Iterator[str]:
        schema = self._resolved(parameter["schema"])
        read: object = value
        match schema.get("type"):
            case "array":
                assert parameter.get("explode") is False
                read = value.split(",")
            case "integer":
                read = int(value)
        for fault in self._by(schema, read):
            yield f"{parameter['name']}: {fault}"

    def _body(self, described: Mapping[str, Any], call: Call) -> Iterator[str]:
        if "requestBody" not in described:
            if call.body:
                yield "a body where there is none"
            return
        kinds = described["requestBody"]["content"]
        if call.content_type not in kinds:
            yield f"a body of {call.content_type}"
            return
        yield from self._by(kinds[call.content_type]["schema"], json.loads(call.body))

    def _answer(self, described: Mapping[str, Any], call: Call) -> Iterator[str]:
        responses = described["responses"]
        if str(call.status) not in responses:
            # Failures are described for all statuses at once.
            if call.status < 400:
                yield f"answered {call.status}"
            return
        schema = responses[str(call.status)]["content"]["application/json"]["schema"]
        for fault in self._by(schema, json.loads(call.answer)):
            yield f"answer: {fault}"

    def _resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in part:
            found = self._registry.resolver(_HOME).lookup(part["$ref"])
            part = found.contents
        return part

    def _by(self, schema: Mapping[str, Any], value: object) -> Iterator[str]:
        here = json.loads(json.dumps(schema).replace('"#/', f'"{_HOME}#/'))
        validator = jsonschema.Draft4Validator(here, registry=self._registry)
        for error in validator.iter_errors(value):
            where = "/".join(str(step) for step in error.absolute_path)
            yield f"{where}: {error.message}"[:200]
