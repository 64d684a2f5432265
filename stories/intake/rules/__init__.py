"""What can be proposed from a text by rule alone: no model, no network, no database, a second for a long article.

`propose` reads an article once and returns drafts in the order of the text, each with the passage it rests on.
The rooms: `passages` (paragraphs, sentences, quotation marks), `dates`, `figures`, `names`, `quotations`, `events`.
They know English only; `stories.intake.language` says whether a text is.
"""

from __future__ import annotations

from collections.abc import Iterator

from stories.intake.drafts import PASSAGE_CHARACTERS, Article, Draft
from stories.intake.rules.dates import When, dates
from stories.intake.rules.events import events
from stories.intake.rules.figures import amounts
from stories.intake.rules.names import Figured, Named, People, organisations
from stories.intake.rules.passages import Layout, Span
from stories.intake.rules.quotations import quotations

VERSION = "rules-1"
DATE_NEEDED = "The article has no date, so this day cannot be told."


def propose(article: Article) -> tuple[Draft, ...]:
    """Every draft the rules find, in the text's order, nothing twice."""
    layout = Layout(article.text)
    named = tuple(organisations(layout))
    people = People(layout, named)
    when = {
        sentence: found
        for sentence in layout.sentences
        if (found := dates(article.text, article.date, start=sentence.start, end=sentence.end))
    }
    drafts = [
        *_people(layout, people),
        *_organisations(layout, named),
        *_figures(article, layout, when, named),
        *_events(layout, when),
        *_quotes(article, layout, people),
    ]
    return tuple(sorted(_once(drafts), key=lambda draft: (draft.start, draft.kind)))


def _draft(kind: str, layout: Layout, span: Span, hint: str = "", **values: object) -> Draft:
    end = min(span.end, span.start + PASSAGE_CHARACTERS)
    return Draft(kind=kind, values=values, start=span.start, end=end, hint=hint)


def _once(drafts: list[Draft]) -> Iterator[Draft]:
    """Without a second draft of the same thing."""
    seen = set[tuple[str, ...]]()
    for draft in drafts:
        same: tuple[str, ...]
        match draft.kind:
            case "figure":
                same = ("figure", str(draft.values["value"]).lower(), str(draft.values["unit"]).lower())
            case "event":
                same = ("event", str(draft.start), str(draft.values["date"]), str(draft.values["end_date"]))
            case "quote":
                same = ("quote", str(draft.values["text"]))
            case _:
                same = (draft.kind, str(draft.values["name"]))
        if same not in seen:
            seen.add(same)
            yield draft


def _people(layout: Layout, people: People) -> Iterator[Draft]:
    """Those with an office, and those the text names in full."""
    for person in people.by_name.values():
        sentence = layout.sentence(person.start)
        yield _draft(
            "person", layout, sentence, "" if person.office else "The text gives no office.",
            name=person.name, office=person.office, part=_plain(layout, sentence), alive=True,
        )  # fmt: skip


def _organisations(layout: Layout, named: tuple[Named, ...]) -> Iterator[Draft]:
    for organisation in named:
        sentence = layout.sentence(organisation.start)
        told = _plain(layout, sentence)
        yield _draft(
            "organisation", layout, sentence, "", name=organisation.name, abbreviation=organisation.abbreviation,
            type=organisation.type, status=told if len(told) <= 300 else "", description=told,
        )  # fmt: skip


def _figures(
    article: Article, layout: Layout, when: dict[Span, tuple[When, ...]], named: tuple[Named, ...]
) -> Iterator[Draft]:
    orgs = [(org.start, org.end) for org in named]
    for sentence in layout.sentences:
        if not layout.is_prose(sentence):
            continue
        taken = [(day.start, day.end) for day in when.get(sentence, ()) if day.told or day.precision == "day"]
        taken += [(start, end) for start, end in orgs if start < sentence.end and end > sentence.start]
        for amount in amounts(article.text, sentence.start, sentence.end, taken):
            hint = "" if article.date else DATE_NEEDED
            if layout.is_quoted(amount.start):
                hint = f"{hint} Somebody says this number: the explanation must say who.".strip()
            yield _draft(
                "figure", layout, sentence, hint, value=amount.value, unit=amount.unit,
                label=amount.label, explanation=_plain(layout, sentence), as_of=_iso(article.date),
            )  # fmt: skip


def _events(layout: Layout, when: dict[Span, tuple[When, ...]]) -> Iterator[Draft]:
    for event in events(layout, when):
        day = event.when
        words = layout.text[day.start : day.end]
        hint = (
            ""
            if day.date
            else f"“{words}”: {DATE_NEEDED.lower()}"
            if day.told is False
            else f"“{words}” has no year."
        )
        if day.date and not day.told:
            hint = f"“{words}”, told from the article’s date."
        yield _draft(
            "event", layout, event.sentence, hint, date=_iso(day.date), end_date=_iso(day.end_date),
            precision=day.precision, title=event.title, type=event.type, description=_plain(layout, event.sentence),
        )  # fmt: skip


def _quotes(article: Article, layout: Layout, people: People) -> Iterator[Draft]:
    for said in quotations(layout, people):
        hint = (
            ""
            if said.is_sure
            else f"The text says {said.by}."
            if said.speaker
            else f"Speaker needed: the text says “{said.by.strip('“”')}”."
        )
        person: Figured | None = people.called(said.speaker) if said.speaker else None
        yield _draft(
            "quote", layout, said.passage, hint, text=layout.text[said.start : said.end],
            speaker=person.name if person else said.speaker, date=_iso(article.date), precision="day", context="",
        )  # fmt: skip


def _plain(layout: Layout, span: Span) -> str:
    return " ".join(span.of(layout.text).split())


def _iso(date: object) -> str:
    return date.isoformat() if date else ""  # type: ignore[attr-defined]
