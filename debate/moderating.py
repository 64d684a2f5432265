"""Speeches and voices in the queue of reports: each in its context, and what a moderator may do with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from debate.evidence.brief import Brief
from debate.models import Debate, Side, Speech, SpeechReport, Voice, VoiceReport
from debate.written import anew
from newsroom.moderation.log import Act, record
from newsroom.moderation.queue import Action, Decision, Kind, Link, Matter, Passage, Said
from stories.models import Story


class SpokenKind(Kind):
    """What speeches and voices have in common. rows: with what their context needs."""

    word: ClassVar[str]
    rows: ClassVar[QuerySet[Any]]
    report_rows: ClassVar[QuerySet[Any]]

    def reports(self) -> QuerySet[Any]:
        return self.report_rows.all()

    def said(self, report: Any) -> Said:
        return Said(
            pk=report.pk,
            who=str(report.player) if report.player else "somebody whose account is gone",
            at=report.created_at,
            text=report.text or "(Its words went with the account that sent it.)",
            settled=f"settled {report.resolved_at:%-d %B %Y}" if report.resolved_at else "",
        )

    def row(self, key: str) -> Any:
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        return self.rows.filter(pk=number).first()

    def state(self, row: Any) -> str:
        if row.hidden_reason:
            return f"Readers see this notice in its place: “{row.hidden_reason}”"
        if not row.is_ready:
            return f"It is {row.get_state_display()}. {row.failure}".strip()
        return "Readers see it."

    def actions(self, row: Any, *, review_url: str, why_uncorrected: str) -> Sequence[Action]:
        hidden, why_not = bool(row.hidden_reason), anew.why_not(row)
        return [
            Action(
                name="hide",
                label="Hide with a notice",
                effect="Readers see the notice in place of the text. It can be restored.",
                notice=f"A moderator has taken this {self.word} down.",
                why_not="It is hidden already." if hidden else "",
            ),
            Action(
                name="restore",
                label="Restore",
                effect="Readers see the text again.",
                why_not="" if hidden else "It is not hidden.",
            ),
            Action(
                name="correct",
                label="Correct a sentence",
                effect="On its review page, by whoever may review; the sentence is checked again.",
                url=review_url,
                why_not=why_uncorrected,
            ),
            Action(
                name="anew",
                label="Have it written anew",
                effect="Goes back into the queue. What was drawn up from its words is drawn up again.",
                why_not=f"Not here: {why_not}" if why_not else "",
            ),
            Action(name="dismiss", label="Dismiss the reports", effect="The text stays as it is."),
        ]

    def do(self, matter: Matter, decision: Decision) -> str:
        row: Any = matter.row
        match decision.action:
            case "hide":
                row.hide(decision.notice)
                record(
                    decision.by,
                    row,
                    Act.HIDDEN,
                    decision.why,
                    name=matter.title,
                    what=f"behind “{decision.notice}”",
                )
                return f"Hidden: readers see the notice in place of the {self.word}."
            case "restore":
                row.hide("")
                record(decision.by, row, Act.RESTORED, decision.why, name=matter.title)
                return f"Restored: readers see the {self.word} again."
            case "anew":
                anew.write_anew(row)
                record(decision.by, row, Act.WRITTEN_ANEW, decision.why, name=matter.title)
                return f"The {self.word} is in the queue to be written anew."
        record(decision.by, row, Act.DISMISSED, decision.why, name=matter.title)
        return f"Dismissed: the {self.word} stays as it is."


class SpeechKind(SpokenKind):
    name, word, about = "speech", "speech", "speech"
    plural, reported = lazy("speeches"), lazy("reported speeches")
    see, decide = "debate.view_speechreport", "debate.change_speech"
    rows = Speech.objects.select_related(
        "round__debate__story", "round__debate__pro", "round__debate__con", "round__question"
    ).defer("raw_output")
    report_rows = SpeechReport.objects.all()

    def titles(self, keys: Collection[str]) -> Mapping[str, str]:
        return {str(speech.pk): _title(speech) for speech in self.rows.filter(pk__in=keys)}

    def matter(self, key: str) -> Matter | None:
        speech: Speech | None = self.row(key)
        if speech is None:
            return None
        round, debate = speech.round, speech.round.debate
        facts = [
            ("Story", _story(debate.story)),
            ("Motion", Link(text=debate.motion, url=_admin(debate))),
            ("Round", Link(text="1, openings" if round.number == 1 else "2, crossfire and closings")),
            *([("Question", Link(text=round.question.text))] if round.question else []),
            ("Speaks", Link(text=f"{_speaker(speech)}, {Side(speech.side).label}")),
            ("Written by", Link(text=f"{speech.engine} {speech.model}".strip() or debate.engine)),
        ]
        others = [s for s in round.speeches.defer("raw_output").order_by("pk") if s.pk != speech.pk]
        return Matter(
            title=_title(speech),
            row=speech,
            state=self.state(speech),
            facts=facts,
            passage=_passage("The speech, with what it cites", speech.sentences, debate.brief),
            beside=[
                _passage(f"{s.get_part_display()}, {Side(s.side).label}", s.sentences, debate.brief)
                for s in others
            ],
            actions=self.actions(
                speech,
                review_url="" if debate.is_live else f"{_review(debate)}?correct=speech-{speech.pk}-0",
                why_uncorrected=_why_uncorrected(debate),
            ),
        )


class VoiceKind(SpokenKind):
    name, word, about = "voice", "text", "voice"
    plural, reported = lazy("voices"), lazy("reported voices")
    see, decide = "debate.view_voicereport", "debate.change_voice"
    rows = Voice.objects.select_related("story", "persona", "revision").defer(
        "raw_output", "revision__document"
    )
    report_rows = VoiceReport.objects.all()

    def titles(self, keys: Collection[str]) -> Mapping[str, str]:
        return {str(voice.pk): _view(voice) for voice in self.rows.filter(pk__in=keys)}

    def matter(self, key: str) -> Matter | None:
        voice: Voice | None = self.row(key)
        if voice is None:
            return None
        page = reverse("debate:voice", args=[voice.story.slug, voice.persona.slug])
        return Matter(
            title=_view(voice),
            row=voice,
            state=self.state(voice),
            facts=[
                ("Story", _story(voice.story)),
                ("Persona", Link(text=voice.persona.name, url=_admin(voice.persona))),
                ("Page", Link(text="as readers find it now", url=page)),
                ("Rests on", Link(text=f"revision {voice.revision.number}")),
                ("Written by", Link(text=f"{voice.engine} {voice.model}".strip() or voice.asked_of)),
            ],
            passage=_passage("The text, with what it cites", voice.sentences, voice.brief),
            actions=self.actions(
                voice,
                review_url="" if voice.is_live else f"{_review(voice)}?correct=voice-{voice.pk}-0",
                why_uncorrected="Readers asked for it and have met it as it stands." if voice.is_live else "",
            ),
        )


def _why_uncorrected(debate: Debate) -> str:
    if debate.is_live:
        return "The referee has judged these words, and readers have met them."
    return "Somebody has played it as it stands." if debate.plays.exists() else ""


def _title(speech: Speech) -> str:
    debate = speech.round.debate
    return f"{speech.get_part_display()} by {_speaker(speech)}: {debate.motion}"


def _view(voice: Voice) -> str:
    return f"{voice.persona.name} on “{voice.story.headline}”"


def _speaker(speech: Speech) -> str:
    debate = speech.round.debate
    return debate.pro.name if speech.side == Side.PRO else debate.con.name


def _passage(title: str, sentences: Sequence[Mapping[str, Any]], brief: Brief) -> Passage:
    """Each sentence with what it cites, by the items' own names and words."""
    notes = []
    for sentence in sentences:
        cards = [card for n in sentence["citations"] if (card := brief.card(n))]
        notes.append(" · ".join(f"[{card.n}] {card.label}: {card.claim}" for card in cards))
    return Passage(title=title, paragraphs=[sentence["text"] for sentence in sentences], notes=notes)


def _story(story: Story) -> Link:
    return Link(text=story.headline, url=story.get_absolute_url())


def _admin(row: Any) -> str:
    return reverse(f"admin:debate_{row._meta.model_name}_change", args=[row.pk])


def _review(row: Debate | Voice) -> str:
    return reverse(f"admin:debate_{row._meta.model_name}_review", args=[row.pk])
