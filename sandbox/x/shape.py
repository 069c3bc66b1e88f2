"""The bodies that X's API takes, and a check of them, in the terms of its OpenAPI description.

Source: X's OpenAPI description, version 2.167. Knows nothing of what the bodies mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sandbox.values import Json
from sandbox.x import errors

_TYPES: Final = {"string": str, "boolean": bool, "object": dict, "array": list}
_ID: Final[Json] = {"type": "string", "pattern": r"[0-9]{1,19}"}
_STRING: Final[Json] = {"type": "string"}
_BOOLEAN: Final[Json] = {"type": "boolean"}
_WHO_REPLIES: Final[Json] = {
    "type": "string",
    "enum": ["following", "mentionedUsers", "subscribers", "verified"],
}


def _whole(least: int, most: int) -> Json:
    return {"type": "integer", "minimum": least, "maximum": most}


def _list(items: Json, least: int = 0, most: int | None = None) -> Json:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _object(needed: tuple[str, ...] = (), *, closed: bool = True, **properties: Json) -> Json:
    return {
        "type": "object",
        "required": needed,
        "properties": properties,
        "additionalProperties": not closed,
    }


_CALLS: Final = _object(
    app_install=_object(app_store_id=_STRING, ipad_app_store_id=_STRING, play_store_id=_STRING),
    visit_site=_object(("url",), url=_STRING),
    watch_now=_object(("url",), url=_STRING),
)
POST: Final = _object(
    card_uri=_STRING,
    community_id=_ID,
    direct_message_deep_link=_STRING,
    edit_options=_object(("previous_post_id",), previous_post_id=_ID),
    for_super_followers_only=_BOOLEAN,
    geo=_object(("place_id",), place_id=_STRING),
    made_with_ai=_BOOLEAN,
    media=_object(
        ("media_ids",),
        call_to_actions=_CALLS,
        description=_STRING,
        embeddable=_BOOLEAN,
        media_ids=_list(_ID, 1, 4),
        preview_media_id=_ID,
        tagged_user_ids=_list(_ID, 0, 10),
        title=_STRING,
    ),
    nullcast=_BOOLEAN,
    paid_partnership=_BOOLEAN,
    poll=_object(
        ("options", "duration_minutes"),
        duration_minutes=_whole(5, 10_080),
        options=_list({"type": "string", "minLength": 1, "maxLength": 25}, 2, 4),
        reply_settings=_WHO_REPLIES,
    ),
    quote_tweet_id=_ID,
    reply=_object(
        ("in_reply_to_tweet_id",),
        auto_populate_reply_metadata=_BOOLEAN,
        exclude_reply_user_ids=_list(_STRING),
        in_reply_to_tweet_id=_ID,
    ),
    reply_settings=_WHO_REPLIES,
    share_with_followers=_BOOLEAN,
    text=_STRING,
)
REPOST: Final = _object(("tweet_id",), tweet_id=_ID)
UPLOAD: Final = _object(
    ("media", "media_category"),
    additional_owners=_STRING,
    media=_STRING,
    media_category={
        "type": "string",
        "enum": [
            *("tweet_image", "tweet_video", "tweet_gif"),
            *("dm_image", "dm_video", "dm_gif", "subtitles"),
        ],
    },
)
INITIALIZE: Final = _object(
    additional_owners=_list(_ID),
    media_category={
        "type": "string",
        "enum": [
            *("amplify_video", "tweet_gif", "tweet_image", "tweet_video"),
            *("dm_gif", "dm_image", "dm_video", "subtitles"),
        ],
    },
    media_type={
        "type": "string",
        "enum": [
            *("video/mp4", "video/webm", "video/mp2t", "video/quicktime", "text/srt", "text/vtt"),
            *("image/jpeg", "image/gif", "image/bmp", "image/png", "image/webp", "image/pjpeg"),
            *("image/tiff", "model/gltf-binary", "model/vnd.usdz+zip"),
        ],
    },
    shared=_BOOLEAN,
    total_bytes=_whole(0, 17_179_869_184),
)
APPEND: Final = _object(("media", "segment_index"), media=_STRING, segment_index=_whole(0, 999))
METADATA: Final = _object(
    ("id",),
    closed=False,
    id=_ID,
    metadata=_object(
        closed=False,
        alt_text=_object(("text",), closed=False, text={"type": "string", "maxLength": 1000}),
        allow_download_status=_object(closed=False, allow_download=_BOOLEAN),
    ),
)


def checked(value: Any, shape: Mapping[str, Any], pointer: str = "$") -> None:
    """Raise XError where a value is not as its description wants it."""
    _typed(value, shape, pointer)
    match shape["type"]:
        case "object":
            _members(value, shape, pointer)
        case "array":
            _counted(len(value), shape, pointer, "Items")
            for index, each in enumerate(value):
                checked(each, shape["items"], f"{pointer}[{index}]")
        case "string":
            _counted(len(value), shape, pointer, "Length")
            _worded(value, shape, pointer)
        case "integer":
            if not shape["minimum"] <= value <= shape["maximum"]:
                least, most = shape["minimum"], shape["maximum"]
                raise _wrong(pointer, f"must be between {least} and {most}", value)


def _typed(value: Any, shape: Mapping[str, Any], pointer: str) -> None:
    kind = shape["type"]
    if kind == "integer":
        # To JSON 5.0 is the integer 5, and true is none.
        whole = isinstance(value, int | float) and float(value).is_integer()
        fine = whole and not isinstance(value, bool)
    else:
        fine = isinstance(value, _TYPES[kind])
    if not fine:
        raise _wrong(pointer, f"wrong type, {kind} expected", value)


def _members(value: Json, shape: Mapping[str, Any], pointer: str) -> None:
    for name in shape["required"]:
        if name not in value:
            raise _wrong(f"{pointer}.{name}", "is missing but it is required", "")
    for name, each in value.items():
        if name in shape["properties"]:
            checked(each, shape["properties"][name], f"{pointer}.{name}")
        elif not shape["additionalProperties"]:
            raise _wrong(
                f"{pointer}.{name}",
                "is not defined in the schema and the schema does not allow additional properties",
                each,
            )


def _counted(count: int, shape: Mapping[str, Any], pointer: str, what: str) -> None:
    least, most = shape.get(f"min{what}") or 0, shape.get(f"max{what}")
    noun = "items" if what == "Items" else "characters"
    if count < least:
        raise _wrong(pointer, f"there must be a minimum of {least} {noun}", count)
    if most is not None and count > most:
        raise _wrong(pointer, f"there must be a maximum of {most} {noun}", count)


def _worded(value: str, shape: Mapping[str, Any], pointer: str) -> None:
    if "enum" in shape and value not in shape["enum"]:
        raise _wrong(pointer, f"is not one of {shape['enum']}", value)
    if "pattern" in shape and not re.fullmatch(shape["pattern"], value):
        raise _wrong(pointer, f"does not match the regex pattern ^{shape['pattern']}$", value)


def _wrong(pointer: str, problem: str, value: object) -> errors.XError:
    return errors.invalid(f"{pointer}: {problem}", **{pointer.removeprefix("$."): str(value)[:80]})
