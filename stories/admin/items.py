"""One page per item, with all its fields; it opens from its story's page and leads back there."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import parse_qs

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_htmx.http import trigger_client_event

from newsroom.desk.again import panel_of
from stories import models as rows
from stories import renaming
from stories.admin.base import DeskAdmin, add_url, anchor, as_pk, kind_of, label, story_url
from stories.admin.deletion import SaysWhatGoes
from stories.admin.directory import DirectoryPages, SubjectForm
from stories.admin.filters import LatestStories
from stories.admin.forms import FigureForm, ItemForm, PlaceForm, ScenarioForm, next_order
from stories.admin.pictures import PicturePages
from stories.admin.renaming import KeyPages
from stories.document import LISTS
from stories.intake.models import Proposal
from stories.models import Item, Story

FILTERS = "_changelist_filters"  # Django's: the list from which a page was opened


class ItemAdmin(SaysWhatGoes, KeyPages, DeskAdmin):
    """Choices are limited to the item's story, which is given by ?story=… and fixed from then on."""

    form = ItemForm
    list_display: tuple[str, ...] = ("anchor", "label", "story_headline", "order")
    list_editable = ("order",)
    list_select_related: ClassVar[tuple[str, ...]] = ("story",)
    list_filter = (("story", LatestStories),)
    list_per_page = 100
    ordering = ("story", "order", "pk")
    search_fields: ClassVar[tuple[str, ...]] = ("key",)
    save_on_top = False
    delete_confirmation_template = "admin/stories/delete_item.html"
    delete_selected_confirmation_template = "admin/stories/delete_items.html"

    @admin.display(description=lazy("item"), ordering="key")
    def anchor(self, item: Item) -> str:
        return anchor(item)

    @admin.display(description=lazy("what it says"))
    def label(self, item: Item) -> str:
        return label(item)

    @admin.display(description=lazy("story"), ordering="story")
    def story_headline(self, item: Item) -> str:
        return item.story.headline

    def story_of(self, obj: Any) -> Story:
        story: Story = obj.story
        return story

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not on the admin's front page: one comes to an item through its story."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        panel = panel_of(request)
        return type(form.__name__, (form,), {"panel": panel}) if panel else form

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": PlaceForm, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is not None and self.is_fixed(request, obj):
            found = [(name, {**options, "fields": _fixed(options["fields"])}) for name, options in found]
        return [*found, (None, {"fields": ("story",), "classes": ("hidden",)})] if obj is None else found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A key that readers know is fixed; its page offers to rename it."""
        found = super().get_readonly_fields(request, obj)
        return (*found, "fixed_key") if obj is not None and self.is_fixed(request, obj) else found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A key that no reader knows may change on the page: what refers to it in the draft follows."""
        if change and "key" in form.changed_data:
            new, obj.key = obj.key, form.initial["key"]
            renaming.rename(obj, new)
        super().save_model(request, obj, form, change)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        story = _story_asked_for(request)
        initial: dict[str, Any] = {
            **super().get_changeform_initial_data(request),
            "story": story and story.pk,
        }
        if story and "order" not in initial:
            initial["order"] = next_order(getattr(story, LISTS[kind_of(self.model)]).all())
        return initial

    def add_address(self, request: HttpRequest) -> str:
        story = _story_asked_for(request)
        return add_url(kind_of(self.model), story.pk) if story else ""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        story = _story_asked_for(request)
        if story is None and self.has_add_permission(request):
            self.message_user(
                request,
                _("Open the story first, then add the %(kind)s there.") % {"kind": self.opts.verbose_name},
                messages.WARNING,
            )
            return redirect("admin:stories_story_changelist")
        return super().add_view(request, form_url, {**(extra_context or {}), "desk_story": story})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "show_save_and_add_another": True}
        )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        story = obj.story if obj else context.get("desk_story")
        context |= {
            "desk_story": story,
            "desk_section": LISTS[kind_of(self.model)],
            "panel": panel_of(request),
            "here": request.get_full_path(),
        }
        if obj:
            origins = Proposal.objects.behind(kind_of(obj), obj.pk)
            context |= {"subtitle": label(obj), "desk_anchor": anchor(obj), "desk_origins": origins}
        response = super().render_change_form(request, context, *args, **kwargs)
        if context["panel"]:
            response.template_name = "admin/stories/panel.html"
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        item = self.model._base_manager.filter(pk=as_pk(unquote(object_id)) or 0).first()
        response = super().delete_view(request, object_id, extra_context)
        if item is not None and request.method == "POST" and response.status_code == 302:
            return self._back(item)
        return response

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        if panel_of(request):
            return self._saved(request, obj)
        response = super().response_add(request, obj, post_url_continue)
        return self._next(request, obj, response)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if panel_of(request):
            return self._saved(request, obj)
        return self._next(request, obj, super().response_change(request, obj))

    def _saved(self, request: HttpRequest, item: Any, then: str = "") -> HttpResponse:
        """Tell the page behind the panel what was saved, and the panel what to show next, if anything."""
        if "_addanother" in request.POST:
            then = add_url(kind_of(item), item.story_id)
        told = {
            "kind": kind_of(item),
            "section": LISTS[kind_of(item)],
            "pk": item.pk,
            "key": item.key,
            "words": label(item),
            "next": then,
        }
        return trigger_client_event(HttpResponse(status=204), "desk:saved", told)

    def _next(self, request: HttpRequest, item: Any, response: HttpResponse) -> HttpResponse:
        """After saving: another of the same story, this page again, the list it came from, or the story."""
        if "_addanother" in request.POST:
            return HttpResponseRedirect(add_url(kind_of(item), item.story_id))
        if "_continue" in request.POST or "_popup" in request.POST or FILTERS in request.GET:
            return response
        return self._back(item)

    def _back(self, item: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(story_url(item.story_id, LISTS[kind_of(item)]))


def _fixed(fields: Any) -> tuple[Any, ...]:
    """The fields of a page with the key shown and not asked for."""
    return tuple(
        _fixed(field) if isinstance(field, list | tuple) else "fixed_key" if field == "key" else field
        for field in fields
    )


def _story_asked_for(request: HttpRequest) -> Story | None:
    """The story of a page that adds an item: posted, in the address, or of the list it was opened from."""
    filters = parse_qs(request.GET.get(FILTERS, "")).get("story__id__exact", [""])[0]
    posted = request.POST.get("story") or request.POST.get("desk_story")
    raw = posted or request.GET.get("story") or filters
    number = as_pk(raw)
    return Story.objects.filter(pk=number).first() if number else None


@admin.register(rows.Person)
class PersonAdmin(PicturePages, DirectoryPages, ItemAdmin):
    form = SubjectForm
    readonly_fields = ("picture",)
    fields = ("name", ("key", "order"), "one", "office", "part", "alive", "featured", "picture", "sources")
    search_fields = ("key", "name", "office")


@admin.register(rows.Organisation)
class OrganisationAdmin(DirectoryPages, ItemAdmin):
    form = SubjectForm
    fields = (("name", "abbreviation"), ("key", "order"), "one", "type", "status", "description", "sources")
    search_fields = ("key", "name", "abbreviation")


@admin.register(rows.Figure)
class FigureAdmin(ItemAdmin):
    form = FigureForm
    fields = (
        ("value", "unit"),
        "label",
        ("key", "order"),
        "mention",
        "explanation",
        "as_of",
        "sources",
        ("series_unit", "series_source"),
        "series_points",
    )
    search_fields = ("key", "label", "value")


@admin.register(rows.Event)
class EventAdmin(ItemAdmin):
    fields = (
        "title",
        ("key", "order"),
        "mention",
        ("date", "end_date", "precision"),
        "type",
        "description",
        "is_key",
        "sources",
        "people",
        "organisations",
    )
    search_fields = ("key", "title", "description")
    date_hierarchy = "date"


@admin.register(rows.Scenario)
class ScenarioAdmin(ItemAdmin):
    form = ScenarioForm
    fields = (
        "title",
        ("key", "order"),
        "mention",
        "description",
        "discussed_by",
        "resolves_when",
        "resolution",
        "sources",
    )
    search_fields = ("key", "title")


@admin.register(rows.Precedent)
class PrecedentAdmin(ItemAdmin):
    fields = (
        "title",
        ("key", "order"),
        "mention",
        "period",
        "what_happened",
        "short_term",
        "long_term",
        "relevance",
        "sources",
    )
    search_fields = ("key", "title")
