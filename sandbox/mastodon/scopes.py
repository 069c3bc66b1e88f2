"""What an app may ask for on Mastodon, and what it is in plain words.

Source: docs.joinmastodon.org/api/oauth-scopes. Only data.
"""

from __future__ import annotations

from typing import Final

_READ: Final = {
    "accounts": "See your profile",
    "blocks": "See whom you block",
    "bookmarks": "See your bookmarks",
    "favourites": "See your favourites",
    "filters": "See your filters",
    "follows": "See whom you follow",
    "lists": "See your lists",
    "mutes": "See whom you mute",
    "notifications": "See your notifications",
    "search": "Search for you",
    "statuses": "See your posts",
}
_WRITE: Final = {
    "accounts": "Change your profile",
    "blocks": "Block accounts and domains",
    "bookmarks": "Bookmark posts",
    "conversations": "Mute and delete conversations",
    "favourites": "Favourite posts",
    "filters": "Make filters",
    "follows": "Follow people",
    "lists": "Make lists",
    "media": "Upload pictures for your posts",
    "mutes": "Mute people and conversations",
    "notifications": "Clear your notifications",
    "reports": "Report other people",
    "statuses": "Publish and delete posts for you",
}
KNOWN: Final = {
    "read": "See everything in your account",
    "write": "Change everything in your account",
    "profile": "See your name and picture",
    "follow": "Change whom you follow, block and mute",
    "push": "Send you push notifications",
    **{f"read:{name}": words for name, words in _READ.items()},
    **{f"write:{name}": words for name, words in _WRITE.items()},
}
