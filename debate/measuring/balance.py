"""Whether either side, or a persona, has an edge: by round, by kind of question, by persona and by story apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from debate.evidence.brief import SIDES
from debate.measuring.gate import Gate, between, most, pro_won
from debate.measuring.rehearsal import Rehearsal
from debate.referee.scoring import Outcome

PRO = (0.45, 0.55)
PERSONA = (0.42, 0.58)
UNDECIDED = 0.25
# A story's evidence may favour one side of its motions; this says only that no story decides its own rounds.
STORY = (0.25, 0.75)


def balance(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    """PRO's share of decided rounds and each persona's."""
    for number in (1, 2):
        outcomes = [debate.outcome(number) for debate in played]
        yield between(f"PRO wins, round {number}", pro_won(outcomes), *PRO, note="of decided rounds")
    for presses in ("pro", "con", "both"):
        outcomes = [debate.outcome(2) for debate in played if debate.question.presses == presses]
        note = "decided rounds after a question to that side"
        yield between(f"PRO wins, question to {presses}", pro_won(outcomes), *PRO, note=note)
    yield from _kinds(played)
    for number in (1, 2):
        outcomes = [debate.outcome(number) for debate in played]
        share = sum(not outcome.is_decided for outcome in outcomes) / max(1, len(outcomes))
        yield most(f"draws and splits, round {number}", share, UNDECIDED, of=len(outcomes))
    yield from _personas(played)
    yield from _stories(played)


def _kinds(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    """Six ways of asking are too few rounds each for the gate itself: the interval has to touch it."""
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for debate in played:
        by_kind[debate.question.kind].append(debate.outcome(2))
    for kind, outcomes in sorted(by_kind.items()):
        row = between(f"PRO wins, asked for {kind}", pro_won(outcomes), *PRO)
        low, high = (float(end.strip(" %")) / 100 for end in row.value.split("[")[1].split("]")[0].split(","))
        touches = low <= PRO[1] and high >= PRO[0]
        yield Gate(name=row.name, value=row.value, gate=f"touches {row.gate}", is_met=touches)


def _personas(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    won: dict[str, list[bool]] = defaultdict(list)
    for debate in played:
        for number in (1, 2):
            outcome = debate.outcome(number)
            for side in SIDES if outcome.is_decided else ():
                won[debate.personas[side].short_name].append(outcome == side)
    for name, results in sorted(won.items()):
        yield between(f"{name} wins", results, *PERSONA, note="of decided rounds")


def _stories(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for debate in played:
        outcomes[debate.brief.story] += [debate.outcome(1), debate.outcome(2)]
    for story, of_story in sorted(outcomes.items()):
        yield between(f"PRO wins, {story}", pro_won(of_story), *STORY, note="its evidence may favour a side")
