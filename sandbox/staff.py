"""Who works at Lipa Energija: the cast with their stories, and the colleagues in the background.

Only data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A person before they are in a world."""

    handle: str
    name: str
    title: str
    team: str
    about: str = ""
    headline: str = ""
    locale: str = "en-GB"
    tz: str = "Europe/Ljubljana"
    is_admin: bool = False
    is_guest: bool = False


CAST: Final = (
    Role(
        handle="maja",
        name="Maja Kovač",
        title="Head of Communications",
        team="Communications",
        about="Leads the advocacy programme. Brings in content, approves it, reads the numbers.",
        headline="Honest words about energy. Head of Communications at Lipa Energija",
        is_admin=True,
    ),
    Role(
        handle="tom",
        name="Tom Fischer",
        title="Communications Manager, Berlin",
        team="Communications",
        about="The second lead. Reviews what Maja writes, from Berlin.",
        headline="Energy stories from Berlin",
        locale="de-DE",
        tz="Europe/Berlin",
    ),
    Role(
        handle="joe",
        name="Joe Baker",
        title="Accountant",
        team="Accounting",
        about="Joe from accounting. Shares when a story is good, and likes to know why.",
        headline="Numbers, bread, bicycles",
    ),
    Role(
        handle="priya",
        name="Priya Nair",
        title="Lead Engineer",
        team="Engineering",
        about="Built half of what the blog writes about. Would rather use her own words.",
        headline="I make heat pumps quieter",
    ),
    Role(
        handle="luka",
        name="Luka Zupan",
        title="Customer Care",
        team="Customer Care",
        about="Started this week. Has never shared anything from work.",
    ),
    Role(
        handle="ana",
        name="Ana Novak",
        title="Energy Adviser",
        team="Customer Care",
        about="Uses Slack in Slovene. Explains electricity bills to her mother.",
        headline="Svetovalka za energijo",
        locale="sl-SI",
    ),
    Role(
        handle="marko",
        name="Marko Kos",
        title="Battery Engineer",
        team="Engineering",
        about="Looks after the battery between two villages.",
    ),
    Role(
        handle="nina",
        name="Nina Zajc",
        title="People Partner",
        team="People",
        about="Hires field engineers, and finds most of them through colleagues' posts.",
        headline="We are hiring people who like ladders",
    ),
    Role(
        handle="elena",
        name="Elena Rossi",
        title="Wind Analyst",
        team="Engineering",
        about="Measures the wind. Posts rarely, and everybody reads it.",
        tz="Europe/Rome",
    ),
    Role(
        handle="sam",
        name="Sam Carter",
        title="Partnerships, New York",
        team="Sales",
        about="Works from New York, six hours behind everyone.",
        headline="Bridging two grids and one ocean",
        locale="en-US",
        tz="America/New_York",
    ),
    Role(
        handle="zoe",
        name="Zoë Lambert",
        title="Data Scientist",
        team="Engineering",
        about="Asks what the numbers leave out.",
        tz="Europe/Paris",
    ),
    Role(
        handle="peter",
        name="Peter Hribar",
        title="Managing Director",
        team="Management",
        about="Looks at the reports once a quarter, and shares when he is asked nicely.",
    ),
    Role(
        handle="ivo",
        name="Ivo Petek",
        title="Photographer (guest)",
        team="",
        about="A guest. Belongs to nothing but the conversations he is invited to.",
        is_guest=True,
    ),
)

_FIRST: Final = (
    "Alenka",
    "Boris",
    "Cvetka",
    "Damjan",
    "Eva",
    "Franci",
    "Gregor",
    "Helena",
    "Igor",
    "Jana",
    "Klemen",
    "Lara",
    "Matej",
    "Nataša",
    "Oskar",
    "Polona",
    "Rok",
    "Sara",
    "Tina",
    "Urban",
    "Vesna",
    "Žiga",
    "Anja",
    "Blaž",
    "Katja",
    "Jure",
    "Mojca",
    "Aljaž",
)
_LAST: Final = (
    "Horvat",
    "Krajnc",
    "Potočnik",
    "Vidmar",
    "Golob",
    "Turk",
    "Božič",
    "Kralj",
    "Korošec",
    "Bizjak",
    "Kotnik",
    "Rozman",
    "Hočevar",
    "Jereb",
    "Oblak",
    "Žagar",
    "Mlakar",
)
_POSTS: Final = (
    ("Field Engineer", "Field", "Europe/Ljubljana"),
    ("Accountant", "Accounting", "Europe/Ljubljana"),
    ("Software Engineer", "Engineering", "Europe/Ljubljana"),
    ("Sales Manager", "Sales", "Europe/Berlin"),
    ("Customer Care", "Customer Care", "Europe/Ljubljana"),
    ("Field Engineer", "Field", "Europe/Berlin"),
    ("Project Manager", "Engineering", "Europe/Ljubljana"),
)
_PLAIN: Final = str.maketrans("čšžđćë", "cszdce")


def names(count: int) -> list[Role]:
    """Return that many colleagues in the background, no two with the same handle."""
    found = []
    for index in range(max(0, count)):
        first = _FIRST[index % len(_FIRST)]
        last = _LAST[(index * 5 + index // len(_FIRST)) % len(_LAST)]
        title, team, tz = _POSTS[index % len(_POSTS)]
        plain = f"{first}.{last}".lower().translate(_PLAIN)
        round_ = index // (len(_FIRST) * len(_LAST))
        handle = f"{plain}{round_ + 1}" if round_ else plain
        found.append(Role(handle=handle, name=f"{first} {last}", title=title, team=team, tz=tz))
    return found
