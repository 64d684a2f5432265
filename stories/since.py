"""What changed since a reader's last visit: from the revision they saw to the one that is live.

Substantive changes and copy edits are told apart by the revisions that made them: an item that only
copy edits touched is marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.languages.addresses import language_of
from stories.comparison import SectionChange, compare, name_when_gone
from stories.document import StoryDocument
from stories.models import Revision, Story
from stories.page import accent_of, name_of
from stories.renaming import brought_up, keys_of, renames_for

STEPS = 12  # revisions between two visits that are looked at one by one; beyond, every change counts
_VISIT = re.compile(r"(?:(\d{1,9})\.)?([1-9]\d{0,8})(?:\.(\d{1,9}))?", re.ASCII)  # at first the number alone
ANCHOR = re.compile(r"[a-z]{4,12}-[a-z0-9-]{1,80}")  # what an item's address looks like
VISIT_MINUTES = 30  # without a request; then the next one begins a new visit
SEEN_SECONDS = 60 * 60 * 24 * 365
REMEMBERED = 60  # revisions that are searched for an item that is gone
NEWS_SHOWN = 5  # stories on the front page's strip
NEWS_REVISIONS = 200  # that are looked at for it
_SECTIONS = {
    "story": "overview",
    "figures": "figures",
    "people": "people",
    "organisations": "organisations",
    "timeline": "timeline",
    "scenarios": "scenarios",
    "history": "history",
    "quotes": "people",
    "sources": "sources",
    "motions": "arena",
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One item that changed. `anchor` is "" when there is nothing on the page to lead to."""

    kind: Literal["added", "removed", "changed"]
    name: str
    anchor: str
    is_copy_edit: bool

    @property
    def word(self) -> str:
        if self.kind == "changed" and self.is_copy_edit:
            return _("Reworded")
        return {"added": _("New"), "removed": _("Removed"), "changed": _("Changed")}[self.kind]


