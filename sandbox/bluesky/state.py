"""What Bluesky knows: accounts with their app passwords, records and files; sessions; limits.

Knows nothing of HTTP.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sandbox.bluesky import cid
from sandbox.core import Core
from sandbox.people import Person
from sandbox.social.feed import Feed, domain_handle_of
from sandbox.social.windows import Windows
from sandbox.values import Json

REFRESH_LIFE: Final = timedelta(days=90)
GRACE: Final = timedelta(hours=2)
"""How long a refresh token that was used can be used again, with the same result."""
USUAL_NAME: Final = "Glasnik"


@dataclass(kw_only=True, slots=True)
class Record:
    """One record of an account."""

    uri: str
    cid: str
    value: Json
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """One uploaded file."""

    cid: str
    media_type: str
    data: bytes


@dataclass(kw_only=True, slots=True)
class Account:
    """One account. `records` by collection and key; `app_passwords` by the name given to each."""

    did: str
    handle: str
    person: str
    password: str
    commit: str
    app_passwords: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    blobs: dict[str, Blob] = field(default_factory=dict)
    taken_down: bool = False


@dataclass(kw_only=True, slots=True)
class Session:
    """What stands behind one refresh token. `next` is the one it was exchanged for."""

    id: str
    did: str
    app_password: str
    ends: datetime
    next: str | None = None


class State:
    """All of it."""

    def __init__(self, core: Core, feed: Feed) -> None:
        self.core = core
        self.feed = feed
        self.windows = Windows(core.clock)
        self.sessions: dict[str, Session] = {}
        self._accounts: dict[str, Account] = {}
        self._names: dict[str, Person] = {}
        self._known = 0
        self._last_commit = core.clock.now()

    # Addresses ---------------------------------------------------------------------------------

    @property
    def web(self) -> str:
        """Where people look at posts."""
        return f"{self.core.base_url}/bluesky"

    @property
    def appview(self) -> str:
        """The base address of the AppView."""
        return f"{self.web}/appview"

    @property
    def directory(self) -> str:
        """The base address of the directory of identities."""
        return f"{self.web}/plc"

    @property
    def pds(self) -> str:
        """The base address of the server that the accounts are on."""
        return f"{self.web}/pds"

    def blob_url(self, account: Account, blob_cid: str) -> str:
        """Return where a file can be read."""
        return f"{self.pds}/xrpc/com.atproto.sync.getBlob?did={account.did}&cid={blob_cid}"

    # Accounts ----------------------------------------------------------------------------------

    def handle(self, person: Person) -> str:
        """Return a person's handle."""
        return domain_handle_of(person)

    def did(self, person: Person) -> str:
        """Return a person's permanent identifier."""
        return "did:plc:" + _letters(self.core.ids.secret(f"bluesky did {person.id}", 30))

    def password(self, person: Person) -> str:
        """Return the password of a person's account itself; signing in with it needs a code."""
        return self.account(person).password

    def app_password(self, person: Person, name: str = USUAL_NAME) -> str:
        """Return a person's app password of this name, making it when there is none."""
        account = self.account(person)
        if name not in account.app_passwords:
            letters = _letters(self.core.ids.fresh_secret(f"bluesky app {person.id}", 20))
            account.app_passwords[name] = "-".join(letters[i : i + 4] for i in range(0, 16, 4))
        return account.app_passwords[name]

    def revoke(self, person: Person, name: str = USUAL_NAME) -> None:
        """Take back an app password, as in the person's settings; its sessions end with it.

        An access token that was given out works on until its own end, as in reality.
        """
        account = self.account(person)
        account.app_passwords.pop(name, None)
        for session in list(self.sessions.values()):
            if (session.did, session.app_password) == (account.did, name):
                del self.sessions[session.id]

    def account(self, person: Person) -> Account:
        """Return a person's account."""
        found = self._accounts.get(person.id)
        if found is None:
            found = Account(
                did=self.did(person),
                handle=self.handle(person),
                person=person.id,
                password=self.core.ids.secret(f"bluesky password {person.id}", 20),
                commit=cid.of_record({"did": self.did(person), "rev": ""}),
            )
            self._accounts[person.id] = found
        return found

    def find(self, who: str) -> Account | None:
        """Return the account with this handle or identifier."""
        if len(self.core.people) != self._known:
            self._known = len(self.core.people)
            for person in self.core.people:
                self._names[self.handle(person)] = self._names[self.did(person)] = person
        found = self._names.get(who.lower())
        return self.account(found) if found is not None else None

    def person(self, account: Account) -> Person:
        """Return whose account it is. Raises KeyError."""
        found = self.core.people.get(account.person)
        if found is None:
            raise KeyError(account.person)
        return found

    def commit(self, account: Account) -> Json:
        """Write the account's next commit and describe it."""
        # Two commits in the same microsecond would have one name.
        now = max(self.core.clock.now(), self._last_commit + timedelta(microseconds=1))
        self._last_commit = now
        revision = cid.tid(now)
        account.commit = cid.of_record({"did": account.did, "rev": revision})
        return {"cid": account.commit, "rev": revision}

    def fresh_key(self) -> str:
        """Return a record key for a record that came without one."""
        self._last_commit = max(
            self.core.clock.now(), self._last_commit + timedelta(microseconds=1)
        )
        return cid.tid(self._last_commit)

    # Sessions ----------------------------------------------------------------------------------

    def begin(self, account: Account, app_password: str) -> Session:
        """Return a new session."""
        session = Session(
            id=self.core.ids.fresh_secret("bluesky session", 40),
            did=account.did,
            app_password=app_password,
            ends=self.core.clock.now() + REFRESH_LIFE,
        )
        self.sessions[session.id] = session
        return session

    def rotate(self, session: Session) -> Session | None:
        """Return the session that takes this one's place; None when this one is over.

        For two hours the old token gives the same new one again, so that a lost answer ends no
        session.
        """
        now = self.core.clock.now()
        if now >= session.ends:
            self.sessions.pop(session.id, None)
            return None
        if session.next is not None:
            return self.sessions.get(session.next)
        account = self.find(session.did)
        if account is None:
            return None
        fresh = self.begin(account, session.app_password)
        session.next = fresh.id
        session.ends = min(session.ends, now + GRACE)
        return fresh


def _letters(digits: str) -> str:
    """Return hexadecimal digits in the lower-case base 32 that Bluesky writes."""
    return base64.b32encode(bytes.fromhex(digits)).decode().lower().rstrip("=")
