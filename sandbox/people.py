"""The people of the fake company, as every platform of the sandbox knows them.

Knows nothing of Slack or of any network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(kw_only=True, slots=True)
class Person:
    """One member of the workplace. The id is the Slack user id."""

    id: str
    handle: str
    name: str
    email: str
    title: str = ""
    team: str = ""
    about: str = ""
    headline: str = ""
    locale: str = "en-GB"
    tz: str = "Europe/Ljubljana"
    color: str = "4a6fa5"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_guest: bool = False
    deleted: bool = False
    email_confirmed: bool = True

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def first_name(self) -> str:
        """The first word of the name."""
        return self.name.split()[0]

    @property
    def last_name(self) -> str:
        """Everything after the first word of the name."""
        return self.name.partition(" ")[2]

    def tz_offset(self, at: datetime) -> int:
        """Return the seconds that this person's clock is ahead of UTC at that moment."""
        offset = at.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0


class People:
    """Everyone, by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Person] = {}

    def add(self, person: Person) -> Person:
        """Add a person and return them."""
        self._by_id[person.id] = person
        return person

    def get(self, person_id: str) -> Person | None:
        """Return the person with this id, or None."""
        return self._by_id.get(person_id)

    def named(self, name: str) -> Person:
        """Return the person with this name, first name or handle. Raises KeyError."""
        for person in self._by_id.values():
            if name in {person.name, person.handle, person.first_name}:
                return person
        raise KeyError(name)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
