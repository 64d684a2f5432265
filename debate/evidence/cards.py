"""From a published document to a brief: which items bear on a motion, and how each is cited.

Pure: a document and a motion key in, a `Brief` out. Only items that the motion's bearings name become
cards, so an edit to any other item leaves the brief, and every debate on it, as it was.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from debate.evidence.brief import SIDES, Brief, Card
from debate.evidence.tongue import tongue_of
from debate.text.sentences import first_sentence
from stories.document import LISTS, Motion, StoryDocument, cited_items

NOT_IN_ENGLISH = (
    "This story is not in English, and debates and voices are written and checked in English alone."
)
NO_BLANKS = "The language of this story is written without blanks between words, by which debates and voices are counted."
MIN_CARDS_A_SIDE = 3  # an opening makes three points
MIN_CARDS_A_VOICE = 3  # a view of a story cites three items
CARDS_OF_A_STORY = 80  # at most in the brief of a whole story: some 10,000 tokens of a prompt
_TELLING = ("figure", "event", "quote", "scenario", "precedent")  # kinds that say what is the matter

# Words that may begin a title in capitals and are lower-cased in running text.
_LOWER = re.compile(r"^(The|A|An)\b")


def motion_of(document: StoryDocument, key: str) -> Motion | None:
    return next((motion for motion in document.motions if motion.key == key), None)


def default_motion(document: StoryDocument) -> Motion | None:
    return next((motion for motion in document.motions if motion.default), None)


def lacking_side(motion: Motion) -> str:
    """The side ("pro" or "con") that too few items speak for, or "" if the motion can be debated."""
    for side in SIDES:
        if len({b.item for b in motion.bearing if b.side in (side, "both")}) < MIN_CARDS_A_SIDE:
            return side
    return ""


def closed_motions(document: StoryDocument, unwritten: str = "") -> dict[str, str]:
    """Why a motion cannot be debated, by its key; nothing of those that can be. Under "" why none of the story can.

    unwritten: why nobody can write about it; see `debate.engines.closed_motions`.
    """
    if unwritten:
        return dict.fromkeys(("", *(motion.key for motion in document.motions)), unwritten)
    lacking = {motion.key: lacking_side(motion) for motion in document.motions}
    words = {"pro": "for", "con": "against"}
    return {
        key: f"Too little in this story speaks {words[side]} it yet." for key, side in lacking.items() if side
    }


def make_brief(document: StoryDocument, motion: Motion) -> Brief:
    """The motion's cards, numbered in the order of the bearings."""
    reasons: dict[str, dict[str, str]] = {}
    for bearing in motion.bearing:
        for side in SIDES if bearing.side == "both" else (bearing.side,):
            reasons.setdefault(bearing.item, {}).setdefault(side, bearing.reason)
    cards = []
    for n, (ref, by_side) in enumerate(
        sorted(reasons.items(), key=lambda kv: _place(document, kv[0])), start=1
    ):
        cards.append(_card(document, ref, n=n, reasons=by_side))
    return Brief(
        story=document.slug,
        motion_key=motion.key,
        motion=motion.text,
        cards=tuple(cards),
        language=tongue_of(document),
    )


def story_brief(document: StoryDocument) -> Brief:
    """The whole story as cards, without a motion: what a voice rests on.

    Of a story with more than CARDS_OF_A_STORY items, those that its overview cites and its key events come
    first. People and organisations are no cards of their own; they are named by the others.
    """
    refs = [f"{kind}-{part.key}" for kind in _TELLING for part in getattr(document, LISTS[kind])]
    first = {*cited_items(document.overview), *(f"event-{e.key}" for e in document.timeline if e.is_key)}
    kept = set(sorted(refs, key=lambda ref: ref not in first)[:CARDS_OF_A_STORY])
    cards = [
        _card(document, ref, n=n, reasons={})
        for n, ref in enumerate((ref for ref in refs if ref in kept), start=1)
    ]
    return Brief(
        story=document.slug, motion_key="", motion="", cards=tuple(cards), language=tongue_of(document)
    )


def central_cards(document: StoryDocument, brief: Brief) -> tuple[int, ...]:
    """The numbers of the cards that the story's overview cites, those it turns on most first.

    An item weighs by being a key event and by how often motions lean on it; equals stay in the overview's order.
    """
    leaned_on = Counter(bearing.item for motion in document.motions for bearing in motion.bearing)
    keys = {f"event-{event.key}" for event in document.timeline if event.is_key}
    numbers = {card.item: card.n for card in brief.cards}
    cited = dict.fromkeys(ref for ref in cited_items(document.overview) if ref in numbers)
    ranked = sorted(cited, key=lambda ref: -2 * (ref in keys) - leaned_on[ref])
    return tuple(numbers[ref] for ref in ranked)


def _place(document: StoryDocument, ref: str) -> tuple[int, int]:
    """Where an item stands in the document, so that numbering does not depend on the bearings' order."""
    kinds = ("figure", "event", "quote", "scenario", "precedent", "person", "organisation")
    kind, _, key = ref.partition("-")
    return kinds.index(kind), [part.key for part in getattr(document, LISTS[kind])].index(key)


def _item(document: StoryDocument, ref: str) -> tuple[Any, Any]:
    """Kind and item of an anchor; a document's bearings name only items that it has."""
    found = document.item(ref)
    assert found is not None, ref
    return found


