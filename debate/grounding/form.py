"""What can be checked of a text in any language: that it cites cards, quotes them word for word, and has their figures.

Everything else in this room knows English only. Words are compared here as they stand; months, scales and how a number
is written come from CLDR by the brief's language. What is said in words ("twelve"), who did what, a name in another
case, a lost "not": no rule looks at any of it, and `Report.unapplied` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final, get_args

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

from debate.text import citations
from debate.text.marks import Span, spans
from debate.text.sentences import split_sentences
from newsroom.languages.offered import Unusable, locale_of

from .findings import Bearing, Finding, Kind, Report, Rule, Sentence, status_of
from .library import CardFacts, Library
from .quotations import left_out, parts
from .text import blank, clean, joined, keys, listed

APPLIED: Final = frozenset("uncited id quotation-missing quotation-elsewhere number date length".split())
UNAPPLIED: Final[tuple[Rule, ...]] = tuple(rule for rule in get_args(Rule) if rule not in APPLIED)
QUOTATION_WORDS: Final = 3  # from here on words between marks are somebody's; fewer may be a name
TELLING: Final = 4  # letters of a word that is counted
STEM: Final = 5  # letters that two forms of a word have in common
SUPPORTED: Final = 0.5  # of a sentence's words, by their stems, that its cards have
_NUMBER: Final = re.compile(r"\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_SCALED: Final = re.compile(r"[ -]?([^\W\d_]+)")
_BEARER: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]+-\d+")  # Apollo-13
_DAY_MONTH: Final = re.compile(
    r"\b(\d{1,2})(?:\.|-?[^\W\d_]{1,2})? +(?:de +)?([^\W\d_]{2,})\.?(?:,? +(?:de +)?(\d{4})\b)?"
)
_MONTH_YEAR: Final = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})\.?,? +(?:de +)?(\d{4})\b")
_IN_FIGURES: Final = re.compile(r"\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./](\d{1,2})[./](\d{4}))\b")
_ARABIC: Final = str.maketrans({"٫": ".", "٬": ","})  # decimal sign and the one between thousands
_ENDINGS: Final = 3  # letters that a month's name may end otherwise by

type Day = tuple[int | None, int | None, int | None]  # year, month, day, as far as they are said


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How a language writes numbers and dates. months, scales: by the beginning of their words."""

    decimal: str
    group: str
    months: tuple[tuple[str, int], ...]
    scales: tuple[tuple[str, int], ...]
    is_month_first: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """The figures of a text. Each with the words that say it."""

    days: tuple[tuple[Day, str], ...]
    numbers: tuple[tuple[Fraction, str], ...]


def check(text: str, shelf: Library, earlier: Iterable[int]) -> Report:
    """The report of a text in the brief's language, which is not English."""
    return Report(sentences=tuple(_sentences(text, shelf, earlier)), unapplied=UNAPPLIED)


def _sentences(text: str, shelf: Library, earlier: Iterable[int]) -> Iterator[Sentence]:
    figures = figures_of(shelf.brief.language)
    heard = dict.fromkeys(n for n in earlier if n in shelf.cards)
    for raw in split_sentences(citations.typed(text)):
        cited = citations.cited(raw)
        facts = [shelf.cards[n] for n in cited if n in shelf.cards]
        before = [shelf.cards[n] for n in heard]
        words = clean(citations.without(raw))
        findings = list(_findings(raw, words, shelf, facts, before, figures))
        yield _made(raw, words, cited, findings, facts, tuple(heard))
        heard |= dict.fromkeys(card.card.n for card in facts)


def _findings(
    raw: str,
    text: str,
    shelf: Library,
    facts: Sequence[CardFacts],
    before: Sequence[CardFacts],
    figures: Figures,
) -> Iterator[Finding]:
    numbers = citations.cited(raw)
    for shown in citations.malformed(raw):
        message = f"“{shown}” is no citation; write a card's number as [3]"
        yield Finding(rule="id", message=message, excerpt=shown)
    for n in numbers:
        if n not in shelf.cards:
            yield Finding(rule="id", message=f"there is no card {n} in the brief", excerpt=f"[{n}]")
    quoted = list(spans(text))
    told = read(_unnamed(text, shelf), figures)
    if not numbers:
        looked_up = [shown for _, shown in (*told.days, *told.numbers)]
        looked_up += [span.text for span in quoted if span.closed and len(keys(span.text)) >= QUOTATION_WORDS]
        if looked_up:
            message = "a statement of fact needs a citation"
            yield Finding(rule="uncited", message=message, excerpt=looked_up[0])
        return
    for span in quoted:
        yield from _quotation(span, shelf, facts, numbers)
    given = [(card, _told_of(card, figures)) for card in (*facts, *before)]
    days = [day for card, said in given for day in _days(card, said)]
    for day, shown in told.days:
        if not any(_bears(known, day) for known in days):
            message = f"the date {shown} is not in {listed(numbers)}, or not so exactly"
            yield Finding(rule="date", message=message, excerpt=shown)
    known = {number for _, said in given for number, _ in said.numbers}
    known |= {Fraction(part) for year, _, part in days for part in (year, part) if part}
    for number, shown in told.numbers:
        if number not in known:
            message = f"the number {shown} is not in {listed(numbers)}"
            yield Finding(rule="number", message=message, excerpt=shown)


