"""Which quotations can be asked, and which four people stand beside them. Pure: documents in, values out.

What makes a question fair is decided here and nowhere else:

- a quotation is a clause at least: "practically every point" could be anyone's, and naming its speaker is
  the toss of a coin;
- neither its text nor its context names its speaker;
- three others of its story can stand beside the speaker. Nobody who said nearly the same can, for then
  there would be two right answers, nor anybody the quotation itself speaks of.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from stories.document import Person, Quote, StoryDocument

WORDS_LEAST = 4
CLAUSE_SURELY = 6  # so many words are seldom without a verb
QUESTIONS_LEAST = 4  # a story with fewer usable quotations has no quiz
ROUNDS_MOST = 8
OTHERS = 3
DAILY_ROUNDS = 5
_NEAR_RATIO = 0.8  # of the letters in the same order
_NEAR_SHARE = 0.6  # of the shorter one's telling words, two of them at least
POOL = 6  # wrong options are drawn from so many of the likeliest, so that attempts differ
_SPEAKER_ROUNDS = 2  # of one speaker in one run, while others are left

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_COMMON = frozenset(
    "a an and are as at be been but by can could do for from had has have he her his i if in into is it its "
    "it's may me more my no not of on or our out she so that the their them there they this to up us was we "
    "were what when which who will with would you your former late time first one".split()
)
# What a clause has and a phrase has not: a pronoun that acts, or a form of the commonest verbs. Beside these, “-ing”
# and “’re” tell.
_VERBAL = frozenset(
    "i we you he she they there who am is are was were be been has have had do does did can could may might must "
    "shall should will would cannot let say said says go went come came take took make made give gave get got know "
    "think see want need keep kept stand stood remain remains mean means ask asked show shows leave left".split()
)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A quotation that can be asked. `others` are person keys, the likeliest wrong answers first."""

    quote: Quote
    speaker: Person
    others: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.quote)


def fingerprint(quote: Quote) -> str:
    """What a question asks: these words, by this person. Any change of either makes it another one.

    Date, context and source may be mended without touching who said it.
    """
    return spoken_by(quote.speaker, quote.text)


def spoken_by(speaker: str, text: str) -> str:
    """The fingerprint of words by the person with this key."""
    return hashlib.sha256(f"{speaker}\n{text}".encode()).hexdigest()


def questions(document: StoryDocument, *, banned: Collection[str] = ()) -> tuple[Question, ...]:
    """Every quotation of a story that can be asked, in the document's order. `banned` are fingerprints."""
    people = {person.key: person for person in document.people}
    found = []
    for quote in document.quotes:
        speaker = people[quote.speaker]
        if not is_usable(quote, speaker) or fingerprint(quote) in banned:
            continue
        others = plausible_others(document, quote, speaker)
        if len(others) >= OTHERS:
            found.append(Question(quote=quote, speaker=speaker, others=others))
    return tuple(found)


def is_usable(quote: Quote, speaker: Person) -> bool:
    """A clause at least, and giving its speaker away nowhere."""
    return is_clause(quote.text) and not (
        names(quote.text, speaker) or names(quote.context, speaker) or _holds_office(quote.context, speaker)
    )


def is_clause(text: str) -> bool:
    """Whether words are more than a phrase: so many of them, or fewer with a sign of a verb. No parser stands
    behind it, so a short clause may be taken for a phrase, and is then not asked."""
    words = [word.replace("’", "'").casefold() for word in _WORD.findall(text)]
    if len(words) < WORDS_LEAST:
        return False
    signs = (word in _VERBAL or "'" in word[1:] or (len(word) > 4 and word.endswith("ing")) for word in words)
    return len(words) >= CLAUSE_SURELY or any(signs)


def _holds_office(text: str, person: Person) -> bool:
    """Whether a text has the person's office in full. One word of it ("Astronaut") tells too little."""
    office = _folded(person.office)
    return len(office) > 1 and f" {' '.join(office)} " in f" {' '.join(_folded(text))} "


def names(text: str, person: Person) -> bool:
    """Whether a text holds a person's surname as a word."""
    return surname(person.name) in _folded(text)


def surname(name: str) -> str:
    """The last word of a name, folded: `leyen`, `thant`, `guterres`. Jr, III and the like are passed over."""
    parts = [word for word in _folded(name) if word not in ("jr", "sr", "ii", "iii", "iv")]
    return parts[-1] if parts else ""


