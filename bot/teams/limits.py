"""Every limit of Teams' surfaces that painters and the edge must keep, in one table.

Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages (sizes),
.../task-modules-and-cards/cards/cards-reference and .../task-modules/invoking-task-modules.
What no page of Microsoft states is in `UNDOCUMENTED`.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = "1.5"
SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"

# Teams takes about 100 kB of UTF-16 today; older clients and tenants have been seen to refuse more
# than 28 kB. A card of this many bytes of UTF-8 is at most twice as many in UTF-16.
ACTIVITY_BYTES: Final = 25_000
CARD_BYTES: Final = 23_500
RESULT_BYTES: Final = 9_000

SUMMARY: Final = 300
DIALOG_TITLE: Final = 64
BUTTON_TEXT: Final = 75
BUTTON_SPOKEN: Final = 150
ACTIONS: Final = 4
URL: Final = 2_048
ALT_TEXT: Final = 300
MENTION: Final = 100

LABEL: Final = 300
HINT: Final = 1_000
PLACEHOLDER: Final = 150
OPEN_OPTIONS: Final = 10
OPTION_TEXT: Final = 160
OPTION_VALUE: Final = 150
CONFIRM_TEXT: Final = 300

HEADLINE: Final = 150
PROSE: Final = 8_000
TITLE: Final = 300
LINE: Final = 500

CHART_POINTS: Final = 30
CHART_SLICES: Final = 12
CHART_LABEL: Final = 30

UNDOCUMENTED: Final = frozenset(
    {
        "ACTIVITY_BYTES",  # below all limits that pages, old and new, give
        "CARD_BYTES",  # leaves room for the summary and what the connector adds
        "RESULT_BYTES",  # 25 results travel in one answer
        "SUMMARY",
        "DIALOG_TITLE",
        "BUTTON_TEXT",  # as on the other platform; longer ones are cut by clients
        "BUTTON_SPOKEN",
        "ACTIONS",  # clients draw up to six side by side; four have room on a phone
        "URL",
        "ALT_TEXT",
        "MENTION",
        "LABEL",
        "HINT",
        "PLACEHOLDER",
        "OPEN_OPTIONS",
        "OPTION_TEXT",
        "OPTION_VALUE",
        "CONFIRM_TEXT",
        "HEADLINE",
        "PROSE",
        "TITLE",
        "LINE",
        "CHART_POINTS",
        "CHART_SLICES",
        "CHART_LABEL",
    }
)
