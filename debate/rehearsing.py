"""A motion rehearsed from the desk: three debates on the draft, composed offline on the spot, and what they show.

Nothing is stored, and no reader meets it. `look` is pure; the page compiles the draft for it.
"""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from debate.engines.base import BUDGETS
from debate.engines.offline.dice import Dice
from debate.engines.offline.plan import cited
from debate.evidence.brief import SIDES, Brief, Card, SideName
from debate.evidence.cards import MIN_CARDS_A_SIDE, make_brief, motion_of
from debate.grounding import check, count_words
from debate.measuring import repeats
from debate.measuring.gate import Gate, every
from debate.measuring.rehearsal import Rehearsal, rehearse
from debate.models import Persona
from debate.personas.document import PersonaDocument
from newsroom.documents import DocumentFaults
from stories.document import Motion as DocumentMotion
from stories.models import Motion
from stories.publishing import compile_document

DEBATES = 3
REHEARSED = "(rehearsed)"  # no slug: no story is called so
GOOD_SIDE = 8  # cards that make a good debate, as docs/editing.md says
SHORT = 0.6  # of its budget, below which a speech is thin
REASON_WORDS = 12
REPEATED = 0.02  # of a debate's four-word runs, as in the engine's own gates
WORDS = {"pro": "for", "con": "against"}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What three debates show of a motion. warnings: in words, what an editor may mend."""

    debates: Sequence[Rehearsal]
    gates: Sequence[Gate]
    warnings: Sequence[str]
    cards: Sequence[tuple[Card, int]]  # how many of the speeches cite each
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One speech as the page shows it."""

    who: str
    part: str
    text: str
    words: int


def heard(debate: Rehearsal) -> list[Heard]:
    return [
        Heard(who=debate.personas[side].short_name, part=part, text=text, words=count_words(text))
        for part in BUDGETS
        for side in SIDES
        for text in (debate.texts[side, part],)
    ]


def lacking(brief: Brief) -> list[str]:
    """Why nobody can debate the motion yet."""
    return [
        f"{len(brief.for_side(side))} of the story’s items speak {WORDS[side]} it; a debate needs {MIN_CARDS_A_SIDE}."
        for side in SIDES
        if len(brief.for_side(side)) < MIN_CARDS_A_SIDE
    ]


def look(motion: DocumentMotion, brief: Brief, personas: Sequence[PersonaDocument]) -> Seen:
    """Three debates between six figures, or fewer if there are fewer; the same for the same draft.

    They are played under a name of their own, by which the offline engine's choices fall otherwise than in any debate
    of the story: what is said here, and who wins, tells nothing of a call that can still be made.
    """
    began = time.monotonic()
    brief = dataclasses.replace(brief, story=f"{brief.story} {REHEARSED}")
    cast = Dice(brief.story, brief.motion_key, "rehearsal").shuffled([p.slug for p in personas], "cast")
    by_slug = {persona.slug: persona for persona in personas}
    pairs = [(cast[2 * n % len(cast)], cast[(2 * n + 1) % len(cast)]) for n in range(DEBATES)]
    played = [
        rehearse(brief, by_slug[pro], by_slug[con], question=n % 3) for n, (pro, con) in enumerate(pairs)
    ]
    used = Counter(n for debate in played for text in debate.texts.values() for n in cited(text))
    return Seen(
        debates=played,
        gates=list(_gates(played)),
        warnings=[*_balance(brief, played), *_reasons(motion), *_uncited(brief, used), *_lengths(played)],
        cards=[(card, used[card.n]) for card in brief.cards],
        milliseconds=round((time.monotonic() - began) * 1000),
    )


