"""How a rule says no. Handlers turn these into words at the place where the person acted."""

from __future__ import annotations


class RuleError(Exception):
    """Base of everything the rules can refuse; `code` names the message to show."""

    def __init__(self, code: str, **args: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.args_for_message = args


class Refused(RuleError):
    """What was asked for is against the rules; `field` is where the person can mend it."""

    def __init__(self, code: str, *, field: str | None = None, **args: str | int) -> None:
        super().__init__(code, **args)
        self.field = field


class Denied(RuleError):
    """This person may not do that."""


class Missing(RuleError):
    """What it is about is not there (any more)."""


class Conflict(RuleError):
    """Somebody else, or the same person's other tap, was faster."""
