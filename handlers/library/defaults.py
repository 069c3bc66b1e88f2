"""The content policy that a fresh workspace begins with, in English and Slovene.

Written to encourage: what helps comes first, and only what can do harm is forbidden. Sources: the
FTC's endorsement guides (ftc.gov/business-guidance/resources/ftcs-endorsement-guides-what-people-
are-asking) for claims and ties to the employer, and what securities law asks about figures that
are not public.
"""

from __future__ import annotations

from programme.guidelines import Guidelines, Phrase, Severity
from programme.policy import Policy, PolicyText

_ENGLISH = PolicyText(
    do=(
        "Write as yourself, in your own words. Two honest sentences beat ten polished ones.",
        "Say why it matters to you, or what you learned.",
        "Say that you work here whenever you speak about our products.",
        "Be kind in replies, and leave a discussion that turns sour.",
        "Ask when you are not sure. Nobody minds a question.",
    ),
    dont=(
        "Don't share what is not public: customers, figures, plans, screens.",
        "Don't promise results, prices or dates.",
        "Don't run down competitors or colleagues.",
        "Don't post pictures of people who did not agree.",
    ),
    avoid=(
        "Legal disputes",
        "Results before they are published",
        "Politics and religion in the company's name",
    ),
)

_SLOVENE = PolicyText(
    do=(
        "Piši po svoje, s svojimi besedami. Dva iskrena stavka povesta več kot deset zglajenih.",
        "Povej, zakaj je to pomembno zate ali kaj te je naučilo.",
        "Ko govoriš o naših izdelkih, povej, da delaš pri nas.",
        "Odgovarjaj prijazno in zapusti pogovor, ki postane grd.",
        "Če dvomiš, vprašaj. Vprašanja so vedno dobrodošla.",
    ),
    dont=(
        "Ne objavljaj, kar ni javno: strank, številk, načrtov, zaslonov.",
        "Ne obljubljaj rezultatov, cen ali rokov.",
        "Ne govori slabo o konkurenci ali sodelavcih.",
        "Ne objavljaj slik ljudi, ki se s tem niso strinjali.",
    ),
    avoid=(
        "Pravni spori",
        "Rezultati, preden so objavljeni",
        "Politika in vera v imenu podjetja",
    ),
)

_PHRASES = (
    Phrase(text="guaranteed returns", suggestion="expected results"),
    Phrase(text="guaranteed results", suggestion="the results we saw"),
    Phrase(text="risk-free", suggestion="low-risk"),
    Phrase(text="buy now", suggestion="have a look"),
    Phrase(text="confidential"),
    Phrase(text="internal only"),
    Phrase(text="insider information"),
    Phrase(text="best in the world", severity=Severity.WARN),
    Phrase(text="number one", severity=Severity.WARN),
    Phrase(text="zajamčen donos", suggestion="pričakovan rezultat"),
    Phrase(text="zagotovljen rezultat*", suggestion="rezultati, ki smo jih videli"),
    Phrase(text="brez tveganja", suggestion="z majhnim tveganjem"),
    Phrase(text="kupi zdaj", suggestion="poglej"),
    Phrase(text="zaupno"),
    Phrase(text="samo za interno uporabo"),
    Phrase(text="notranje informacije"),
    Phrase(text="najboljši na svetu", severity=Severity.WARN),
)

_TOPICS = ("lawsuit*", "layoff*", "merger*", "tožb*", "odpuščanj*", "prevzem podjetja")


def default_guidelines(contact: str = "") -> Policy:
    """The policy for a fresh workspace; `contact` is whom to ask, where that is known."""
    return Policy(
        texts={"en": _ENGLISH, "sl": _SLOVENE},
        guidelines=Guidelines(phrases=_PHRASES, topics=_TOPICS),
        contact=contact,
    )


DEFAULT_TOPICS = {
    "internal-news": "Internal news",
    "product-news": "Product news",
    "thought-leadership": "Thought leadership",
    "hiring": "Hiring",
}
"""The topics of a fresh workspace, by slug."""
