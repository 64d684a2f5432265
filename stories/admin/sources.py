"""A source and its text: pasted or uploaded to hold quotations against, seen, replaced, removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from newsroom.afresh import afresh
from newsroom.languages.saying import said_number
from stories.admin.base import item_url, label
from stories.admin.forms import ItemForm
from stories.admin.items import ItemAdmin
from stories.models import KEPT_CHARACTERS, Source, SourceText
from stories.truth.checking import Grounds, standings
from stories.truth.keeping import UPLOAD_BYTES, NotKept, keep_text, read_upload, readable_text, remove_text


class SourceForm(ItemForm):
    """A source's fields, and a way in for its text; what is kept already is not sent to the browser again."""

    kept_paste = forms.CharField(
        required=False,
        label=lazy("Paste its text"),
        help_text=format_lazy(
            lazy("At most {most} characters. It takes the place of what is kept; empty leaves that alone."),
            most=f"{KEPT_CHARACTERS:,}",
        ),
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
    )
    kept_file = forms.FileField(
        required=False,
        label=lazy("or upload it"),
        help_text=lazy("A plain-text file; UTF-8 is surest."),
        widget=forms.FileInput(attrs={"accept": ".txt,.text,.md,text/plain,text/markdown"}),
    )
    kept_remove = forms.BooleanField(required=False, label=lazy("Remove the text that is kept"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: tuple[str, str, str] | None = None  # text, origin, encoding

    def clean_kept_file(self) -> Any:
        file = self.cleaned_data["kept_file"]
        if file is None:
            return None
        if file.size > UPLOAD_BYTES:
            raise forms.ValidationError(
                _(
                    "The file has %(bytes)s bytes; at most %(most)s are read. Keep the part that is quoted from."
                )
                % {"bytes": said_number(file.size), "most": said_number(UPLOAD_BYTES)}
            )
        try:
            self.kept = _uploaded(file.read())
        except NotKept as error:
            raise forms.ValidationError(afresh(str(error))) from error
        return file

    def clean(self) -> dict[str, Any]:
        pasted = self.cleaned_data.get("kept_paste") or ""
        cleaned = super().clean()
        ways = [name for name in ("kept_paste", "kept_file", "kept_remove") if cleaned.get(name)]
        if len(ways) > 1:
            self.add_error(
                ways[0], _("Paste a text, upload one or remove the one that is kept: one of the three.")
            )
        elif pasted:
            try:
                self.kept = (readable_text(pasted), SourceText.Origin.PASTED, "")
            except NotKept as error:
                self.add_error("kept_paste", afresh(str(error)))
        return cleaned


def _uploaded(raw: bytes) -> tuple[str, str, str]:
    text, encoding = read_upload(raw)
    return text, SourceText.Origin.UPLOADED, encoding


def _characters(kept: SourceText) -> str:
    n = len(kept.text)
    return ngettext("%(number)s character", "%(number)s characters", n) % {"number": said_number(n)}


def _found_in(source: Source) -> str:
    """What the text that is kept now says of the quotations from it."""
    found = standings(source.story)
    here = [found[pk] for pk in source.quotes.values_list("pk", flat=True)]
    if not here:
        return ""
    verbatim = sum(standing.grounds is Grounds.VERBATIM for standing in here)
    words = ngettext(
        "%(found)s of %(n)s quotation from it stands there word for word.",
        "%(found)s of %(n)s quotations from it stand there word for word.",
        len(here),
    )
    return words % {"found": verbatim, "n": len(here)}


@admin.register(Source)
class SourceAdmin(ItemAdmin):
    form = SourceForm
    readonly_fields = ("kept_now",)
    search_fields = ("key", "title", "publisher")
    list_display = ("anchor", "label", "story_headline", "has_text", "order")
    list_select_related = ("story",)
    OWN = ("title", ("key", "order"), "publisher", "author", "url", ("date", "kind"), "reliability")
    TEXT = lazy("Its text, to hold quotations against. Private: readers never see it.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("kept").defer("kept__text")

    @admin.display(description=lazy("text kept"), boolean=True)
    def has_text(self, source: Source) -> bool:
        return hasattr(source, "kept")

    @admin.display(description=lazy("Kept now"))
    def kept_now(self, source: Source) -> str:
        kept = SourceText.objects.filter(source=source.pk).select_related("kept_by").first()
        if kept is None:
            return _("Nothing. Without it, each quotation from this source must be checked by hand.")
        words = (
            _("%(characters)s, %(how)s by %(who)s on %(day)s.")
            if kept.kept_by
            else _("%(characters)s, %(how)s on %(day)s.")
        )
        return format_html(
            '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
            words
            % {
                "characters": _characters(kept),
                "how": kept.get_origin_display(),
                "who": kept.kept_by.get_username() if kept.kept_by else "",
                "day": f"{kept.kept_at:%Y-%m-%d}",
            },
            reverse("admin:stories_source_text", args=[source.pk]),
            _("Read what is kept"),
            reverse("admin:stories_story_proposals", args=[source.story_id, source.pk]),
            _("Propose items from it"),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may_write = self.has_change_permission(request, obj) if obj else True
        ways: tuple[str, ...] = ("kept_paste", "kept_file") if may_write else ()
        if obj:
            ways = ("kept_now", *ways)
            ways += ("kept_remove",) if may_write and hasattr(obj, "kept") else ()
        hidden = [(None, {"fields": ("story",), "classes": ("hidden",)})] if obj is None else []
        return [(None, {"fields": self.OWN}), *hidden, (self.TEXT, {"fields": ways})]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.text_page)
        return [path("<int:pk>/text/", page, name="stories_source_text"), *super().get_urls()]

    def text_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is kept, to read."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        source = Source.objects.filter(pk=pk).select_related("story").first()
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        kept = SourceText.objects.filter(source=pk).select_related("kept_by").first()
        if source is None or kept is None:
            raise Http404("No text of this source is kept.")
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("The text that is kept"),
            "subtitle": label(source),
            "opts": Source._meta,
            "source": source,
            "source_url": item_url("source", pk),
            "kept": kept,
        }
        return TemplateResponse(request, "admin/stories/source/text.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        user: Any = request.user
        if form.kept:
            text, origin, encoding = form.kept
            kept = keep_text(obj, text, user, origin)
            words = (
                _(
                    "The source’s text is kept: %(characters)s, read as %(encoding)s: look whether its letters are right."
                )
                if encoding
                else _("The source’s text is kept: %(characters)s.")
            )
            words %= {"characters": _characters(kept), "encoding": encoding}
            self.message_user(request, f"{words} {_found_in(obj)}", messages.SUCCESS)
        elif form.cleaned_data.get("kept_remove") and remove_text(obj, user):
            self.message_user(request, _("The source’s text is removed."), messages.SUCCESS)
