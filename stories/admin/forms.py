"""Forms of the editors' desk: nothing newer is overwritten, and items refer only to their own story."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import models
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from newsroom.afresh import afresh
from newsroom.documents import is_tidy
from stories import renaming
from stories.admin.base import add_url, items_of, kind_of, label
from stories.admin.fields import BylineField, LinesField, PointsField
from stories.admin.keeping import KeepsNewer
from stories.admin.picks import PickMany, PickOne
from stories.keys import free_key, free_slug
from stories.models import Item, Revision, Source, Story
from stories.truth.kinds import Change


class StoryForm(KeepsNewer):
    byline = BylineField(
        required=False,
        help_text=lazy(
            "One person a line: an author of the list by name, or for a guest a name, a comma and a role."
        ),
    )

    class Meta:
        model = Story
        fields = (
            "slug",
            "category",
            "headline",
            "standfirst",
            "status_line",
            "as_of",
            "overview",
            "debatable",
            "not_debatable_reason",
            "reviewed_only",
            "second_pair_of_eyes",
            "voices",
            "language",
            "byline",
        )
        help_texts = {
            "slug": lazy(
                "The address: /stories/the-slug/. Empty: made of the headline. Fixed once the story is published."
            )
        }
        widgets = {
            "standfirst": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "status_line": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "overview": forms.Textarea(attrs={"rows": 20, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug and not is_tidy(slug):
            raise forms.ValidationError(_("A slug is words of a-z and 0-9 with one hyphen between them."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "slug" in cleaned and not cleaned["slug"] and cleaned.get("headline"):
            cleaned["slug"] = free_slug(Story(pk=self.instance.pk, headline=cleaned["headline"]))
        return cleaned

    def clean_standfirst(self) -> str:
        return " ".join(self.cleaned_data["standfirst"].split())  # one paragraph, whatever was pasted

    def clean_status_line(self) -> str:
        return " ".join(self.cleaned_data["status_line"].split())


class ItemForm(KeepsNewer):
    """One item with all its fields; sources, people, organisations and speaker come from its own story."""

    REFERS = {
        "sources": "source",
        "people": "person",
        "organisations": "organisation",
        "speaker": "person",
        "source": "source",
    }
    panel = ""  # the dialog it stands in: its ids begin with this, for the page behind has fields of its own

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.panel:
            kwargs["auto_id"] = f"{self.panel}-%s"
        super().__init__(*args, **kwargs)
        self.story = self._story()
        if "story" in self.fields:
            self.fields["story"].widget = forms.HiddenInput()
        for name in self.REFERS.keys() & self.fields.keys():
            self._limit(name)
        if "key" in self.fields:
            key, kind = self.fields["key"], kind_of(self.instance)
            key.required = False
            words = (
                _("Its short name. Empty: made of what the item says.")
                if kind == "motion"
                else _("Its address on the page, #%(kind)s-<key>. Empty: made of what the item says.")
                % {"kind": kind}
            )
            key.help_text = escape(words)

    def _story(self) -> Story | None:
        if self.instance.story_id:
            return Story.objects.get(pk=self.instance.story_id)
        raw = str((self.data if self.is_bound else self.initial).get("story") or "")
        return Story.objects.filter(pk=raw).first() if raw.isdecimal() and len(raw) < 19 else None

    def _limit(self, name: str) -> None:
        field, kind = self.fields[name], self.REFERS[name]
        assert isinstance(field, forms.ModelChoiceField)
        pick = PickMany if isinstance(field, forms.ModelMultipleChoiceField) else PickOne
        new = add_url(kind, self.story.pk) if self.story else ""
        field.widget = pick(kind, new, required=field.required)
        field.help_text = FROM_THE_STORY[kind]
        field.label_from_instance = label  # type: ignore[assignment, method-assign]
        field.queryset = items_of(self.story, kind) if self.story else Source.objects.none()

    def clean_key(self) -> str:
        """The story is fixed on an existing item, so Django would leave this to the database."""
        key: str = self.cleaned_data["key"]
        if self.story and key:
            self.instance.story = self.story
            renaming.check_key(self.instance, key)
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.story and "key" in cleaned and not cleaned["key"]:
            single = {
                field.name: cleaned[field.name]
                for field in self._meta.model._meta.fields
                if field.name in cleaned
            }
            cleaned["key"] = free_key(
                self._meta.model(**{**single, "story": self.story, "pk": self.instance.pk})
            )
        return cleaned


FROM_THE_STORY = {
    "source": lazy("From this story’s sources. Is one missing? Add it to the story first."),
    "person": lazy("From this story’s people. Is one missing? Add it to the story first."),
    "organisation": lazy("From this story’s organisations. Is one missing? Add it to the story first."),
}


class ScenarioForm(ItemForm):
    discussed_by = LinesField(required=False, help_text=lazy("Who discusses it, one a line."))


class FigureForm(ItemForm):
    series_points = PointsField(
        required=False,
        help_text=lazy(
            "A date and a number a line, oldest first: 2016 11, or 2026-05 14.5. At most 60; drawn beside the figure."
        ),
    )


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """One line of a list of items: its place, named for those who do not see the line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].widget.attrs["aria-label"] = _("Order of %(key)s") % {"key": self.instance.key}
        self.fields["order"].help_text = ""


