"""The key of a published item: fixed on its page, and changed on a page of its own, which says what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from stories import renaming
from stories.admin.base import anchor, item_url, kind_of, label, story_url
from stories.models import Item, Story


class RenameForm(forms.Form):
    new = forms.CharField(
        max_length=80,
        label=lazy("New key"),
        help_text=lazy("a–z, 0–9 and hyphens; makes the item’s address."),
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide", "autocomplete": "off"}),
    )

    def __init__(self, item: Item, data: Any = None) -> None:
        super().__init__(data, initial={"new": item.key})
        self.item = item

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        if new == self.item.key:
            raise ValidationError(_("That is the key it has."))
        renaming.check_key(self.item, new)
        return new


class KeyPages:
    """Mixed into the admin of every kind of item."""

    admin_site: Any
    model: type[Item]
    opts: Any
    get_queryset: Callable[..., Any]
    has_change_permission: Callable[..., bool]
    message_user: Callable[..., None]
    log_change: Callable[..., Any]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.rename_page)
        name = f"stories_{kind_of(self.model)}_rename"
        return [path("<int:pk>/rename/", page, name=name), *super().get_urls()]  # type: ignore[misc]

    def is_fixed(self, request: HttpRequest, item: Any) -> bool:
        """Whether readers know the item by its key. Asked once a request."""
        known: dict[int, bool] = request.__dict__.setdefault("desk_fixed_keys", {})
        if item.pk not in known:
            known[item.pk] = renaming.is_published(item)
        return known[item.pk]

    def fixed_key(self, item: Any) -> str:
        url = reverse(f"admin:stories_{kind_of(item)}_rename", args=[item.pk])
        return format_html('<code>{}</code> <a href="{}">{}</a>', item.key, url, _("Rename…"))

    fixed_key.short_description = lazy("Key")  # type: ignore[attr-defined]

    def rename_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        item: Any = self.get_queryset(request).select_related("story").filter(pk=pk).first()
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        if item is None:
            raise Http404(f"There is no {self.opts.verbose_name} {pk}.")
        form = RenameForm(item, request.POST if request.method == "POST" else None)
        if request.method == "POST":
            with transaction.atomic():
                Story.objects.select_for_update().get(pk=item.story_id)
                if form.is_valid():
                    return self._renamed(request, item, form.cleaned_data["new"])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Rename %(item)s") % {"item": anchor(item)},
            "subtitle": label(item),
            "story": item.story,
            "story_url": story_url(item.story_id),
            "opts": self.opts,
            "item": item,
            "item_url": item_url(kind_of(item), item.pk),
            "anchor": anchor(item),
            "form": form,
            "is_fixed": self.is_fixed(request, item),
            "touched": str(renaming.referring_to(item)),
        }
        request.current_app = self.admin_site.name
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/stories/rename.html", context, status=status)

    def _renamed(self, request: HttpRequest, item: Any, new: str) -> HttpResponse:
        before, fixed = anchor(item), self.is_fixed(request, item)
        renaming.rename(item, new)
        self.log_change(request, item, f"Renamed from {before} to {anchor(item)}.")
        words = _("Renamed: %(before)s is %(now)s now, for whatever refers to it too.") % {
            "before": before,
            "now": anchor(item),
        }
        if fixed:
            words += " " + _(
                "Readers find it under its new address once you publish; the old one leads there."
            )
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(item_url(kind_of(item), item.pk))
