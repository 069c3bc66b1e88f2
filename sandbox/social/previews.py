"""Link previews: each network's crawler fetches a shared page and reads its Open Graph tags.

The crawlers go to this sandbox and to the app only, with the names they have in reality.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp
import yarl

from sandbox.core import Core
from sandbox.social.feed import Link

CRAWLERS: Final = {
    "linkedin": "LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)",
    "x": "Twitterbot/1.0",
    "facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "whatsapp": "WhatsApp/2.23.20.0",
    "bluesky": "Bluesky Cardyb/1.1; +mailto:support@bsky.app",
    "mastodon": "Mastodon/4.4.0 (http.rb/5.2.0; +https://mastodon.example/)",
    "threads": "facebookexternalhit/1.1",
    "reddit": "redditbot/1.0",
}
_REDIRECTS: Final = 5
_MOST_BYTES: Final = 200_000
_SECONDS: Final = 3.0
_MOVED: Final = (301, 302, 303, 307, 308)


class _Tags(HTMLParser):
    """Collects the Open Graph tags and the title of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title"
        if tag == "meta" and named.get("property", "").startswith("og:"):
            self.found.setdefault(named["property"], named.get("content", ""))

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.found.setdefault("title", data.strip())
            self._in_title = False


async def card(core: Core, network: str, url: str) -> Link:
    """Return the card of a link; a bare one when its page cannot be read."""
    bare = Link(url=url, title=urlsplit(url).netloc)
    if not core.options.link_previews:
        return bare
    try:
        page, final = await _fetch(core, url, CRAWLERS.get(network, "Mozilla/5.0"))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return bare
    tags = _Tags()
    tags.feed(page)
    found = tags.found
    image = found.get("og:image", "")
    return Link(
        url=url,
        title=found.get("og:title") or found.get("title") or bare.title,
        description=found.get("og:description", ""),
        image=urljoin(final, image) if image else "",
    )


def _near(core: Core, url: str) -> bool:
    """Whether the address is in the fake world: the sandbox itself or the app."""
    return _origin(url) in {_origin(core.base_url), _origin(core.bot_url)}


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


async def _fetch(core: Core, url: str, crawler: str) -> tuple[str, str]:
    """Return the page and its final address. Raises ValueError when it leaves the world."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": crawler}) as session:
        for _ in range(_REDIRECTS):
            if not _near(core, url):
                message = "outside the sandbox"
                raise ValueError(message)
            address = yarl.URL(url, encoded=True)
            async with session.get(address, allow_redirects=False) as response:
                if response.status in _MOVED:
                    url = urljoin(url, response.headers.get("Location", ""))
                    continue
                body = await response.content.read(_MOST_BYTES)
                return body.decode("utf-8", "replace"), url
    message = "too many redirects"
    raise ValueError(message)
