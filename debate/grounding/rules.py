"""The rules that compare a sentence with the cards it cites: ids, quotations, numbers, dates, names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from debate.text import citations
from debate.text.marks import Span, spans

from .comparing import Verdict, compare, rounds_to
from .cues import REPORTS
from .dates import borne_out
from .findings import Finding
from .guards import offices
from .lexicon import ABSTRACT, MASS, SEAT_OF, STATE_OF, STOPWORDS, TITLES, lemma
from .library import CardFacts, Passage
from .measures import ANYBODY, TIMES
from .names import KnownNames, Name, respelled, stem, unknown
from .numbers import Quantity
from .quotations import left_out, parts, reverses
from .reading import Reading
from .speakers import speaker_of, speaking
from .text import WORD, clean, key, listed, plain

MOST_COMPARED = 12  # numbers of a card
QUOTATION_WORDS = 3  # from here on a quotation is somebody's, and must be by whoever the sentence names


_FINITE = frozenset(
    "is was has had did does will would can could may might must should said says told put signed spoke went came took gave made "
    "met left held won lost sent wrote saw knew fell rose began kept got led drew fought brought broke chose built became "
    "stood".split()
)


def ids(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Citations that are none, or that point to no card."""
    for shown in citations.malformed(reading.raw):
        yield Finding(
            rule="id", message=f"“{shown}” is no citation; write a card's number as [3]", excerpt=shown
        )
    for number in reading.citations:
        if number not in reading.library.cards:
            yield Finding(rule="id", message=f"there is no card {number} in the brief", excerpt=f"[{number}]")


# ------------------------------------------------------------------------------------------ quotations


