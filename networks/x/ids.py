"""The ids of posts, people and media on X (`^[0-9]{1,19}$` in X's OpenAPI description). Pure."""

from __future__ import annotations

from typing import TypeGuard


def is_id(value: object) -> TypeGuard[str]:
    """Whether this is an id, and so may stand in a path."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and 1 <= len(value) <= 19
