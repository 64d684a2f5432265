"""Forms of intake: an article given, what it is proposed to become, and an editor's decision on each proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from newsroom.afresh import afresh
from stories.admin.base import DayField, DayInput
from stories.admin.fields import LinesField
from stories.intake.drafts import missing
from stories.intake.extraction import MOST_BYTES, Given, NotRead, SeveralEntries, read_pasted, read_uploaded
from stories.intake.models import Proposal
from stories.intake.starting import same_source
from stories.models import Precision, Source, SourceText, Story

ANOTHER = "another"


def _line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(required=False, label=label, max_length=300, **more)


def _area(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        required=False, label=label, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    return DayField(required=False, label=label, widget=DayInput(), **more)


class GivenForm(forms.Form):
    """An article, pasted or uploaded; what its head does not say may be added."""

    pasted = forms.CharField(
        required=False,
        strip=False,
        label=lazy("Paste the article"),
        help_text=lazy("Text, HTML, Markdown, or a feed. Nothing is fetched: give the text itself."),
        widget=forms.Textarea(attrs={"rows": 14, "class": "desk-document"}),
    )
    file = forms.FileField(
        required=False,
        label=lazy("or upload it"),
        help_text=format_lazy(
            lazy("Plain text, Markdown, HTML, .docx or a feed; at most {most} MB."),
            most=MOST_BYTES // 1_000_000,
        ),
        widget=forms.FileInput(attrs={"accept": ".txt,.text,.md,.markdown,.html,.htm,.docx,.xml,.rss,.atom"}),
    )
    entry = forms.CharField(required=False, label=lazy("Which entry of the feed"), max_length=4)
    title = _line(lazy("Title"), help_text=lazy("Only where the article does not say, here and below."))
    author = _line(lazy("Author"))
    publisher = _line(lazy("Publisher"))
    url = forms.URLField(required=False, label=lazy("Address"), max_length=2000, assume_scheme="https")
    date = _day(
        lazy("Date"), help_text=lazy("When it was written; days such as “on Tuesday” are told from it.")
    )
    kind = forms.ChoiceField(
        label=lazy("What kind of source"), choices=Source.Kind, initial=Source.Kind.REPORTING
    )
    reliability = _area(
        lazy("Reliability"), 2, help_text=lazy("What a reader should know before relying on it.")
    )

    def __init__(self, *args: Any, story: Story | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given: Given | None = None
        self.has_entries = False
        self.story = story
        sources = story.sources.select_related("kept").defer("kept__text") if story else ()
        self.sources = {str(source.pk): source for source in sources}
        if self.sources:
            self.fields["into"] = forms.ChoiceField(
                label=_("Which source it is"),
                choices=[
                    ("", _("a new one, unless the story has its address")),
                    (ANOTHER, _("a new one")),
                    *((pk, _called(source)) for pk, source in self.sources.items()),
                ],
                required=False,
                help_text=_("What a source of the story says of itself stays; it gets this text."),
            )

    @property
    def into_field(self) -> forms.BoundField | None:
        return self["into"] if self.sources else None

    @property
    def into(self) -> Source | None:
        """The source of the story whose text is given; None for a new one."""
        return self.sources.get(self.cleaned_data.get("into", ""))

    @property
    def origin(self) -> str:
        if self.given is not None and self.given.is_page:
            return SourceText.Origin.FETCHED
        return SourceText.Origin.UPLOADED if self.cleaned_data.get("file") else SourceText.Origin.PASTED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, pasted = cleaned.get("file"), cleaned.get("pasted") or ""
        raw_entry = self.data.get("entry", "")
        entry = int(raw_entry) if raw_entry.isdecimal() and len(raw_entry) < 5 else None
        where = "file" if file else "pasted"
        try:
            if file and pasted.strip():
                raise NotRead(_("Paste the article or upload it: one of the two."))
            if file and file.size > MOST_BYTES:
                raise NotRead(
                    f"The file has {file.size:,} bytes; at most {MOST_BYTES:,} are read."
                )  # told afresh
            given = (
                read_uploaded(file.read(), file.name, entry=entry)
                if file
                else read_pasted(pasted, entry=entry)
            )
        except NotRead as error:
            self.add_error(where, afresh(str(error)))
        except SeveralEntries as several:
            self._ask_for_entry(several, is_file=bool(file))
        else:
            self.given = _filled(given, cleaned)
            self._look_for_it(self.given, cleaned.get("into", ANOTHER))
        return cleaned

    def _look_for_it(self, given: Given, into: str) -> None:
        """A second source of the same address is made only on purpose."""
        there = same_source(self.story, given) if self.story and not into else None
        if there is not None:
            words = _("The story has a source of this address, %(source)s. Choose it, or “a new one”.")
            self.add_error("into", words % {"source": there.key})

    def _ask_for_entry(self, several: SeveralEntries, *, is_file: bool) -> None:
        """A browser sends a file only once: whoever uploaded a feed chooses it again with the entry."""
        self.has_entries = True
        self.fields["entry"] = forms.ChoiceField(
            label=_("Which entry of the feed"),
            choices=[
                (str(number), f"{entry.date:%Y-%m-%d} · {entry.title}" if entry.date else entry.title)
                for number, entry in enumerate(several.entries)
            ],
            widget=forms.RadioSelect,
        )
        n = len(several.entries)
        words = ngettext(
            "The feed has %(n)s entry; choose one.", "The feed has %(n)s entries; choose one.", n
        ) % {"n": n}
        again = _("Choose the file once more, too: a browser does not keep it.") if is_file else ""
        self.add_error("entry", f"{words} {again}".strip())


def _called(source: Source) -> str:
    title = Truncator(f"{source.key} · {source.title}").chars(90)
    return _("%(source)s (its text is replaced)") % {"source": title} if hasattr(source, "kept") else title


def _filled(given: Given, typed: Mapping[str, Any]) -> Given:
    """With what the editor typed in place of what the article says."""
    said = {name: typed[name] for name in ("title", "author", "publisher", "url", "date") if typed.get(name)}
    return replace(given, **said)


class BegunStoryForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A story's own fields while it has never been published: what the article proposed, to be made the story's."""

    class Meta:
        model = Story
        fields = ("headline", "slug", "category", "as_of", "standfirst", "overview")
        widgets: ClassVar[dict[str, Any]] = {
            "as_of": DayInput(),
            "headline": forms.TextInput(),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "overview": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "slug": lazy("The address: /stories/the-slug/."),
            "overview": lazy("Yours to write: two to four paragraphs. Cite an item as [[event-its-key]]."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["overview"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {k: v.replace("\r\n", "\n") if isinstance(v, str) else v for k, v in cleaned.items()}


class PersonDraft(forms.Form):
    name = _line(lazy("Name"))
    office = _line(lazy("Office"))
    part = _area(lazy("Their part in this story"), 2)


class OrganisationDraft(forms.Form):
    name = _line(lazy("Name"))
    abbreviation = forms.CharField(required=False, label=lazy("Abbreviation"), max_length=12)
    type = _line(lazy("Type"))
    status = _area(lazy("Where it stands now"), 2)
    description = _area(lazy("Description"), 2)


class FigureDraft(forms.Form):
    value = _line(lazy("Value"))
    unit = forms.CharField(required=False, label=lazy("Unit"), max_length=80)
    label = _line(lazy("Label"))
    as_of = _day(lazy("Day it is true of"))
    explanation = _area(lazy("Explanation"))


class EventDraft(forms.Form):
    title = _line(lazy("Title"))
    date = _day(lazy("Date"))
    end_date = _day(lazy("Until"), help_text=lazy("Only for a range."))
    precision = forms.ChoiceField(label=lazy("Exact"), choices=Precision, required=False)
    type = _line(lazy("Type"))
    description = _area(lazy("Description"))


class QuoteDraft(forms.Form):
    text = _area(lazy("Words, without marks"))
    speaker = _line(lazy("Speaker"))
    date = _day(lazy("Date"))
    precision = forms.ChoiceField(label=lazy("Exact"), choices=Precision, required=False)
    context = _area(
        lazy("Context"), 2, help_text=lazy("When, where and about what; empty says which source has it.")
    )


class ScenarioDraft(forms.Form):
    title = _line(lazy("Title"))
    description = _area(lazy("Description"))
    discussed_by = LinesField(required=False, label=lazy("Discussed by"), help_text=lazy("One a line."))


class MotionDraft(forms.Form):
    text = _line(lazy("Motion"), help_text=lazy("A plain statement, without a full stop."))


FORMS: Mapping[str, type[forms.Form]] = {
    "person": PersonDraft,
    "organisation": OrganisationDraft,
    "figure": FigureDraft,
    "event": EventDraft,
    "quote": QuoteDraft,
    "scenario": ScenarioDraft,
    "motion": MotionDraft,
}
WANTED: Mapping[str, tuple[str, ...]] = {  # what publication will ask for, beyond what a row needs
    "person": ("office", "part"),
    "organisation": ("type", "status", "description"),
    "figure": ("label", "explanation"),
    "event": ("type", "description"),
    "scenario": ("description", "discussed_by"),
}


def draft_form(proposal: Proposal, data: Any = None) -> forms.Form:
    """The proposal's fields, as proposed or as posted."""
    return FORMS[proposal.kind](
        data, prefix=f"p{proposal.pk}", initial=proposal.values, label_suffix="", use_required_attribute=False
    )


def values_of(proposal: Proposal, form: forms.Form) -> dict[str, Any]:
    """The proposal's values with what the editor made of them."""
    typed = {
        name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
        for name, value in form.cleaned_data.items()
    }
    return {**proposal.values, **typed}


def wanted(proposal: Proposal) -> list[str]:
    """Labels of the fields that are empty: first those without which there is no row."""
    form = FORMS[proposal.kind]
    names = [*missing(proposal.kind, proposal.values)]
    names += [name for name in WANTED.get(proposal.kind, ()) if not proposal.values.get(name)]
    return [str(form.base_fields[name].label).lower() for name in names]


def as_date(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None
