"""What `/styleguide/debate/` shows: two who speak, a round in all its states, the prediction card and a verdict."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from debate.arena.odds import Odds, Split
from debate.arena.rounds import CalledRound, CallView
from debate.evidence.brief import Brief, Card
from debate.models import Persona
from debate.referee import scoring
from debate.written.checks import Checks
from debate.written.reading import MarkView, OpenedVerdict, SideScore, SpeechView

SENTENCES = (
    {
        "text": "A sentence that a checker found borne out has its card’s number filled [1].",
        "status": "supported",
        "checked": "borne-out",
        "bears": {"1": ["the first card says"]},
    },
    {"text": "What it found to be reasoning is slanted.", "status": "rhetorical", "checked": "reasoning"},
    {"text": "A sentence checked by rule only has its card’s number dotted [1].", "status": "supported"},
    {"text": "One whose evidence bears it only loosely is underlined [2].", "status": "weak"},
    {"text": "Reasoning cites nothing.", "status": "rhetorical"},
)
CALLS = ((55, "leaning", "+6.3", "−5.7"), (70, "likely", "+21.0", "−27.0"), (85, "sure", "+30.3", "−53.7"))
WEIGHTS = {"evidence": 40, "logic": 30, "detail": 20, "style": 10}


def values() -> dict[str, Any]:
    """Of a debate that is not stored. Empty while no persona is loaded. 1 query."""
    personas = [persona.as_document for persona in Persona.objects.order_by("slug")[:6]]
    if len(personas) < 2:
        return {}
    pro, con, *_ = personas
    odds = tuple(
        Odds(confidence=said, word=word, if_right=up, if_wrong=down) for said, word, up, down in CALLS
    )
    card = Card(n=1, item="event-1", kind="event", claim="What the first card says.", label="the first event")
    brief = Brief(
        story="a-story",
        motion_key="a-motion",
        motion="A motion",
        cards=(
            card,
            Card(n=2, item="event-2", kind="event", claim="Another card.", label="the second event"),
        ),
    )
    round = CalledRound(
        pk=0,
        number=1,
        question=None,
        pro=(_speech("ready"),),
        con=(_speech("ready"), _speech("failed"), _speech("ready", hidden="A moderator has taken it down.")),
        said=True,
        seal="0f3c" * 16,
        house_line=0.5,
        verdict=_verdict(),
        failure="",
        call=CallView(
            side="pro",
            confidence=70,
            fate=scoring.Fate.RIGHT,
            xp=20,
            cred_says="You were 70 % sure of the case for, and it won: you gain 21.0 cred.",
            working="100 × ((0.50 − 1)² − (0.70 − 1)²) = +16.0",
        ),
        odds=(("pro", pro, odds), ("con", con, odds)),
        split=Split(pro=13, con=8),
    )
    return {"personas": personas, "pro": pro, "con": con, "brief": brief, "round": round}


def _speech(state: str, *, hidden: str = "") -> SpeechView:
    is_there = state == "ready" and not hidden
    return SpeechView(
        pk=None,
        hidden_reason=hidden,
        fallback_reason="",
        part="opening",
        heading="opening",
        state=state,
        sentences=SENTENCES if is_there else (),
        is_whole=is_there,
        begins_anew=False,
        engine="offline",
        checks=Checks(claims=3, passed=1, checker="a-model", by_rule=2, taken_out=1),
    )


def _verdict() -> OpenedVerdict:
    marks = {"evidence": 7, "logic": 6, "detail": 8, "style": 5}
    other = {"evidence": 6, "logic": 6, "detail": 5, "style": 6}
    return OpenedVerdict(
        outcome=scoring.Outcome.PRO,
        pro=SideScore(overall="6.7", marks=_marks(marks)),
        con=SideScore(overall="5.8", marks=_marks(other)),
        totals=(Fraction(67, 10), Fraction(29, 5)),
        nonce="5b" * 16,
        sealed_record="{}",
        fallback_reason="",
        calls=(
            {"order": "each by itself", "pro": {"marks": marks}, "con": {"marks": other}, "better": "pro"},
        ),
    )


def _marks(marks: dict[str, int]) -> tuple[MarkView, ...]:
    return tuple(
        MarkView(
            name=name,
            weight=WEIGHTS[name],
            mark=str(mark),
            tenths=10 * mark,
            reason="What the mark rests on, in a sentence.",
            excerpt="",
        )
        for name, mark in marks.items()
    )