@dataclass(frozen=True, kw_only=True)
class MarkedSection:
    heading: str
    anchor: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Since:
    """Everything that changed between two revisions, ready to print."""

    sections: tuple[MarkedSection, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(mark for section in self.sections for mark in section.marks)

    @property
    def substantive(self) -> int:
        return sum(not mark.is_copy_edit for mark in self.marks)

    @property
    def copy_edits(self) -> int:
        return len(self.marks) - self.substantive


@dataclass(frozen=True, kw_only=True)
class Step:
    """A revision on the way: its document, and whether it was a copy edit. The first is what was seen."""

    document: StoryDocument
    is_copy_edit: bool


def changes_since(steps: Sequence[Step]) -> Since:
    """What changed from the first step to the last. A page of marks, however many steps lie between."""
    edited = _only_reworded(steps)
    found = compare(steps[0].document, steps[-1].document)
    return Since(sections=tuple(_marked(section, edited) for section in found))


def _marked(section: SectionChange, edited: frozenset[str]) -> MarkedSection:
    return MarkedSection(
        heading=section.heading,
        anchor=_SECTIONS[section.name],
        marks=tuple(
            Mark(
                kind=item.kind,
                name=item.name,
                anchor=item.anchor,
                is_copy_edit=item.kind == "changed" and (item.anchor or section.name) in edited,
            )
            for item in section.items
        ),
    )


def _only_reworded(steps: Sequence[Step]) -> frozenset[str]:
    """Anchors (of a list's order: its name) that nothing but copy edits touched."""
    if len(steps) > STEPS + 1:
        return frozenset()
    reworded: set[str] = set()
    substantive: set[str] = set()
    for old, new in pairwise(steps):
        touched = _touched(old.document, new.document)
        (reworded if new.is_copy_edit else substantive).update(touched)
    return frozenset(reworded - substantive)


def _touched(old: StoryDocument, new: StoryDocument) -> set[str]:
    return {item.anchor or section.name for section in compare(old, new) for item in section.items}


def seen_cookie(path: str) -> str:
    """The name of the cookie that is sent to this path alone: an answer may set it for each language at once."""
    code = language_of(path)
    return "seen" if code == settings.LANGUAGE_CODE else f"seen-{code}"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """All that is remembered of a reader, in a cookie as `before.latest.minute`."""

    before: int  # the revision seen before this visit; 0: this is the first
    latest: int  # the newest revision seen in this visit: of a story its number, of all stories its row
    minute: int  # of the visit's last request, since 1970

    @property
    def cookie(self) -> str:
        return f"{self.before}.{self.latest}.{self.minute}"


def this_visit(cookie: str, newest: int, now: float) -> Visit:
    """The visit that a request at `now` (epoch seconds) belongs to, with that request counted.

    A visit lasts until half an hour without a request, so what is marked stays marked when the page is
    loaded again. newest: what can be seen now, as `Visit.latest`. A cookie that makes no sense is a first visit.
    """
    minute = int(now // 60)
    match = _VISIT.fullmatch(cookie)
    if match is None:
        return Visit(before=0, latest=newest, minute=minute)
    before, latest, last = int(match[1] or 0), int(match[2]), int(match[3] or 0)
    if not 1 <= latest <= newest or before > latest or last > minute:
        return Visit(before=0, latest=newest, minute=minute)
    if minute - last > VISIT_MINUTES:
        before = latest
    elif not before and newest > latest:
        before = latest  # published while a first visitor was reading
    return Visit(before=before, latest=newest, minute=minute)


def steps_from(live: Revision, seen: int) -> list[Step]:
    """The revision seen, those between where they are few, and the live one. 2 queries, none if nothing is new."""
    steps = [Step(document=live.as_document(), is_copy_edit=live.is_copy_edit)]
    if seen >= live.number:
        return steps
    between = Revision.objects.filter(story_id=live.story_id, number__gte=seen, number__lt=live.number)
    if live.number - seen > STEPS:
        between = between.filter(number=seen)
        steps[0] = Step(document=steps[0].document, is_copy_edit=False)
    renames, known = renames_for(live), keys_of(live.as_document())
    before = [
        Step(
            document=brought_up(r.as_document(), renames, known),
            is_copy_edit=r.is_copy_edit,
        )
        for r in between.order_by("number")
    ]
    return before + steps


@dataclass(frozen=True, kw_only=True)
class News:
    """What became of one story between two visits of the front page."""

    url: str
    headline: str
    accent: int
    is_new: bool
    changes: int  # items that came, changed or went, revision by revision
    note: str  # of the latest revision that left one


def news_since(seen: int) -> tuple[News, ...]:
    """Stories published or changed in substance after the revision whose row is `seen`, the latest first. 2 queries."""
    revisions = Revision.objects.filter(pk__gt=seen).exclude(kind=Revision.Kind.COPY_EDIT).defer("document")
    by_story: dict[int, list[Revision]] = {}
    for revision in revisions.order_by("-pk")[:NEWS_REVISIONS]:
        by_story.setdefault(revision.story_id, []).append(revision)
    stories = Story.objects.published().filter(pk__in=by_story).defer("live__document")
    latest = sorted(stories, key=lambda story: by_story[story.pk][0].pk, reverse=True)
    return tuple(_news(story, by_story[story.pk]) for story in latest)


def _news(story: Story, revisions: Sequence[Revision]) -> News:
    document = story.document
    tallies = [revision.tally for revision in revisions]
    return News(
        url=story.get_absolute_url(),
        headline=document.headline,
        accent=accent_of(document.category),
        is_new=revisions[-1].number == 1,
        changes=sum(t.get("added", 0) + t.get("changed", 0) + len(t.get("removed", ())) for t in tallies),
        note=next((revision.note for revision in revisions if revision.note), ""),
    )


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of an item: still here, or the revision that took it away."""

    is_here: bool
    name: str
    gone_in: Revision | None


def fate_of(story: Story, anchor: str) -> Fate | None:
    """None if no revision looked at has had such an item. 1 query."""
    assert story.live is not None
    if found := story.live.as_document().item(anchor):
        return Fate(is_here=True, name=name_of(found[1]), gone_in=None)
    later = story.live
    for revision in story.revisions.filter(number__lt=story.live.number)[:REMEMBERED]:
        document = revision.as_document()
        if found := document.item(anchor):
            return Fate(is_here=False, name=name_when_gone(found[1], document), gone_in=later)
        later = revision
    return None