def _quotation(
    span: Span, shelf: Library, facts: Sequence[CardFacts], numbers: tuple[int, ...]
) -> Iterator[Finding]:
    if not span.closed:
        message = "a quotation mark stands without its partner"
        yield Finding(rule="quotation-missing", message=message, excerpt="")
        return
    wanted = parts(span.text)
    if not wanted:
        return
    said = sum(map(len, wanted))
    if len(wanted) == 1:
        needle = f" {' '.join(wanted[0])} "
        places = (
            _voices(facts) if said >= QUOTATION_WORDS else [text for card in facts for text in card.whole]
        )
        if any(needle in text for text in places):
            return
        if said < QUOTATION_WORDS and _is_a_name(span.text, shelf):
            return
        elsewhere = next((n for n, c in shelf.cards.items() if any(needle in t for t in _voices([c]))), 0)
        if elsewhere and elsewhere not in numbers:
            message = (
                f"the quoted words “{span.text}” are in card {elsewhere}, not in {listed(list(numbers))}"
            )
            yield Finding(rule="quotation-elsewhere", message=message, excerpt=span.text)
            return
    message = f"the words “{span.text}” are nobody's in {listed(list(numbers))}; quote in one piece and exactly, or without marks"
    yield Finding(rule="quotation-missing", message=message, excerpt=span.text)


def _voices(facts: Iterable[CardFacts]) -> list[str]:
    """What somebody says in some cards, as `text.joined`: a quotation itself, and what stands between marks."""
    said = [joined(clean(card.card.claim)) for card in facts if card.card.speaker]
    return said + [
        joined(span.text) for card in facts for text in card.texts for span in spans(text) if span.closed
    ]


def _is_a_name(text: str, shelf: Library) -> bool:
    """Whether a word or two between marks is a title that some card has too, in whatever case."""
    words = {key[:STEM] for card in shelf.cards.values() for each in card.texts for key in keys(each)}
    return text.strip()[:1].isupper() and all(key[:STEM] in words for key in keys(text))


def _unnamed(text: str, shelf: Library) -> str:
    """Without the numbers that belong to a name of the story."""
    told = "\n".join((clean(shelf.brief.motion), *(card.text for card in shelf.cards.values()))).casefold()
    found = [m.span() for m in _BEARER.finditer(text) if m[0].casefold() in told]
    return blank(text, found)


# ------------------------------------------------------------------------------------------ figures


@lru_cache(maxsize=64)
def figures_of(tag: str) -> Figures:
    try:
        locale = locale_of(tag.lower())
    except Unusable:
        locale = Locale("en")
    return Figures(
        decimal=get_decimal_symbol(locale),
        group=get_group_symbol(locale),
        months=tuple(_months(locale)),
        scales=tuple(sorted(_scales(locale), key=lambda scale: -len(scale[0]))),
        is_month_first=locale.date_formats["short"].pattern.startswith("M"),
    )


def _months(locale: Locale) -> Iterator[tuple[str, int]]:
    forms = locale.months
    for n in range(1, 13):
        names = [str(forms[use]["wide"][n]).casefold() for use in ("format", "stand-alone")]
        begins = _common(*names)
        for name in (*names, *([begins] if len(begins) >= 3 else ())):
            yield name, n


def _common(one: str, other: str) -> str:
    """The letters with which both begin."""
    return next((one[:n] for n in range(len(one), 0, -1) if other.startswith(one[:n])), "")


def _scales(locale: Locale) -> Iterator[tuple[str, int]]:
    """ "тис" is 1000: by the patterns in which CLDR writes large numbers shortly."""
    for form in ("short", "long"):
        for patterns in locale.compact_decimal_formats[form].values():
            for size, pattern in patterns.items():
                zeros = str(pattern.pattern).count("0")
                words = re.findall(r"[^\W\d_]+", str(pattern.pattern))
                if zeros and len(words) == 1:
                    word = words[0].casefold()
                    scale = int(size) // 10 ** (zeros - 1)
                    yield (word[:6] if len(word) > 6 else word[: max(4, len(word) - 1)]), scale
                    yield word, scale


