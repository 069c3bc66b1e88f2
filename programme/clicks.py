"""Which visits of a short link are a person's click, and how unique ones are told apart.

Pure, and keeps nothing: addresses come in, a kind and a hash that is worthless tomorrow go out.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class ClickKind(StrEnum):
    """What a visit is. Only `HUMAN` counts."""

    HUMAN = "human"
    PREVIEW = "preview"
    """A chat or network drawing a card of the link."""
    CRAWLER = "crawler"
    """A search engine, a scanner, a script."""
    PREFETCH = "prefetch"
    """A browser loading ahead, or a page loading the link as something else than a page."""
    HEAD = "head"
    """Another method than GET: looks, but does not read."""
    OWN = "own"
    """The person whose link it is."""
    COMPANY = "company"
    """From one of the company's own networks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """A request for a short link."""

    method: str
    user_agent: str
    ip: str
    headers: Mapping[str, str]


# Names by which link previewers call themselves, as their makers document them:
# docs.slack.dev/robots, developers.facebook.com/docs/sharing/webmasters/web-crawlers,
# docs.x.com/x-for-websites/cards/guides/troubleshooting-cards; others as seen in the wild.
# The apps' own browsers ("Slack_SSB", "FBAN", "LinkedInApp", "Twitter for iPhone") are people.
_PREVIEWERS = re.compile(
    r"slackbot|slack-imgproxy|linkedinbot|twitterbot|facebookexternalhit|facebookcatalog"
    r"|meta-externalagent|meta-externalfetcher|^whatsapp/|discordbot|telegrambot|skypeuripreview"
    r"|teamsbot|microsoft-url-?preview|microsoftpreview|bingpreview|cardyb|bluesky|mastodon"
    r"|pleroma|akkoma|misskey|redditbot|viber|vkshare|line-poker|kakaotalk-scrap|iframely|embedly"
    r"|synapse|signal-desktop|googlemessages|google-structured-data|ms-office|msoffice"
    r"|outlook-?linkpreview|pinterestbot|snapchat-?urlpreview|zoombot|mattermost-bot"
    r"|rocket\.chat|opengraph|link-?preview|url-?preview",
    re.IGNORECASE,
)
_CRAWLERS = re.compile(
    r"(?<!cu)bot\b|\bbot|crawl|spider|slurp|scrap|headless|phantomjs|lighthouse|pagespeed|gtmetrix"
    r"|monitor|uptime|pingdom|statuscake|archive\.org|wget|curl|python|aiohttp|httpx|urllib"
    r"|go-http|okhttp|java/|libwww|axios|node-fetch|undici|postman|insomnia|apache-http|scanner"
    r"|proofpoint|mimecast|barracuda|urlscan|virustotal|checker|validator|google-?(?:other"
    r"|inspectiontool|safety|read-aloud)|apis-google|adsbot|mediapartners|facebot|gptbot|claude"
    r"|perplexity|ahrefs|semrush|yandex(?!\.browser)(?:bot|images|metrika)|baiduspider|petal",
    re.IGNORECASE,
)
_BROWSER = re.compile(r"^(?:Mozilla|Opera)/\d")


def classify(
    visit: Visit,
    *,
    is_owner: bool = False,
    company_networks: Collection[IPNetwork] = (),
) -> ClickKind:
    """What kind of visit this is, by the surest sign first.

    `is_owner`: the request comes from the person whose link it is, as far as the caller can tell.
    """
    if visit.method.upper() != "GET":
        return ClickKind.HEAD
    if _PREVIEWERS.search(visit.user_agent):
        return ClickKind.PREVIEW
    if not _BROWSER.match(visit.user_agent) or _CRAWLERS.search(visit.user_agent):
        return ClickKind.CRAWLER
    if _loads_ahead(visit.headers):
        return ClickKind.PREFETCH
    if is_owner:
        return ClickKind.OWN
    if is_within(visit.ip, company_networks):
        return ClickKind.COMPANY
    return ClickKind.HUMAN


def _loads_ahead(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that nobody is looking (wicg.github.io/nav-speculation).

    The Sec- headers cannot be set by scripts, so a page that loads links in the background to
    collect clicks gives itself away.
    """
    small = {name.lower(): value.lower() for name, value in headers.items()}
    purposes = (small.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
    if any("prefetch" in purpose or "preview" in purpose for purpose in purposes):
        return True
    return small.get("sec-fetch-mode", "navigate") != "navigate"


def is_within(ip: str, networks: Collection[IPNetwork]) -> bool:
    """Whether an address belongs to one of the networks; False for what is no address."""
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address.version == network.version and address in network for network in networks)


MIN_SECRET = 16
"""Shortest key for `daily_hash`, in bytes."""


def daily_hash(secret: bytes, day: date, ip: str, user_agent: str) -> str:
    """A name for a visitor that holds for one day (UTC): 64 hexadecimal digits.

    HMAC-SHA-256, so that without the secret not even trying all addresses leads back to one.
    Raises ValueError for a secret that is too short.
    """
    if len(secret) < MIN_SECRET:
        raise ValueError(f"the secret needs at least {MIN_SECRET} bytes")
    key = hmac.digest(secret, day.isoformat().encode(), hashlib.sha256)
    return hmac.new(key, f"{ip}\n{user_agent}".encode(), hashlib.sha256).hexdigest()