def _card(document: StoryDocument, ref: str, *, n: int, reasons: dict[str, str]) -> Card:
    kind, item = _item(document, ref)
    build = {
        "figure": _figure,
        "event": _event,
        "quote": _quote,
        "scenario": _scenario,
        "precedent": _precedent,
        "person": _person,
        "organisation": _organisation,
    }[kind]
    fields = build(document, item)
    if tongue_of(document):
        fields |= _in_its_words(document, kind, item)
    by_key = {source.key: source for source in document.sources}
    rests_on = [by_key[key] for key in ([item.source] if kind == "quote" else item.sources)]
    return Card(
        n=n,
        item=ref,
        kind=kind,
        reasons=reasons,
        sources=tuple(source.publisher or source.title for source in rests_on),
        source_kinds=tuple(source.kind for source in rests_on),
        names=_names_in(
            document, f"{fields['claim']} {fields.get('detail', '')} {fields.get('speaker', '')}"
        ),
        **fields,
    )


def _in_its_words(document: StoryDocument, kind: str, item: Any) -> dict[str, str]:
    """What a card of a story in another language says without our English between its words."""
    match kind:
        case "figure":
            return {"label": item.mention or f"{item.value} {item.unit}".strip()}
        case "event":
            people = {person.key: person for person in document.people}
            offices = " ".join(f"{people[key].name}, {people[key].office}." for key in item.people)
            detail = f"{item.title}. {item.description} {offices}"
            return {"label": item.mention or item.title, "detail": detail}
        case "quote":
            speaker = next(person for person in document.people if person.key == item.speaker)
            return {"label": item.mention or speaker.name}
        case "scenario":
            discussed = ", ".join(item.discussed_by)
            return {
                "label": item.mention or item.title,
                "detail": f"{item.title}. {item.description} {discussed}",
            }
        case "precedent":
            return {"label": item.mention or item.title}
        case "person":
            return {"claim": f"{item.name}, {item.office}.", "label": item.name}
    return {"label": item.name}


def _figure(document: StoryDocument, figure: Any) -> dict[str, Any]:
    return {
        "claim": first_sentence(figure.explanation),
        "label": figure.mention or _figure_label(figure),
        "detail": f"{figure.value} {figure.unit} {figure.label}. {figure.explanation}",
        "date": figure.as_of.isoformat(),
        "precision": "day",
    }


def _figure_label(figure: Any) -> str:
    """ "the figure of 800,000 troops"; a value that is no number is named by itself, "DEFCON 2"."""
    if re.match(r"\D*\d", figure.value) and not re.match(r"[A-Z]", figure.value):
        unit = "" if figure.unit in ("", "agreed") else f" {figure.unit}"
        return f"the figure of {figure.value}{unit}"
    return f"the mark of {figure.value}"


def _event(document: StoryDocument, event: Any) -> dict[str, Any]:
    people = {person.key: person for person in document.people}
    offices = " ".join(f"{people[key].name}, {people[key].office}." for key in event.people)
    return {
        "claim": first_sentence(event.description),
        "label": event.mention or f"the entry on {_running(event.title)}",
        "detail": f"{event.title}. {event.type}. {event.description} {offices}",
        "date": event.date.isoformat(),
        "end_date": event.end_date.isoformat() if event.end_date else "",
        "precision": event.precision,
    }


def _quote(document: StoryDocument, quote: Any) -> dict[str, Any]:
    speaker = next(person for person in document.people if person.key == quote.speaker)
    return {
        "claim": quote.text,
        "label": quote.mention or f"what {speaker.name} said",
        "detail": f"{speaker.name}, {speaker.office}. {quote.context}",
        "speaker": speaker.name,
        "date": quote.date.isoformat(),
        "precision": quote.precision,
    }


def _scenario(document: StoryDocument, scenario: Any) -> dict[str, Any]:
    return {
        "claim": first_sentence(scenario.description),
        "label": scenario.mention or f"the scenario of {_running(scenario.title)}",
        "told_by": scenario.discussed_by[0] if scenario.discussed_by else "",
        "detail": f"{scenario.title}. {scenario.description} Discussed by {', '.join(scenario.discussed_by)}.",
    }


def _precedent(document: StoryDocument, precedent: Any) -> dict[str, Any]:
    title = re.sub(r"\s*\([^)]*\)", "", precedent.title).strip()
    named = _running(title)
    return {
        "claim": first_sentence(precedent.long_term),
        "label": precedent.mention or (named if named != title else f"the {title}"),
        "detail": f"{precedent.title}, {precedent.period}. {precedent.what_happened} {precedent.short_term} "
        f"{precedent.long_term} {precedent.relevance}",
    }


def _person(document: StoryDocument, person: Any) -> dict[str, Any]:
    return {
        "claim": f"{person.name} is part of this story as {person.office}.",
        "label": f"the part of {person.name}",
        "detail": f"{person.name}, {person.office}. {person.part}",
    }


def _organisation(document: StoryDocument, organisation: Any) -> dict[str, Any]:
    return {
        "claim": first_sentence(organisation.description),
        "label": f"the position of {organisation.name}",
        "detail": f"{organisation.name} {organisation.abbreviation or ''}. {organisation.status}. "
        f"{organisation.description}",
    }


def _running(title: str) -> str:
    """A title inside a sentence: an article at its beginning is written small."""
    return _LOWER.sub(lambda match: match[0].lower(), title)


def _names_in(document: StoryDocument, text: str) -> tuple[str, ...]:
    """Every person and organisation of the story that the text mentions, by full name or surname."""
    names: list[str] = []
    for person in document.people:
        if _mentions(text, person.name.split()[-1]):
            names.append(person.name)
    for organisation in document.organisations:
        aliases = [organisation.name] + ([organisation.abbreviation] if organisation.abbreviation else [])
        if any(_mentions(text, alias) for alias in aliases):
            names += aliases
    return tuple(dict.fromkeys(names))


def _mentions(text: str, name: str) -> bool:
    """Whether the name stands in the text as a word of its own."""
    return name in text and re.search(rf"\b{re.escape(name)}\b", text) is not None