@lru_cache(maxsize=4096)
def read(text: str, figures: Figures) -> Told:
    """The dates and numbers of a cleaned text."""
    text = text.translate(_ARABIC)
    days: list[tuple[Day, str]] = []
    taken: list[tuple[int, int]] = []
    for match in _IN_FIGURES.finditer(text):
        year, month, day, one, two, end = (int(part) if part else 0 for part in match.groups())
        if end:
            year, month, day = (end, one, two) if figures.is_month_first else (end, two, one)
        days.append(((year, month, day), match[0]))
        taken.append(match.span())
    for pattern in (_DAY_MONTH, _MONTH_YEAR):
        for match in pattern.finditer(blank(text, taken)):
            is_day = pattern is _DAY_MONTH
            month_named = _month(match[2 if is_day else 1], figures)
            if month_named is None:
                continue
            year_said = match[3 if is_day else 2]
            found = (int(year_said) if year_said else None, month_named, int(match[1]) if is_day else None)
            days.append((found, match[0].strip()))
            taken.append(match.span())
    rest = blank(text, taken)
    return Told(days=tuple(days), numbers=tuple(_numbers(rest, figures)))


def _month(word: str, figures: Figures) -> int | None:
    word = word.casefold()
    for name, n in figures.months:
        if word.startswith(name) and len(word) - len(name) <= _ENDINGS:
            return n
    return None


def _numbers(text: str, figures: Figures) -> Iterator[tuple[Fraction, str]]:
    for match in _NUMBER.finditer(text):
        after = _SCALED.match(text, match.end())
        scale, shown = 1, match[0]
        if after:
            word = after[1].casefold()
            begins = ((name, size) for name, size in figures.scales if word.startswith(name))
            name, size = next(begins, ("", 1))
            if name == word or len(name) >= 4:
                scale, shown = size, match[0] + (after[0] if size > 1 else "")
        yield _value(match[0], figures) * scale, shown


def _value(shown: str, figures: Figures) -> Fraction:
    digits = shown.replace(" ", "").replace("'", "")
    for sign in ",.":
        is_group = sign == figures.group and re.fullmatch(rf"\d{{1,3}}(?:\{sign}\d{{3}})+.*", digits)
        if digits.count(sign) > 1 or is_group:
            digits = digits.replace(sign, "")
    return Fraction(digits.replace(",", "."))


def _told_of(card: CardFacts, figures: Figures) -> Told:
    found = [read(text, figures) for text in card.texts]
    return Told(
        days=tuple(day for told in found for day in told.days),
        numbers=tuple(number for told in found for number in told.numbers),
    )


def _days(card: CardFacts, told: Told) -> Iterator[Day]:
    """The days of a card: its own as exactly as it is known, and those of its text, in its year if they name none."""
    own = [date for date in (card.card.date, card.card.end_date) if date]
    for date in own:
        year, month, day = map(int, date.split("-"))
        yield {"year": (year, None, None), "month": (year, month, None)}.get(
            card.card.precision, (year, month, day)
        )
    for (said, month_of, day_of), _ in told.days:
        yield (said or (int(own[0][:4]) if own else None), month_of, day_of)


def _bears(known: Day, said: Day) -> bool:
    return all(part is None or part == given for given, part in zip(known, said, strict=True))


# ------------------------------------------------------------------------------------------ what comes of it


def _made(
    raw: str,
    text: str,
    cited: tuple[int, ...],
    findings: Sequence[Finding],
    facts: Sequence[CardFacts],
    earlier: tuple[int, ...],
) -> Sentence:
    kind: Kind = "factual" if cited or findings else "rhetorical"
    said = _stems(text)
    share = len(said & _stems(" ".join(card.text for card in facts))) / len(said) if said else 0.0
    status = status_of(kind, findings, is_borne_out=share >= SUPPORTED)
    return Sentence(
        text=raw,
        kind=kind,
        citations=cited,
        status=status,
        findings=tuple(findings),
        overlap=round(share, 4),
        earlier=earlier,
        bearing=tuple(_bearings(said, text, facts)) if status in ("supported", "weak") else (),
    )


def _bearings(said: frozenset[str], text: str, facts: Sequence[CardFacts]) -> Iterator[Bearing]:
    """The sentence of each card that has most of the words; one that is quoted before any other."""
    wanted = [parts(span.text) for span in spans(text) if span.closed]
    for card in facts:
        scored = [
            (
                any(left_out(quote, passage.words) is not None for quote in wanted if quote),
                len(said & _stems(passage.text)),
                passage,
            )
            for passage in card.passages
            if passage.field != "label"
        ]
        is_quoted, shared, best = max(scored, key=lambda one: one[:2], default=(False, 0, None))
        if best is not None and (is_quoted or shared > 1):
            yield Bearing(card=card.card.n, field=best.field, text=best.shown)


def _stems(text: str) -> frozenset[str]:
    return frozenset(key[:STEM] for key in keys(text) if len(key) >= TELLING and key.isalpha())
