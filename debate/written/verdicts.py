"""How a round is judged and its verdict sealed, with the house line frozen beside it."""

from __future__ import annotations

import secrets

from django.db.models import Count, Q

from debate.engines import get_engine
from debate.engines.base import JudgeTask
from debate.evidence.brief import SIDES
from debate.models import Round, Verdict
from debate.models.verdict import VerdictQuerySet
from debate.referee import house, judging
from debate.referee.house import NONE, Standing
from debate.referee.judging import Judgement
from debate.referee.scoring import seal
from debate.written.checks import how
from debate.written.performing import brought, occasion_of, texts_before, texts_of
from newsroom.generation.models import Written


class VerdictWriter:
    def write(self, verdict: Verdict) -> Written:
        round = verdict.round
        debate = round.debate
        earlier = texts_before(debate, 2) if round.number == 2 else {}
        calls, provenance = get_engine(debate.engine).judge(
            JudgeTask(
                brief=debate.brief,
                round=round.number,
                texts=texts_of(round),
                earlier={side: earlier.get((side, "opening"), "") for side in SIDES},
                question=round.question.as_asked() if round.question else None,
                personas={side: debate.persona(side).as_document for side in SIDES},
                borne_out=_borne_out(round),
                occasion=occasion_of(verdict, debate, pieces_left=1, round=round),
            )
        )
        return brought(calls, provenance)

    def take(self, verdict: Verdict, value: tuple[Judgement, ...]) -> None:
        verdict.record = judging.record(verdict.round.number, value)
        verdict.calls = [judging.as_json(call) for call in value]
        verdict.nonce = secrets.token_hex(16)
        verdict.seal = seal(verdict.nonce, verdict.record)
        verdict.save(update_fields=["record", "calls", "nonce", "seal"])
        Round.objects.filter(pk=verdict.round_id).update(house_line=house_line(verdict.round))

    def ended(self, verdict: Verdict) -> None:
        verdict.round.debate.touch()


def _borne_out(round: Round) -> frozenset[str]:
    return frozenset(
        sentence["text"]
        for speech in round.speeches.all()
        for sentence in speech.sentences
        if how(sentence) == "borne-out"
    )


def house_line(round: Round) -> float:
    """The line for a round, from every other debate's decided rounds. 3 queries, 4 for a round two.

    Of verdicts alone that somebody has been shown: a line that moved with one that is sealed would give it away.
    """
    debate = round.debate
    decided = Verdict.objects.known().decided().exclude(round__debate__in={debate.pk, debate.first_id})
    return house.line(
        side=_standing(decided, won=Q(record__outcome="pro")),
        pro=_of_persona(decided, debate.pro_id),
        con=_of_persona(decided, debate.con_id),
        pressed=_pressed(decided) if round.question else NONE,
        presses=round.question.presses if round.question else "both",
    )


def _pressed(decided: VerdictQuerySet) -> Standing:
    won = Q(round__question__presses="pro", record__outcome="pro")
    won |= Q(round__question__presses="con", record__outcome="con")
    return _standing(decided.filter(round__question__presses__in=["pro", "con"]), won=won)


def _of_persona(decided: VerdictQuerySet, persona_id: int) -> Standing:
    won = Q(round__debate__pro=persona_id, record__outcome="pro")
    won |= Q(round__debate__con=persona_id, record__outcome="con")
    spoke = decided.filter(Q(round__debate__pro=persona_id) | Q(round__debate__con=persona_id))
    return _standing(spoke, won=won)


def _standing(decided: VerdictQuerySet, *, won: Q) -> Standing:
    return Standing(**decided.aggregate(decided=Count("pk"), won=Count("pk", filter=won)))
