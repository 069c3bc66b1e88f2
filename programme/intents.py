"""Share links: addresses that open a network's own composer, filled in where it allows.

Base addresses are passed in, so that a test world can stand in for the networks. Values are
percent-encoded as UTF-8 with %20 for a space: several composers show a + as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from programme import links, text_rules
from programme.errors import Refused


class Carries(StrEnum):
    """What a network's composer takes over from a share link."""

    TEXT_AND_LINK = "text_and_link"
    LINK_ONLY = "link_only"


CARRIES: Final[Mapping[str, Carries]] = MappingProxyType(
    {
        "linkedin": Carries.LINK_ONLY,
        "x": Carries.TEXT_AND_LINK,
        "facebook": Carries.LINK_ONLY,
        "whatsapp": Carries.TEXT_AND_LINK,
        "bluesky": Carries.TEXT_AND_LINK,
        "threads": Carries.TEXT_AND_LINK,
        "mastodon": Carries.TEXT_AND_LINK,
        "reddit": Carries.TEXT_AND_LINK,
        "email": Carries.TEXT_AND_LINK,
    }
)

VENDOR_BASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "linkedin": "https://www.linkedin.com/sharing/share-offsite/",
        "x": "https://x.com/intent/tweet",
        "facebook": "https://www.facebook.com/sharer/sharer.php",
        "whatsapp": "https://wa.me/",
        "bluesky": "https://bsky.app/intent/compose",
        "threads": "https://www.threads.com/intent/post",
        # Asks for the person's own server, then opens its composer.
        "mastodon": "https://share.joinmastodon.org/",
        "reddit": "https://www.reddit.com/submit",
        "email": "mailto:",
    }
)
"""The networks' own addresses, for settings to start from."""

_TITLE_LIMIT = 300
"""Reddit's longest title, in characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """A share link, and the text to offer for copying where it cannot carry one."""

    url: str
    carries: Carries
    copy_text: str | None


def intent(
    network: str,
    *,
    text: str,
    link: str,
    bases: Mapping[str, str],
    title: str = "",
    instance: str | None = None,
) -> Intent:
    """The share link of a network for a text (without the link in it) and a link.

    `title` is the subject of an e-mail and the title on Reddit, which falls back on the text.
    `instance` is the host of a person's Mastodon server. Raises LinkRefused for a link that is
    not of the web or an instance that is no host, and KeyError for an unknown network.
    """
    link = links.checked(link)
    carries = CARRIES[network]
    parameters = _parameters(network, text, link, title)
    base = bases[network]
    if network == "mastodon":
        url = _mastodon(base, parameters, instance)
    else:
        url = _with(base, parameters)
    return Intent(
        url=url, carries=carries, copy_text=text if carries is Carries.LINK_ONLY else None
    )


def _parameters(network: str, text: str, link: str, title: str) -> dict[str, str]:
    both = text_rules.join_link(text, link)
    match network:
        case "linkedin":
            return {"url": link}
        case "facebook":
            return {"u": link}
        case "x" | "threads":
            return {"text": text, "url": link}
        case "whatsapp" | "bluesky" | "mastodon":
            return {"text": both}
        case "reddit":
            return {"url": link, "title": _one_line(title or text)}
        case "email":
            # RFC 6068 wants line breaks as %0D%0A.
            return {"subject": _one_line(title), "body": both.replace("\n", "\r\n")}
        case _:
            raise KeyError(network)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE_LIMIT else line[: _TITLE_LIMIT - 1].rstrip() + "…"


def _with(base: str, parameters: Mapping[str, str]) -> str:
    pairs = [f"{name}={quote(value, safe='')}" for name, value in parameters.items() if value]
    return f"{base}{'&' if '?' in base else '?'}{'&'.join(pairs)}"


def _mastodon(base: str, parameters: Mapping[str, str], instance: str | None) -> str:
    if instance is not None:
        return _with(f"https://{host_of_instance(instance)}/share", parameters)
    if urlsplit(base).path.rstrip("/").endswith("/share"):
        return _with(base, parameters)
    # The joint share page reads its text from the fragment, which never leaves the browser.
    fragment = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
    return urlunsplit(urlsplit(base)._replace(fragment=fragment))


def host_of_instance(written: str) -> str:
    """The host of a Mastodon server, however a person writes it: "@ana@toot.si", "toot.si/".

    Raises Refused where it is no host.
    """
    address = written.strip().casefold().removeprefix("https://").removeprefix("http://")
    host = address.split("/", 1)[0].rsplit("@", 1)[-1]
    if "." not in host or not links.is_web(f"https://{host}/"):
        raise Refused("mastodon.instance", field="instance")
    return host
