"""Rich text blocks: sections, lists, quotes and what stands in them.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from __future__ import annotations

from sandbox.slack.kit import limits
from sandbox.slack.kit.rules import (
    Rule,
    flag,
    integer,
    many,
    number,
    one_of,
    record,
    string,
    typed,
    url,
)

_MANY = 500
_STYLE: dict[str, Rule] = {
    "style": record(
        {},
        dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), flag)
        | {"client_highlight": flag, "unlink": flag},
    )
}
_WORDS = string(limits.SECTION_TEXT)
_INLINE = typed(
    {
        "text": record({"text": _WORDS}, _STYLE),
        "link": record({"url": url}, _STYLE | {"text": _WORDS, "unsafe": flag}),
        "emoji": record(
            {"name": string(limits.IDENTIFIER)},
            {"unicode": string(limits.IDENTIFIER), "skin_tone": integer(2, 6)},
        ),
        "user": record({"user_id": string(limits.IDENTIFIER)}, _STYLE),
        "channel": record({"channel_id": string(limits.IDENTIFIER)}, _STYLE),
        "usergroup": record({"usergroup_id": string(limits.IDENTIFIER)}, _STYLE),
        "broadcast": record({"range": one_of("here", "channel", "everyone")}),
        "color": record({"value": string(limits.IDENTIFIER)}),
        "date": record(
            {"timestamp": number, "format": string(limits.IDENTIFIER)},
            {"url": url, "fallback": _WORDS},
        ),
    }
)
_SECTION = record({"elements": many(_INLINE, 0, _MANY)})
_FRAMED = record({"elements": many(_INLINE, 1, _MANY)}, {"border": integer(0, 1)})

RICH_TEXT = record(
    {
        "elements": many(
            typed(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_preformatted": _FRAMED,
                    "rich_text_quote": _FRAMED,
                    "rich_text_list": record(
                        {
                            "style": one_of("bullet", "ordered"),
                            "elements": many(typed({"rich_text_section": _SECTION}), 1, _MANY),
                        },
                        {
                            "indent": integer(0, 8),
                            "offset": integer(0, limits.INPUT_LENGTH),
                            "border": integer(0, 1),
                        },
                    ),
                }
            ),
            1,
            _MANY,
        )
    },
    {"block_id": string(limits.IDENTIFIER)},
)
