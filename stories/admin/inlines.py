"""The story page's lists of items: one light, ordered table per kind, or a link list for very long ones.

A request may carry 6,000 fields. A line posts at most seven (id, digest, order and four short ones), so
400 lines stay well below, and are written in about a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import InlineAdminFormSet
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from stories import models as rows
from stories.admin.base import MODELS, DayField, DayInput, add_url, item_url, items_of, label, list_url
from stories.admin.forms import RowForm, Rows
from stories.document import LISTS
from stories.models import Story

LINES_OF_A_KIND = 200
LINES_OF_A_PAGE = 400
LINKS_SHOWN = 20  # of a list that is too long for a table; the rest is one link away, in pages of 100


class ItemInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    """Existing items of one kind, in their order. Adding and deleting happen on the item's own page:
    there all fields fit, and a deletion shows what else goes with it.
    """

    form = RowForm
    formset = Rows
    template = "admin/stories/edit_inline/items.html"
    show_change_link = True
    can_delete = False
    extra = 0
    formfield_overrides = {models.DateField: {"form_class": DayField, "widget": DayInput}}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @property
    def media(self) -> Any:
        return super(admin.options.InlineModelAdmin, self).media  # without the script that adds rows


class Figures(ItemInline):
    model = rows.Figure
    fields = ("order", "value", "unit", "label", "mention")


class People(ItemInline):
    model = rows.Person
    fields = ("order", "name", "office")


class Organisations(ItemInline):
    model = rows.Organisation
    fields = ("order", "name", "type")


class Timeline(ItemInline):
    model = rows.Event
    fields = ("order", "date", "title", "mention", "is_key")


class Scenarios(ItemInline):
    model = rows.Scenario
    fields = ("order", "title", "mention")


class History(ItemInline):
    model = rows.Precedent
    fields = ("order", "title", "period", "mention")


class Quotes(ItemInline):
    model = rows.Quote
    fields = ("order", "date", "excerpt", "mention")
    readonly_fields = ("excerpt",)

    @admin.display(description=lazy("quotation"))
    def excerpt(self, quote: rows.Quote) -> str:
        return label(quote)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("speaker")


class Sources(ItemInline):
    model = rows.Source
    fields = ("order", "title", "publisher")


class Motions(ItemInline):
    model = rows.Motion
    fields = ("order", "text", "is_default", "bearings")
    readonly_fields = ("is_default", "bearings")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        motions: models.QuerySet[Any] = super().get_queryset(request)
        counted: models.QuerySet[Any] = motions.annotate(n_bearings=models.Count("bearings"))
        return counted

    @admin.display(description=lazy("default"), boolean=True)
    def is_default(self, motion: rows.Motion) -> bool:
        return motion.default

    @admin.display(description=lazy("bearings"))
    def bearings(self, motion: Any) -> int:
        return int(motion.n_bearings)


INLINES: dict[str, type[ItemInline]] = {
    "figure": Figures,
    "person": People,
    "organisation": Organisations,
    "event": Timeline,
    "scenario": Scenarios,
    "precedent": History,
    "quote": Quotes,
    "source": Sources,
    "motion": Motions,
}
KINDS = {name: kind for kind, name in LISTS.items()}
FOLDED_ABOVE = 40  # lines: a longer list is folded until it is wanted
HEADINGS = {"event": lazy("timeline"), "precedent": lazy("history")}
PURPOSE = {
    "figure": lazy("The numbers that matter, large near the top of the page."),
    "person": lazy("Who is involved. Featured people have a card of their own."),
    "organisation": lazy("Institutions and groups, each with where it stands now."),
    "event": lazy("How it unfolded. Readers see it by date; the order counts among events of one day."),
    "scenario": lazy("What may come next, and who says so."),
    "precedent": lazy("What history says: earlier cases and how they ended."),
    "quote": lazy("Verbatim quotations; they stand with their speaker and feed the quiz."),
    "source": lazy("What everything rests on. Write these first: every figure and event cites one."),
    "motion": lazy("What the arena debates. Each motion lists the items that speak for or against it."),
}
ADD = {
    "figure": lazy("Add figure"),
    "person": lazy("Add person"),
    "organisation": lazy("Add organisation"),
    "event": lazy("Add event"),
    "scenario": lazy("Add scenario"),
    "precedent": lazy("Add precedent"),
    "quote": lazy("Add quote"),
    "source": lazy("Add source"),
    "motion": lazy("Add motion"),
}
# Sources and people first, because everything else refers to them.
ORDER = ("source", "person", "organisation", "figure", "event", "scenario", "precedent", "quote", "motion")


def inlines_for(story: Story, number: Mapping[str, int], request: HttpRequest) -> list[type[ItemInline]]:
    """The kinds that are shown as tables. For a POST, the kinds whose tables were posted: a list that
    outgrew the limit while the page was open still saves.
    """
    if request.method == "POST":
        return [INLINES[kind] for kind in ORDER if f"{LISTS[kind]}-TOTAL_FORMS" in request.POST]
    room, fits = LINES_OF_A_PAGE, set()
    for kind in sorted(ORDER, key=lambda kind: number[kind]):
        if 0 < number[kind] <= min(LINES_OF_A_KIND, room):
            fits.add(kind)
            room -= number[kind]
    return [INLINES[kind] for kind in ORDER if kind in fits]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One kind of item on the story page: a table, or the first links of a list too long for one."""

    kind: str
    heading: str
    add_words: str
    purpose: str
    count: int
    add_url: str
    list_url: str
    table: InlineAdminFormSet | None
    links: list[tuple[str, str]]

    story_id: int

    @property
    def name(self) -> str:
        return LISTS[self.kind]

    @property
    def is_open(self) -> bool:
        """A long list is folded, unless something in it was refused."""
        refused = (
            self.table is not None and self.table.formset.is_bound and self.table.formset.total_error_count()
        )
        return bool(self.count <= FOLDED_ABOVE or refused)


def sections(
    story: Story, number: Mapping[str, int], tables: list[InlineAdminFormSet], may_add: Set[str]
) -> list[Section]:
    """Every kind, in the order in which one writes them; `may_add` are the kinds this person may add."""
    by_kind = {table.opts.opts.model_name: table for table in tables}
    found = []
    for kind in ORDER:
        model, table = MODELS[kind], by_kind.get(kind)
        links: list[tuple[str, str]] = []
        if table is None and number[kind]:
            first = items_of(story, kind)
            first = first.select_related("speaker") if kind == "quote" else first
            links = [(item_url(kind, item.pk), label(item)) for item in first[:LINKS_SHOWN]]
        found.append(
            Section(
                kind=kind,
                heading=str(HEADINGS.get(kind, model._meta.verbose_name_plural)),
                add_words=str(ADD[kind]),
                purpose=str(PURPOSE[kind]),
                count=number[kind],
                add_url=add_url(kind, story.pk) if kind in may_add else "",
                list_url=list_url(kind, story.pk),
                table=table,
                links=links,
                story_id=story.pk,
            )
        )
    return found
