"""What is missing before a draft can be published, with a way to each place where it is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from newsroom.afresh import afresh
from newsroom.documents import DocumentFaults, Fault
from stories.admin.base import MODELS, item_url, items_of, story_url
from stories.admin.pictures import picture_url
from stories.document import LISTS, StoryDocument, story_sha256
from stories.models import Revision, Story
from stories.publishing import change_of, compile_document
from stories.truth.checking import quotation_findings
from stories.truth.kinds import Change
from stories.truth.noticed import reader_warnings

# Values of several parts, by the field of the desk at which they begin.
_FIELDS = {
    "series": "series_unit",
    "original": "original_text",
    "checked": "compared_with",
}
_KIND = {name: kind for kind, name in LISTS.items()}
_PATH = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d+)\])?(?:\.(?P<field>\w+)(?:\[(?P<place>\d+)\])?)?")


class State(Enum):
    """How the draft stands to what readers see."""

    NEVER = lazy("Never published: readers do not see this story yet.")
    SAME = lazy("The draft is what readers see.")
    DIFFERS = lazy("The draft differs from what readers see.")
    WITHDRAWN = lazy("Withdrawn: readers find a notice in place of the story.")


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing to look at: where in the editor's words, what, and the page on which to mend it."""

    where: str
    message: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """`document` is the compiled draft, or None while it is not a whole one; any fault blocks publication."""

    document: StoryDocument | None
    sha256: str
    faults: tuple[Point, ...]
    warnings: tuple[Point, ...]
    state: State
    live: Revision | None
    change: Change | None = None  # what publishing the document would be


def checklist(story: Story) -> Checklist:
    """Compile the draft and say what is wrong with it. About 35 queries, and one per kind with a fault."""
    document, faults, warnings = None, [], []
    try:
        document = compile_document(story)
        warnings = reader_warnings(story, document)
    except DocumentFaults as error:
        faults = error.faults
    unfounded, doubtful = quotation_findings(story)
    faults, warnings = [*faults, *unfounded], [*doubtful, *warnings]  # the gravest first: lists are cut
    sha256 = story_sha256(document) if document else ""
    if story.live is None:
        state = State.NEVER
    elif story.withdrawn_at:
        state = State.WITHDRAWN
    else:
        state = State.SAME if story.live.sha256 == sha256 else State.DIFFERS
    return Checklist(
        document=document,
        sha256=sha256,
        faults=points(story, faults),
        warnings=points(story, warnings),
        state=state,
        live=story.live,
        change=change_of(story, document) if document else None,
    )


def points(story: Story, faults: Iterable[Fault]) -> tuple[Point, ...]:
    """Faults with their document paths (`timeline[7].date`) translated to items and their pages."""
    known: dict[str, list[tuple[int, str]]] = {}

    def place(fault: Fault) -> Point:
        found, message = _PATH.match(fault.path), afresh(fault.message)
        name, index, field, number = found.groups() if found else ("", None, None, None)
        kind = _KIND.get(name)
        if name == "image":
            return Point(where=_("Picture"), message=message, url=picture_url(story))
        if kind is None:
            return Point(
                where=_words(Story, name) if name != "document" else _("The story"),
                message=message,
                url=f"{story_url(story.pk)}#id_{_FIELDS.get(name, name)}"
                if _is_field(_FIELDS.get(name, name))
                else story_url(story.pk),
            )
        if name not in known:  # positions in the document are positions in this order
            known[name] = list(items_of(story, kind).values_list("pk", "key"))
        if index is None or int(index) >= len(known[name]):
            return Point(
                where=str(MODELS[kind]._meta.verbose_name_plural).capitalize(),
                message=message,
                url=story_url(story.pk, name),
            )
        pk, key = known[name][int(index)]
        where = f"{str(MODELS[kind]._meta.verbose_name).capitalize()} {key}"
        if field == "bearing":
            where += " · " + (_("bearing %(n)s") % {"n": int(number) + 1} if number else _("bearings"))
        elif field:
            where += f" · {_words(MODELS[kind], field)}"
        if field == "portrait":
            return Point(
                where=where, message=message, url=reverse(f"admin:stories_{kind}_picture", args=[pk])
            )
        fragment = (
            "#bearings-group" if field == "bearing" else f"#id_{_FIELDS.get(field, field)}" if field else ""
        )
        return Point(where=where, message=message, url=item_url(kind, pk) + fragment)

    return tuple(place(fault) for fault in faults)


def _is_field(name: str) -> bool:
    return any(field.name == name for field in Story._meta.get_fields())


def _words(model: type, name: str) -> str:
    try:
        words = str(getattr(model._meta.get_field(name), "verbose_name", name))  # type: ignore[attr-defined]
    except FieldDoesNotExist:
        words = name
    return words.replace("_", " ").capitalize() if model is Story else words
