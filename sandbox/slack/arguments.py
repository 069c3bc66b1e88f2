"""Reads the arguments of a Web API call and holds them against the method's table.

Form bodies carry text only, JSON bodies are typed; a method that takes no JSON body does not see
one (docs.slack.dev/apis/web-api). Knows nothing of what the methods do.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.slack.methods import Argument, Method
from sandbox.slack.model import SlackError
from sandbox.values import Json, decoded

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_JSON = "application/json"
_STRUCTURED = {
    "blocks": "invalid_blocks_format",
    "metadata": "invalid_metadata_format",
    "attachments": "invalid_arguments",
    "view": "invalid_arguments",
    "files": "invalid_arguments",
}
_EVERYWHERE = {"team_id"}
"""What the vendor's own client sends to any method, documented there or not."""
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


async def read(request: web.Request, method: Method) -> tuple[Json, bool]:
    """Return the raw arguments and whether they came as JSON. Raises SlackError."""
    raw: Json = dict(request.query)
    raw.pop("token", None)  # tokens in a query string are not accepted from new apps
    if request.method == "GET" or not request.can_read_body:
        return raw, False
    if request.content_type in _FORMS:
        raw |= dict((await request.post()).items())
        return raw, False
    if request.content_type != _JSON:
        raise SlackError("invalid_post_type")
    if not method.json:
        return raw, False
    body = decoded(await request.read())
    if body is None:
        raise SlackError("invalid_json")
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return raw | body, True


def check(method: Method, raw: Json, *, typed: bool) -> Json:
    """Return the arguments with their types. Raises SlackError(invalid_arguments)."""
    table = method.arguments
    foreign = [name for name in raw if name not in table and name not in _EVERYWHERE]
    messages = [f"[ERROR] unknown argument: {name}" for name in foreign]
    values: Json = {}
    for name, argument in table.items():
        given = raw.get(name)
        if name not in raw or (given == "" and not typed):
            if argument.required:
                messages.append(f"[ERROR] missing required field: {name}")
            continue
        if given is None:
            if "null" not in argument.types:
                messages.append(f"[ERROR] must not be null [json-pointer:/{name}]")
            continue
        try:
            values[name] = _value(argument, given, typed=typed)
        except ValueError as error:
            messages.append(f"[ERROR] {error} [json-pointer:/{name}]")
    if messages:
        raise SlackError("invalid_arguments", messages=messages)
    return values


def _value(argument: Argument, given: Any, *, typed: bool) -> Any:
    if argument.name in _STRUCTURED:
        return _structure(argument.name, given)
    if "any" in argument.types:
        return given
    if typed:
        return _typed(argument, given)
    return _from_text(argument, str(given))


def _structure(name: str, given: Any) -> Any:
    value = decoded(given) if isinstance(given, str) else given
    if not isinstance(value, list | dict):
        raise SlackError(_STRUCTURED[name], messages=[f"[ERROR] `{name}` is not JSON"])
    return value


def _typed(argument: Argument, given: Any) -> Any:
    types = argument.types
    if isinstance(given, bool):
        fits = "boolean" in types
    elif isinstance(given, int | float):
        fits = bool(types & {"number", "integer"})
    elif isinstance(given, str):
        if types & {"number", "integer", "boolean"} and "string" not in types:
            return _from_text(argument, given)
        fits = "string" in types
    else:
        fits = isinstance(given, list) and "array" in types
    if not fits:
        message = f"must provide a {'/'.join(sorted(types))}"
        raise ValueError(message)
    return given


def _from_text(argument: Argument, text: str) -> Any:
    if argument.types & {"number", "integer"}:
        if not text.isdigit():
            message = "must provide a number"
            raise ValueError(message)
        return int(text)
    if "boolean" in argument.types and text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    if "string" in argument.types:
        return text
    if "array" in argument.types:
        return text.split(",")
    message = "must provide a boolean"
    raise ValueError(message)
