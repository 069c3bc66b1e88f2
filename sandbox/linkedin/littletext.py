"""LinkedIn's "little text", read as LinkedIn reads it.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format.
A reserved character that is not escaped does not fail: the text ends there, silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

RESERVED: Final = frozenset("|{}@[]()<>#\\*_~")
_TOKENS = re.compile(
    r"(?P<link>https?://\S+)"
    r"|\{hashtag\|\\?#\|(?P<template>(?:\\.|[^\\}])+)\}"
    r"|(?P<hashtag>#\w(?:\\_|[^\W_])*)"
    r"|@\[(?P<mention>[^\]]+)\]\((?P<urn>urn:li:(?:organization|person):[\w-]+)\)"
    r"|\\(?P<escaped>[|{}@\[\]()<>#\\*_~])"
    r"|(?P<reserved>[|{}@\[\]()<>#\\*_~])"
    r"|(?P<plain>[^|{}@\[\]()<>#\\*_~h]+|h)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([|{}@\[\]()<>#\\*_~])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What members see, and where the text was cut (an index into the source) if it was."""

    visible: str
    cut_at: int | None = None


def read(source: str) -> Reading:
    """Return the text as members see it."""
    seen: list[str] = []
    for token in _TOKENS.finditer(source):
        match token.lastgroup:
            case "reserved":
                return Reading(visible="".join(seen).rstrip(), cut_at=token.start())
            case "link" | "hashtag":
                seen.append(_ESCAPE.sub(r"\1", token.group()))
            case "template":
                seen.append("#" + _ESCAPE.sub(r"\1", token["template"]))
            case "urn":
                seen.append(token["mention"])
            case "escaped":
                seen.append(token["escaped"])
            case _:
                seen.append(token.group())
    return Reading(visible="".join(seen))
