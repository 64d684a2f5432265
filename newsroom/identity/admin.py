"""The one page on which a newsroom says who it is, with a preview of what it says."""

from __future__ import annotations

import logging
import zoneinfo
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from newsroom.identity import colours, reading
from newsroom.identity.models import Identity, Wording
from newsroom.pictures.checking import MOST_BYTES, Refused, too_large
from newsroom.pictures.keeping import take_up
from newsroom.pictures.models import Picture

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Identity]
    _ModelForm = forms.ModelForm[Identity]
    _WordingForm = forms.ModelForm[Wording]
    _StackedInline = admin.StackedInline[Wording, Identity]
else:  # generic to the type checker alone
    _ModelAdmin, _StackedInline = admin.ModelAdmin, admin.StackedInline
    _ModelForm = _WordingForm = forms.ModelForm


log = logging.getLogger(__name__)
LOGOS = ("logo", "logo_dark")


class IdentityForm(_ModelForm):
    time_zone = forms.ChoiceField(
        label=lazy("Time zone"),
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())],
        help_text=Identity._meta.get_field("time_zone").help_text,
    )

    # What has been taken up, so that a fault elsewhere in the form asks nobody for the file again.
    logo_key = forms.CharField(required=False, widget=forms.HiddenInput)
    logo_dark_key = forms.CharField(required=False, widget=forms.HiddenInput)
    logo_file = forms.FileField(
        label=lazy("logo"),
        required=False,
        help_text=lazy(
            "In the place of the name at the head of every page. PNG, WebP, AVIF or JPEG, best 480 pixels wide or more."
        ),
    )
    logo_dark_file = forms.FileField(
        label=lazy("logo, dark theme"),
        required=False,
        help_text=lazy("Empty: the other one, on a light ground."),
    )
    no_logo = forms.BooleanField(label=lazy("show the name instead"), required=False)

    class Meta:
        model = Identity
        fields = (
            *(
                "name",
                "strapline",
                "accent",
                "accent_dark",
                "category_accents",
                "publisher",
                "address",
                "responsible",
            ),
            *("contact_email", "contact_phone", "corrections_policy", "ai_policy", "time_zone"),
        )
        widgets = {
            "strapline": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "publisher": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "address": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "category_accents": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LOGOS:
            picture = getattr(self.instance, name)
            self.initial[f"{name}_key"] = picture.key if picture else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.data = data = cast(QueryDict, self.data).copy()  # shown again with what was taken up
        for name in LOGOS:
            picture = self._picture(name)
            setattr(self.instance, name, None if cleaned.get("no_logo") else picture)
            data[self.add_prefix(f"{name}_key")] = picture.key if picture else ""
        if self.instance.logo_dark and not self.instance.logo:
            self.add_error("logo_file", _("Give the logo of the light theme, too."))
        return cleaned

    def _picture(self, name: str) -> Picture | None:
        """The one that was sent, through the checks of every picture, else the one there was."""
        sent = self.cleaned_data.get(f"{name}_file")
        if sent is not None:
            try:
                if sent.size > MOST_BYTES:
                    raise Refused(too_large(sent.size))
                return take_up(sent.read(), name=sent.name)
            except Refused as refused:
                self.add_error(f"{name}_file", str(refused))
            except OSError:
                log.exception("a logo could not be stored")
                self.add_error(f"{name}_file", _("The picture could not be stored. Try again later."))
        return Picture.objects.filter(key=self.cleaned_data.get(f"{name}_key") or "").first()


class WordingForm(_WordingForm):
    language = forms.ChoiceField(
        label=lazy("Language"),
        choices=lambda: [(one.code, one.name) for one in settings.OFFERED_LANGUAGES[1:]],
    )

    class Meta:
        model = Wording
        fields = ("language", *reading.WORDS)
        widgets = {
            name: widget for name, widget in IdentityForm.Meta.widgets.items() if name in reading.WORDS
        }


Wordings = forms.inlineformset_factory(Identity, Wording, form=WordingForm, extra=0)


class WordingInline(_StackedInline):
    """What is left empty readers of the language are told in the site's own."""

    model = Wording
    form = WordingForm
    extra = 0

    def get_max_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(settings.OFFERED_LANGUAGES) - 1


@admin.register(Identity)
class IdentityAdmin(_ModelAdmin):
    """One row: its list is its page."""

    form = IdentityForm
    inlines = (WordingInline,)
    change_form_template = "admin/identity/change_form.html"
    fieldsets = (
        (None, {"fields": ("name", "strapline", "time_zone")}),
        (lazy("Logo"), {"fields": (("logo_file", "logo_dark_file"), "no_logo", "logo_key", "logo_dark_key")}),
        (lazy("Colours"), {"fields": (("accent", "accent_dark"), "category_accents")}),
        (lazy("Imprint and contact"), {"fields": (
            "publisher", "address", "responsible", ("contact_email", "contact_phone"),
        )}),
        (lazy("Policies"), {"fields": ("corrections_policy", "ai_policy")}),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Identity.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Identity.objects.first()
        if row is None:
            return redirect("admin:identity_identity_add")
        return redirect("admin:identity_identity_change", row.pk)

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        return [path("preview/", preview, name="identity_identity_preview"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        preview = {"preview_url": reverse("admin:identity_identity_preview")}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **preview})

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What was typed, as readers would see it; nothing is stored. 422 with the faults."""
        row = Identity.objects.first() or Identity()
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:identity_identity_changelist")
        form = IdentityForm(request.POST, request.FILES, instance=row)
        others = Wordings(request.POST, instance=row)
        is_good = form.is_valid() and others.is_valid()
        if is_good:
            kept = [each.instance for each in others.forms if each not in others.deleted_forms]
            shown = reading.of_row(form.instance, kept)
            light = shown.accent
            dark = shown.accent_dark or (light and colours.dark_of(light))
            context: dict[str, Any] = {
                "pairs": _contrasts(light, colours.LIGHT) + _contrasts(dark, colours.DARK),
                "categories": [
                    (
                        name,
                        number,
                        _contrasts(one, colours.LIGHT[:1])
                        + _contrasts(colours.dark_of(one), colours.DARK[:1]),
                    )
                    for name, (number, one) in zip(
                        colours.of_lines(shown.category_accents),
                        shown.category_colours.values(),
                        strict=False,
                    )
                ],
                "others": [
                    (one, shown.worded(one.code))
                    for one in settings.OFFERED_LANGUAGES
                    if one.code in shown.wordings
                ],
            }
        else:
            shown, context = reading.site(), {"forms": [form, *others.forms]}
        with reading.shown_as(shown):
            page = render_to_string("identity/preview.html", context)
        response = HttpResponse(page, status=200 if is_good else 422)
        response["Cache-Control"] = "no-store"
        return response


def _contrasts(colour: str, grounds: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [(colour, ground, f"{colours.contrast(colour, ground):.1f}") for ground in grounds if colour]
