"""Sealing secrets before they are stored, and signing addresses that are one person's.

Opening a sealed one is a visible act, never a column's.

AES-256-GCM with a random nonce; the key's id stands in front, so keys can be changed; owner and
purpose are authenticated, so that a token copied into another row does not open. Knows no table.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D 8.2: 96 bits, random, for far fewer than 2³² messages a key
_SIGNATURE_BYTES = 12
_VERSION = "g1"


class VaultError(Exception):
    """A sealed text can't be opened. Messages name neither the secret nor a key."""


class NoSuchKey(VaultError):
    """The text was sealed with a key that is not in the ring any more."""


class Tampered(VaultError):
    """The text is damaged, or was sealed for another owner or purpose."""


class BadKey(ValueError):
    """A key in the settings is unusable; the message says why and never shows it."""


def key_from_setting(text: str) -> bytes:
    """The 32 bytes of a key written in base64 (standard or URL alphabet, padding optional).

    Raises BadKey for another length, another alphabet, or a key that nobody drew at random.
    """
    compact = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        key = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKey("a vault key must be base64") from error
    if len(key) != KEY_BYTES:
        raise BadKey(f"a vault key must have {KEY_BYTES} bytes, this one has {len(key)}")
    if len(set(key)) < 8:
        raise BadKey("a vault key must be random bytes; draw one with `glasnik keys new`")
    return key


def new_key() -> str:
    """A fresh random key, written as settings take it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


class Vault:
    """Seals with the newest key of a ring, and opens with any of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the ring, newest key first.

        Raises BadKey without keys, or for one that has not 32 bytes.
        """
        if not keys:
            raise BadKey("a vault needs a key")
        if any(len(key) != KEY_BYTES for key in keys):
            raise BadKey(f"vault keys must have {KEY_BYTES} bytes")
        self._ring = {_key_id(key): AESGCM(key) for key in keys}
        self._signing = [_signing_key(key) for key in keys]
        self._newest = _key_id(keys[0])

    def __repr__(self) -> str:
        return f"Vault({len(self._ring)} keys)"

    def seal(self, plain: str, *, owner: str, purpose: str) -> str:
        """Seal a text for one owner and one purpose; every call gives another result."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        bound_to = _bound_to(self._newest, owner, purpose)
        sealed = self._ring[self._newest].encrypt(nonce, plain.encode(), bound_to)
        return f"{_VERSION}.{self._newest}.{_encode(nonce + sealed)}"

    def open(self, sealed: str, *, owner: str, purpose: str) -> str:
        """The text that was sealed for this owner and purpose.

        Raises NoSuchKey or Tampered.
        """
        key_id, body = _parts(sealed)
        cipher = self._ring.get(key_id)
        if cipher is None:
            raise NoSuchKey(f"sealed with key {key_id}, which is not in the ring")
        nonce, text = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, text, _bound_to(key_id, owner, purpose)).decode()
        except (InvalidTag, ValueError) as error:
            raise Tampered("damaged, or sealed for another owner or purpose") from error

    def needs_rotation(self, sealed: str) -> bool:
        """Whether an older key than the newest sealed this. Raises Tampered."""
        return _parts(sealed)[0] != self._newest

    def rotate(self, sealed: str, *, owner: str, purpose: str) -> str:
        """The same text under the newest key; unchanged if it is already.

        Raises NoSuchKey or Tampered.
        """
        if not self.needs_rotation(sealed):
            return sealed
        return self.seal(
            self.open(sealed, owner=owner, purpose=purpose), owner=owner, purpose=purpose
        )

    def sign(self, text: str, *, purpose: str) -> str:
        """A signature of 96 bits in 16 URL-safe characters, by which a text is known as ours.

        For addresses that are handed to one person; the same text is signed alike each time.
        """
        return _signature(self._signing[0], text, purpose)

    def vouches(self, text: str, signature: str, *, purpose: str) -> bool:
        """Whether any key of the ring has signed this text for this purpose."""
        given = signature.encode("utf-8", "replace")
        found = [
            hmac.compare_digest(_signature(key, text, purpose).encode(), given)
            for key in self._signing
        ]
        return any(found)


def _signing_key(key: bytes) -> bytes:
    # Of its own (RFC 5869): what signs must not be what seals.
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"glasnik signing")
    return derived.derive(key)


def _signature(key: bytes, text: str, purpose: str) -> str:
    message = json.dumps([purpose, text]).encode()
    return _encode(hmac.digest(key, message, "sha256")[:_SIGNATURE_BYTES])


def _key_id(key: bytes) -> str:
    # Tells keys apart and tells nothing about them: the hash is of a full-length random key.
    return hashlib.sha256(b"glasnik vault key id" + key).hexdigest()[:8]


def _bound_to(key_id: str, owner: str, purpose: str) -> bytes:
    # JSON, not joined text: ("a:b", "c") and ("a", "b:c") must differ.
    return json.dumps([_VERSION, key_id, owner, purpose]).encode()


def _encode(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).decode("ascii").rstrip("=")


def _parts(sealed: str) -> tuple[str, bytes]:
    version, _, rest = sealed.partition(".")
    key_id, _, body = rest.partition(".")
    if version != _VERSION or not key_id or not body:
        raise Tampered("not a sealed text")
    try:
        return key_id, base64.b64decode(
            body + "=" * (-len(body) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError) as error:
        raise Tampered("not a sealed text") from error
