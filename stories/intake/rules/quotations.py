"""Who said what: words in quotation marks with the person the text gives them to. Pure.

A speaker is named only where the text does: by name, by “Ms Marten”, by a pronoun whose person the sentence or paragraph before it
names, or by an office that one person of the text holds. Else the speaker is left to the editor, with what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stories.intake.rules.names import NAME, ROLES, TITLES, Figured, People, trimmed
from stories.intake.rules.passages import Layout, Quoted, Span

_VERBS: Final = (
    "said says say told tells added adds wrote writes asked asks warned warns argued argues insisted insists announced announces declared declares stated "
    "states explained explains noted notes replied replies answered answers shouted shouts joked jokes recalled recalls observed observes concluded "
    "concludes continued continues remarked remarks complained complains admitted admits claimed claims suggested suggests promised promises conceded "
    "concedes acknowledged acknowledges stressed stresses predicted predicts remembered remembers tweeted posted testified commented comments urged urges "
    "pleaded vowed vows boasted whispered cried laughed muttered mused sighed emphasised emphasized reiterated repeated countered retorted stating saying adding declaring insisting writing"
).split()
_LOOSE: Final = (
    "called calls described describes accused accuses condemned condemns denounced dismissed dismisses branded praised welcomed criticised criticized "
    "put likened spoke speaks quipped calling warning describing denouncing condemning threatened "
    "frames framed labelled labeled confirmed pledged demanded rejected blunt showed shown revealed affirmed cooperate would"
).split()
_SAID: Final = rf"(?:{'|'.join(_VERBS)})"
_SAID_OR_LIKE: Final = re.compile(rf"\b(?:{'|'.join(_VERBS + _LOOSE)}|[Aa]ccording to)\b")
_ADVERB: Final = r"(?:\s(?:also|then|later|once|simply|only|\w+ly))?"
_PRONOUN: Final = r"(?:[Hh]e|[Ss]he|[Tt]hey)"
_THE: Final = r"(?:[Tt]he|[Aa]n?|[Oo]ne|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Aa]nother|[Ss]ome)"
_NP: Final = rf"(?:{_PRONOUN}\b|{_THE}\s[^,.;:“”\"\n]{{2,70}}?|(?:{TITLES}\s)?{NAME})"
_IN_BETWEEN: Final = r"(?:,[^“”\"\n]{2,120}?,)?"
# What stands right behind the closing mark.
_AFTER_VERB: Final = re.compile(rf"[,.]?\s{{0,20}}{_SAID}{_ADVERB}\s(?P<who>[^“”\"\n]{{2,160}})")
_AFTER_NOUN: Final = re.compile(
    rf"[,.]?\s{{0,20}}(?P<who>{_NP}){_IN_BETWEEN}{_ADVERB}\s(?:had\s)?(?P<verb>{_SAID})\b"
)
_AFTER_TWO: Final = re.compile(
    rf"[,.]?\s{{0,20}}(?:{_THE})\s[^,.;:“”\"\n]{{2,60}},\s(?P<who>{NAME}),{_ADVERB}\s{_SAID}\b"
)
_WHO_NAME: Final = re.compile(rf"(?P<name>{NAME})")
_UNNAMED: Final = re.compile(rf"{_THE}\s[^,.;:“”\"\n]{{2,70}}")
_GAVE_NAME: Final = re.compile(rf"\b(?:name\s(?:only\s)?as|named|called)\s(?P<name>{NAME})")
_LEAST_WORDS: Final = 4
_ROLE: Final = re.compile(rf"\b(?:{'|'.join(ROLES)})\b", re.IGNORECASE)
FAR_BACK: Final = 2  # paragraphs, for a pronoun
FAR_BACK_SENTENCES: Final = 12
SUBJECT_CHARACTERS: Final = 40  # into a sentence: whoever is named first this soon is what it is about


@dataclass(frozen=True, kw_only=True)
class Said:
    """A quotation. speaker None: the text does not say safely; by: in whose words or by which it says who."""

    start: int
    end: int
    speaker: str
    by: str
    passage: Span
    is_sure: bool


def quotations(layout: Layout, people: People) -> Iterator[Said]:
    """Every quotation worth proposing, in order."""
    last: dict[int, tuple[str, str]] = {}  # by paragraph: who spoke last in it
    previous: Quoted | None = None
    for quoted in layout.quoted:
        number = layout.paragraph_number(quoted.start)
        words = quoted.of(layout.text)
        who = _attributed(layout, people, quoted)
        if (
            who is None
            and previous is not None
            and previous.goes_on
            and layout.paragraph_number(previous.start) == number - 1
        ):
            who = last.get(number - 1)
        if who is None and number in last and _stands_alone(layout, quoted):
            who = last[number]
        if who is None and _stands_alone(layout, quoted):
            who = _introduced(layout, people, quoted)
        previous = quoted
        if who is None:
            continue
        last[number] = who
        start, end = _trim(layout.text, quoted)
        if not _is_worth(words, who[0], layout, quoted):
            continue
        yield Said(
            start=start,
            end=end,
            speaker=who[0],
            by=who[1],
            passage=_passage(layout, quoted),
            is_sure=not who[1],
        )


def _trim(text: str, quoted: Quoted) -> tuple[int, int]:
    start, end = quoted.start, quoted.end
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;*_"):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in "*_…"):
        start += 1
    return start, end


def _stands_alone(layout: Layout, quoted: Quoted) -> bool:
    """Whether the quoted words are a sentence of their own: they open one, or follow the end of one."""
    sentence = layout.sentence(quoted.start)
    return (
        layout.text[quoted.start].isupper()
        and quoted.start - sentence.start <= 2
        and len(quoted.of(layout.text).split()) >= _LEAST_WORDS
    )


def _is_worth(words: str, speaker: str, layout: Layout, quoted: Quoted) -> bool:
    """Words, and not a term in marks: a sentence, or a good part of one that somebody is named for."""
    count = len(words.split())
    is_sentence = words[:1].isupper() and words.rstrip()[-1:] in ",.?!…"
    if is_sentence:
        return count >= 3 or bool(speaker and count >= 2)
    if not speaker:
        return count >= 8 and words[:1].isupper()
    if words[:1].islower() and _continues(layout, quoted):
        return count >= 8
    return count >= (4 if words[:1].islower() else 3)


def _continues(layout: Layout, quoted: Quoted) -> bool:
    """“…,” he said, “and so on”: the second half of a sentence."""
    return bool(
        re.search(r"[,”\"]\s[^“”\"]{2,60},\s[“\"]$", layout.text[max(0, quoted.start - 80) : quoted.start])
    )


def _passage(layout: Layout, quoted: Quoted) -> Span:
    """The sentences around the words: what says who speaks."""
    first = layout.sentence(max(0, quoted.start - 1))
    last = layout.sentence(min(len(layout.text) - 1, quoted.end + 1))
    paragraph = layout.paragraph(quoted.start)
    return Span(max(first.start, paragraph.start), min(max(last.end, quoted.end + 1), paragraph.end))


def _attributed(layout: Layout, people: People, quoted: Quoted) -> tuple[str, str] | None:
    """(speaker, in which words) by what stands beside the quoted words, or None if nothing there says who speaks."""
    text = layout.text
    paragraph = layout.paragraph(quoted.start)
    after = quoted.end + 1
    stops = quoted.of(text).rstrip()[-1:]
    if stops in ",?!…—-" or text[after : after + 1] in (",", " ") or after >= paragraph.end:
        if (found := _AFTER_TWO.match(text, after, paragraph.end)) and stops != ".":
            return _resolve(layout, people, found["who"], found.start("who"))
        if (found := _AFTER_VERB.match(text, after, paragraph.end)) and stops != ".":
            return _behind_verb(layout, people, found)
        if (found := _AFTER_NOUN.match(text, after, paragraph.end)) and stops != ".":
            return _resolve(layout, people, found["who"], found.start("who"))
    return _from_before(layout, people, quoted)


def _behind_verb(layout: Layout, people: People, found: re.Match[str]) -> tuple[str, str]:
    """said X · said its secretary, X · said a baker who gave her name only as X · said an official."""
    who, place = found["who"], found.start("who")
    clause = re.split(r"(?<!Mr)(?<!Dr)(?<!Ms)(?<!Mrs)(?<!Prof)(?<!Gen)[.;:!?](?:\s|$)|\s—|\s–", who)[0]
    if mentioned := people.within(place, place + len(clause)):  # by name, at once or behind a title
        between = clause[: mentioned[0][0] - place]
        if re.fullmatch(rf"(?:{TITLES}\s)?", between):
            return mentioned[0][1].name, ""
    if named := _GAVE_NAME.search(clause):
        return _resolve(layout, people, named["name"], place)
    first = re.match(rf"(?:{TITLES}\s)?(?P<name>{NAME})", clause)
    if first and not re.match(rf"{_THE}\s", clause):
        return _resolve(layout, people, first["name"], place)
    if pronoun := re.match(rf"{_PRONOUN}\b", clause):
        return _resolve(layout, people, pronoun[0], place)
    described = _UNNAMED.match(clause)
    if described and mentioned and mentioned[0][0] - place <= len(described[0]) + 3:
        return mentioned[0][1].name, ""
    return _resolve(layout, people, (described or re.match(r".{0,70}", clause) or found)[0], place)


def _from_before(layout: Layout, people: People, quoted: Quoted) -> tuple[str, str] | None:
    """X said: “…” · According to X, “…” · X called it “…”"""
    text = layout.text
    sentence = layout.sentence(quoted.start)
    before = text[sentence.start : quoted.start - 1]
    if not before.strip():
        return None
    before_quotes = re.sub(r"[“\"«][^“”\"«»]*[”\"»]", lambda found: " " * len(found[0]), before)
    verbs = list(_SAID_OR_LIKE.finditer(before_quotes))
    if not verbs or (len(before_quotes) - verbs[-1].end() > 110):
        return None
    verb = verbs[-1]
    place = sentence.start + verb.start()
    if verb[0].lower() == "according to":
        if found := _WHO_NAME.match(before_quotes, verb.end() + 1):
            return _resolve(layout, people, found["name"], sentence.start + found.start())
        return "", before_quotes[verb.end() :].strip(" ,")[:60]
    mentioned = people.within(sentence.start, place)
    pronouns = list(re.finditer(rf"\b{_PRONOUN}\b", before_quotes[: verb.start()]))
    nearest = mentioned[-1][0] - sentence.start if mentioned else -1
    if pronouns and pronouns[-1].start() > nearest:
        return _resolve(layout, people, pronouns[-1][0], sentence.start + pronouns[-1].start())
    if mentioned:
        return _subject(mentioned, before_quotes, sentence.start, verb.start()).name, ""
    close = re.search(
        rf"(?P<who>{NAME})(?:,[^,]{{2,80}},)?(?:\s(?:has|had|is|was))?\s(?:\w+ly\s)?$",
        before_quotes[: verb.start()],
    )
    if close and (known := people.called(close["who"])):
        return known.name, ""
    if close and verb[0] in _VERBS and len(close["who"].split()) < 3 and not _ROLE.search(close["who"]):
        return _resolve(layout, people, close["who"], sentence.start + close.start())
    if described := re.search(
        rf"(?P<who>{_THE}\s[^,.;:]{{2,60}}?)\s(?:has\s|had\s)?$", before_quotes[: verb.start()]
    ):
        return _resolve(layout, people, described["who"], sentence.start + described.start())
    return ("", before_quotes.strip()[-60:]) if verb[0] in _VERBS else None


def _subject(mentioned: list[tuple[int, Figured]], before: str, start: int, verb: int) -> Figured:
    """Of those named before the verb, the one it belongs to: the first of the last clause."""
    clause = max(before.rfind(mark, 0, verb) for mark in (";", ":", " and ", " but ", " while "))
    ours = [person for place, person in mentioned if place - start > clause]
    return (ours or [mentioned[-1][1]])[0]


def _introduced(layout: Layout, people: People, quoted: Quoted) -> tuple[str, str] | None:
    """Words of their own behind a sentence about one person, in the same paragraph: “X described the moment. ‘We …’”"""
    paragraph = layout.paragraph(quoted.start)
    if quoted.start - paragraph.start < 4:
        return None
    before = layout.sentence(quoted.start - 3)
    if before.start < paragraph.start:
        return None
    told = before.of(layout.text)
    if not (
        _SAID_OR_LIKE.search(told)
        or told.rstrip().endswith(":")
        or re.search(r"\b(?:blunt|clear|angry|scathing|cautious|smiled|laughed|shrugged)\b", told)
    ):
        return None
    named = {person.name: person for _, person in people.within(before.start, before.end)}
    if len(named) == 1:
        return next(iter(named)), "the sentence before it"
    if pronoun := re.match(rf"{_PRONOUN}\b", told):
        return _resolve(layout, people, pronoun[0], before.start)
    return None


def _resolve(layout: Layout, people: People, words: str, place: int) -> tuple[str, str]:
    """A name, a pronoun or a description as (speaker, how it was told); "" where it is not safe to say."""
    words = words.strip()
    if re.fullmatch(_PRONOUN, words):
        return _pronoun(layout, people, words.lower(), place)
    if not re.match(rf"{_THE}\s", words):
        known = people.called(words)
        if known:
            return known.name, ""
        # A single name that nothing introduces may be a place or a palace: “the Kremlin says”, “Moscow said”.
        plain = trimmed(words)
        is_person = len(plain.split()) > 1 and not _ROLE.search(plain) and not people.is_organisation(plain)
        return (plain, "") if is_person else ("", words)
    if known := people.with_office(words):
        return known.name, f"“{words}”"
    return "", words


def _pronoun(layout: Layout, people: People, word: str, place: int) -> tuple[str, str]:
    """The person named last before a pronoun, if that is safe: the subject of the nearest sentence that names anybody."""
    number = layout.paragraph_number(place)
    floor = layout.paragraphs[max(0, number - FAR_BACK)].start
    sentence = layout.sentence(place)
    at = place
    for _ in range(FAR_BACK_SENTENCES):
        named = people.within(max(sentence.start, floor), at)
        fitting = [
            person
            for _, person in named
            if word == "they" or person.is_she is None or person.is_she == (word == "she")
        ]
        if fitting:
            is_only = len({person.name for person in fitting}) == 1
            is_told = all(person.is_she is not None for _, person in named)
            is_subject = named[0][1] in fitting and named[0][0] - sentence.start <= SUBJECT_CHARACTERS
            return (fitting[0].name if is_only or is_told or is_subject else ""), f"“{word}”"
        at = sentence.start
        if at <= floor:
            break
        sentence = layout.sentence(at - 1)
    return "", f"“{word}”"
