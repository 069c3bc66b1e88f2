"""The private link by which a person connects an account of theirs, and what its state is.

Not a feature: it is offered wherever somebody can share, and looked up where the network sends
people back to. Must not know any network.
"""

from __future__ import annotations

import hashlib
import re

from content_store.queries import accounts
from content_store.unit import Unit
from handlers.context import Tools
from networks import oauth

_STATE = re.compile(r"[A-Za-z0-9_-]{43}")


async def private_link(u: Unit, tools: Tools, *, member_id: int, network: str) -> str:
    """An address for this person only: good once, for ten minutes.

    The state in it is 256 bits of the program's randomness; the store keeps its hash.
    """
    state = oauth.new_state(tools.random.randbytes)
    await accounts.begin(u, digest=digest_of(state), member_id=member_id, network=network)
    return f"{tools.addresses.base_url}/connect/{state}"


def callback_url(base_url: str, network: str) -> str:
    """The address that a network sends people back to, as it must be registered there."""
    return f"{base_url}/connect/{network}/callback"


def is_state(text: str) -> bool:
    """Whether `text` could be a state of ours."""
    return _STATE.fullmatch(text) is not None


def digest_of(state: str) -> str:
    """What the store keeps of a state: SHA-256, in hexadecimal."""
    return hashlib.sha256(state.encode()).hexdigest()
