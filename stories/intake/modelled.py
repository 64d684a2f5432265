"""What a model proposes from an article, and what of it stands: each passage word for word in the text, each number, date
and name in its passage. Knows no row: `stories.intake.models` asks and stores.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from newsroom.generation.models import Written
from newsroom.llm import gateway
from newsroom.llm.cleaning import WITHHELD, cleaned, new_marker
from newsroom.llm.exchange import Request
from newsroom.llm.orders import reads_like_an_order
from newsroom.llm.prompts import Prompt, prompt_file
from stories.intake.drafts import Draft
from stories.intake.places import Unfounded, place
from stories.intake.rules.dates import dates
from stories.truth.verbatim import Haystack

PROMPTS: Final = Path(__file__).parent / "prompts"
READ_CHARACTERS: Final = 40_000  # some 10,000 tokens; what follows is for the rules
ANSWER_TOKENS: Final = 12_000
NEAR_CHARACTERS: Final = 1_500  # before a quotation, in which its speaker must be named
_NUMBER: Final = re.compile(r"\d[\d,.]*\d|\d")
_NAME: Final = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][\wÀ-ž]+")
_SENTENCES: Final = (
    "part",
    "description",
    "explanation",
    "context",
    "label",
    "title",
    "status",
    "text",
    "reason",
)


class _Entry(BaseModel):
    passage: str = Field(description="copied from the article, character by character")


class PersonEntry(_Entry):
    name: str
    office: str
    part: str = Field(description="their part in this story, one sentence")


class OrganisationEntry(_Entry):
    name: str
    abbreviation: str
    type: str
    status: str = Field(description="where it stands now, one line")
    description: str


class FigureEntry(_Entry):
    value: str
    unit: str
    label: str
    explanation: str


class EventEntry(_Entry):
    date: str = Field(description="YYYY-MM-DD, YYYY-MM, YYYY or empty")
    title: str
    type: str
    description: str


class QuoteEntry(_Entry):
    text: str
    speaker: str
    context: str = Field(description="when, where and about what, without naming the speaker")


class ScenarioEntry(_Entry):
    title: str
    description: str
    discussed_by: list[str]


class BearingEntry(_Entry):
    side: Literal["pro", "con", "both"]
    reason: str


class MotionEntry(_Entry):
    text: str
    bearings: list[BearingEntry]


class Reading(BaseModel):
    """What is asked for."""

    people: list[PersonEntry]
    organisations: list[OrganisationEntry]
    figures: list[FigureEntry]
    events: list[EventEntry]
    quotes: list[QuoteEntry]
    scenarios: list[ScenarioEntry]
    motions: list[MotionEntry]


_KINDS: Final[Mapping[str, str]] = {
    "people": "person",
    "organisations": "organisation",
    "figures": "figure",
    "events": "event",
    "quotes": "quote",
    "scenarios": "scenario",
    "motions": "motion",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    drafting_id: int
    text: str
    date: dt.date | None
    headline: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Proposed:
    drafts: tuple[Draft, ...]
    dropped: tuple[dict[str, str], ...]  # {kind, what, why}


def drafting_prompt() -> Prompt:
    return prompt_file(PROMPTS / "drafting.txt")


def ask(asked: Asked) -> Written:
    """Have the model read the text, and keep what stands. Raises LlmError."""
    prompt = drafting_prompt()
    reading, done = gateway.structured(
        Request(
            purpose="drafting",
            messages=prompt.filled(
                marker=new_marker(),
                written=asked.date.isoformat() if asked.date else "unknown",
                headline=cleaned(asked.headline),
                article=shown(asked.text),
            ),
            max_tokens=ANSWER_TOKENS,
            prompt_version=prompt.stamp,
            temperature=0.2,
            subject="stories.drafting",
            subject_id=asked.drafting_id,
            deadline_seconds=asked.seconds,
        ),
        Reading,
    )
    return Written(
        value=proposed(reading, asked.text, asked.date),
        engine="llm",
        model=done.model,
        prompt_version=prompt.stamp,
        tokens_in=done.tokens_in,
        tokens_out=done.tokens_out,
        raw_output=done.text,
    )


def shown(text: str) -> str:
    """The text as the model is given it: a paragraph a line, cleaned; one that reads like an order is withheld alone."""
    lines: list[str] = []
    room = READ_CHARACTERS
    for paragraph in text.splitlines():
        line = cleaned(paragraph, at_most=room) if paragraph.strip() else ""
        if line == WITHHELD:  # the rest of the paragraph may be news
            line = " ".join(
                cleaned(sentence, at_most=room) for sentence in re.split(r"(?<=[.!?])\s+", paragraph)
            )[:room]
        room -= len(line) + 1
        if room < 40:
            break
        lines.append(line)
    return "\n".join(lines)


def proposed(reading: Reading, text: str, date: dt.date | None) -> Proposed:
    """The drafts that stand in the text, in its order, and what was dropped, with the reason."""
    drafts: list[Draft] = []
    stack = Haystack(text)
    dropped: list[dict[str, str]] = []
    for name, kind in _KINDS.items():
        for entry in getattr(reading, name):
            try:
                drafts.append(_draft(kind, entry, stack, date))
            except Unfounded as error:
                what = next(
                    iter(
                        v
                        for k, v in entry.model_dump().items()
                        if k in ("name", "title", "text", "label") and v
                    ),
                    "",
                )
                dropped.append({"kind": kind, "what": str(what)[:120], "why": str(error)[:200]})
    return Proposed(drafts=tuple(sorted(drafts, key=lambda draft: draft.start)), dropped=tuple(dropped))


def _draft(kind: str, entry: Any, stack: Haystack, date: dt.date | None) -> Draft:
    text = stack.text
    start, end = place(stack, entry.passage)
    values = {
        name: " ".join(str(value).split()) if isinstance(value, str) else value
        for name, value in entry.model_dump(exclude={"passage"}).items()
    }
    _check_form(values)
    passage, hint = text[start:end], ""
    match kind:
        case "quote":
            values, hint = _quote(values, text, start, end, date)
        case "event":
            values, hint = _event(values, passage, date)
        case "figure":
            if values["value"] not in " ".join(passage.split()):
                raise Unfounded(f"“{values['value']}” does not stand in the passage.")
            values["as_of"] = date.isoformat() if date else ""
            hint = "" if date else "The article has no date."
        case "person":
            values["alive"] = True
            values, hint = _office(values, text[max(0, start - NEAR_CHARACTERS) : end])
        case "motion":
            values["bearings"] = [*_bearings(entry.bearings, stack)]
            values["text"] = values["text"].rstrip(".")
    _check_facts(kind, values, passage, text[max(0, start - NEAR_CHARACTERS) : end])
    return Draft(kind=kind, values=values, start=start, end=end, hint=hint)


def _check_form(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        for words in value if isinstance(value, list) else (value,):
            if not isinstance(words, str):
                continue
            if len(words) > (1_200 if name in _SENTENCES else 300):
                raise Unfounded(f"Its {name} is too long.")
            if not words.isprintable() or re.search(r"[<>{}|`\\]|https?:", words):
                raise Unfounded(f"Its {name} holds markup, an address or invisible characters.")
            if reads_like_an_order(words):
                raise Unfounded(f"Its {name} reads like an instruction.")


def _check_facts(kind: str, values: Mapping[str, Any], passage: str, near: str) -> None:
    """Numbers stand in the passage; names in it or shortly before, where the article introduces them."""
    there = {_plain_number(found[0]) for found in _NUMBER.finditer(passage)}
    for name, value in values.items():
        if name in ("date", "end_date", "precision", "as_of", "bearings", "type") or (
            kind == "quote" and name == "text"
        ):
            continue
        for words in value if isinstance(value, list) else (value,):
            if not isinstance(words, str):
                continue
            for found in _NUMBER.finditer(words):
                if _plain_number(found[0]) not in there:
                    raise Unfounded(f"The number {found[0]} of its {name} does not stand in the passage.")
            is_name = name in ("name", "speaker", "discussed_by")
            for word in re.findall(r"[A-ZÀ-ÖØ-Þ][\wÀ-ž]+", words) if is_name else _NAME.findall(words):
                if not re.search(rf"\b{re.escape(word)}", near):
                    raise Unfounded(f"The name {word} of its {name} does not stand in the passage.")


def _plain_number(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _quote(
    values: dict[str, Any], text: str, start: int, end: int, date: dt.date | None
) -> tuple[dict[str, Any], str]:
    """The words as the text has them, which must stand in marks there."""
    first, last = place(Haystack(text[start:end]), values["text"])
    first, last = start + first, start + last
    if not re.search(r"[\"'“‘«„‚]\s?$", text[max(0, first - 2) : first]) and not re.search(
        r"[“\"‘«][^“”\"«»]*$", text[max(0, first - 1_000) : first]
    ):
        raise Unfounded("Its words do not stand in quotation marks.")
    values |= {
        "text": text[first:last].rstrip(" ,;"),
        "date": date.isoformat() if date else "",
        "precision": "day",
    }
    if not values["speaker"]:
        return values, "Speaker needed: the text does not say who."
    is_named = any(part in text[start:end] for part in values["speaker"].split() if len(part) > 2)
    return values, "" if is_named else "The passage does not name the speaker: look in the text who says it."


def _office(values: dict[str, Any], near: str) -> tuple[dict[str, Any], str]:
    """With the office that the text gives; one that is of other words is left out, and said so."""
    told = near.casefold()
    if all(word in told for word in re.findall(r"\w{4,}", values["office"].casefold())):
        return values, ""
    return values | {
        "office": ""
    }, f"“{values['office'][:80]}” was proposed as office, and does not stand there."


def _event(values: dict[str, Any], passage: str, date: dt.date | None) -> tuple[dict[str, Any], str]:
    """With its date as one that our own reading finds in the passage too, or without any."""
    told = values.pop("date")
    values |= {"date": "", "end_date": "", "precision": "day"}
    if not told:
        return values, "The article does not say when."
    if not re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?", told):
        raise Unfounded(f"“{told}” is no date.")
    for when in dates(passage, date):
        if (
            when.date
            and when.date.isoformat().startswith(told)
            and len(told) >= {"year": 4, "month": 7}.get(when.precision, 10)
        ):
            values |= {
                "date": when.date.isoformat(),
                "precision": when.precision,
                "end_date": when.end_date.isoformat() if when.end_date else "",
            }
            return values, "" if when.told else "Told from the article’s date."
    raise Unfounded(f"The date {told} does not stand in the passage.")


def _bearings(entries: Iterable[BearingEntry], stack: Haystack) -> Iterator[dict[str, Any]]:
    """Those whose passage stands in the text and whose reason claims no number or name that it does not."""
    for entry in entries:
        try:
            start, end = place(stack, entry.passage)
            _check_form({"reason": entry.reason})
            _check_facts(
                "bearing",
                {"reason": entry.reason},
                stack.text[start:end],
                stack.text[max(0, start - NEAR_CHARACTERS) : end],
            )
        except Unfounded:
            continue
        yield {"start": start, "end": end, "side": entry.side, "reason": " ".join(entry.reason.split())}
