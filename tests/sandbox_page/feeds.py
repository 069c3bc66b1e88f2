"""Canned posts on the networks and canned calls of the bot."""

from __future__ import annotations

from .canned import PEOPLE, Json


def _post(
    network: str, id_: str, person: Json, text: str, link: Json | None, **metrics: int | None
) -> Json:
    return {
        "id": id_,
        "network": network,
        "author": {
            "name": person["name"],
            "handle": person["name"].split()[0].lower(),
            "headline": f"{person['title']} at Lipa Energija",
            "initials": person["initials"],
            "color": person["color"],
        },
        "text": text,
        "at": "2026-11-24T07:40:00+01:00",
        "link": link,
        "metrics": metrics,
        "url": f"/{network}/{id_}",
    }


CARD = {
    "url": "https://example.com/solar",
    "title": "Our largest solar roof is live",
    "description": "12,000 panels on one warehouse in Celje.",
    "image": "/img/solar.svg",
}

NETWORKS = {
    "linkedin": [
        _post(
            "linkedin",
            "p1",
            PEOPLE[3],
            "Two winters of planning, one very sunny morning. Proud of this crew.\n\n"
            "#solar #LipaEnergija #ad",
            CARD,
            impressions=1840,
            reactions=62,
            comments=9,
            reshares=4,
            clicks=37,
        ),
        _post(
            "linkedin",
            "p2",
            PEOPLE[2],
            "Even accounting gets to climb on roofs sometimes. " * 9,
            None,
            impressions=None,
            reactions=11,
            comments=0,
        ),
    ],
    "x": [
        _post(
            "x",
            "p3",
            PEOPLE[0],
            "12,000 panels, one roof, zero excuses. https://example.com/solar #solar",
            CARD,
            impressions=920,
            reactions=31,
            comments=2,
            reshares=5,
        )
    ],
    "bluesky": [
        {
            **_post(
                "bluesky",
                "p4",
                PEOPLE[0],
                "See the roof, not https://example.com #solar",
                None,
                reactions=31,
                comments=2,
                reshares=5,
            ),
            "runs": [
                {"text": "See ", "kind": "", "url": ""},
                {"text": "the roof", "kind": "link", "url": "https://example.com/roof"},
                {"text": ", not https://example.com ", "kind": "", "url": ""},
                {"text": "#solar", "kind": "tag", "url": ""},
            ],
            "images": [{"url": "/img/solar.svg", "alt": "A roof full of panels"}],
        }
    ],
    "mastodon": [
        {
            **_post("mastodon", "p5", PEOPLE[2], "Worth a look", None, reactions=3, reshares=1),
            "reshare": {
                "author": {"name": "Priya Nair"},
                "text": "12,000 panels",
                "url": "/mastodon/p1",
            },
        }
    ],
}

CALLS = [
    {
        "at": "2026-11-24T08:58:03+01:00",
        "method": "chat.postMessage",
        "ok": True,
        "error": None,
        "http": 200,
    },
    {
        "at": "2026-11-24T08:58:04+01:00",
        "method": "views.publish",
        "ok": True,
        "error": None,
        "http": 200,
    },
    {
        "at": "2026-11-24T08:58:09+01:00",
        "method": "chat.postEphemeral",
        "ok": False,
        "error": "user_not_in_channel",
        "http": 200,
    },
]