def _gates(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    borne = whole = 0
    for debate in played:
        for text in debate.texts.values():
            for sentence in check(text, debate.brief, known_names=debate.names).sentences:
                whole += sentence.kind == "factual"
                borne += sentence.kind == "factual" and sentence.status == "supported"
    yield every("factual sentences that their cards bear out", borne, whole, note="by rule")
    share = repeats.in_a_debate(played)
    yield Gate(
        name="four-word runs repeated in a debate",
        value=f"{share:.1%}",
        gate=f"≤ {REPEATED:.0%}",
        is_met=share <= REPEATED,
    )
    outcomes = [debate.outcome(number) for debate in played for number in (1, 2)]
    won = {side: sum(outcome == side for outcome in outcomes) for side in SIDES}
    yield Gate(
        name="rounds won",
        value=f"{won['pro']} for, {won['con']} against, {len(outcomes) - sum(won.values())} undecided",
        gate="not all by one side",
        is_met=max(won.values()) < len(outcomes),
        note="three debates are a hint and no proof",
    )


def _balance(brief: Brief, played: Sequence[Rehearsal]) -> Iterator[str]:
    cards = {side: len(brief.for_side(side)) for side in SIDES}
    for side in SIDES:
        if cards[side] < GOOD_SIDE:
            yield (
                f"{cards[side]} items speak {WORDS[side]} it: enough to begin, but debaters will reuse them; "
                f"{GOOD_SIDE} make a good debate."
            )
    if max(cards.values()) >= 2 * min(cards.values()):
        yield f"{cards['pro']} items speak for it and {cards['con']} against: one side has twice the choice."
    words = {
        side: _mean([count_words(card.reasons[side]) for card in brief.for_side(side)]) for side in SIDES
    }
    if abs(words["pro"] - words["con"]) > 3:
        yield (
            f"Reasons for it have {words['pro']:.0f} words on average, reasons against {words['con']:.0f}: "
            "whoever’s are shorter has more room to argue."
        )
    for side in SIDES:
        opened = [tuple(sorted(cited(debate.texts[side, "opening"]))) for debate in played]
        if len(set(opened)) < len(opened):
            yield f"Openings {WORDS[side]} it rest on the same items more than once."


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / max(1, len(numbers))


def _reasons(motion: DocumentMotion) -> Iterator[str]:
    long = [bearing for bearing in motion.bearing if count_words(bearing.reason) > REASON_WORDS]
    if long:
        worst = max(long, key=lambda bearing: count_words(bearing.reason))
        yield (
            f"{len(long)} of {len(motion.bearing)} reasons have more than {REASON_WORDS} words, within which one fits a "
            f"speech; the longest is {worst.item}’s, with {count_words(worst.reason)}."
        )
    for reason, n in Counter(bearing.reason.casefold() for bearing in motion.bearing).items():
        if n > 1:
            yield f"The same reason is given {n} times: “{reason[:90]}”."


def _uncited(brief: Brief, used: Counter[int]) -> Iterator[str]:
    unused = [card for card in brief.cards if not used[card.n]]
    if unused:
        names = ", ".join(card.item for card in unused[:8]) + (" and others" if len(unused) > 8 else "")
        yield f"Cited in none of the {DEBATES} debates: {names}."


def _lengths(played: Sequence[Rehearsal]) -> Iterator[str]:
    thin: Counter[tuple[SideName, str]] = Counter()
    for debate in played:
        for (side, part), text in debate.texts.items():
            thin[side, part] += count_words(text) < SHORT * BUDGETS[part]
    for (side, part), n in thin.items():
        if n:
            yield (
                f"The {part} {WORDS[side]} it stays below {round(SHORT * BUDGETS[part])} of its {BUDGETS[part]} words "
                f"in {n} of {len(played)} debates."
            )


class RehearsalPages:
    """Mixed into the admin of debates; a motion's page leads here by the address's name."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(require_safe(self.rehearsal_page))
        return [path("rehearse/<int:pk>/", page, name="debate_rehearse"), *super().get_urls()]  # type: ignore[misc]

    def rehearsal_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("stories.view_motion"):
            raise PermissionDenied
        row = Motion.objects.select_related("story").filter(pk=pk).first()
        if row is None:
            raise Http404(f"There is no motion {pk}.")
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Rehearse a motion"),
            "subtitle": row.text,
            "motion": row,
            "story": row.story,
            "motion_url": reverse("admin:stories_motion_change", args=[pk]),
        }
        context |= _rehearsed(row)
        return TemplateResponse(request, "admin/debate/rehearsal.html", context)


def _rehearsed(row: Motion) -> dict[str, Any]:
    """What the page shows: three debates, or why there are none."""
    personas = [persona.as_document for persona in Persona.objects.filter(is_active=True).order_by("slug")]
    try:
        document = compile_document(row.story)
    except DocumentFaults as error:
        return {"faults": [str(fault) for fault in error.faults]}
    motion = motion_of(document, row.key)
    assert motion is not None
    brief = make_brief(document, motion)
    if blocks := lacking(brief):
        return {"blocks": blocks}
    if len(personas) < 2:
        return {"blocks": ["Fewer than two personas are active: nobody can speak."]}
    seen = look(motion, brief, personas)
    return {"seen": seen, "debates": DEBATES, "heard": [(debate, heard(debate)) for debate in seen.debates]}
