"""The desk's page for a debate or voice that was written ahead: read it whole, correct a sentence, approve or reject."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from debate.evidence.brief import Brief, Card
from debate.models import Debate, Side, Speech, Voice
from debate.repertoire import reviewing
from debate.written.checks import how
from debate.written.reading import OpenedVerdict, read_rounds
from newsroom.errors import Conflict, Unknown
from newsroom.moderation.log import Act, record


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence under review. bears: its cards, each with the words that bear it."""

    at: int
    text: str
    checked: str
    status: str
    bears: Sequence[tuple[Card, Sequence[str]]]
    address: str  # of its correction: "speech-7-0"


@dataclass(frozen=True, kw_only=True)
class Piece:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A round, or a voice's only text."""

    title: str
    question: str
    pieces: Sequence[Piece]
    verdict: OpenedVerdict | None
    is_sealed: bool  # judged, and nobody's to read while readers can call it


class ReviewForm(forms.Form):
    decision = forms.ChoiceField(choices=[("approve", "Approve"), ("reject", "Reject")])
    by = forms.CharField(
        max_length=120,
        required=False,
        label="Reviewed by",
        help_text="As readers are told, for example “the foreign desk”. Needed to approve.",
    )
    note = forms.CharField(
        max_length=500,
        required=False,
        label="Note for the desk",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers do not see it. Needed to reject.",
    )

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        if sent.get("decision") == "approve" and not sent.get("by"):
            self.add_error("by", "Say as whose review readers are to know it.")
        if sent.get("decision") == "reject" and not sent.get("note"):
            self.add_error("note", "Say for the desk why it is rejected.")
        return sent


class ReviewPages:
    """Mixed into the admin of debates and of voices."""

    admin_site: Any
    model: type[Model]
    message_user: Callable[..., None]

    def get_urls(self) -> list[URLPattern]:
        name = f"debate_{self.model._meta.model_name}_review"
        page = self.admin_site.admin_view(self.review_page)
        return [path("<int:pk>/review/", page, name=name), *super().get_urls()]  # type: ignore[misc]

    def review_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows it; a POST decides, or corrects one sentence. `?correct=` opens the form of a sentence."""
        kind = self.model._meta.model_name
        if not request.user.has_perm(f"debate.review_{kind}"):
            raise PermissionDenied
        row: Any = self.model._default_manager.filter(pk=pk).first()
        if row is None or row.is_live:
            raise Http404(f"No {kind} of this number was written ahead.")
        here = reverse(f"admin:debate_{kind}_review", args=[pk])
        form = ReviewForm(
            request.POST if "decision" in request.POST else None, initial=self._initial(request, row)
        )
        problem, status, typed = "", 200, {"address": request.GET.get("correct", ""), "text": None}
        if request.method == "POST":
            try:
                if done := self._do(request, row, form):
                    self.message_user(request, done, messages.SUCCESS)
                    return HttpResponseRedirect(here, status=303)
                status = 422
            except (Conflict, Unknown) as refused:
                problem, status = str(refused), 409 if isinstance(refused, Conflict) else 422
                typed = {"address": request.POST.get("sentence", ""), "text": request.POST.get("text")}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Review: %(what)s") % {"what": row},
            "row": row,
            "form": form,
            "problem": problem,
            "typed": typed,
            "sections": list(sections(row)),
            "here": here,
        }
        return TemplateResponse(request, "admin/debate/review.html", context, status=status)

    def _initial(self, request: HttpRequest, row: Any) -> dict[str, str]:
        user: Any = request.user
        return {"by": row.reviewed_by or user.get_full_name(), "note": row.review_note}

    def _do(self, request: HttpRequest, row: Any, form: ReviewForm) -> str:
        """What was done, as a sentence; "" if the form will not have it."""
        if "sentence" in request.POST:
            kind, pk, at = _address(request.POST["sentence"])
            spoken = _spoken(row, kind, pk)
            reviewing.correct(spoken, at=at, text=request.POST.get("text", "")[:2_000])
            record(request.user, row, Act.CORRECTED, what=f"sentence {at + 1} of {spoken}")
            return f"Sentence {at + 1} of {spoken} was corrected and checked again."
        if not form.is_valid():
            return ""
        sent = form.cleaned_data
        if sent["decision"] == "approve":
            reviewing.approve(row, by=sent["by"], note=sent["note"])
            record(request.user, row, Act.APPROVED, sent["note"], what=f"as reviewed by {sent['by']}")
            return "Approved: readers meet it now."
        reviewing.reject(row, by=sent["by"], note=sent["note"])
        record(request.user, row, Act.REJECTED, sent["note"])
        return "Rejected: no reader can start it."


def sections(row: Debate | Voice) -> Iterator[Section]:
    """All of it, in the order in which readers could meet it."""
    if isinstance(row, Voice):
        piece = Piece(title=str(row.persona), lines=_lines(row.sentences, row.brief, f"voice-{row.pk}"))
        yield Section(title="The view", question="", pieces=[piece], verdict=None, is_sealed=False)
        return
    questions = list(row.questions.all())
    for number, question in [(1, None), *((2, question) for question in questions)]:
        rounds = read_rounds(row, question.pk if question else None, opened={1, 2}, for_review=True)
        for round in (each for each in rounds if each.number == number):
            pieces = [
                Piece(
                    title=f"{persona.short_name}, {Side(side).label}: {speech.heading}",
                    lines=_lines(speech.sentences, row.brief, f"speech-{speech.pk}"),
                )
                for (side, speeches), persona in zip(
                    round.sides, (row.pro.as_document, row.con.as_document), strict=True
                )
                for speech in speeches
            ]
            title = "Openings" if question is None else f"Crossfire {question.number}"
            yield Section(
                title=title,
                question=question.text if question else "",
                pieces=pieces,
                verdict=round.verdict,
                is_sealed=bool(round.seal) and round.verdict is None,
            )


def _lines(sentences: Sequence[Mapping[str, Any]], brief: Brief, address: str) -> list[Line]:
    return [
        Line(
            at=at,
            text=sentence["text"],
            checked=how(sentence),
            status=sentence["status"],
            bears=[
                (card, sentence.get("bears", {}).get(str(n), ()))
                for n in sentence["citations"]
                if (card := brief.card(n))
            ],
            address=f"{address}-{at}",
        )
        for at, sentence in enumerate(sentences)
    ]


def _address(value: str) -> tuple[str, int, int]:
    parts = value.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts[1:]):
        raise Unknown("There is no such sentence.")
    return parts[0], int(parts[1]), int(parts[2])


def _spoken(row: Debate | Voice, kind: str, pk: int) -> Speech | Voice:
    """The text of that number, if it is part of what is reviewed."""
    found: Speech | Voice | None
    if isinstance(row, Voice):
        found = row if (kind, pk) == ("voice", row.pk) else None
    else:
        found = Speech.objects.filter(round__debate=row, pk=pk).first() if kind == "speech" else None
    if found is None:
        raise Unknown("There is no such sentence.")
    return found
