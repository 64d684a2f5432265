"""What every page of the editors' desk shares: names of items, addresses, widgets, the lock."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from newsroom.afresh import afresh
from newsroom.documents import BEFORE_YEAR_1, is_before_year_1
from stories import models as rows
from stories.document import CITABLE, LISTS
from stories.models import Item, Story
from stories.schema2 import MENTION_CHARACTERS

MODELS: dict[str, type[Item]] = {
    "figure": rows.Figure,
    "person": rows.Person,
    "organisation": rows.Organisation,
    "event": rows.Event,
    "scenario": rows.Scenario,
    "precedent": rows.Precedent,
    "quote": rows.Quote,
    "source": rows.Source,
    "motion": rows.Motion,
}


def label(item: Item) -> str:
    """An item in the words an editor knows it by. A quote's speaker must be loaded, or costs a query."""
    match item:
        case rows.Figure():
            text = f"{item.value} {item.unit}".strip() + f" · {item.label}"
        case rows.Person():
            text = f"{item.name}, {item.office}"
        case rows.Organisation():
            text = f"{item.name} ({item.abbreviation})" if item.abbreviation else item.name
        case rows.Event():
            text = f"{item.date:%Y-%m-%d} · {item.title}"
        case rows.Scenario() | rows.Precedent():
            text = item.title
        case rows.Quote():
            text = f"{item.speaker.name}: “{Truncator(item.text).chars(90)}”"
        case rows.Source():
            text = f"{item.title} ({item.publisher})" if item.publisher else item.title
        case rows.Motion():
            text = item.text
        case _:
            text = item.key
    return Truncator(text).chars(140)


def proposed_mention(item: Item) -> str:
    """What an empty mention suggests, from the item's own title; an editor makes it a phrase that fits a sentence."""
    match item:
        case rows.Figure():
            text = f"the {item.value} {item.unit}".strip()
        case rows.Event() | rows.Scenario() | rows.Precedent():
            text = re.sub(r"^(The|An?)\b", lambda article: article[0].lower(), item.title)
        case rows.Quote():
            text = f"what {item.speaker.name} said"
        case _:
            text = ""
    return Truncator(text).chars(MENTION_CHARACTERS)


def items_of(story: Story, kind: str) -> models.QuerySet[Any]:
    """A story's items of one kind, in the document's order."""
    items: models.QuerySet[Any] = getattr(story, LISTS[kind]).all()
    return items


def kind_of(item: Item | type[Item]) -> str:
    """The kind's name in the document, which is also the model's."""
    return str(item._meta.model_name)


def anchor(item: Item) -> str:
    """How other text refers to an item: `event-vote-called`; for what cannot be cited just its key."""
    kind = kind_of(item)
    return f"{kind}-{item.key}" if kind in (*CITABLE, "source") else item.key


def story_url(story_id: int, section: str = "") -> str:
    """The story's page at the desk; `section` is the name of one of its lists."""
    url = reverse("admin:stories_story_change", args=[story_id])
    return f"{url}#{section}-group" if section else url


def desk_url(page: str, story_id: int) -> str:
    """A page of the way to readers: checklist, preview, publish, withdraw, restore, export."""
    return reverse(f"admin:stories_story_{page}", args=[story_id])


def item_url(kind: str, pk: int) -> str:
    return reverse(f"admin:stories_{kind}_change", args=[pk])


def add_url(kind: str, story_id: int) -> str:
    return f"{reverse(f'admin:stories_{kind}_add')}?story={story_id}"


def list_url(kind: str, story_id: int) -> str:
    return f"{reverse(f'admin:stories_{kind}_changelist')}?story__id__exact={story_id}"


def counts(story: Story) -> dict[str, int]:
    """How many items of each kind the draft has: 1 query."""
    parts = [
        items_of(story, kind)
        .order_by()
        .values("story")
        .annotate(kind=models.Value(kind, output_field=models.CharField()), n=models.Count("pk"))
        .values_list("kind", "n")
        for kind in LISTS
    ]
    found = dict(parts[0].union(*parts[1:], all=True).order_by())
    return {kind: found.get(kind, 0) for kind in LISTS}


def as_pk(text: str) -> int | None:
    """A row's number as it stands in an address."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


class DayInput(forms.DateInput):
    """The browser's own date field: works by keyboard and without any script of ours."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, and for what is none what to write instead."""

    widget = DayInput

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str) and is_before_year_1(value):
            raise forms.ValidationError(afresh(f"{value[:40]} {BEFORE_YEAR_1}") + ".")
        return super().to_python(value)


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """The base of every page: our style sheet and script, and one writer of a story at a time."""

    formfield_overrides = {
        models.DateField: {"form_class": DayField, "widget": DayInput},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})},
        models.CharField: {"widget": forms.TextInput(attrs={"class": "vTextField desk-wide"})},
    }

    class Media:
        css = {"all": ["admin-desk/desk.css", "admin-desk/page.css"]}
        js = ["admin-desk/desk.js"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What was typed into something that somebody deleted meanwhile comes back, ready to be made anew."""
        if (
            request.method == "POST"
            and self.has_add_permission(request)
            and not self.get_queryset(request).filter(pk=as_pk(unquote(object_id))).exists()
        ):
            return self._made_anew(request)
        return super().change_view(request, object_id, form_url, extra_context)

    def _made_anew(self, request: HttpRequest) -> HttpResponse:
        words = _(
            "Somebody deleted this %(kind)s while you had it open. What you typed is below: save it to make it anew."
        ) % {"kind": self.opts.verbose_name}
        self.message_user(request, words, messages.WARNING)
        request.desk_typed = request.POST  # type: ignore[attr-defined]
        request.method = "GET"  # nothing is made before it has been looked at
        response = self.add_view(request, form_url=self.add_address(request))
        if isinstance(response, TemplateResponse):
            response.status_code = 409
        return response

    def add_address(self, request: HttpRequest) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        typed = getattr(request, "desk_typed", None)
        if typed is None:
            return initial
        for field in (*self.opts.many_to_many, *self.opts.fields):
            if isinstance(field, models.ManyToManyField):
                initial[field.name] = typed.getlist(field.name)
            elif isinstance(field, models.BooleanField):
                initial[field.name] = field.name in typed
            elif field.name in typed:
                initial[field.name] = typed[field.name]
        return initial

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Without the scripts that Django brings for widgets that the desk does not use."""
        parts = [context["adminform"].form.media, *(part.media for part in context["inline_admin_formsets"])]
        context["media"] = sum(parts, forms.Media(css=dict(self.Media.css), js=self.Media.js))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or form.changed_data:
            super().save_model(request, obj, form, change)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A save that changed nothing is no edit, and leaves none in the history."""
        if not message:
            request.desk_unchanged = True  # type: ignore[attr-defined]
            return None
        return super().log_change(request, obj, message)

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kwargs: Any
    ) -> None:
        if level == messages.SUCCESS and getattr(request, "desk_unchanged", False):
            message, level = _("You changed nothing, so nothing was saved."), messages.INFO
        super().message_user(request, message, level, *args, **kwargs)

    def story_of(self, obj: Any) -> Story:
        """The story that a row of this admin belongs to; what is locked while it is saved."""
        raise NotImplementedError

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; for a POST as it is once every earlier writer of its story has finished."""
        obj = super().get_object(request, object_id, from_field)
        if obj is not None and request.method == "POST" and transaction.get_connection().in_atomic_block:
            Story.objects.select_for_update().filter(pk=self.story_of(obj).pk).first()
            obj = super().get_object(request, object_id, from_field)
        return obj
