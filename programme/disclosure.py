"""Telling readers that the writer works for the company, and that a prize may be won.

Which words are enough, where they must stand, and where to put them when they are missing. The
sources are the Federal Trade Commission's answers on its Endorsement Guides
(ftc.gov/business-guidance/resources/ftcs-endorsement-guides-what-people-are-asking) and, for
Europe, Directive 2005/29/EC, Annex I, point 11. Knows nothing of people or of publishing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from programme import normalise
from programme.findings import Finding, FindingCode
from programme.text_rules import TextRules


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """What a share must disclose."""

    product: bool = False
    """The item speaks for what the company sells."""
    prize: bool = False
    """The share can win its author something."""
    company: str = ""
    """The employer's name, as readers know it."""

    @property
    def any(self) -> bool:
        """Whether anything must be disclosed."""
        return self.product or self.prize


NO_NEED = Need()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wording:
    employer: str
    """The sentence to add; `{company}` stands for the employer's name."""
    employer_unnamed: str
    prize: str
    employer_phrases: str
    """Pattern of the words before the employer's name, on folded text."""
    employer_alone: str
    """Pattern of what needs no name beside it, on folded text."""
    prize_words: str


# Slovene: "Delam v podjetju" instead of "Zaposlen/-a pri": it needs neither the writer's gender
# nor the company's name in another case.
_WORDINGS = {
    "en": _Wording(
        employer="I work at {company}.",
        employer_unnamed="#ad",
        prize="This post enters me in a company contest.",
        employer_phrases=(
            r"(?<!don't )(?<!to )\bi (?:also |now |proudly )?work (?:at|for|with|in)\b"
            r"|\bi['’]?m (?:employed (?:at|by)|an? (?:\w+ )?(?:employee|colleague) (?:of|at))\b"
            r"|\bi am (?:employed (?:at|by)|an? (?:\w+ )?(?:employee|colleague) (?:of|at))\b"
            r"|\bas an? (?:\w+ )?employee (?:of|at)\b|\bemployee (?:of|at)\b"
            r"|\bmy (?:own )?(?:employer|company),?"
        ),
        employer_alone=(
            r"\b(?:i work (?:there|here)|my (?:own )?employer)\b|(?<!\w)ad:|\badvertisement\b"
        ),
        prize_words=r"\b(?:contests?|sweepstakes?|prize draws?|giveaways?|raffles?)\b",
    ),
    "sl": _Wording(
        employer="Delam v podjetju {company}.",
        employer_unnamed="#oglas",
        prize="S to objavo sodelujem v nagradni igri.",
        employer_phrases=(
            r"(?<!ne )\b(?:delam|sem zaposlena?|zaposlena?|zaposlen[/(]-?a\)?)"
            r" (?:v|pri|za)(?: podjetju| podjetje| druzbi| druzbo)?\b"
            r"|\b(?:moj(?:ega|em)? delodajal\w+|mojem podjetju|moje podjetje),?"
        ),
        employer_alone=r"\b(?:delam tukaj|moj(?:ega|em)? delodajal\w+|oglas:|oglasno sporocilo)",
        prize_words=r"\bnagradn\w+ (?:iger|igr|zreb)\w*|\bnatecaj\w*|\bzrebanj\w*",
    ),
}
FALLBACK_LANGUAGE = "en"

_AD_TAGS = frozenset({"ad", "ads", "advertisement", "oglas", "reklama"})
_PRIZE_TAG = re.compile(
    r"contest|sweepstake|giveaway|raffle|prizedraw|nagradnaigra|nagradnoigr|zrebanje|natecaj"
)
WEAK_TAGS = frozenset(
    {"ee", "spon", "sp", "partner", "partners", "ambassador", "collab", "thanks", "client"}
)
"""Tags that readers do not understand: they never count as a disclosure."""
WEAK_PRIZE_TAGS = frozenset({"sweeps"})

_TAG = re.compile(r"(?<![\w&/])#(\w+)")
_TAG_ROW = re.compile(r"(?<![\w&/])#\w+(?:[ \t\u00a0,|·]+#\w+)*")
_FINAL_TAG_ROW = re.compile(r"(?:^|\s)#\w+(?:\s+#\w+)*\s*\Z")
_FOLD_LINES = 3
"""Lines shown before "see more" where a network folds at all: as LinkedIn draws it today."""

_SHORTEST_INFLECTED = 4


def language_of(locale: str) -> str:
    """The language of the disclosure for a locale such as "sl-SI": its own, or English."""
    code = re.split(r"[-_]", locale.lower(), maxsplit=1)[0]
    return code if code in _WORDINGS else FALLBACK_LANGUAGE


def has_disclosure(text: str, need: Need, rules: TextRules) -> bool:
    """Whether the text discloses all that is needed, where every reader sees it.

    Words of any known language count: colleagues write in more than one.
    """
    return not _missing(_seen(text, rules), need)


