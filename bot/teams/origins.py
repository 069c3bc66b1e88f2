"""Where a form was opened from: travels in its card and comes back through somebody's client.

Whatever comes back could be made up, and by it we change messages of ours. So it is sealed for the
person it was given to; what bears no seal of ours is as good as unknown.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from chat.people import MessageRef, PersonRef, PlaceRef, Platform

_PLACE, _MESSAGE, _SEAL = "place", "message", "seal"
_SEAL_BYTES = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The card that somebody acted on, or from which a form was opened."""

    place: str | None = None
    message: str | None = None

    @property
    def ref(self) -> MessageRef | None:
        """The message that holds the card, where it is known."""
        if self.place is None or self.message is None:
            return None
        return MessageRef(place=PlaceRef(platform=Platform.TEAMS, id=self.place), id=self.message)


class Origins:
    """Packs origins into forms and reads them again."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def packed(self, origin: Origin, person: PersonRef) -> dict[str, str]:
        """As it travels; only what is known."""
        known = {_PLACE: origin.place, _MESSAGE: origin.message}
        found = {name: value for name, value in known.items() if value is not None}
        return {**found, _SEAL: self._seal(found, person)} if found else {}

    def read(self, packed: Mapping[str, str], person: PersonRef) -> Origin:
        """What `packed` packed for this person; nothing known where they got it otherwise."""
        found = {name: packed[name] for name in (_PLACE, _MESSAGE) if name in packed}
        seal = packed.get(_SEAL, "")
        if not seal.isascii() or not hmac.compare_digest(seal, self._seal(found, person)):
            return Origin()
        return Origin(place=found.get(_PLACE), message=found.get(_MESSAGE))

    def _seal(self, found: Mapping[str, str], person: PersonRef) -> str:
        said = "\n".join(
            f"{len(part)}:{part}"
            for part in (person.id, found.get(_PLACE, ""), found.get(_MESSAGE, ""))
        )
        sealed = hmac.new(self._key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(sealed[:_SEAL_BYTES]).decode().rstrip("=")
