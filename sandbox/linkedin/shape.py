"""The shape of a LinkedIn post, checked as the API checks it.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from sandbox.linkedin.errors import coded, field
from sandbox.values import Json

ALT_TEXT: Final = 4086
COMMENTARY: Final = 3000
_TITLE: Final = 400
_DESCRIPTION: Final = 4086
_FEWEST_IMAGES, _MOST_IMAGES = 2, 20
_FEWEST_CHOICES, _MOST_CHOICES = 2, 4
_QUESTION, _CHOICE = 140, 30
_URN = re.compile(r"urn:li:(\w+):([\w-]+)")
_PARENTS: Final = ("groupPost", "share", "ugcPost")

Shape: TypeAlias = Mapping[str, bool]
"""Field name → required."""

_POST: Final[Shape] = {
    "author": True,
    "commentary": True,
    "visibility": True,
    "distribution": True,
    "lifecycleState": True,
    "isReshareDisabledByAuthor": False,
    "content": False,
    "reshareContext": False,
}
_DISTRIBUTION: Final[Shape] = {
    "feedDistribution": True,
    "targetEntities": False,
    "thirdPartyDistributionChannels": False,
}
_ARTICLE: Final[Shape] = {
    "source": True,
    "title": True,
    "description": False,
    "thumbnail": False,
    "thumbnailAltText": False,
}
_MEDIA: Final[Shape] = {"id": True, "altText": False, "title": False}
_POLL: Final[Shape] = {"question": True, "options": True, "settings": True}


def checked(post: Json) -> None:
    """Raise LinkedInError when the API would not take the post."""
    _fields(post, _POST, "")
    for name in ("author", "commentary", "visibility", "lifecycleState"):
        if not isinstance(post[name], str):
            raise field(f"/{name}", "is not a string")
    _one_of("/visibility", post["visibility"], "PUBLIC", "CONNECTIONS", "LOGGED_IN")
    _one_of("/lifecycleState", post["lifecycleState"], "PUBLISHED")
    _object(post["distribution"], _DISTRIBUTION, "/distribution")
    _one_of(
        "/distribution/feedDistribution",
        post["distribution"]["feedDistribution"],
        "MAIN_FEED",
        "NONE",
    )
    urn("/author", post["author"], ("person",))
    if "content" in post:
        _content(post["content"])
    if "reshareContext" in post:
        _object(post["reshareContext"], {"parent": True}, "/reshareContext")
        urn("/reshareContext/parent", post["reshareContext"]["parent"], _PARENTS)
    if not post["commentary"] and "reshareContext" not in post and "content" not in post:
        raise coded(400, "INVALID_VALUE_BLANK_FIELD", "Field /commentary must not be blank")


def urn(pointer: str, value: Any, kinds: tuple[str, ...]) -> None:
    """Raise LinkedInError unless the value is a urn of one of these kinds."""
    found = _URN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise coded(400, "INVALID_URN_ID", f"Field {pointer} has an invalid urn")
    if found[1] not in kinds:
        problem = f"URN type {found[1]} not allowed. Allowed URN types are {', '.join(kinds)}"
        if pointer.startswith("/reshareContext"):
            raise field(pointer, problem)
        raise coded(400, "INVALID_URN_TYPE", f"Field {pointer}: {problem}")


def images(post: Json) -> list[str]:
    """Return the urns of all images that a checked post uses."""
    content = post.get("content", {})
    found = [content["media"]["id"]] if "media" in content else []
    found += [each["id"] for each in content.get("multiImage", {}).get("images", [])]
    thumbnail = content.get("article", {}).get("thumbnail")
    return [*found, thumbnail] if thumbnail else found


def alts(post: Json) -> dict[str, str]:
    """Return the words for the pictures that a checked post shows, by the urns of the images."""
    content = post.get("content", {})
    shown = content.get("multiImage", {}).get("images", [])
    shown = [content["media"]] if "media" in content else shown
    return {each["id"]: each.get("altText", "") for each in shown}


def _content(content: Any) -> None:
    kinds = ("article", "media", "multiImage", "poll")
    _object(content, dict.fromkeys(kinds, False), "/content")
    if len(content) != 1:
        raise field("/content", "union type must have exactly one member")
    match next(iter(content)):
        case "article":
            _article(content["article"])
        case "media":
            _media(content["media"], "/content/media")
        case "multiImage":
            _many_images(content["multiImage"])
        case _:
            _poll(content["poll"])


def _article(article: Any) -> None:
    _object(article, _ARTICLE, "/content/article")
    if not re.match(r"https?://\S+\Z", str(article["source"])):
        raise coded(400, "INVALID_VALUE_FOR_FIELD", "Field /content/article/source is not a URL")
    _length("/content/article/title", article["title"], _TITLE)
    _length("/content/article/description", article.get("description", ""), _DESCRIPTION)
    if "thumbnail" in article:
        urn("/content/article/thumbnail", article["thumbnail"], ("image",))


def _media(media: Any, pointer: str) -> None:
    _object(media, _MEDIA, pointer)
    urn(f"{pointer}/id", media["id"], ("image",))
    _length(f"{pointer}/altText", media.get("altText", ""), ALT_TEXT)


def _many_images(many: Any) -> None:
    _object(many, {"images": True, "altText": False}, "/content/multiImage")
    found = many["images"]
    if not isinstance(found, list) or not _FEWEST_IMAGES <= len(found) <= _MOST_IMAGES:
        raise field("/content/multiImage/images", "must have between 2 and 20 elements")
    for index, each in enumerate(found):
        _media(each, f"/content/multiImage/images/{index}")


def _poll(poll: Any) -> None:
    _object(poll, _POLL, "/content/poll")
    _length("/content/poll/question", poll["question"], _QUESTION)
    choices = poll["options"]
    if not isinstance(choices, list) or not _FEWEST_CHOICES <= len(choices) <= _MOST_CHOICES:
        raise field("/content/poll/options", "must have between 2 and 4 elements")
    for index, choice in enumerate(choices):
        _object(choice, {"text": True}, f"/content/poll/options/{index}")
        _length(f"/content/poll/options/{index}/text", choice["text"], _CHOICE)
    _object(poll["settings"], {"duration": True}, "/content/poll/settings")
    durations = ("ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS")
    _one_of("/content/poll/settings/duration", poll["settings"]["duration"], *durations)


def _object(value: Any, shape: Shape, pointer: str) -> None:
    if not isinstance(value, dict):
        raise field(pointer, "is not an object")
    _fields(value, shape, pointer)


def _fields(value: Json, shape: Shape, pointer: str) -> None:
    for name, required in shape.items():
        if required and value.get(name) is None:
            raise field(
                f"{pointer}/{name}", "field is required but not found and has no default value"
            )
    for name in value:
        if name not in shape:
            raise field(f"{pointer}/{name}", "unrecognized field found but not allowed")


def _one_of(pointer: str, value: Any, *words: str) -> None:
    if value not in words:
        raise coded(400, "INVALID_VALUE_FOR_FIELD", f'Field {pointer} has invalid value "{value}"')


def _length(pointer: str, value: Any, maximum: int) -> None:
    if not isinstance(value, str):
        raise field(pointer, "is not a string")
    if len(value) > maximum:
        raise coded(
            400, "FIELD_LENGTH_TOO_LONG", f"Field {pointer} is longer than {maximum} characters"
        )
