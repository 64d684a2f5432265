"""Rows into documents: a debate or a voice of the repertoire as it stands, byte-stable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from debate.evidence.brief import SIDES, Brief
from debate.models import Debate, Performed, QuestionSet, Round, Speech, Spoken, Verdict, Voice
from debate.repertoire import writing
from debate.repertoire.checking import anchored, anchors_in
from debate.repertoire.document import DebateDocument, VoiceDocument, fingerprint
from newsroom.documents import DocumentFaults, Fault
from stories.models import Revision


def document_of(row: Debate | Voice) -> DebateDocument | VoiceDocument:
    """Raises DocumentFaults as the two below."""
    return debate_document(row) if isinstance(row, Debate) else voice_document(row)


def debate_document(debate: Debate) -> DebateDocument:
    """Raises DocumentFaults if it is not whole, or not written by one model under one version of each prompt."""
    if not writing.is_whole(debate):
        raise DocumentFaults(
            [
                Fault(
                    path="document",
                    message="a debate is exported once all its branches are written and judged",
                )
            ]
        )
    one, *twos = debate.rounds.order_by("number", "question__number").select_related("question", "verdict")
    brief = debate.brief
    openings = {s.side: s for s in one.speeches.all()}
    crossfires = [_crossfire(round, brief) for round in twos]
    value: dict[str, Any] = {
        **_head(debate, debate.revision),
        "motion": debate.motion_key,
        "pro": debate.pro.slug,
        "con": debate.con.slug,
        "written": _written(debate),
        "openings": {
            **{side: _text(openings[side], brief) for side in SIDES},
            "calls": _calls(one.verdict, brief),
        },
        "crossfires": crossfires,
    }
    return DebateDocument.model_validate(value | {"items": _items(value, debate.revision, brief)})


def voice_document(voice: Voice) -> VoiceDocument:
    """Raises DocumentFaults if it is not ready."""
    if not voice.is_ready:
        raise DocumentFaults([Fault(path="document", message="a voice is exported once it is written")])
    value: dict[str, Any] = {
        **_head(voice, voice.revision),
        "persona": voice.persona.slug,
        "written": {
            "on": _day(voice),
            "writer": voice.model,
            "checker": voice.review.get("checker", ""),
            "prompts": {"voice": voice.prompt_version},
        },
        "text": _text(voice, voice.brief),
    }
    return VoiceDocument.model_validate(value | {"items": _items(value, voice.revision, voice.brief)})


def _head(row: Debate | Voice, revision: Revision) -> dict[str, Any]:
    reviewed = {"by": row.reviewed_by, "on": row.reviewed_on} if row.is_repertoire else None
    return {"schema": 1, "story": row.story.slug, "revision": revision.number, "reviewed": reviewed}


def _written(debate: Debate) -> dict[str, Any]:
    rounds = list(debate.rounds.all())
    speeches = [speech for round in rounds for speech in round.speeches.all()]
    verdicts = list(Verdict.objects.filter(round__in=rounds))
    questions = QuestionSet.objects.get(debate=debate)
    checkers = {speech.review.get("checker", "") for speech in speeches}
    return {
        "on": max(map(_day, speeches)),
        "writer": _one("written.writer", (row.model for row in [*speeches, questions])),
        "checker": _one("written.checker", checkers - {""} or {""}),
        "referee": _one("written.referee", (row.model for row in verdicts)),
        "prompts": {
            **{
                part: _one(f"written.prompts.{part}", (s.prompt_version for s in speeches if s.part == part))
                for part in Speech.Part.values
            },
            "questions": questions.prompt_version,
            "referee": _one("written.prompts.referee", (row.prompt_version for row in verdicts)),
        },
    }


def _one(path: str, values: Iterable[str]) -> str:
    found = sorted(set(values))
    if len(found) != 1:
        raise DocumentFaults([Fault(path=path, message=f"must be one, and is {', '.join(found)}")])
    return found[0]


def _crossfire(round: Round, brief: Brief) -> dict[str, Any]:
    question = round.question
    assert question is not None
    speeches = {(speech.side, speech.part): speech for speech in round.speeches.all()}
    items = {card.n: card.item for card in brief.cards}
    return {
        "question": anchored(question.text, brief),
        "kind": question.kind,
        "presses": question.presses,
        "weakness": question.weakness,
        "items": [items[n] for n in question.cards],
        **{
            side: {part: _text(speeches[side, part], brief) for part in ("answer", "closing")}
            for side in SIDES
        },
        "calls": _calls(round.verdict, brief),
    }


def _text(row: Spoken, brief: Brief) -> dict[str, Any]:
    return {
        "sentences": [_sentence(sentence, brief) for sentence in row.sentences],
        "taken_out": row.review.get("taken_out", 0),
        "corrected": row.review.get("corrected", 0),
    }


def _sentence(sentence: Mapping[str, Any], brief: Brief) -> dict[str, Any]:
    """bears only as the checker named them: what the rules find, they find again."""
    items = {str(card.n): card.item for card in brief.cards}
    checked = sentence.get("checked", "rule")
    bears = sentence.get("bears", {}) if checked == "borne-out" else {}
    return {
        "text": anchored(sentence["text"], brief),
        "checked": checked,
        "bears": {items[n]: bears[n] for n in sorted(bears, key=int)},  # a database may keep no order
    }


def _calls(verdict: Verdict, brief: Brief) -> list[dict[str, Any]]:
    return [_call(call, brief) for call in verdict.calls]


def _call(call: Mapping[str, Any], brief: Brief) -> dict[str, Any]:
    return {
        **{name: call[name] for name in ("order", "better", "clash", "saw_orders")},
        **{side: _judged(call[side], brief) for side in SIDES},
    }


def _judged(side: Mapping[str, Any], brief: Brief) -> dict[str, Any]:
    items = {card.n: card.item for card in brief.cards}
    first = next((f["note"] for f in side["findings"] if f["criterion"] == "evidence"), "")
    return {
        "marks": side["marks"],
        "capped": side["reasons"]["evidence"] != first,
        "findings": side["findings"],
        "doubts": [
            {"item": items[doubt["card"]], "why": doubt["why"], "quote": doubt["quote"]}
            for doubt in side["doubts"]
        ],
    }


def _items(value: Mapping[str, Any], revision: Revision, brief: Brief) -> dict[str, str]:
    """Every item that the value names, with its fingerprint, in the brief's order."""
    named = set(_named(value))
    story = revision.as_document()
    return {card.item: fingerprint(story, card.item) for card in brief.cards if card.item in named}


def _named(value: Any) -> Iterator[str]:
    """What stands for itself or in brackets, anywhere in the value."""
    if isinstance(value, str):
        yield value
        yield from anchors_in(value)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key)
            yield from _named(part)
    elif isinstance(value, list):
        for part in value:
            yield from _named(part)


def _day(row: Performed) -> dt.date:
    assert row.finished_at is not None
    return row.finished_at.astimezone(dt.UTC).date()
