"""Guards: what a card reports, supposes or limits, a sentence may not assert outright.

Each guard looks for cue words in the passages of the cited cards and at the few content words that a cue
reaches. Only where the sentence repeats most of those words is the cue asked for; and a passage without the
cue that bears out the same words settles it. Negation has a module of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from . import cues
from .acts import has_happened
from .clauses import Cue, Word, lemmas_of, most_of, passages, reach, words_of
from .findings import Finding
from .lexicon import OFFICES, SEAT_OF, STATE_OF, lemma
from .library import CardFacts, Passage
from .names import stem
from .reading import Reading
from .text import listed

MODAL_REACH = 4
_MEANT = cues.MEANS_TO_KEEPS | cues.CONSIDERS
SAME_MATTER = 3  # words in common that make two sentences about one thing
QUOTED = 0.4
REPORTED = 0.7  # share of a reported statement that a sentence must repeat to need its "says"


# ------------------------------------------------------------------------------------------ who says so


@lru_cache(maxsize=8192)
def _reported(text: str) -> tuple[Cue, ...]:
    """What a passage reports instead of stating."""
    words = words_of(text)
    found = []
    for at, word in enumerate(words):
        if not word.lemma and word.key != "according":
            continue
        before = words[at - 1].key if at else ""
        following = [w.key for w in words[at + 1 : at + 3]]
        if before in cues.MAYBE:
            continue  # "might insist"
        noun = before in cues.DETERMINERS or before in ("no", "first") or before.endswith("'s")
        if word.key in cues.ADVERBS_OF_REPORT or word.key == "according":
            scope = tuple(w.lemma for w in words if w.lemma and w is not word)
        elif noun or (word.lemma == "call" and following[:1] and following[0] in cues.CALLED_OTHERWISE):
            continue
        elif _says(words, at):
            scope = _said(words, at)
            by = tuple(w.lemma for w in words[max(0, at - 6) : at] if w.lemma)
            if len(scope) < 2 and at > len(words) - 3:  # "…, the paper added"
                scope = tuple(w.lemma for w in words[:at] if w.lemma)
                by = by[-1:]
            found.append(Cue(word.shown, at, scope, " ".join(by)))
            continue
        else:
            continue
        found.append(Cue(word.shown, at, scope))
    return tuple(found)


def _says(words: Sequence[Word], at: int, *, wide: bool = False) -> bool:
    """Whether a verb reports here: always, or only at the end, behind a comma ("…, the paper added").

    wide: "finds that", "writes of" and "tells how" do too; enough to keep a report, not to ask for one.
    """
    if words[at].lemma in cues.REPORTS:
        return True
    following = [word.key for word in words[at + 1 : at + 4]]
    if wide and {"of", "how", "what", "it"}.intersection(following[:2]):
        return words[at].lemma in cues.REPORTS_THAT
    if wide and at + 1 < len(words) and words[at + 1].broken:
        return words[at].lemma in cues.REPORTS_THAT  # "the board found: …"
    closing = at >= len(words) - 1 and any(word.broken for word in words[max(1, at - 4) : at + 1])
    return words[at].lemma in cues.REPORTS_THAT and (closing or (wide and "that" in following))


def _said(words: Sequence[Word], at: int) -> tuple[str, ...]:
    """What a verb of saying governs: to "but", to the next such verb, or to the end."""
    scope: list[str] = []
    named = words[at + 1 : at + 2] and words[at + 1].key == "of"  # "warned of a leak, and it came"
    for place in range(at + 1, len(words)):
        if named and words[place].broken and words[place].key in ("and", "while"):
            break
        if words[place].key == "but" or words[place].lemma in cues.REPORTS:
            break
        if words[place].lemma:
            scope.append(words[place].lemma)
    return tuple(scope)


def _attributes(reading: Reading) -> bool:
    """Whether a sentence reports: a verb or noun of saying that is not the debater's own."""
    words = words_of(reading.text)
    for at, word in enumerate(words):
        own = at and words[at - 1].key in cues.SPEAKERS_OWN
        if not own and (
            (word.lemma and at + 1 < len(words) and words[at + 1].key == "that")
            or word.key == "according"
            or word.key in cues.ADVERBS_OF_REPORT
            or word.lemma in cues.REPORT_KEEPS
            or (word.lemma and _says(words, at, wide=True))
        ):
            return True
    return bool(cues.TRUSTED.search(reading.text))


