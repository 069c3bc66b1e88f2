"""Every limit of Slack's surfaces that painters and the edge must keep, in one table.

Lengths are characters. Slack does not say how it counts those outside the basic plane, so they
are counted as two, as its JavaScript clients do. Sources: docs.slack.dev/reference/block-kit
(blocks, block-elements, composition-objects), docs.slack.dev/reference/views and the pages of the
methods under docs.slack.dev/reference/methods. What no page of Slack states is in `UNDOCUMENTED`.
"""

from __future__ import annotations

from typing import Final

# docs.slack.dev/reference/block-kit/blocks
MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
MESSAGE_CHARACTERS: Final = 13_200
VIEW_BYTES: Final = 250_000

# docs.slack.dev/reference/methods/chat.postMessage and chat.update
MESSAGE_TEXT: Final = 3_000
# Of a text of this length, escaped at worst, notifications show the beginning only.
SUMMARY: Final = MESSAGE_TEXT // 5
METADATA_BYTES: Final = 8_000

# docs.slack.dev/reference/block-kit/blocks/section-block and its neighbours
BLOCK_ID: Final = 255
ACTION_ID: Final = 255
SECTION_TEXT: Final = 3_000
SECTION_FIELDS: Final = 10
FIELD_TEXT: Final = 2_000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
CONTEXT_TEXT: Final = 3_000
ACTIONS_ELEMENTS: Final = 25
RICH_TEXT: Final = 3_000
IMAGE_URL: Final = 3_000
ALT_TEXT: Final = 2_000
INPUT_LABEL: Final = 2_000
INPUT_HINT: Final = 2_000

# docs.slack.dev/reference/block-kit/blocks/data-visualization-block
CHART_TITLE: Final = 50
CHART_LABEL: Final = 20
CHART_SEGMENTS: Final = 12
CHART_POINTS: Final = 20
CHARTS: Final = 2

# docs.slack.dev/reference/block-kit/block-elements/button-element
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
BUTTON_URL: Final = 3_000
BUTTON_SPOKEN: Final = 75

# docs.slack.dev/reference/block-kit/composition-objects
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_ANSWER: Final = 30
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DETAIL: Final = 75
OPTION_GROUPS: Final = 100
OPTION_GROUP_LABEL: Final = 75

# docs.slack.dev/reference/block-kit/block-elements (selects, radio buttons, checkboxes, inputs)
SELECT_OPTIONS: Final = 100
OPEN_OPTIONS: Final = 10
PLACEHOLDER: Final = 150
INPUT_TEXT: Final = 3_000

# docs.slack.dev/reference/views/modal-views
VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
VIEW_METADATA: Final = 3_000
CALLBACK_ID: Final = 255
VIEW_STACK: Final = 3

# docs.slack.dev/interactivity/handling-user-interaction
ACKNOWLEDGE_SECONDS: Final = 3.0
RESPONSE_URL_USES: Final = 5
RESPONSE_URL_SECONDS: Final = 30 * 60

# docs.slack.dev/authentication/verifying-requests-from-slack
REQUEST_AGE_SECONDS: Final = 300

# A view of `VIEW_BYTES`, percent-encoded in the worst case, with its envelope.
REQUEST_BYTES: Final = 2 * 1024 * 1024

# docs.slack.dev/apis/web-api/pagination recommends no more than 200 items in a page.
PAGE: Final = 200

UNDOCUMENTED: Final = frozenset(
    {
        "MESSAGE_CHARACTERS",  # what users of Slack's SDKs have measured
        "CONTEXT_TEXT",  # the section's limit, which context texts are known to share
        "RICH_TEXT",  # none is stated; the section's limit is kept
        "OPEN_OPTIONS",
        "INPUT_TEXT",
        "MESSAGE_TEXT",  # 4,000 is advised; this leaves room
        "METADATA_BYTES",
        "RESPONSE_URL_USES",
        "RESPONSE_URL_SECONDS",
        "REQUEST_BYTES",  # ours
    }
)
