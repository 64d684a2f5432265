"""A quotation and what it rests on: the passage of its source's text, or a check by hand that its editor signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from newsroom.afresh import afresh
from newsroom.moderation.log import Act, record
from stories.admin.forms import ItemForm
from stories.admin.items import ItemAdmin
from stories.models import Quote, SourceText
from stories.truth.checking import Grounds, claimed, passage_of, sign, standing_of, unsign

SIGNED_FOR = frozenset(("text", "speaker", "source", "original_language", "original_text"))


class QuoteForm(ItemForm):
    """Who checked a quotation by hand, and when, is never typed: whoever says here that it was, did it, today."""

    compared_with = forms.CharField(
        required=False,
        max_length=300,
        label=lazy("I compared it by hand, with"),
        help_text=lazy(
            "Typing here signs, in your own name and for today, that these are the words. Readers can see it: say "
            "with what exactly, and what was not compared."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide"}),
    )
    take_back = forms.BooleanField(required=False, label=lazy("Take the check by hand back"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("compared_with") and self._is_unseen(cleaned):
            self.add_error(
                "compared_with",
                _(
                    "Somebody changed the quotation after you opened this page. Open it again, compare what stands there "
                    "now, and sign for that."
                ),
            )
        return cleaned

    def _is_unseen(self, cleaned: dict[str, Any]) -> bool:
        """Whether the row holds a newer value than the one that this editor was shown, and keeps it."""
        return bool(self.instance.pk and SIGNED_FOR & self.fields.keys() - cleaned.keys())


@admin.register(Quote)
class QuoteAdmin(ItemAdmin):
    form = QuoteForm
    readonly_fields = ("rests_on", "in_its_source", "checked_by_hand")
    list_select_related = ("story", "speaker")
    search_fields = ("key", "text", "speaker__name")
    OWN = (
        "text",
        ("key", "order"),
        "mention",
        "speaker",
        "source",
        ("date", "precision"),
        "context",
        ("original_language", "original_text"),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown: tuple[str, ...] = ("rests_on", "in_its_source", "checked_by_hand") if obj else ()
        if obj is None or self.has_change_permission(request, obj):
            shown += ("compared_with",)
            shown += ("take_back",) if obj and obj.checked_on else ()
        hidden = [(None, {"fields": ("story",), "classes": ("hidden",)})] if obj is None else []
        return [(None, {"fields": self.OWN}), *hidden, (_("What it rests on"), {"fields": shown})]

    @admin.display(description=lazy("Rests on"))
    def rests_on(self, quote: Quote) -> str:
        standing = standing_of(quote)
        words = format_html("<strong>{}</strong>{}", standing.grounds.value, _giver(quote, standing.grounds))
        if standing.why:
            return format_html("{} {}", words, _("It %(fault)s.") % {"fault": afresh(standing.why)})
        if standing.grounds is Grounds.VERBATIM and not standing.is_near_speaker:
            warning = _("But %(name)s is not named near these words: look whether they are theirs.")
            return format_html("{} {}", words, warning % {"name": quote.speaker.name})
        return words

    @admin.display(description=lazy("In its source"))
    def in_its_source(self, quote: Quote) -> str:
        found = passage_of(quote)
        if found is None:
            return _("No text of its source is kept, or nothing in it comes near these words.")
        passage, is_it = found
        shown = format_html(
            '<div class="desk-kept">{}<mark>{}</mark>{}</div>', passage.before, passage.words, passage.after
        )
        return shown if is_it else format_html("<p>{}</p>{}", _("These words come nearest to it:"), shown)

    @admin.display(description=lazy("Checked by hand"))
    def checked_by_hand(self, quote: Quote) -> str:
        if quote.checked_on is None:
            return _("By nobody.")
        said = _("By %(who)s on %(day)s, with: %(what)s.") % {
            "who": quote.checked_by,
            "day": f"{quote.checked_on:%Y-%m-%d}",
            "what": quote.checked_against,
        }
        if not standing_of(quote).is_checked:
            said += " " + _("It no longer holds.")
        if quote.claimed_by:
            said += " " + _("It %(fault)s.") % {"fault": afresh(claimed(quote))}
        return said

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        user: Any = request.user
        against, takes_back = form.cleaned_data.get("compared_with"), form.cleaned_data.get("take_back")
        if against:
            sign(obj, user, against)
        elif takes_back:
            unsign(obj)
        super().save_model(request, obj, form, change)
        if against:
            record(user, obj, Act.SIGNED, against, what=f"the words “{obj.text}” of {obj.speaker.name}")
        elif takes_back:
            record(user, obj, Act.UNSIGNED, what="the check by hand")


def _giver(quote: Quote, grounds: Grounds) -> str:
    """On whose word the text is what the source says."""
    kept = SourceText.objects.filter(source=quote.source_id).select_related("kept_by").defer("text").first()
    if grounds is not Grounds.VERBATIM or kept is None:
        return ""
    who = kept.kept_by.get_username() if kept.kept_by else _("nobody known here")
    words = _("The text was given by %(who)s on %(day)s (%(origin)s).")
    return " " + words % {"who": who, "day": f"{kept.kept_at:%Y-%m-%d}", "origin": kept.get_origin_display()}