def _mentions_speaker(reading: Reading, card: CardFacts) -> bool:
    """By name, by a pronoun, or by an office that the card gives."""
    speaker = {stem(word.key) for word in words_of(card.card.speaker)}
    spoken = reading.spoken
    states = {STATE_OF.get(word) or SEAT_OF.get(word) or "" for word in spoken} - {""}
    if (
        states & card.names.states
        or speaker & spoken
        or spoken & {"he", "she", "his", "her", "him", "they", "their"}
    ):
        return True
    return any(office in card.lemmas for office in offices(spoken)) or bool(_sources(reading) & card.lemmas)


def _sources(reading: Reading) -> frozenset[str]:
    """What says something in a sentence: "said the citation", "the memorandum insists"."""
    words = words_of(reading.text)
    return frozenset(
        near.lemma
        for at, word in enumerate(words)
        if word.lemma in cues.REPORTS
        for near in (*words[max(0, at - 1) : at], *words[at + 1 : at + 3])
        if near.lemma
    )


def offices(spoken: Collection[str]) -> set[str]:
    """The lemmas of the offices among some words: "the spokeswoman", "Moscow's foreign minister"."""
    return {lemma(word) for word in spoken if word in OFFICES}


def attribution(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Reported words passed off as fact, and doubt cast on what the card states."""
    lemmas = lemmas_of(reading.text)
    attributes = _attributes(reading)
    reported: list[tuple[CardFacts, Passage, frozenset[str]]] = []
    stated: list[frozenset[str]] = []
    for card, passage in passages(facts):
        own = lemmas_of(passage.text)
        scopes = (
            [own]
            if passage.voice
            else [
                frozenset(cue.scope)
                for cue in _reported(passage.text)
                if not lemmas.intersection(cue.kind.split())
            ]
        )
        if not scopes and passage.field != "label":
            stated.append(own)
        for scope in scopes:
            used = scope & lemmas
            if 2 * len(used) < len(lemmas & own):
                continue  # the rest of the passage bears more of it
            if len(used) >= 2 and len(used) >= (QUOTED if passage.voice else REPORTED) * len(scope):
                reported.append((card, passage, used))
    for card, passage, used in reported:
        named = {stem(word.key) for word in words_of(card.card.speaker)} & reading.spoken
        if any(3 * len(own & used) >= 2 * len(used) for own in stated):
            continue
        if passage.voice:
            told = attributes or ":" in reading.text
            if named or reading.quotes or (told and _mentions_speaker(reading, card)):
                continue
            message = f"card {card.card.n} quotes {passage.voice}: say that these are their words"
        elif named or attributes or reading.quotes:
            continue
        else:
            message = f"card {card.card.n} only reports this; say who says so"
        yield Finding(rule="attribution", message=message, excerpt=passage.text[:200])
        return
    yield from _vouched(reading, facts)
    doubts = [word for word in words_of(reading.text) if word.key in cues.ADVERBS_OF_REPORT]
    near = [passage for _, passage in passages(facts) if len(lemmas & lemmas_of(passage.text)) >= 2]
    if doubts and not any(passage.voice or _reported(passage.text) for passage in near):
        message = f"“{doubts[0].shown}” casts doubt on what {listed(reading.citations)} states"
        yield Finding(rule="attribution", message=message, excerpt=doubts[0].shown)


def _vouched(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """ "Prosecutors have established" of what the card only has them allege, or somebody deny."""
    vouches = [word for word in words_of(reading.text) if word.lemma in cues.VOUCHES and has_happened(word)]
    lemmas = lemmas_of(reading.text)
    for card, passage in passages(facts) if vouches and not lemmas & cues.DISPUTES else ():
        disputed = passage.lemmas & cues.DISPUTES and not passage.lemmas & cues.VOUCHES
        if disputed and 2 * len(lemmas & passage.lemmas) >= len(lemmas):
            message = f"“{vouches[0].shown}” vouches for what card {card.card.n} only claims"
            yield Finding(rule="attribution", message=message, excerpt=vouches[0].shown)
            return


# ------------------------------------------------------------------------------------------ may, must, means to


@lru_cache(maxsize=8192)
def suppositions(text: str) -> tuple[Cue, ...]:
    """What a text supposes, demands or intends: if, maybe, must, means."""
    words = words_of(text)
    found = []
    for at, word in enumerate(words):
        before = words[at - 1].key if at else ""
        following = [w.key for w in words[at + 1 : at + 3]]
        kind = (
            "" if at and word.shown[:1].isupper()  # the Cape of Good Hope, in May
            else "if" if word.key in cues.IF
            else "maybe" if word.key in cues.MAYBE and not _serves(words, at) and not _cannot(words, at)
            else "must" if word.key in cues.MUST
            else "maybe" if word.key in cues.LIKELY and "than" not in following
            else "means" if _is_planning(words, at) or (word.key in cues.BOUND and following[:1] == ["to"])
            else "considers" if word.lemma in cues.CONSIDERS and has_happened(word)
            else "means" if word.lemma in cues.MEANS_TO and before not in ("a", "an")
            else ""
        )  # fmt: skip
        if word.key in cues.PLANNED and before in cues.ARE:  # "the troops are planned"
            scope = tuple(w.lemma for w in reversed(words[max(0, at - 8) : at]) if w.lemma)[:MODAL_REACH]
            found.append(Cue(word.shown, at, scope, "means"))
        elif kind:
            scope = reach(words, at, MODAL_REACH, cues.SCOPE_STOPS - {"as", "if", "for"})
            if word.key in cues.LIKELY and "to" not in following[:1]:  # "an outbreak is likely"
                scope = tuple(w.lemma for w in reversed(words[max(0, at - 8) : at]) if w.lemma)[:MODAL_REACH]
            found.append(Cue(word.shown, at, scope, kind))
    return tuple(cue for cue in found if cue.scope)


def _is_planning(words: Sequence[Word], at: int) -> bool:
    """ "Plans to close", "is considering a ban": meant, and not yet done."""
    word = words[at]
    if word.lemma not in cues.CONSIDERS:
        return False
    before, after = words[at - 1].key if at else "", words[at + 1].key if at + 1 < len(words) else ""
    plans = after == "to" and not has_happened(word) and before not in cues.DETERMINERS
    return plans or (word.key.endswith("ing") and before in cues.ARE)


def _cannot(words: Sequence[Word], at: int) -> bool:
    """ "Nobody could inspect it" and "it could not be done" tell what was."""
    near = {word.key for word in words[max(0, at - 3) : at + 2]}
    return words[at].key == "could" and bool(near & cues.NEGATORS.keys())


def _serves(words: Sequence[Word], at: int) -> bool:
    """The "could" of "an adapter so that the canisters could clean the air" supposes nothing."""
    before = [word.key for word in words[max(0, at - 6) : at]]
    return any(pair == ("so", "that") for pair in itertools.pairwise(before))


def _keeps(reading: Reading) -> frozenset[str]:
    """Which kinds of supposition a sentence still carries."""
    kept = set()
    words = words_of(reading.text)
    for at, word in enumerate(words):
        lately = {w.key for w in words[max(0, at - 4) : at]}
        if word.key == "could" and lately & {"before", "until"}:
            continue  # "removed them before they could be made ready"
        if word.key in cues.MAYBE_KEEPS or word.lemma in cues.MAYBE_KEEPS_LEMMAS:
            kept |= {"maybe", "means", "if"}
        if word.key in cues.MUST_KEEPS or word.lemma in cues.MUST_KEEPS_LEMMAS:
            kept |= {"must", "if"}
        if word.key in cues.MEANS_TO_MODALS or word.lemma in _MEANT or word.key in cues.PLANNED:
            kept.add("means")
        following = words[at + 1].key if at + 1 < len(words) else ""
        if word.key in ("has", "have", "had") and "to" in [w.key for w in words[at + 1 : at + 3]]:
            kept |= {"must", "if"}
        if word.key == "were" and (not at or following == "to"):
            kept |= {"maybe", "means", "if"}
        if word.key in cues.ARE and following == "to":  # "it was to have been the next day"
            kept.add("means")
        if (
            word.lemma in cues.DISPOSING
            and following.endswith("s")
            and following not in ("was", "is", "has", "as", "its")
        ):
            kept |= {"maybe", "means", "must", "if"}
    return frozenset(kept)


@lru_cache(maxsize=8192)
def has_happened_to(text: str, verb: str) -> bool:
    """Whether a text tells a verb as past."""
    return any(word.lemma == verb and has_happened(word) for word in words_of(text))


def _weighs(reading: Reading) -> bool:
    """Whether a sentence still tells of something weighed, or denies it."""
    words = words_of(reading.text)
    told = any(map(has_happened, words))
    return not told or any(
        word.lemma in cues.CONSIDERS_KEEPS | cues.MAYBE_KEEPS_LEMMAS
        or word.key in cues.MAYBE_KEEPS
        or word.key in cues.NEGATORS
        or word.key in ("out", "against")
        for word in words
    )


_TOLD = frozenset(("event", "precedent"))


def _any_case(reading: Reading) -> bool:
    """ "Lines that leave the canal save the tolls": told of nobody in particular, and not as past."""
    words = words_of(reading.text)
    tied = reading.names or reading.dates or any(not quantity.small for quantity in reading.quantities)
    definite = bool(words) and words[0].key in cues.DETERMINERS
    return not tied and not definite and not any(map(has_happened, words))


def modality(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """A possibility, duty or intention told as a fact."""
    lemmas = lemmas_of(reading.text)
    kept = _keeps(reading)
    if len(kept) == 4 or reading.question or _any_case(reading):
        return
    others = [(lemmas_of(p.text), suppositions(p.text)) for _, p in passages(facts) if p.field != "label"]
    for card, passage in passages(facts):
        for cue in suppositions(passage.text):
            after = [word.key for word in words_of(passage.text)[cue.at + 1 : cue.at + 3]]
            done = "be" not in after and has_happened_to(reading.text, cue.scope[0])
            able = cue.shown == "could" and card.card.kind in _TOLD and not done  # "it could still be filled"
            weighed = cue.kind == "considers" and (card.card.kind != "scenario" or _weighs(reading))
            if cue.kind in kept or weighed or able or (passage.voice and reading.quotes):
                continue
            used = most_of(cue.scope, lemmas)
            if not used and cue.scope[0] in lemmas and 2 * len(lemmas & passage.lemmas) > len(lemmas):
                used = [
                    cue.scope[0]
                ]  # "may be extended if both agree": the condition has gone with the "may"
            if cue.kind == "means" and cue.scope[0] not in used:
                continue
            borne = any(
                own.issuperset(used)
                and all(other.kind in kept for other in modals if set(other.scope) & set(used))
                for own, modals in others
            )
            if used and (len(used) > 1 or 2 * len(lemmas & passage.lemmas) >= len(lemmas)) and not borne:
                message = f"card {card.card.n} says “{cue.shown}”: the sentence makes a fact of it"
                yield Finding(rule="modality", message=message, excerpt=passage.text[:200])
                return
