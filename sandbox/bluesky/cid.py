"""Names that Bluesky makes from content and from time: CIDs and TIDs.

Sources: atproto.com/specs/data-model, atproto.com/specs/tid, ipld.io/specs/codecs/dag-cbor.
Knows nothing of what is named.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from typing import Any, Final

_VERSION: Final = 1
_RAW: Final = 0x55
_CBOR: Final = 0x71
_SHA_256: Final = bytes([0x12, 0x20])
_LINK_TAG: Final = 42
_SORTABLE: Final = "234567abcdefghijklmnopqrstuvwxyz"
_TID: Final = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _SIMPLE = range(8)
_FALSE, _TRUE, _NULL = 20, 21, 22
_INTEGERS: Final = 2**63


def of_bytes(data: bytes) -> str:
    """Return the CID of a file."""
    return _written(_RAW, data)


def of_record(record: object) -> str:
    """Return the CID of a record. Raises ValueError for what a record can't hold."""
    return _written(_CBOR, encoded(record))


def encoded(value: Any) -> bytes:
    """Return a value of the data model in DAG-CBOR. Raises ValueError for a fraction."""
    match value:
        case None:
            return _head(_SIMPLE, _NULL)
        case bool():
            return _head(_SIMPLE, _TRUE if value else _FALSE)
        case int() if -_INTEGERS <= value < _INTEGERS:
            return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
        case str():
            text = value.encode()
            return _head(_TEXT, len(text)) + text
        case list():
            return _head(_LIST, len(value)) + b"".join(encoded(each) for each in value)
        case {"$link": str(link)} if len(value) == 1:
            linked = b"\0" + _read(link)
            return _head(_TAG, _LINK_TAG) + _head(_BYTES, len(linked)) + linked
        case {"$bytes": str(text)} if len(value) == 1:
            data = base64.b64decode(text + "=" * (-len(text) % 4))
            return _head(_BYTES, len(data)) + data
        case dict():
            pairs = sorted(((str(key).encode(), each) for key, each in value.items()), key=_order)
            body = b"".join(_head(_TEXT, len(key)) + key + encoded(each) for key, each in pairs)
            return _head(_MAP, len(pairs)) + body
        case _:
            message = f"a record can't hold a {type(value).__name__}"
            raise ValueError(message)


def tid(at: datetime, clock_id: int = 0) -> str:
    """Return the timestamp identifier of a moment, to the microsecond."""
    number = int(at.timestamp() * 1_000_000) << 10 | clock_id
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def is_tid(text: str) -> bool:
    """Whether a record key is a timestamp identifier."""
    return _TID.fullmatch(text) is not None


def _order(pair: tuple[bytes, object]) -> tuple[int, bytes]:
    return len(pair[0]), pair[0]


def _written(codec: int, data: bytes) -> str:
    digest = bytes([_VERSION, codec]) + _SHA_256 + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(digest).decode().lower().rstrip("=")


def _read(text: str) -> bytes:
    letters = text.removeprefix("b").upper()
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def _head(major: int, value: int) -> bytes:
    for size, code in ((1, 24), (2, 25), (4, 26), (8, 27)):
        if value < 24:
            return bytes([major << 5 | value])
        if value < 1 << size * 8:
            return bytes([major << 5 | code]) + value.to_bytes(size, "big")
    message = "a number beyond 64 bits"
    raise ValueError(message)
