"""Mutants made by machine: a true cited sentence and its brief in, false ones out, each with its rule.

Nothing here knows how the rules work; a mutant is a change that makes the sentence false of its cards. What
might still be true of them (a name that the card also gives, a number it holds elsewhere) is not made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from debate.evidence.brief import Brief, Card
from debate.grounding import split_sentences

MONTHS = ("January February March April May June July August September October November December").split()
WORDS = "two three four five six seven eight nine ten eleven twelve".split()
AUXILIARIES = "is was were are has had have would could should will can must did does".split()
OPPOSED = {"some": "all", "most": "all", "all": "some", "many": "all", "several": "all"}

_QUOTED = re.compile(r"[“\"]([^“”\"]{8,})[”\"]")
_NUMBER = re.compile(r"(?<![\w.,\[])\d[\d,]*(?:\.\d+)?(?![\w\]]|,\d)")
_BODY = re.compile(
    r"Federation|Nations|Union|States|Council|Government|Kingdom|Board|Center|Centre|Agency|Force|House|Committee|Times|"
    r"Company|Corporation|Command|Organi[sz]ation|Programme|Program|Panel|Fund|Control|Aircraft|Aviation"
)
_CITED = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Mutant:
    rule: str
    was: str
    now: str


def true_sentences(brief: Brief) -> Iterator[tuple[Card, str]]:
    """Each card's claim and details as sentences that cite it; a quotation with its speaker."""
    for card in brief.cards:
        if card.kind == "quote":
            words = card.claim.rstrip(".")
            yield card, f"{card.speaker} said: “{words}” [{card.n}]."
            yield card, f"“{words},” said {card.speaker} [{card.n}]."
            continue
        for sentence in dict.fromkeys([card.claim, *split_sentences(card.detail)]):
            if len(sentence.split()) > 4 and sentence[-1] in ".!?":
                yield card, f"{sentence.rstrip('.')} [{card.n}]."


def mutants(brief: Brief, card: Card, sentence: str) -> Iterator[Mutant]:
    """Every mutant that this sentence allows."""
    makers = (_numbers, _dates, _names, _negations, _quotations, _speakers, _quantifiers, _ids)
    for make in makers:
        for rule, now in make(brief, card, sentence):
            if now != sentence:
                yield Mutant(rule, sentence, now)


def everything(card: Card) -> str:
    return " ".join(
        [card.claim, card.detail, card.label, card.speaker, *card.names, *card.reasons.values(), card.date]
    )


