"""What the lexicon of app.bsky.feed.post asks of a record, and the words of a refusal.

Source: docs.bsky.app/docs/api (app.bsky.feed.post, app.bsky.embed.*, app.bsky.richtext.facet).
Pure: it sees the record only, not whether the files it names are there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import regex

from sandbox.values import Json

POST: Final = "app.bsky.feed.post"
EXTERNAL: Final = "app.bsky.embed.external"
IMAGES: Final = "app.bsky.embed.images"
FACET: Final = "app.bsky.richtext.facet"
RECORD: Final = "app.bsky.embed.record"
_GRAPHEMES, _BYTES = 300, 3000
_TAG_GRAPHEMES, _TAG_BYTES = 64, 640
_LANGUAGES, _TAGS, _IMAGES = 3, 8, 4
THUMB_BYTES: Final = 1_000_000
IMAGE_BYTES: Final = 2_000_000
_URI: Final = re.compile(r"[a-z][a-z0-9.+-]*:(?://)?[^\s/][^\s]{0,8000}", re.IGNORECASE)
_DID: Final = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|i-[A-Za-z0-9-]+")
_AT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


class Wrong(Exception):
    """The record is not what the lexicon asks for; the text says what, in the server's words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file that a record names, and how large it may be there."""

    cid: str
    media_type: str
    size: int
    most_bytes: int


def check_post(record: Json) -> list[File]:
    """Return the files that a post names. Raises Wrong."""
    _needs(record, "Record", "text", "createdAt")
    _text(record["text"], "Record/text", most_bytes=_BYTES, graphemes=_GRAPHEMES)
    _moment(record["createdAt"], "Record/createdAt")
    for index, facet in enumerate(_list(record, "Record", "facets")):
        _facet(facet, f"Record/facets/{index}")
    for index, language in enumerate(_list(record, "Record", "langs", most=_LANGUAGES)):
        _language(language, f"Record/langs/{index}")
    for index, tag in enumerate(_list(record, "Record", "tags", most=_TAGS)):
        where = f"Record/tags/{index}"
        _text(tag, where, most_bytes=_TAG_BYTES, graphemes=_TAG_GRAPHEMES)
    if "reply" in record:
        _needs(_object(record["reply"], "Record/reply"), "Record/reply", "root", "parent")
        for end in ("root", "parent"):
            _reference(record["reply"][end], f"Record/reply/{end}")
    return _embed(record["embed"], "Record/embed") if "embed" in record else []


def _embed(value: Any, where: str) -> list[File]:
    embed = _of_union(value, where)
    match embed["$type"]:
        case "app.bsky.embed.external":
            return _external(embed, where)
        case "app.bsky.embed.images":
            return _images(embed, where)
        case "app.bsky.embed.record":
            _needs(embed, where, "record")
            _reference(embed["record"], f"{where}/record")
    # The union is open: what the server does not know it keeps as it is.
    return []


def _external(embed: Json, where: str) -> list[File]:
    _needs(embed, where, "external")
    where = f"{where}/external"
    external = _object(embed["external"], where)
    _needs(external, where, "uri", "title", "description")
    _uri(external["uri"], f"{where}/uri")
    _text(external["title"], f"{where}/title")
    _text(external["description"], f"{where}/description")
    if "thumb" not in external:
        return []
    return [_file(external["thumb"], f"{where}/thumb", THUMB_BYTES)]


def _images(embed: Json, where: str) -> list[File]:
    _needs(embed, where, "images")
    found = []
    for index, value in enumerate(_list(embed, where, "images", most=_IMAGES)):
        each = f"{where}/images/{index}"
        image = _object(value, each)
        _needs(image, each, "image", "alt")
        _text(image["alt"], f"{each}/alt")
        if "aspectRatio" in image:
            _ratio(image["aspectRatio"], f"{each}/aspectRatio")
        found.append(_file(image["image"], f"{each}/image", IMAGE_BYTES))
    return found


def _ratio(value: Any, where: str) -> None:
    ratio = _object(value, where)
    _needs(ratio, where, "width", "height")
    for side in ("width", "height"):
        _integer(ratio[side], f"{where}/{side}", least=1)