def with_disclosure(text: str, need: Need, language: str, rules: TextRules) -> str:
    """The text with what is missing of the disclosure; unchanged where nothing is.

    It goes after the author's own words, before a closing row of hashtags, so that colleagues'
    posts do not all begin alike; where that would be hidden behind "see more", to the front.
    """
    missing = _missing(_seen(text, rules), need)
    if not missing:
        return text
    wording = _WORDINGS[language_of(language)]
    company = " ".join(need.company.split())
    sentences = {
        "employer": wording.employer.format(company=company)
        if company
        else wording.employer_unnamed,
        "prize": wording.prize,
    }
    added = " ".join(sentences[part] for part in missing)
    body = text.strip()
    if not body:
        return added
    tags = _FINAL_TAG_ROW.search(body)
    words, row = (body[: tags.start()].rstrip(), tags[0].strip()) if tags else (body, "")
    behind = "\n\n".join(part for part in (f"{words}\n{added}".strip(), row) if part)
    if has_disclosure(behind, need, rules):
        return behind
    return f"{added}\n{body}"


def check(
    text: str, need: Need, language: str, rules: TextRules, *, field: str = "caption"
) -> tuple[Finding, ...]:
    """What a person should know about their own disclosure. Nothing here blocks.

    A missing one is added by `with_disclosure`; here are the cases in which the person seems to
    have meant to disclose: with a tag that does not count, or in a place that is not seen.
    """
    if not need.any or has_disclosure(text, need, rules):
        return ()
    return tuple(_advice(text, need, with_disclosure(text, need, language, rules), rules, field))


def _advice(text: str, need: Need, fix: str, rules: TextRules, field: str) -> Iterator[Finding]:
    for tag in dict.fromkeys(tag.lower() for tag in _TAG.findall(text)):
        if tag in WEAK_TAGS or (need.prize and tag in WEAK_PRIZE_TAGS):
            yield Finding(
                code=(
                    FindingCode.PRIZE_WEAK
                    if tag in WEAK_PRIZE_TAGS
                    else FindingCode.DISCLOSURE_WEAK
                ),
                field=field,
                blocking=False,
                args={"tag": f"#{tag}"},
                fix=fix,
            )
    everywhere = _present(normalise.fold(text), [tag.lower() for tag in _TAG.findall(text)], need)
    shown = {
        part for part in ("employer", "prize") if part not in _missing(_seen(text, rules), need)
    }
    if everywhere - shown:
        yield Finding(code=FindingCode.DISCLOSURE_BURIED, field=field, blocking=False, fix=fix)


def _seen(text: str, rules: TextRules) -> str:
    """The part of a text that is shown before anybody taps "see more"."""
    if rules.fold is None:
        return text
    lines = text.strip().splitlines(keepends=True)[:_FOLD_LINES]
    return "".join(lines)[: rules.fold]


def _missing(seen: str, need: Need) -> tuple[str, ...]:
    if not need.any:
        return ()
    present = _present(normalise.fold(seen), list(_tags_that_count(seen)), need)
    wanted = ("employer", "prize") if need.prize else ("employer",)
    return tuple(part for part in wanted if part not in present)


def _tags_that_count(text: str) -> Iterator[str]:
    """Tags outside rows, and the first of each row: readers skip the rest of a row."""
    for row in _TAG_ROW.finditer(text):
        first = _TAG.match(row[0])
        if first is not None:
            yield first[1].lower()


def _present(folded: str, tags: list[str], need: Need) -> set[str]:
    present = set()
    plain_tags = [normalise.fold(tag) for tag in tags]
    if _employer(need.company).search(folded) or _names_employer(plain_tags, need.company):
        present.add("employer")
    # A word inside a row of tags is judged as a tag, not as a word.
    words = _TAG.sub(" ", folded)
    if _prize_words().search(words) or any(_PRIZE_TAG.search(tag) for tag in plain_tags):
        present.add("prize")
    return present


def _names_employer(tags: list[str], company: str) -> bool:
    name = normalise.letters(company)
    return any(
        tag in _AD_TAGS
        or (name and normalise.letters(tag) in {f"{name}employee", f"employeeof{name}"})
        for tag in tags
    )


def _in_any_case(word: str) -> str:
    """A pattern of a name and its inflected forms: "pri Lipi Energiji" names Lipa Energija."""
    if len(word) < _SHORTEST_INFLECTED or not word.isalpha():
        return re.escape(word)
    stem = word[:-1] if word[-1] in "aeio" else word
    return rf"{stem}\w{{0,3}}"


@lru_cache(maxsize=256)
def _employer(company: str) -> re.Pattern[str]:
    name = r"\s+".join(_in_any_case(word) for word in normalise.fold(company).split())
    alone = "|".join(wording.employer_alone for wording in _WORDINGS.values())
    if not name:
        return re.compile(alone)
    phrases = "|".join(wording.employer_phrases for wording in _WORDINGS.values())
    return re.compile(rf"(?:{phrases})\s*[#@]?{name}(?!\w)|{alone}")


@lru_cache(maxsize=1)
def _prize_words() -> re.Pattern[str]:
    return re.compile("|".join(wording.prize_words for wording in _WORDINGS.values()))
