"""The private link by which a person connects an account of theirs, and how they let it go.

Not a feature: the link is offered wherever somebody can share, and looked up where the network
sends people back to; accounts go one by one, or all with the person. Must not know any network.
"""

from __future__ import annotations

import hashlib
import re

from chat.say import Link
from content_store import audit
from content_store.queries import accounts, shares
from content_store.unit import Unit
from content_store.vault import Vault
from handlers import outbox
from handlers.context import Tools
from networks import oauth
from networks.base import Secret
from programme import tasks
from programme.states import ShareState
from scheduler import queue

_STATE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = "verifier"


async def private_link(u: Unit, tools: Tools, *, member_id: int, network: str) -> str:
    """An address for this person only: good once, for ten minutes.

    The state in it is 256 bits of the program's randomness; the store keeps its hash.
    """
    state = oauth.new_state(tools.random.randbytes)
    await accounts.begin(u, digest=digest_of(state), member_id=member_id, network=network)
    return f"{tools.addresses.base_url}/connect/{state}"


def callback_url(base_url: str, network: str, server: str = "") -> str:
    """The address that a network sends people back to, as it must be registered there.

    Each server of a network that has many gets its own, so that what comes from one is never
    taken for another's (RFC 9700, section 4.4.2.2).
    """
    address = f"{base_url}/connect/{network}/callback"
    return f"{address}/{server_key(server)}" if server else address


def app_passwords(tools: Tools, network: str) -> Link | None:
    """The page on which people make and delete a network's passwords for apps, if it has one."""
    address = tools.app_passwords.get(network)
    return None if address is None else Link(text=address.partition("://")[2], url=address)


def server_key(server: str) -> str:
    """What stands for a server in its callback's address; "" where a network has but one."""
    return hashlib.sha256(server.encode()).hexdigest()[:16] if server else ""


def seal_verifier(vault: Vault, digest: str, verifier: Secret | None) -> str | None:
    """The proof key of a consent as it is stored, bound to the consent's state."""
    if verifier is None:
        return None
    return vault.seal(verifier.reveal(), owner=f"state:{digest}", purpose=_VERIFIER)


def open_verifier(vault: Vault, digest: str, sealed: str | None) -> Secret | None:
    """The proof key that `seal_verifier` sealed. Raises VaultError."""
    if sealed is None:
        return None
    return Secret(vault.open(sealed, owner=f"state:{digest}", purpose=_VERIFIER))


def is_state(text: str) -> bool:
    """Whether `text` could be a state of ours."""
    return _STATE.fullmatch(text) is not None


def digest_of(state: str) -> str:
    """What the store keeps of a state: SHA-256, in hexadecimal."""
    return hashlib.sha256(state.encode()).hexdigest()


async def disconnect(u: Unit, *, member_id: int, network: str) -> int | None:
    """Take the account out of use at once; its tokens are given back and wiped by a task.

    Returns how many waiting shares were cancelled; None where there is no account.
    """
    account_id = await accounts.revoke(u, member_id, network)
    if account_id is None:
        return None
    stopped = await stop_shares(u, member_id=member_id, network=network)
    moment = u.now.isoformat()
    await audit.append(
        u,
        actor=f"member:{member_id}",
        action="account.disconnected",
        subject=f"account:{account_id}",
        detail={"network": network, "shares_cancelled": stopped},
    )
    await queue.enqueue(
        u, tasks.RevokeAccount(account=account_id), key=f"revoke:{account_id}:{moment}"
    )
    await outbox.refresh_home(u, member_id, f"disconnected:{account_id}:{moment}")
    return stopped


async def stop_shares(u: Unit, *, member_id: int, network: str) -> int:
    """Let nothing that was meant for an account be made on the next; how many were cancelled.

    A share whose call is under way may end, but no second call is made for it.
    """
    stopped = 0
    for share_id in await shares.waiting(u, member_id=member_id, network=network):
        stopped += await shares.move(u, share_id, ShareState.QUEUED, ShareState.CANCELLED)
    await shares.leave_account(u, member_id=member_id, network=network)
    return stopped


async def disconnect_all(u: Unit, member_id: int) -> None:
    """Take all accounts of a person out of use, because they left: no tokens stay behind."""
    for account in await accounts.of_member(u, member_id):
        await disconnect(u, member_id=member_id, network=account.network)
