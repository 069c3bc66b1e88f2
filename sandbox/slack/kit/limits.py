"""The numbers of Block Kit (docs.slack.dev/reference/block-kit), in one table.

Lengths are characters of the raw text.
"""

from __future__ import annotations

from typing import Final

BLOCKS_PER_MESSAGE: Final = 50
BLOCKS_PER_VIEW: Final = 100
MESSAGE_TEXT_TOTAL: Final = 13_200
"""All block text of one message; undocumented, observed by users of the API."""
VIEW_BYTES: Final = 250_000
ATTACHMENTS: Final = 100
TEXT_CUT: Final = 40_000
UPDATE_TEXT: Final = 4_000
MARKDOWN: Final = 12_000

IDENTIFIER: Final = 255
SECTION_TEXT: Final = 3_000
SECTION_FIELDS: Final = 10
FIELD_TEXT: Final = 2_000
HEADER: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
CONTEXT_ACTIONS: Final = 5
URL: Final = 3_000
ALT_TEXT: Final = 2_000
IMAGE_TITLE: Final = 2_000
INPUT_LABEL: Final = 2_000
INPUT_HINT: Final = 2_000
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
ACCESSIBILITY_LABEL: Final = 75
AGENT_PROMPT: Final = 4_000
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTIONS: Final = 100
OVERFLOW_OPTIONS: Final = 5
CHOICES: Final = 10
PLACEHOLDER: Final = 150
INPUT_LENGTH: Final = 3_000
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
VIEW_TITLE: Final = 24
PRIVATE_METADATA: Final = 3_000
TABLE_ROWS: Final = 100
TABLE_CELLS: Final = 20
CARD_TEXT: Final = 150
CARD_BODY: Final = 200
CARD_ACTIONS: Final = 3
CAROUSEL_CARDS: Final = 10
CONTAINER_BLOCKS: Final = 10
ALERT_TEXT: Final = 200
CHART_TITLE: Final = 50
CHART_SERIES: Final = 12
CHART_POINTS: Final = 20
CHART_LABEL: Final = 20
CHARTS_PER_MESSAGE: Final = 2
DATA_ROWS: Final = 201
DATA_TABLE_TEXT: Final = 20_000
DATA_PAGE: Final = 100
VIDEO_TITLE: Final = 199
VIDEO_AUTHOR: Final = 49