def quotations(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Words between marks that are in no cited card, or not by whoever the sentence names."""
    for span in reading.spans:
        if not span.closed:
            message = "a quotation mark stands without its partner"
            yield Finding(
                rule="quotation-missing",
                message=message,
                excerpt=reading.text[max(0, span.start - 20) : span.start + 40],
            )
    if not reading.quotes:
        return
    typed = spans(reading.plain)
    said = speaking(reading.plain, typed, reading.library.distinctive)
    for at, span in enumerate(reading.spans):
        if span.closed and (wanted := parts(span.text)):
            by = speaker_of(typed[at], said) if at < len(typed) else None
            yield from _quotation(reading, facts, span, wanted, by)


def _quotation(
    reading: Reading, facts: Sequence[CardFacts], span: Span, wanted: list[list[str]], by: Name | None
) -> Iterator[Finding]:
    places = [
        (card, passage)
        for card in facts
        for passage in card.passages
        if left_out(wanted, passage.words) is not None
    ]
    excerpt = span.text
    if not places:
        if any(left_out(wanted, text) is not None for card in facts for text in card.whole):
            return  # over a full stop, within one field
        if left_out(wanted, reading.library.motion_words) is not None and by is None:
            return
        elsewhere = reading.library.holding(wanted)
        if elsewhere:
            message = (
                f"the quoted words “{excerpt}” are in card {elsewhere}, not in {listed(reading.citations)}"
            )
            yield Finding(rule="quotation-elsewhere", message=message, excerpt=excerpt)
        else:
            message = f"the quoted words “{excerpt}” are in no card; quote exactly, or without marks"
            yield Finding(rule="quotation-missing", message=message, excerpt=excerpt)
        return
    skipped = [word for _, passage in places[:1] for word in left_out(wanted, passage.words) or []]
    if reverses(skipped):
        message = f"the ellipsis in “{excerpt}” leaves out “{reverses(skipped)}”"
        yield Finding(rule="quotation-missing", message=message, excerpt=excerpt)
        return
    long = sum(map(len, wanted)) >= QUOTATION_WORDS
    faults = [_speaker_fault(reading, card, passage, wanted, by, long=long) for card, passage in places]
    if all(faults):
        rule, message = faults[0] or ("attribution", "")
        yield Finding(rule=rule, message=message, excerpt=excerpt)  # type: ignore[arg-type]


def _speaker_fault(
    reading: Reading,
    card: CardFacts,
    passage: Passage,
    wanted: list[list[str]],
    by: Name | None,
    *,
    long: bool,
) -> tuple[str, str] | None:
    """Why a quotation found in a passage is wrongly attributed, as (rule, message); None when it is not."""
    voice = passage.voice
    embedded = not voice and any(
        left_out(wanted, f" {' '.join(_keys(span.text))} ") is not None for span in passage.quoted
    )
    number = card.card.n
    if not voice and embedded:
        typed = spans(plain(passage.text))
        inner = speaking(plain(passage.text), typed, reading.library.distinctive)
        at = next(
            i
            for i, span in enumerate(typed)
            if left_out(wanted, f" {' '.join(_keys(span.text))} ") is not None
        )
        named = speaker_of(typed[at], inner)
        voice = named.shown if named else card.card.speaker
        if not voice:
            if by is not None and unknown(by, card.names, (), reading.debaters):
                return "quotation-speaker", f"card {number} does not give these words to {by.shown}"
            return None
    if not voice:
        if long and by is not None:
            return (
                "quotation-speaker",
                f"card {number} tells this in its own words; it quotes nobody, so drop the marks",
            )
        return None
    speaker = set(_keys(voice))
    if by is not None:
        if speaker & set(by.words) or _stands_for(by, card.names):
            return None
        return "quotation-speaker", f"card {number} gives these words to {voice}, not to {by.shown}"
    spoken = reading.spoken
    if speaker & spoken or spoken & {"he", "she", "his", "her"} or offices(spoken) & card.lemmas:
        return None
    others = any(unknown(name, card.names, (), reading.debaters) for name in reading.names)
    return (
        ("quotation-speaker", f"card {number} gives these words to {voice}; say so")
        if others and long
        else None
    )


def _keys(text: str) -> list[str]:
    return [key(word) for word in WORD.findall(clean(text))]


def _stands_for(name: Name, cards: KnownNames) -> bool:
    """ "Moscow called it …" for somebody whom the card places with Russia."""
    states = [STATE_OF.get(word) or SEAT_OF.get(word) for word in name.words]
    return all(state is not None and state in cards.states for state in states)


# ------------------------------------------------------------------------------------------ numbers, dates, names


def number_fault(
    reading: Reading, quantity: Quantity, facts: Sequence[CardFacts]
) -> tuple[Verdict, CardFacts | None]:
    """The best that some cards can say for a number, and the card that says it."""
    asked = (quantity, tuple(card.card.n for card in facts))
    found = reading.faults.get(asked)
    if found is None:
        found = reading.faults[asked] = _number_fault(quantity, facts)
    return found


def _number_fault(quantity: Quantity, facts: Sequence[CardFacts]) -> tuple[Verdict, CardFacts | None]:
    order: dict[Verdict, int] = {"same": 0, "bound": 1, "unit": 2, "different": 3}
    best: tuple[Verdict, CardFacts | None] = ("different", None)
    for card in facts:
        for given in card.quantities:
            verdict = compare(quantity, given, given_words=card.lemmas, rivals=card.quantities)
            if verdict == "same":
                return verdict, card
            if order[verdict] < order[best[0]]:
                best = (verdict, card)
    if _between_dates(quantity, facts) or _reckoned(quantity, facts):
        return "same", None
    if quantity.low.denominator == 1 and quantity.high is None and quantity.unit is None:
        year = int(quantity.low)  # 1995 may be read as a count where the card has a year
        if 1000 <= year < 2100 and any(date.first.year == year for card in facts for date in card.dates):
            return "same", None
    return best


def _between_dates(quantity: Quantity, facts: Sequence[CardFacts]) -> bool:
    """Whether two years that the cards give lie as many years apart: "thirty years later"."""
    if quantity.unit is None or quantity.unit.dimension != "month" or quantity.unit.size < 12:
        return False
    years = {date.first.year for card in facts for date in card.dates if date.first.year}
    apart = quantity.low * quantity.unit.size / 12
    return any(year + apart in years for year in years)


def _reckoned(quantity: Quantity, facts: Sequence[CardFacts]) -> bool:
    """Whether "twice" or "less than a quarter", in words, is how two numbers of one card compare."""
    shares = quantity.unit is not None and quantity.unit.dimension == "%"
    if not quantity.shown.replace(" ", "").isalpha() or not (shares or quantity.kind == "factor"):
        return False
    wanted = quantity.low / 100 if shares else quantity.low
    for card in facts:
        given = [q for q in card.quantities if q.kind == "amount" and q.low and not q.small][:MOST_COMPARED]
        for one, other in itertools.permutations(given, 2):
            alike = (one.unit and one.unit.dimension) == (other.unit and other.unit.dimension)
            if alike and rounds_to(quantity.bound, wanted, one.low / other.low):
                return True
    return False


def numbers(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Numbers that no cited card gives, or gives of something else, or with another limit."""
    for quantity in reading.quantities:
        if (quantity.small or is_short_time(quantity)) and not _counted_otherwise(quantity, facts):
            continue
        verdict, card = number_fault(reading, quantity, facts)
        if verdict != "same" and number_fault(reading, quantity, reading.earlier)[0] == "same":
            continue
        shown = quantity.shown
        if verdict == "different":
            message = f"the number {shown} is not in {listed(reading.citations)}"
            yield Finding(rule="number", message=message, excerpt=shown)
        elif verdict == "unit" and card is not None:
            message = f"card {card.card.n} gives this number of something else than “{_around(reading.text, quantity)}”"
            yield Finding(rule="unit", message=message, excerpt=shown)
        elif verdict == "bound" and card is not None and not _spoken_of(reading.text, quantity):
            message = f"{shown}: keep the limit that card {card.card.n} sets (“{_limit(quantity, card)}”)"
            yield Finding(rule="quantifier", message=message, excerpt=shown)


def _counted_otherwise(quantity: Quantity, facts: Sequence[CardFacts]) -> bool:
    """Whether a card counts the same things: a small word ("the two", "one price") is no figure otherwise."""
    if quantity.kind == "ordinal":
        ordinals = [other for card in facts for other in card.quantities if other.kind == "ordinal"]
        return bool(ordinals) and all(other.low != quantity.low for other in ordinals)
    if quantity.unit is not None:
        times = [
            other
            for card in facts
            for other in card.quantities
            if other.unit and other.unit.dimension in TIMES
        ]
        return any(other.unit.dimension == quantity.unit.dimension for other in times if other.unit)
    nouns = frozenset(quantity.nouns[-1:]) - ANYBODY
    given = [other for card in facts for other in card.quantities if nouns & frozenset(other.nouns)]
    return bool(given) and all(other.low != quantity.low for other in given)


def is_short_time(quantity: Quantity) -> bool:
    """ "Two years on", "three weeks later": a figure only where a card counts such times itself."""
    in_words = quantity.shown.replace(" ", "").replace("-", "").isalpha() and quantity.low <= 10
    return quantity.unit is not None and quantity.unit.dimension in TIMES and in_words


def _spoken_of(text: str, quantity: Quantity) -> bool:
    """ "The 5,000 km² that Moscow wants": a number named, not given."""
    return quantity.bound == "exact" and bool(
        re.search(r"\b(?:the|these|those) $", text[max(0, quantity.start - 8) : quantity.start], re.I)
    )


def _around(text: str, quantity: Quantity) -> str:
    following = re.match(r"(?:[\s-]?[^\s,.;:]{1,30}){0,3}", text[quantity.end :])
    return quantity.shown + (following[0] if following else "")


def _limit(quantity: Quantity, card: CardFacts) -> str:
    given = next(g for g in card.quantities if g.low == quantity.low or g.unit)
    text = next((text for text in card.texts if text[given.start : given.end] == given.shown), "")
    return text[max(0, given.start - 16) : given.end].strip() if text else given.shown


def dates(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Dates that the cited cards do not give, or not so exactly."""
    given = tuple(date for card in (*facts, *reading.earlier) for date in card.dates)
    text = "\n".join(card.text for card in (*facts, *reading.earlier))
    for date in reading.dates:
        if borne_out(date, given, text):
            continue
        if date.grain in ("relative", "weekday"):
            message = f"“{date.shown}” depends on the day of reading; write the date"
        else:
            message = f"the date {date.shown} is not in {listed(reading.citations)}, or not so exactly"
        yield Finding(rule="date", message=message, excerpt=date.shown)


def opening_name(reading: Reading) -> str:
    """The first word, when only a name can stand there: singular, no article, a verb right after it.

    "Lavrov refused", but "Diplomacy refused", "Critics refused", "Paper is torn".
    """
    if any(not quantity.start for quantity in reading.quantities):
        return ""  # "Three hundred ships"
    if len(reading.tokens) < 2 or (reading.names and reading.names[0].start == reading.tokens[0].start):
        return ""
    first, second = reading.tokens[:2]
    word = stem(first.key)
    ordinary = (
        word in STOPWORDS
        or word in MASS
        or word in TITLES
        or ABSTRACT.fullmatch(word)
        or word.endswith(("s", "ing", "ly"))
    )
    verb = second.key in _FINITE or lemma(second.key) in REPORTS or second.key.endswith("ed")
    shelf = reading.library
    known = word in shelf.lower or (lemma(word) in shelf.holders and word not in shelf.capitals)
    return word if first.capital and second.gap == " " and verb and not ordinary and not known else ""


def names(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Names that the cited cards do not give."""
    known = [card.names for card in (*facts, *reading.earlier)]
    together = KnownNames(
        reading.library.ground_words.union(*(k.words for k in known)),
        reading.library.ground.union(*(k.states for k in known)),
        tuple(full for k in known for full in k.full),
        frozenset().union(*(k.acronyms for k in known)),
        "".join(k.joined for k in known),
        any(k.placed for k in known),
        frozenset().union(*(k.given | (k.words & reading.library.capitals) for k in known)),
    )
    others = reading.library.capitals | (reading.library.distinctive - SEAT_OF.keys())
    bare = opening_name(reading)
    is_given = bare in together.words or (bare not in others and respelled(bare, together.given))
    if bare and not is_given and bare not in reading.debaters:
        message = f"the name “{reading.tokens[0].shown}” is not in {listed(reading.citations)}"
        yield Finding(rule="name", message=message, excerpt=reading.tokens[0].shown)
    for name in () if reading.question and not reading.dates else reading.names:
        before = [
            key(word) for word in WORD.findall(reading.plain[max(0, name.start - 40) : name.start])[:-3:-1]
        ]
        missing = unknown(name, together, before, reading.debaters, others)
        if missing:
            message = f"the name “{missing}” is not in {listed(reading.citations)}"
            yield Finding(rule="name", message=message, excerpt=missing)
