"""The kinds of values that settings have, each with what makes it valid. Knows no setting."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from content_store import vault
from programme import calendars

_GUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself.

    A name that only looks like an address, as 127.0.0.1.example.com does, is not.
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local(url: str) -> bool:
    """Whether an address leads to this machine itself."""
    return is_loopback(urlsplit(url).hostname or "")


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not an http or https address")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must have no query, fragment or user name")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("must be https, except on this machine itself")
    return value.rstrip("/")


def _server_pattern(value: str) -> str:
    before, place, after = value.partition("{server}")
    if not place or "{server}" in after:
        raise ValueError("must hold {server} once")
    _address(f"{before}server.example{after}")
    return value.rstrip("/")


def _keys(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not value:
        raise ValueError("needs at least one key")
    for key in value:
        vault.key_from_setting(key.get_secret_value())
    return value


def _bot_token(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith("xoxb-"):
        raise ValueError("must begin with xoxb-")
    return value


def _app_token(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith("xapp-"):
        raise ValueError("must begin with xapp-")
    return value


def _signing_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch("[0-9a-f]{32}", value.get_secret_value()):
        raise ValueError("must be the 32 hexadecimal digits that Slack shows")
    return value


def _guid(value: str) -> str:
    if value and not _GUID.fullmatch(value):
        raise ValueError("must be a GUID, as Azure shows it")
    return value.lower()


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{value!r} is not a time zone") from None
    return value


def _locale(value: str) -> str:
    if not re.fullmatch(r"(en|sl)([-_][A-Za-z]{2})?", value):
        raise ValueError("must be en or sl, with a country if need be")
    return value


def _country(value: str) -> str:
    if value and not calendars.is_known_country(value):
        raise ValueError(f"no public holidays are known for {value!r}")
    return value


def _month(value: str) -> str:
    if not re.fullmatch(r"20\d{2}(0[1-9]|1[0-2])", value):
        raise ValueError("must be a year and a month, such as 202609")
    return value


Csv = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Keys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split), AfterValidator(_keys)]
Address = Annotated[str, AfterValidator(_address)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
AppToken = Annotated[SecretStr, AfterValidator(_app_token)]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]
Guid = Annotated[str, AfterValidator(_guid)]
Zone = Annotated[str, AfterValidator(_zone)]
Locale = Annotated[str, AfterValidator(_locale)]
Country = Annotated[str, AfterValidator(_country)]
ServerPattern = Annotated[str, AfterValidator(_server_pattern)]
Month = Annotated[str, AfterValidator(_month)]
