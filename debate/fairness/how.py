"""/how-it-works/: how text is written, checked, judged and labelled. Its examples are worked out, when the
page is asked for, by the functions that score the game, so they cannot fall behind the code."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from debate.engines.base import BUDGETS, VOICE_WORDS
from debate.engines.offline import referee
from debate.evidence.brief import Brief, Card
from debate.fairness import page as fairness_page
from debate.fairness import tallies
from debate.grounding import UNDECIDABLE
from debate.grounding.rates import rates
from debate.models import RefereeCheck
from debate.referee import scoring
from newsroom.players import boards, cred, xp

_MARKS = {
    "pro": {"evidence": 8, "logic": 7, "detail": 6, "style": 7},
    "con": {"evidence": 7, "logic": 7, "detail": 7, "style": 6},
}
# What the offline referee counts is shown on a speech and a story of ours.
_HARBOUR = Brief(
    story="harbour",
    motion_key="ferry",
    motion="The ferry should run at night",
    cards=(
        Card(
            n=1,
            item="figure-minutes",
            kind="figure",
            claim="The fourteen-minute ferry replaced a drive of 40 minutes in 2019.",
            label="the fourteen-minute ferry",
            names=("Harbour Board",),
            source_kinds=("official", "reporting"),
            reasons={"pro": "Whoever works at night is owed the shorter way too."},
        ),
        Card(
            n=2,
            item="quote-okafor",
            kind="quote",
            claim="My nurses wait an hour for the first boat.",
            label="Okafor’s words about her nurses",
            speaker="Ada Okafor",
            names=("Ada Okafor",),
            source_kinds=("reporting",),
            reasons={"pro": "A hospital across the water needs a way home from it."},
        ),
        Card(
            n=3,
            item="event-cut",
            kind="event",
            claim="The council cut the late bus for want of passengers.",
            label="the cut of the late bus",
            source_kinds=("commentary",),
            reasons={"con": "Where few ride a bus at night, few will take a boat."},
        ),
    ),
)
_OPENING = (
    "I hold that the ferry should run at night. The fourteen-minute ferry replaced a drive of 40 minutes in 2019 [1]. "
    "Whoever works at night is owed the shorter way too [1]. Ada Okafor said: “My nurses wait an hour for the first "
    "boat” [2]. So a hospital across the water needs a way home from it [2]. I grant the cut of the late bus [3]; it "
    "counts against me, and I have counted it."
)
_SAID = {
    "pro": pgettext_lazy("outcome of a round", "the case for wins"),
    "con": pgettext_lazy("outcome of a round", "the case against wins"),
    "draw": pgettext_lazy("outcome of a round", "a draw"),
    "split": pgettext_lazy("outcome of a round", "a split decision"),
}


@require_safe
@cache_control(public=True, max_age=300)
def how_it_works(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(
        request,
        "debate/how_it_works.html",
        {
            "words": BUDGETS,
            "voice_words": VOICE_WORDS,
            "undecidable": UNDECIDABLE,
            "rates": rates(),
            "judged": judged(),
            "receipts": worked_receipts(),
            "receipt_of": _OPENING,
            "xp": worked_xp(),
            "house_lines": [worked_cred(Decimal(line)) for line in ("0.50", "0.62")],
            "cred": {
                "start": cred.START,
                "k": cred.K_ROUND,
                "debates": cred.DEBATES_A_DAY,
                "low": cred.percent_of(cred.HOUSE_LOW),
                "high": cred.percent_of(cred.HOUSE_HIGH),
                "calibration_after": cred.CALIBRATION_AFTER,
                "sentence": cred.sentence(
                    side="pro",
                    confidence=70,
                    house_line=Decimal("0.50"),
                    outcome="pro",
                    k=cred.K_ROUND[1],
                    is_rated=True,
                    is_counted=True,
                ),
            },
            "board_example": boards.example(),
            "referees": [(each, fairness_page.lines(each.figures)) for each in tallies.by_referee()],
            "batch": tallies.BATCH,
            "checks": RefereeCheck.objects.latest_of_each(),
        },
    )


def judged() -> dict[str, Any]:
    """Two sets of marks, weighed and decided."""
    totals = {side: scoring.overall(marks) for side, marks in _MARKS.items()}
    return {
        "rows": [
            {"name": name, "weight": weight, "pro": _MARKS["pro"][name], "con": _MARKS["con"][name]}
            for name, weight in scoring.WEIGHTS.items()
        ],
        "pro": _points(totals["pro"]),
        "con": _points(totals["con"]),
        "gap": _points(totals["pro"] - totals["con"]),
        "outcome": str(_SAID[scoring.decide(totals["pro"], totals["con"])]),
        "disagreed": str(_SAID[scoring.decide(totals["pro"], totals["con"], calls_agree=False)]),
        "draw_below": _points(scoring.DRAW_BELOW),
        "split_below": _points(scoring.SPLIT_BELOW),
    }


def worked_receipts() -> list[dict[str, Any]]:
    """An opening of two short points on a made-up story, marked by the offline referee."""
    speech = referee.Speech(text=_OPENING, brief=_HARBOUR)
    marks = referee.mark(speech)
    return [{"name": name, "lines": marks.reasons[name].splitlines()} for name in scoring.WEIGHTS]


def worked_xp() -> dict[str, Any]:
    """What one debate brings, and what the day makes of it."""
    parts = [
        (_("Playing a round, twice"), 2 * scoring.XP_ROUND),
        (_("Choosing the crossfire question"), scoring.XP_CROSSFIRE),
        (_("A right call, twice"), 2 * scoring.XP_CORRECT),
        (_("Finishing"), scoring.XP_FINISH),
    ]
    most = sum(amount for _, amount in parts)
    return {
        "parts": parts,
        "most": most,
        "full_a_day": xp.FULL_A_DAY,
        "most_a_day": xp.MOST_A_DAY,
        "full_debates": xp.FULL_A_DAY // most,
        "next_debate": xp.granted(most, xp.FULL_A_DAY),
        "after_most": xp.granted(most, xp.MOST_A_DAY),
        "levels": [
            _("level %(level)d from %(points)d XP") % {"level": level, "points": xp.xp_of_level(level)}
            for level in (2, 3, 4, 5, 10)
        ],
    }


def worked_cred(house: Decimal) -> dict[str, Any]:
    """Every call there is, in both rounds, against one house line."""
    rows = []
    for side, word in (("pro", _("%(percent)d %% for")), ("con", _("%(percent)d %% against"))):
        for confidence in cred.CONFIDENCES:
            pairs = [cred.preview(house, k)[side, confidence] for k in cred.K_ROUND.values()]
            rows.append(
                {
                    "call": word % {"percent": confidence},
                    "amounts": [cred.shown(amount) for pair in pairs for amount in pair],
                }
            )
    return {"percent": cred.percent_of(cred.clip(house)), "rows": rows}


def _points(mark: Fraction) -> str:
    return f"{float(mark):.1f}"
