"""A motion and its bearings: which items of its story speak for it, against it, or both ways."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as lazy

from newsroom.desk.again import panel_of
from stories import models as rows
from stories.admin.base import item_url
from stories.admin.bearings import BearingsField
from stories.admin.forms import ItemForm
from stories.admin.items import ItemAdmin
from stories.models import Motion


class MotionForm(ItemForm):
    bearings = BearingsField(required=False, label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.story is None:
            del self.fields["bearings"]
        elif "bearings" in self.fields:
            self.table.read(self.story, self.instance if self.instance.pk else None)

    @property
    def table(self) -> BearingsField:
        table = self.fields["bearings"]
        assert isinstance(table, BearingsField)
        return table


@admin.register(Motion)
class MotionAdmin(ItemAdmin):
    form = MotionForm
    fieldsets = (
        (None, {"fields": ("text", ("key", "order"), "default")}),
        (lazy("Bearings"), {"fields": ("bearings",), "classes": ("desk-whole",)}),
    )
    search_fields = ("key", "text")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look reads the bearings as a list: a table without its fields would say nothing."""
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [*found[:1], (lazy("Bearings"), {"fields": ("spoken_for",)})]

    @admin.display(description=lazy("who speaks"))
    def spoken_for(self, motion: Motion) -> str:
        bearings = motion.bearings.all()
        lines = ((f"{bearing}: {bearing.reason}",) for bearing in bearings)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        story = initial.get("story")
        return {**initial, "default": bool(story) and not Motion.objects.filter(story=story).exists()}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """A motion without bearings is half made: saving such a one leads to them."""
        if obj.bearings.exists():
            return super().response_add(request, obj, post_url_continue)
        if panel_of(request):
            return self._saved(request, obj, item_url("motion", obj.pk))
        response = super().response_add(request, obj, post_url_continue)
        return (
            redirect(f"{item_url('motion', obj.pk)}#bearings-group") if "_save" in request.POST else response
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        form.table.save(obj)
        if obj.default:  # exactly one is offered first
            rows.Motion.objects.filter(story=obj.story_id).exclude(pk=obj.pk).update(default=False)