def plausible_others(document: StoryDocument, quote: Quote, speaker: Person) -> tuple[str, ...]:
    """People who might have said it, the likeliest first.

    Likelier: quoted in the story; with an office like the speaker's; concerned with what this quotation
    and its speaker are, in words that few of the story share; at events with the speaker; featured. Never: the speaker, a namesake, whoever said nearly the same or is spoken of in it.
    """
    said: dict[str, list[str]] = defaultdict(list)
    about = {p.key: set(_stems(f"{p.office} {p.part}")) for p in document.people}
    for other in document.quotes:
        said[other.speaker].append(other.text)
        about[other.speaker] |= _stems(f"{other.text} {other.context}")
    beside = Counter(
        key for event in document.timeline if speaker.key in event.people for key in set(event.people)
    )
    spread = Counter(stem for stems in about.values() for stem in stems)
    rare = {stem for stem, n in spread.items() if n <= max(2, len(about) // 3)}
    this = rare & _stems(f"{quote.text} {quote.context} {speaker.office} {speaker.part}")
    office = _stems(speaker.office)

    def likelihood(person: Person) -> tuple[int, str]:
        alike = 2 * min(len(office & _stems(person.office)), 2) + min(len(this & about[person.key]), 4)
        score = 3 * bool(said[person.key]) + alike + min(beside[person.key], 2) + person.featured
        return -score, person.key

    fit = [
        person
        for person in document.people
        if person.key != speaker.key
        and _folded(person.name) != _folded(speaker.name)
        and not names(quote.text, person)
        and not any(said_nearly_the_same(quote.text, text) for text in said[person.key])
    ]
    return tuple(person.key for person in sorted(fit, key=likelihood))


def said_nearly_the_same(one: str, other: str) -> bool:
    """Whether a reader could take one quotation for the other: alike in letters, or in telling words."""
    words_a, words_b = frozenset(_folded(one)), frozenset(_folded(other))
    shared_words = len(words_a & words_b)
    if not shared_words:
        return False
    # Comparing letters is dear, and a story of hundreds of quotations compares every pair.
    if 2 * shared_words >= min(len(words_a), len(words_b)):
        letters_a, letters_b = " ".join(_folded(one)), " ".join(_folded(other))
        shorter, longer = sorted((letters_a, letters_b), key=len)
        if f" {shorter} " in f" {longer} ":
            return True
        if SequenceMatcher(None, letters_a, letters_b, autojunk=False).ratio() >= _NEAR_RATIO:
            return True
    telling_a, telling_b = _telling(one), _telling(other)
    shared = len(telling_a & telling_b)
    return shared >= 2 and shared >= _NEAR_SHARE * min(len(telling_a), len(telling_b))


def draw(
    found: Sequence[Question], dice: random.Random, *, placed: Collection[str] = (), most: int = ROUNDS_MOST
) -> list[Question]:
    """The questions of one run, in the order in which they are asked.

    Those the player has not placed yet come in first, and no speaker has more than two while others are
    left. `placed` are fingerprints.
    """
    shuffled = list(found)
    dice.shuffle(shuffled)
    shuffled.sort(key=lambda question: question.fingerprint in placed)
    drawn = _spread(shuffled, most)
    dice.shuffle(drawn)
    return drawn


def four(question: Question, dice: random.Random) -> list[str]:
    """The speaker and three others, in no order that tells them apart. Person keys."""
    keys = [question.speaker.key, *dice.sample(question.others[:POOL], OTHERS)]
    dice.shuffle(keys)
    return keys


def daily(found: Mapping[str, Sequence[Question]], day: dt.date) -> list[tuple[str, Question]]:
    """The day's five questions by story slug: of as many stories as can be, by nothing but day and text.

    Fewer than five to ask makes no daily quiz: an empty list. Each question's place is its hash with the
    day, so nobody chooses, and everybody gets the same.
    """
    ranked = {
        slug: sorted(questions, key=lambda question: _rank(day, slug, question.fingerprint))
        for slug, questions in found.items()
    }
    order = sorted(ranked, key=lambda slug: _rank(day, slug, ""))
    taken: list[tuple[str, Question]] = []
    speakers: set[str] = set()
    depth = 0
    while len(taken) < DAILY_ROUNDS and any(ranked.values()):
        for slug in order:
            fresh = next((q for q in ranked[slug] if q.speaker.key not in speakers), None)
            if fresh is None and depth and ranked[slug]:
                fresh = ranked[slug][0]  # only once every story has given what it can without repeating
            if fresh is not None and len(taken) < DAILY_ROUNDS:
                ranked[slug].remove(fresh)
                speakers.add(fresh.speaker.key)
                taken.append((slug, fresh))
        depth += 1
    return taken if len(taken) == DAILY_ROUNDS else []


def dice_of(day: dt.date) -> random.Random:
    """Dice that fall the same for everyone on a day."""
    return random.Random(int.from_bytes(hashlib.sha256(f"daily {day.isoformat()}".encode()).digest()))  # noqa: S311


def _rank(day: dt.date, slug: str, text: str) -> str:
    return hashlib.sha256(f"{day.isoformat()}\n{slug}\n{text}".encode()).hexdigest()


def _spread(ordered: Iterable[Question], most: int) -> list[Question]:
    taken: list[Question] = []
    held_back: list[Question] = []
    by_speaker: Counter[str] = Counter()
    for question in ordered:
        if by_speaker[question.speaker.key] < _SPEAKER_ROUNDS:
            by_speaker[question.speaker.key] += 1
            taken.append(question)
        else:
            held_back.append(question)
    return (taken + held_back)[:most]


@functools.lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, accents off, possessive ’s off."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = (word.replace("’", "'").casefold() for word in _WORD.findall(plain))
    return tuple(word.removesuffix("'s") for word in words)


@functools.lru_cache(maxsize=8192)
def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in _folded(text) if word not in _COMMON and len(word) > 1)


@functools.lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    """Telling words by their beginning, so that Russia and Russian, envoy and envoys are alike."""
    return frozenset(word[:5] for word in _telling(text))