class Quick(forms.TextInput):
    """An input written without a template: a story page has hundreds, and a template takes each 0.4 ms."""

    def __init__(self, input_type: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.input_type = input_type

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = {"type": self.input_type, "name": name}
        if value is not None and value != "":
            shown["value"] = value.isoformat() if isinstance(value, dt.date) else str(value)
        return format_html("<input{}>", flatatt(self.build_attrs(self.attrs, {**shown, **(attrs or {})})))


class RowForm(KeepsNewer):
    """One line of the story page: an item's place and its short fields."""

    loaded = forms.CharField(widget=Quick("hidden"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget
            if isinstance(widget, forms.TextInput | forms.NumberInput) and not isinstance(widget, Quick):
                field.widget = Quick(widget.input_type or "text", widget.attrs)
            field.widget.attrs["aria-label"] = _("%(field)s of %(key)s") % {
                "field": field.label or name,
                "key": self.instance.key,
            }
            field.help_text = field.help_text if name == "mention" else ""
        if "order" in self.fields:
            self.fields["order"].widget.attrs |= {"class": "desk-order", "inputmode": "numeric", "min": "0"}


class Rows(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    """Existing rows of a page. A row that was deleted meanwhile drops out instead of blocking the save.

    Ids are matched here against the story's rows, so validating a row costs no query of its own.
    """

    _gone = 0
    lost: list[dict[str, str]] = []  # what was typed into lines whose rows are gone

    @property
    def forms(self) -> list[Any]:
        if "_forms" not in self.__dict__:
            made = [
                self._construct_form(i, **self.get_form_kwargs(i))  # type: ignore[attr-defined]
                for i in range(self.total_form_count())
            ]
            if self.is_bound:
                initial = self.initial_form_count()
                kept = [form for i, form in enumerate(made) if i >= initial or form.instance.pk]
                gone = [form.typed_since() for form in made[:initial] if not form.instance.pk]
                self.lost = [typed for typed in gone if typed]
                self._gone, made = len(gone), kept
            self._forms = made
            if self.is_bound:  # rendered beside its form, so in the order in which they were posted
                self._queryset = [form.instance for form in self.initial_forms]
        return self._forms

    def initial_form_count(self) -> int:
        return super().initial_form_count() - self._gone

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["id"] = forms.IntegerField(
            required=False, widget=Quick("hidden"), initial=form.instance.pk
        )
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete %(item)s") % {"item": form.instance}


class PublishForm(forms.Form):
    """What a publication says about itself. `reviewed` is the hash of the draft that was looked at.

    Which kinds of change are offered is what the comparison of the two documents allows.
    """

    KINDS = {
        Revision.Kind.SUBSTANTIVE: lazy("Substantive: something readers know has changed"),
        Revision.Kind.CORRECTION: lazy(
            "Correction: something readers had seen was wrong; the note says what"
        ),
        Revision.Kind.COPY_EDIT: lazy("Copy edit: wording only"),
    }
    note = forms.CharField(
        max_length=300,
        required=False,
        label=lazy("What changed, for readers"),
        help_text=lazy(
            "One sentence; stands on the story’s page of changes. A first publication and a copy edit need none."
        ),
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide"}),
    )
    kind = forms.ChoiceField(widget=forms.RadioSelect, label=lazy("Kind of change"))
    reviewed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, change: Change | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change = change
        if change is None or change.is_first:
            del self.fields["kind"]
            return
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        offered = [kind for kind in self.KINDS if not (kind == Revision.Kind.COPY_EDIT and change.reasons)]
        field.choices = [(kind, self.KINDS[kind]) for kind in offered]
        field.initial = Revision.Kind.SUBSTANTIVE if change.reasons else Revision.Kind.COPY_EDIT
        if why := change.refuses(Revision.Kind.COPY_EDIT, ""):
            field.error_messages["invalid_choice"] = afresh(why)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.setdefault("kind", "" if "kind" in self.fields else Revision.Kind.SUBSTANTIVE)
        if self.change and (why := self.change.refuses(cleaned["kind"], cleaned.get("note", ""))):
            self.add_error("note", afresh(why))
        elif (
            cleaned["kind"] == Revision.Kind.SUBSTANTIVE and "kind" in self.fields and not cleaned.get("note")
        ):
            self.add_error("note", _("Say what changed: readers and the desk’s log are told by it."))
        return cleaned


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        label=lazy("Reason, for readers"),
        help_text=lazy("Stands at the story's address in its place."),
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide"}),
    )


def next_order(siblings: models.QuerySet[Item]) -> int:
    """The order of an item that comes last."""
    last: int | None = siblings.aggregate(last=models.Max("order"))["last"]
    return (last or 0) + 10
