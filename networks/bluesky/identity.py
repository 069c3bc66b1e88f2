"""Who an account is and where it lives: from a handle to its DID, and from that to its server.

Both directions must agree (atproto.com/specs/handle): the handle leads to the DID, and the DID's
document names the handle; so nobody's password is sent to the server of somebody else. The server
comes from the document, and only where `networks.guard` allows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from networks import http
from networks.bluesky import errors, xrpc
from networks.connecting import (
    AnswerProblem,
    AnswerRefused,
    Ask,
    ConnectFailed,
    ConnectFailure,
)
from networks.guard import AddressRefused

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HANDLE = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?")
_PLC = re.compile(r"did:plc:[a-z2-7]{24}")
_WEB = re.compile(rf"did:web:((?:{_LABEL}\.)*{_LABEL}(?:%3[Aa][0-9]{{1,5}})?)")
# What Bluesky's app and web pages put around a handle that is copied from them.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\xad]")
_MAX_HANDLE = 253
_PDS = ("#atproto_pds", "AtprotoPersonalDataServer")


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """An account, and the base address of the server it lives on."""

    did: str
    handle: str
    server: str


def normalised(typed: str) -> str:
    """The handle or DID that somebody typed or pasted, also as the address of a profile.

    Raises `AnswerRefused`.
    """
    name = _INVISIBLE.sub("", typed).strip()
    if name.lower().startswith("at://"):
        name = name[5:].partition("/")[0]
    elif "/" in name:
        name = _from_profile(name)
    name = name.removeprefix("@").removesuffix(".")
    if is_did(name):
        return name
    name = name.lower()
    if not is_handle(name):
        raise AnswerRefused(Ask.HANDLE, AnswerProblem.MALFORMED)
    return name


def is_handle(name: str) -> bool:
    """Whether this could be a handle, which is a domain in lower case here."""
    return len(name) <= _MAX_HANDLE and _HANDLE.fullmatch(name) is not None


def is_did(name: str) -> bool:
    """Whether this is a DID of one of the two methods that Bluesky knows."""
    return _PLC.fullmatch(name) is not None or _WEB.fullmatch(name) is not None


async def resolve(api: xrpc.Api, name: str) -> Identity:
    """The account behind a handle or DID. Raises `AnswerRefused` and `ConnectFailed`."""
    if not is_did(name):
        did = await _did_of(api, name)
        document = await _document(api, did)
        if name not in _handles(document):
            raise AnswerRefused(Ask.HANDLE, AnswerProblem.UNKNOWN)
        return Identity(did=did, handle=name, server=_server(api, document, did))
    document = await _document(api, name)
    handle = next(iter(_handles(document)), "")
    # An account whose handle has lapsed is still there under its DID.
    agreed = is_handle(handle) and await _leads_to(api, handle, name)
    return Identity(
        did=name, handle=handle if agreed else name, server=_server(api, document, name)
    )


async def server_of(api: xrpc.Api, did: str) -> str:
    """Where an account lives now. Raises `AnswerRefused` and `ConnectFailed`."""
    return _server(api, await _document(api, did), did)


async def did_of(api: xrpc.Api, handle: str) -> str | None:
    """The account that a handle leads to; None where it leads to none.

    Raises `xrpc.Answered`, `http.NotSent` and `http.Lost` where that can't be told.
    """
    try:
        found = await api.public(
            lambda call: call.com.atproto.identity.resolve_handle({"handle": handle})
        )
    except xrpc.Answered as answered:
        if answered.answer.status in {400, 404} and errors.name_of(answered.answer):
            return None
        raise
    return found.did if is_did(found.did) else None


async def _did_of(api: xrpc.Api, handle: str) -> str:
    try:
        did = await did_of(api, handle)
    except (xrpc.Answered, http.NotSent, http.Lost):
        raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
    if did is None:
        raise AnswerRefused(Ask.HANDLE, AnswerProblem.UNKNOWN)
    return did


async def _leads_to(api: xrpc.Api, handle: str, did: str) -> bool:
    try:
        return await did_of(api, handle) == did
    except (xrpc.Answered, http.NotSent, http.Lost):
        raise ConnectFailed(ConnectFailure.UNREACHABLE) from None


async def _document(api: xrpc.Api, did: str) -> dict[str, Any]:
    """The DID's document (atproto.com/specs/did)."""
    try:
        if did.startswith("did:plc:"):
            answer = await api.client.call("GET", f"{api.directory}/{quote(did, safe=':')}")
        else:
            base = api.guard.checked_base(f"https://{unquote(did.removeprefix('did:web:'))}")
            answer = await api.guarded.call("GET", f"{base}/.well-known/did.json")
    except AddressRefused:
        raise AnswerRefused(Ask.HANDLE, AnswerProblem.UNKNOWN) from None
    except (http.NotSent, http.Lost):
        raise ConnectFailed(ConnectFailure.UNREACHABLE) from None
    if answer.status in {404, 410}:
        raise AnswerRefused(Ask.HANDLE, AnswerProblem.UNKNOWN)
    if errors.is_passing(answer):
        raise ConnectFailed(ConnectFailure.UNREACHABLE)
    document = answer.json()
    if answer.status != 200 or document.get("id") != did:
        raise ConnectFailed(ConnectFailure.MALFORMED)
    return document


def _handles(document: dict[str, Any]) -> list[str]:
    names = document.get("alsoKnownAs")
    if not isinstance(names, list):
        return []
    return [
        name[5:].lower() for name in names if isinstance(name, str) and name.startswith("at://")
    ]


def _server(api: xrpc.Api, document: dict[str, Any], did: str) -> str:
    services = document.get("service")
    for service in services if isinstance(services, list) else []:
        if not isinstance(service, dict) or service.get("type") != _PDS[1]:
            continue
        address = service.get("serviceEndpoint")
        if service.get("id") in {_PDS[0], did + _PDS[0]} and isinstance(address, str):
            try:
                return api.guard.checked_base(address)
            except AddressRefused:
                break
    raise ConnectFailed(ConnectFailure.MALFORMED)


def _from_profile(address: str) -> str:
    """The name in the address of a profile or of a post; a bare host may stand for a scheme."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:
        return ""
    steps = parts.path.split("/")
    return unquote(steps[2]) if len(steps) > 2 and steps[1] == "profile" else ""
