"""The one loose type of the sandbox: JSON as it arrives from outside.

Knows nothing of any platform.
"""

from __future__ import annotations

import html
import json
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object whose shape is checked where it enters."""


def decoded(text: str | bytes) -> Any:
    """Return the parsed JSON of `text`, or None when it is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def unescaped(text: str) -> str:
    """Return Slack text with its three escapes (&amp; &lt; &gt;) undone."""
    return html.unescape(text)
