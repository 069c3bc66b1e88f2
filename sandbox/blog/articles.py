"""What the company has published, and what it will publish when the clock moves on.

Knows nothing of HTTP. Days count from the start of the world; negative ones are past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One article. `scene` names the picture that is drawn for it, `alt` describes it."""

    slug: str
    title: str
    summary: str
    body: tuple[str, ...]
    category: str
    author: str
    days: float
    scene: str
    alt: str
    language: str = "en"

    def published(self, start: datetime) -> datetime:
        """Return when it is published in a world that started then."""
        return start + timedelta(days=self.days)


ARTICLES: Final = (
    Article(
        slug="heat-pumps-in-a-1962-school",
        title="How a school from 1962 halved its heating bill",
        summary=(
            "Two heat pumps, one stubborn boiler room and a caretaker who kept notes for "
            "thirty years. What we learned in Kranj."
        ),
        body=(
            (
                "The boiler room in Kranj was built for coal. When our engineers first saw "
                "it, the caretaker handed them a notebook: thirty winters of temperatures, "
                "written by hand. It turned out to be the best load profile we have ever had."
            ),
            (
                "With two air-to-water heat pumps and the old radiators the school now uses "
                "52 % less energy than in the winter before. The radiators stayed. So did the "
                "caretaker's notebook, which has a new column."
            ),
            "The whole conversion took eleven days of the summer holidays.",
        ),
        category="product news",
        author="Priya Nair",
        days=-1.1,
        scene="school",
        alt="A low school building under a wide evening sky, with two heat pumps beside it",
    ),
    Article(
        slug="we-are-hiring-field-engineers",
        title="We are looking for eight field engineers who like ladders",
        summary=(
            "Ljubljana, Maribor and Berlin. What the work is like on a rainy Tuesday, told by "
            "the people who do it."
        ),
        body=(
            (
                "A field engineer at Lipa spends about half of the week outside. The other "
                "half is reading plans, talking to owners and explaining to a spreadsheet "
                "what a roof is."
            ),
            (
                "We pay for the training as an electrician's assistant, we work in pairs, and "
                "nobody drives home after a night shift."
            ),
            "Eight places are open: four in Ljubljana, two in Maribor, two in Berlin.",
        ),
        category="hiring",
        author="Nina Zajc",
        days=-2.2,
        scene="ladder",
        alt="Two figures and a ladder against a house with solar panels",
    ),
    Article(
        slug="kako-brati-racun-za-elektriko",
        title="Kako prebrati račun za elektriko v petih minutah",
        summary="Omrežnina, prispevki, energija: kaj je kaj in kje lahko zares prihranite.",
        body=(
            (
                "Na računu je deset postavk, vplivate pa na tri. Začnite pri priključni moči: "
                "večina gospodinjstev plačuje za več, kot kdaj uporabi."
            ),
            (
                "Druga je čas porabe. Pralni stroj, ki čaka do noči, v novih časovnih blokih "
                "res prihrani."
            ),
            "Tretja je navada. Luč v kleti ne gori zato, ker bi kdo bil tam.",
        ),
        category="thought leadership",
        author="Ana Novak",
        days=-3.4,
        scene="bulb",
        alt="Žareča žarnica pred temno modrim ozadjem",
        language="sl",
    ),
    Article(
        slug="battery-that-serves-two-villages",
        title="One battery, two villages, no fences",
        summary=(
            "Our first shared battery has been running for six months. The numbers are good; "
            "the neighbours are better."
        ),
        body=(
            (
                "Bela and Podbrdo share a transformer and, since May, a battery of 1.2 MWh. "
                "It charges from forty roofs at noon and feeds both villages in the evening."
            ),
            (
                "In six months it has moved 214 MWh. Two outages passed without anyone "
                "noticing, except the baker, who thanked us with bread."
            ),
            "Everything we measured is published with this article, the failures too.",
        ),
        category="product news",
        author="Marko Kos",
        days=-5.0,
        scene="villages",
        alt="Two small villages on hills, joined by a line of light",
    ),
    Article(
        slug="honest-numbers-beat-green-words",
        title="Honest numbers beat green words",
        summary="Why we stopped saying “climate neutral” and started printing kilowatt hours.",
        body=(
            (
                "“Green” has no unit. Kilowatt hours do. Since January every page we publish "
                "about a project carries the same three numbers: energy saved, money spent, "
                "years to pay back."
            ),
            (
                "Some of these numbers are not flattering. Readers have told us that this is "
                "exactly why they believe the others."
            ),
        ),
        category="thought leadership",
        author="Maja Kovač",
        days=-7.5,
        scene="bars",
        alt="A row of plain bars in different heights on a light ground",
    ),
    Article(
        slug="office-in-berlin-has-a-door-now",
        title="The Berlin office has a door now",
        summary=(
            "After fourteen months in a corner of somebody else's workshop, our Berlin team "
            "has moved."
        ),
        body=(
            (
                "The new place in Wedding has four rooms, a courtyard for test rigs and, "
                "after a long wait, a door that closes."
            ),
            ("Come by when you are in town. Tom makes the coffee and has opinions about it."),
        ),
        category="internal news",
        author="Tom Fischer",
        days=-9.3,
        scene="door",
        alt="A bright yellow door in a dark brick wall",
    ),
    Article(
        slug="nova-postaja-v-mariboru",
        title="Nova servisna postaja v Mariboru: do strank v eni uri",
        summary=(
            "Z novo postajo na Teznem smo pri devetih od desetih strank na Štajerskem v manj "
            "kot uri."
        ),
        body=(
            (
                "Doslej so se naši serviserji v Maribor vozili iz Ljubljane. Z oktobrom jih "
                "šest dela na Teznem, s skladiščem in dvema električnima kombijema."
            ),
            "Povprečni čas do stranke se je v prvem mesecu skrajšal s 108 na 47 minut.",
        ),
        category="internal news",
        author="Luka Zupan",
        days=-12.0,
        scene="van",
        alt="Električni kombi na cesti med zelenimi griči",
        language="sl",
    ),
    Article(
        slug="what-apprentices-taught-us",
        title="Five things our apprentices taught us this year",
        summary="They label cables better than we do. That is only the first one.",
        body=(
            (
                "Our six apprentices finished their first year in September. We asked them "
                "what they would change, and then changed it."
            ),
            (
                "Labels in three languages. Plans on paper, in the rain. A checklist that "
                "says why. Questions before lunch. And a lunch."
            ),
        ),
        category="hiring",
        author="Nina Zajc",
        days=-16.4,
        scene="cables",
        alt="Coloured cables running in parallel curves",
    ),
    Article(
        slug="wind-above-the-vipava-valley",
        title="What the burja is worth: a year of wind above Vipava",
        summary=(
            "We measured for twelve months before we drew the first turbine. Here is the data."
        ),
        body=(
            (
                "The burja is famous for throwing lorries off the road. It is less famous for "
                "its calm weeks. Both belong in a business plan."
            ),
            (
                "Our mast stood at 82 metres for a year. The mean was 6.9 m/s; the gusts are "
                "another story, and we tell it with all its digits."
            ),
        ),
        category="thought leadership",
        author="Elena Rossi",
        days=-21.0,
        scene="turbines",
        alt="Three wind turbines on a ridge above a valley",
    ),
    Article(
        slug="app-shows-cheapest-hour",
        title="New in the app: the cheapest hour of your day",
        summary="One number, one hour, no chart to study. Version 4.2 is out today.",
        body=(
            (
                "You asked for fewer charts. Version 4.2 shows one hour: when your washing "
                "machine costs least tomorrow."
            ),
            ("It learns nothing about you. The hour comes from the market and from your tariff."),
        ),
        category="product news",
        author="Priya Nair",
        days=0.9,
        scene="clock",
        alt="A large clock face with one hour marked in yellow",
    ),
    Article(
        slug="open-house-in-ljubljana",
        title="Open house: come and take a heat pump apart",
        summary="Saturday, 10 to 16, with screwdrivers, children welcome.",
        body=(
            (
                "Once a year we open the workshop. You may take things apart; we put them "
                "together again on Monday."
            ),
            "There will be soup.",
        ),
        category="internal news",
        author="Maja Kovač",
        days=3.9,
        scene="school",
        alt="The workshop building under a wide sky with its gate open",
    ),
)
