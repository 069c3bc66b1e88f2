"""What a button does when it is pressed: a name, a few string arguments, encoded once.

Must not know how a platform carries it; `SIZE_LIMIT` is the smallest that all of them allow.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

SIZE_LIMIT = 2000
"""Characters of arguments; what Slack allows in a button's value
(docs.slack.dev/reference/block-kit/block-elements/button-element)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """The route a button leads to.

    `opens_form` must be true exactly for the handlers that answer with a form: Teams needs to
    know it when the button is painted.
    """

    name: str
    args: tuple[tuple[str, str], ...] = ()
    opens_form: bool = False

    def __post_init__(self) -> None:
        if len(self.encoded_args()) > SIZE_LIMIT:
            raise ValueError(f"the arguments of press {self.name!r} are too long to travel")

    def encoded_args(self) -> str:
        """The arguments as they travel inside the platform's own payload."""
        return json.dumps(dict(self.args), separators=(",", ":"), ensure_ascii=False)


def decode_args(encoded: str) -> dict[str, str]:
    """Read arguments that came back from a platform.

    Raises ValueError when they are not a JSON object of strings: they were not painted by us.
    """
    try:
        found = json.loads(encoded or "{}")
    except json.JSONDecodeError as error:
        raise ValueError("a press came back with arguments that are not JSON") from error
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise ValueError("a press came back with arguments that are not strings")
    return found


def press(name: str, /, *, opens_form: bool = False, **args: str | int) -> Press:
    """A press with its arguments turned into strings."""
    return Press(name=name, args=tuple((k, str(v)) for k, v in args.items()), opens_form=opens_form)
