"""The names that the fake Bluesky gives to content and time are real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import libipld
from hypothesis import given
from hypothesis import strategies as st

from sandbox.bluesky import cid
from tests.sandbox.bluesky_account import record

_LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=9)
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(
    _TREES.filter(lambda tree: not isinstance(tree, dict) or not {"$link", "$bytes"} & set(tree))
)
def test_records_are_encoded_as_others_encode_them(tree: Any) -> None:
    """Our DAG-CBOR is byte for byte that of an independent implementation."""
    assert cid.encoded(tree) == libipld.encode_dag_cbor(tree)


def test_names_of_content_and_time() -> None:
    """CIDs can be read by others, and keys of later moments sort behind earlier ones."""
    assert libipld.decode_cid(cid.of_record(record()))["codec"] == 0x71
    assert libipld.decode_cid(cid.of_bytes(b"x"))["codec"] == 0x55
    moments = [datetime(2026, 11, 24, tzinfo=UTC) + timedelta(microseconds=i) for i in range(3)]
    keys = [cid.tid(moment) for moment in moments]
    assert keys == sorted(keys)
    assert all(cid.is_tid(key) for key in keys)
    assert not cid.is_tid("my-key")