def _file(value: Any, where: str, most_bytes: int) -> File:
    match value:
        case {
            "$type": "blob",
            "ref": {"$link": str(link)},
            "mimeType": str(kind),
            "size": int(size),
        }:
            return File(cid=link, media_type=kind, size=size, most_bytes=most_bytes)
        case _:
            message = f"{where} should be a blob ref"
            raise Wrong(message)


def _facet(value: Any, where: str) -> None:
    facet = _object(value, where)
    _needs(facet, where, "index", "features")
    index = _object(facet["index"], f"{where}/index")
    _needs(index, f"{where}/index", "byteStart", "byteEnd")
    for end in ("byteStart", "byteEnd"):
        _integer(index[end], f"{where}/index/{end}", least=0)
    for number, each in enumerate(_list(facet, where, "features")):
        _feature(each, f"{where}/features/{number}")


def _feature(value: Any, where: str) -> None:
    feature = _of_union(value, where)
    match feature["$type"]:
        case "app.bsky.richtext.facet#link":
            _needs(feature, where, "uri")
            _uri(feature["uri"], f"{where}/uri")
        case "app.bsky.richtext.facet#mention":
            _needs(feature, where, "did")
            if not isinstance(feature["did"], str) or not _DID.fullmatch(feature["did"]):
                message = f"{where}/did must be a valid did"
                raise Wrong(message)
        case "app.bsky.richtext.facet#tag":
            _needs(feature, where, "tag")
            limits = {"most_bytes": _TAG_BYTES, "graphemes": _TAG_GRAPHEMES}
            _text(feature["tag"], f"{where}/tag", **limits)


# What values can be ------------------------------------------------------------------------------


def _needs(value: Json, where: str, *names: str) -> None:
    for name in names:
        if name not in value:
            message = f'{where} must have the property "{name}"'
            raise Wrong(message)


def _object(value: Any, where: str) -> Json:
    if not isinstance(value, dict):
        message = f"{where} must be an object"
        raise Wrong(message)
    return value


def _of_union(value: Any, where: str) -> Json:
    if not isinstance(value, dict) or not isinstance(value.get("$type"), str):
        message = f'{where} must be an object which includes the "$type" property'
        raise Wrong(message)
    return value


def _list(value: Json, where: str, name: str, most: int | None = None) -> list[Any]:
    found = value.get(name, [])
    if not isinstance(found, list):
        message = f"{where}/{name} must be an array"
        raise Wrong(message)
    if most is not None and len(found) > most:
        message = f"{where}/{name} must not have more than {most} elements"
        raise Wrong(message)
    return found


def _text(
    value: Any, where: str, most_bytes: int | None = None, graphemes: int | None = None
) -> None:
    if not isinstance(value, str):
        message = f"{where} must be a string"
        raise Wrong(message)
    if most_bytes is not None and len(value.encode()) > most_bytes:
        message = f"{where} must not be longer than {most_bytes} characters"
        raise Wrong(message)
    if graphemes is not None and len(regex.findall(r"\X", value)) > graphemes:
        message = f"{where} must not be longer than {graphemes} graphemes"
        raise Wrong(message)


def _integer(value: Any, where: str, *, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        message = f"{where} must be an integer"
        raise Wrong(message)
    if value < least:
        message = f"{where} can not be less than {least}"
        raise Wrong(message)


def _moment(value: Any, where: str) -> None:
    if isinstance(value, str) and _AT.fullmatch(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return
    message = f"{where} must be an valid atproto datetime (both RFC-3339 and ISO-8601)"
    raise Wrong(message)


def _language(value: Any, where: str) -> None:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        message = f"{where} must be a well-formed BCP 47 language tag"
        raise Wrong(message)


def _uri(value: Any, where: str) -> None:
    if not isinstance(value, str) or not _URI.fullmatch(value):
        message = f"{where} must be a uri"
        raise Wrong(message)


def _reference(value: Any, where: str) -> None:
    reference = _object(value, where)
    _needs(reference, where, "uri", "cid")
    if not str(reference["uri"]).startswith("at://"):
        message = f"{where}/uri must be a valid at-uri"
        raise Wrong(message)
