"""The links that only the person whose share it is gets: to a composer, and to their own post.

The code of a share stands in its post for all to read, so it opens nothing by itself: these links
carry a signature as well. Must not know who follows them.
"""

from __future__ import annotations

from handlers.context import Tools
from programme import links

_PURPOSE = "own link"


def composer(tools: Tools, code: str) -> str:
    """Opens a network's composer with the person's text."""
    return f"{tools.addresses.base_url}/go/{_signed(tools, code)}"


def post(tools: Tools, code: str) -> str:
    """Leads to the person's own post, so that its author's clicks are known as their own."""
    return f"{tools.addresses.base_url}/go/{_signed(tools, code)}/post"


def picture(tools: Tools, code: str) -> str:
    """The picture of what is shared, for the page of a composer link."""
    return f"{tools.addresses.base_url}/go/{_signed(tools, code)}/picture"


def code_of(tools: Tools, written: str) -> str | None:
    """The code of a link that is ours; None for one that somebody made up."""
    code, _, signature = written.partition(".")
    if not links.is_short_code(code):
        return None
    return code if tools.vault.vouches(code, signature, purpose=_PURPOSE) else None


def _signed(tools: Tools, code: str) -> str:
    return f"{code}.{tools.vault.sign(code, purpose=_PURPOSE)}"
