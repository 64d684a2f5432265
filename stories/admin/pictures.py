"""The picture of a story, a person or an author at the desk: sent, looked at, described, replaced, taken away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from newsroom.pictures.checking import MOST_BYTES, Refused, too_large
from newsroom.pictures.keeping import take_up
from newsroom.pictures.models import Picture
from newsroom.pictures.shown import shown
from stories.admin.keeping import KeepsNewer
from stories.models import Pictured

log = logging.getLogger(__name__)
TEXTS = ("image_alt", "image_credit", "image_caption", "image_licence")
FIELDS = ("image_file", "image_is_decorative", *TEXTS, "image_focus_x", "image_focus_y")
TAKEN = "image/jpeg,image/png,image/webp,image/avif"


class PictureForm(KeepsNewer):
    """A picture and what is said of it. Which picture it is was decided before: see `PicturePages`."""

    refused = ""  # why what was sent is not taken
    upload = forms.FileField(
        required=False,
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": TAKEN, "data-most-bytes": MOST_BYTES}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["image_file"].widget = forms.HiddenInput()
        self.fields["upload"].help_text = _(
            "JPEG, PNG, WebP or AVIF, 20 MB and 50 million pixels at most. What the file says of camera and place is removed."
        )
        for name in TEXTS:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
        for name in ("image_focus_x", "image_focus_y"):
            self.fields[name].widget = forms.NumberInput(attrs={"min": 0, "max": 100, "inputmode": "numeric"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in TEXTS:
            if cleaned.get(name):
                cleaned[name] = " ".join(cleaned[name].split())
        file = cleaned.get("image_file", "")
        if self.refused:
            self.add_error("upload", self.refused)
        elif not file:
            self.add_error("upload", _("Choose a picture."))
        elif file != self.initial.get("image_file") and not Picture.objects.of(file).exists():
            self.add_error("upload", _("This picture is no longer here. Send it again."))
        says_it = "image_alt" in self.errors or bool(cleaned.get("image_alt"))
        if says_it == bool(cleaned.get("image_is_decorative")):
            self.add_error(
                "image_alt", _("Say what it shows, or that it only decorates: one of the two, and not both.")
            )
        if not cleaned.get("image_credit") and "image_credit" not in self.errors:
            self.add_error("image_credit", _("Say who made it."))
        focus = [cleaned.get(name) for name in ("image_focus_x", "image_focus_y")]
        if (focus[0] is None) != (focus[1] is None):
            self.add_error("image_focus_x", _("A focus has two numbers, or none."))
        if any(number is not None and number > 100 for number in focus):
            self.add_error("image_focus_x", _("These are percent: 100 at most."))
        return cleaned


class PicturePages:
    """Mixed into the admin of whatever is `Pictured`."""

    admin_site: Any
    model: Any
    opts: Any
    get_object: Callable[..., Any]
    has_change_permission: Callable[..., bool]
    message_user: Callable[..., None]
    log_change: Callable[..., Any]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.picture_page)
        name = f"{self.opts.app_label}_{self.opts.model_name}_picture"
        return [path("<int:pk>/picture/", page, name=name), *super().get_urls()]  # type: ignore[misc]

    @admin.display(description=lazy("picture"))
    def picture(self, obj: Any) -> SafeString:
        """What the page of the row shows of it, with the way to the page of the picture."""
        found = Picture.objects.of(obj.image_file).first() if obj.pk and obj.image_file else None
        context = {
            "obj": obj,
            "url": picture_url(obj) if obj.pk else "",
            "shown": found and shown(found),
        }
        return render_to_string("admin/stories/picture/now.html", context)

    def picture_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return self._picture_form(request, self._pictured(request, pk))
        self._pictured(request, pk)  # may it at all? Only then is what was sent looked at
        data, why = self._taken(request)
        with transaction.atomic():
            obj = self._pictured(request, pk)
            if "_remove" in request.POST:
                return self._removed(request, obj)
            form = self._bound(obj, data)
            form.refused = why
            if not form.is_valid():
                return self._picture_form(request, obj, form)
            if form.changed_data:
                form.save()
                self.log_change(request, obj, "Changed the picture.")
        words = (
            _("The picture is saved as you see it.")
            if form.changed_data
            else _("You changed nothing, so nothing was saved.")
        )
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(picture_url(obj))

    def _pictured(self, request: HttpRequest, pk: int) -> Any:
        """The row, for a POST as it is once every earlier writer has finished."""
        obj = self.get_object(request, str(pk))
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404(f"There is no {self.opts.verbose_name} {pk}.")
        return obj

    def _taken(self, request: HttpRequest) -> tuple[QueryDict, str]:
        """What was typed, with the picture that was sent in it, and why that one is not; a picture is kept at once, so
        that nobody has to send it again for a word that is missing.
        """
        data = request.POST.copy()
        sent = request.FILES.get("upload")
        if not isinstance(sent, UploadedFile) or "_remove" in data:
            return data, ""
        try:
            if (sent.size or 0) > MOST_BYTES:
                raise Refused(too_large(sent.size or 0))
            picture = take_up(sent.read(), name=sent.name or "", by=request.user)  # type: ignore[arg-type]  # signed in
        except Refused as refused:
            return data, str(refused)
        except OSError as error:
            log.error("A picture could not be stored: %s", error)
            return data, _("The picture could not be stored, and nothing of it was. Try again later.")
        if picture.file != data.get("image_file"):  # where to look in another picture is another place
            data["image_file"], data["image_focus_x"], data["image_focus_y"] = picture.file, "", ""
        return data, ""

    def _bound(self, obj: Any, data: QueryDict | None = None) -> PictureForm:
        form = forms.modelform_factory(self.model, form=PictureForm, fields=FIELDS)
        return form(data, instance=obj)  # type: ignore[return-value]  # the class it was given

    def _removed(self, request: HttpRequest, obj: Pictured) -> HttpResponse:
        for name in FIELDS:
            setattr(obj, name, obj._meta.get_field(name).get_default())  # type: ignore[union-attr]
        obj.save(update_fields=FIELDS)
        self.log_change(request, obj, "Removed the picture.")
        self.message_user(request, _("The picture is removed."), messages.SUCCESS)
        return HttpResponseRedirect(_page_of(obj))

    def _picture_form(
        self, request: HttpRequest, obj: Any, form: PictureForm | None = None
    ) -> TemplateResponse:
        form = form or self._bound(obj)
        file = form["image_file"].value() or ""
        found = Picture.objects.of(file).first()
        story = getattr(obj, "story", obj if hasattr(obj, "headline") else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Portrait") if hasattr(obj, "name") else _("Picture"),
            "subtitle": str(getattr(obj, "name", obj)),
            "opts": self.opts,
            "obj": obj,
            "back": _page_of(obj),
            "story": story,
            "form": form,
            "file": file,
            "found": found,
            "shown": found and shown(found),
            "focus": _focus(form),
        }
        request.current_app = self.admin_site.name
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/stories/picture/page.html", context, status=status)


def picture_url(obj: Any) -> str:
    return reverse(f"admin:stories_{obj._meta.model_name}_picture", args=[obj.pk])


def _page_of(obj: Any) -> str:
    return reverse(f"admin:stories_{obj._meta.model_name}_change", args=[obj.pk])


def _focus(form: PictureForm) -> tuple[int, int] | None:
    """As it was typed, if it is one."""
    typed = [str(form[name].value() if form[name].value() is not None else "") for name in FIELDS[-2:]]
    if not all(text.isdecimal() and int(text) <= 100 for text in typed):
        return None
    return int(typed[0]), int(typed[1])