def _numbers(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    text = everything(card)
    for match in _NUMBER.finditer(sentence):
        shown = match[0].rstrip(",")
        if re.fullmatch(r"(?:1[5-9]|20)\d\d", shown) or re.match(
            rf" (?:{'|'.join(MONTHS)})\b", sentence[match.end() :]
        ):
            continue  # the dates' business
        other = _other_number(shown, text)
        yield "number", sentence[: match.start()] + other + sentence[match.start() + len(shown) :]
    for match in re.finditer(rf"\b(?:{'|'.join(WORDS)})\b", sentence):
        other = next(
            w
            for w in WORDS[WORDS.index(match[0]) :: -1] + WORDS[::-1]
            if not re.search(rf"\b{w}\b", text, re.I)
        )
        following = re.match(r"[ -](\w+)", sentence[match.end() :])
        if following and following[1].endswith("s"):
            yield "number", sentence[: match.start()] + other + sentence[match.end() :]


def _other_number(shown: str, text: str) -> str:
    for change in (3, 7, 4, 6, 9):
        digits = "".join(
            str((int(c) + change) % 9 + 1) if c.isdigit() and at == 0 else c for at, c in enumerate(shown)
        )
        if digits not in text and digits != shown:
            return digits
    return shown + "7"


def _dates(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    text = everything(card)
    for match in re.finditer(r"\b(1[5-9]\d\d|20[0-4]\d)\b(?![-–]\d)", _uncited(sentence)):
        other = next(
            str(int(match[0]) + step)
            for step in (2, 3, 5, 7, 11, 13)
            if str(int(match[0]) + step) not in text
        )
        yield "date", sentence[: match.start()] + other + sentence[match.end() :]
    for match in re.finditer(rf"\b({'|'.join(MONTHS)})\b", sentence):
        if not re.search(r"(?:\d |in |of |since |until |late |early |mid-?)$", sentence[: match.start()]):
            continue
        after = [MONTHS[(MONTHS.index(match[0]) + step) % 12] for step in (1, 2, 3, 4)]
        number = {month: f"-{MONTHS.index(month) + 1:02}-" for month in after}
        other = next((m for m in after if m not in text and number[m] not in text), None)
        if other:
            yield "date", sentence[: match.start()] + other + sentence[match.end() :]


def _names(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    text = everything(card).lower()
    people = sorted(
        {name for other in brief.cards for name in (*other.names, other.speaker) if _person(name)}
    )
    outside = _QUOTED.sub(lambda m: " " * len(m[0]), sentence)
    for name in sorted({n for n in (*card.names, card.speaker) if _person(n)}):
        for shown in (name, name.split()[-1]) if " " in name else (name,):
            match = re.search(rf"\b{re.escape(shown)}\b", outside)
            if match is None:
                continue
            strangers = [
                p for p in people if p.split()[-1].lower() not in text and p.split()[0].lower() not in text
            ]
            if strangers:
                stranger = strangers[len(sentence) % len(strangers)]
                other = stranger if shown == name else stranger.split()[-1]
                yield "name", sentence[: match.start()] + other + sentence[match.end() :]
            break


def _person(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() for word in words) and not _BODY.search(name)


def _negations(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    outside = _QUOTED.sub(lambda m: "#" * len(m[0]), sentence)
    if re.search(r"(?:did|does|was|were) (?:not|never)\b(?! (?:\w+ )?[a-z]{5,})", outside):
        return  # "though he did not": without the "not" it is no sentence
    dropped = re.search(r"\b(?:not|never) ", outside)
    if dropped:
        if (
            not re.search(r"\b(?:but|only)\b", outside)
            and outside.count(" not ") + outside.count(" never ") == 1
        ):
            yield "negation", sentence[: dropped.start()] + sentence[dropped.end() :]
        return
    if re.search(r"\b(?:no|nobody|nothing|none|nor|neither|without|un\w+)\b", outside, re.I):
        return
    match = re.search(rf"\b(?:{'|'.join(AUXILIARIES)})\b(?= \w+)", outside)
    if match:
        yield "negation", sentence[: match.end()] + " not" + sentence[match.end() :]


def _quotations(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    for match in _QUOTED.finditer(sentence):
        words = match[1].split(" ")
        if len(words) < 3:
            continue
        for at in (len(words) // 2, len(words) - 1):
            changed = [*words]
            changed[at] = "entirely" if words[at].strip(".,").lower() != "entirely" else "hardly"
            yield "quotation", sentence[: match.start(1)] + " ".join(changed) + sentence[match.end(1) :]
        cut = [w for i, w in enumerate(words) if i != len(words) // 2]
        yield "quotation", sentence[: match.start(1)] + " ".join(cut) + sentence[match.end(1) :]


def _speakers(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    if card.kind != "quote" or card.speaker not in sentence:
        return
    speakers = sorted({other.speaker for other in brief.cards if other.speaker} - {card.speaker})
    for speaker in speakers[:2]:
        if speaker.split()[-1] != card.speaker.split()[-1]:
            yield "speaker", sentence.replace(card.speaker, speaker)


def _quantifiers(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    outside = _QUOTED.sub(lambda m: "#" * len(m[0]), sentence)
    for limit, others in {
        "up to ": ("", "at least "),
        "more than ": ("", "fewer than "),
        "fewer than ": ("", "more than "),
        "at least ": ("", "up to "),
        "nearly ": ("more than ",),
        "about ": ("more than ", ""),
    }.items():
        match = re.search(rf"\b{limit}(?=\d)(?!\d{{1,2}} [A-Z]|(?:1[5-9]|20)\d\d\b)", outside)
        if match:
            for other in others:
                yield "quantifier", sentence[: match.start()] + other + sentence[match.end() :]
    match = re.search(r"\b(some|most|all|several) (?=[a-z]{4,}s\b)", outside)
    if match and not re.search(r"(?:at|the|after|above|for|of) $", outside[: match.start()]):
        yield "quantifier", sentence[: match.start(1)] + OPPOSED[match[1]] + sentence[match.end(1) :]


def _ids(brief: Brief, card: Card, sentence: str) -> Iterator[tuple[str, str]]:
    yield "id", _CITED.sub(f"[{len(brief.cards) + 7}]", sentence)
    yield "id", _CITED.sub(f"[card {card.n}]", sentence)
    if _NUMBER.search(_uncited(sentence)) or re.search(r"(?<=[a-z] )[A-Z][a-z]{3,}", _uncited(sentence)):
        yield "id", _CITED.sub("", sentence).replace(" .", ".")
    plain = _CITED.sub("", sentence).strip(" .")
    words = set(re.findall(r"[a-z]{4,}|\d+", plain.lower()))
    for step in (1, 2, 5):
        other = brief.cards[(card.n - 1 + step) % len(brief.cards)]
        theirs = set(re.findall(r"[a-z]{4,}|\d+", everything(other).lower()))
        if other.n != card.n and len(words & theirs) < 0.5 * len(words):
            yield "id", _CITED.sub(f"[{other.n}]", sentence)


def _uncited(sentence: str) -> str:
    return _CITED.sub(lambda m: " " * len(m[0]), _QUOTED.sub(lambda m: " " * len(m[0]), sentence))
