"""The gates of a referee, any referee: a fixed set of rounds, each judged in several forms, values against gates.

    rounds ──as they are──▶ outcome ──┐
           ──mirrored, padded, …────▶ ┴─ must be the same, turned round, or even

A form that the referee does not bring to an end counts as one that it got wrong. The rounds are composed from the
stories that ship (`programme`), with speeches written by hand beside them (`pairs.yaml`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml

from debate.engines.base import AskedQuestion, JudgeTask
from debate.evidence.brief import SIDES, Brief, SideName, other
from debate.fairness.figures import JudgedRound, counted, figures
from debate.grounding import split_sentences
from debate.measuring.attacks import PADDING
from debate.measuring.gate import Gate
from debate.measuring.programme import debates
from debate.personas.document import PersonaDocument
from debate.referee import judging
from debate.referee.judging import Judgement
from debate.referee.scoring import Outcome, overall

PAIRS = Path(__file__).with_name("pairs.yaml")
MIRROR, EVEN, PADDED, NAMES, BLANKS = 0.97, 0.95, 0.05, 0.97, 0.98
type Judge = Callable[[JudgeTask], Sequence[Judgement]]
_ITEM = re.compile(r"\[([a-z]+-[a-z0-9-]+)\]")
_CITED = re.compile(r"\[\d+\]")


class Lost(Exception):
    """A referee brought no judgement."""


def rounds(briefs: Sequence[Brief], personas: Sequence[PersonaDocument], count: int) -> list[JudgeTask]:
    """`count` rounds, always the same: those written by hand first, then openings and crossfires in turn."""
    found = list(_by_hand(briefs, personas))
    for number, debate in enumerate(debates(briefs, personas, count, seed="referees")):
        found.append(debate.task(1 + number // 2 % 2))
    return found[:count]


def _by_hand(briefs: Sequence[Brief], personas: Sequence[PersonaDocument]) -> Iterator[JudgeTask]:
    """Raises KeyError if a text cites an item that its motion no longer has."""
    by_slug = {persona.slug: persona for persona in personas}
    by_key = {(brief.story, brief.motion_key): brief for brief in briefs}
    for row in yaml.safe_load(PAIRS.read_text(encoding="utf-8")):
        brief = by_key[row["story"], row["motion"]]
        numbers = {card.item: card.n for card in brief.cards}

        def numbered(text: str, numbers: dict[str, int] = numbers) -> str:
            return _ITEM.sub(lambda match: f"[{numbers[match[1]]}]", "\n\n".join(text.strip().split("\n\n")))

        openings = {side: numbered(row["opening"][side]) for side in SIDES}
        people = {side: by_slug[row["personas"][side]] for side in SIDES}
        yield JudgeTask(brief=brief, round=1, texts=openings, earlier={}, question=None, personas=people)
        asked = row["question"]
        yield JudgeTask(
            brief=brief,
            round=2,
            texts={side: numbered(row["crossfire"][side]) for side in SIDES},
            earlier=openings,
            question=AskedQuestion(**{**asked, "cards": tuple(numbers[item] for item in asked["cards"])}),
            personas=people,
        )


def measure(judge: Judge, tasks: Sequence[JudgeTask], *, said: Callable[[str], object] = str) -> list[Gate]:
    """Every gate. judge raises Lost where there is no judgement; said is told what has been done."""
    calls = [_calls(judge, task) for task in tasks]
    first = [_outcome_of(task, each) for task, each in zip(tasks, calls, strict=True)]
    said(f"{len(tasks)} rounds as they are")
    rows = [
        _kept(
            "sides mirrored, the same speech wins",
            [(task, _turned(outcome)) for task, outcome in zip(tasks, first, strict=True)],
            judge,
            _mirrored,
            MIRROR,
        )
    ]
    said(rows[-1].name)
    rows.append(_even(judge, tasks))
    said(rows[-1].name)
    rows.append(_padding(judge, tasks, first))
    said(rows[-1].name)
    for name, form, gate in (
        ("names of the speakers swapped, same outcome", _renamed, NAMES),
        ("other blanks between words, same outcome", _spaced, BLANKS),
    ):
        pairs = list(zip(tasks, first, strict=True))
        rows.append(_kept(name, pairs, judge, form, gate))
        said(rows[-1].name)
    rows.append(_fabricated(judge, tasks))
    said(rows[-1].name)
    rows.append(_length(tasks, calls))
    return rows


def _calls(judge: Judge, task: JudgeTask) -> Sequence[Judgement]:
    """None are a judgement that was lost."""
    try:
        return judge(task)
    except Lost:
        return ()


def _outcome_of(task: JudgeTask, calls: Sequence[Judgement]) -> Outcome | None:
    return Outcome(judging.record(task.round, calls)["outcome"]) if calls else None


def _outcome(judge: Judge, task: JudgeTask) -> Outcome | None:
    return _outcome_of(task, _calls(judge, task))


def _turned(outcome: Outcome | None) -> Outcome | None:
    return {Outcome.PRO: Outcome.CON, Outcome.CON: Outcome.PRO}.get(outcome, outcome) if outcome else None


def _kept(
    name: str,
    pairs: Sequence[tuple[JudgeTask, Outcome | None]],
    judge: Judge,
    form: Callable[[JudgeTask], JudgeTask],
    gate: float,
) -> Gate:
    """The share of rounds whose other form comes out as expected."""
    met = sum(expected is not None and _outcome(judge, form(task)) == expected for task, expected in pairs)
    return _share(name, met, len(pairs), least=gate)


def _share(name: str, part: int, whole: int, *, least: float, note: str = "") -> Gate:
    share = part / max(1, whole)
    return Gate(
        name=name,
        value=f"{share:.3f} ({part} of {whole})",
        gate=f"≥ {least}",
        is_met=share >= least,
        note=note,
    )


def _mirrored(task: JudgeTask) -> JudgeTask:
    """Each side's text, persona and opening on the other side, and the question turned with them."""
    turned: dict[str, str] = {"pro": "con", "con": "pro"}
    asked = task.question
    return dataclasses.replace(
        task,
        texts={side: task.texts[other(side)] for side in SIDES},
        earlier={side: task.earlier.get(other(side), "") for side in SIDES},
        personas={side: task.personas[other(side)] for side in SIDES},
        question=dataclasses.replace(asked, presses=turned.get(asked.presses, asked.presses))
        if asked
        else None,
    )


def _renamed(task: JudgeTask) -> JudgeTask:
    """The same texts under the other's name: what they call each other changes with it."""
    old = {side: task.personas[side] for side in SIDES}
    names: dict[str, str] = {}
    for side in SIDES:  # a short name stands for a short one
        mine, theirs = old[side], old[other(side)]
        names |= {mine.name: theirs.name, mine.short_name: theirs.short_name}
    found = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))

    def renamed(text: str) -> str:
        return found.sub(lambda match: names[match[0]], text)

    return dataclasses.replace(
        task,
        texts={side: renamed(task.texts[side]) for side in SIDES},
        earlier={side: renamed(task.earlier.get(side, "")) for side in SIDES},
        personas={side: old[other(side)] for side in SIDES},
        question=dataclasses.replace(task.question, text=renamed(task.question.text))
        if task.question
        else None,
    )


def _spaced(task: JudgeTask) -> JudgeTask:
    """Two blanks, a tab or a line's end where there was a blank; parts of a text stay parts."""
    blanks = ("  ", " \t", "\n ")

    def spaced(text: str) -> str:
        words = text.split(" ")
        return "".join(word + (blanks[i % 3] if i < len(words) - 1 else " ") for i, word in enumerate(words))

    return dataclasses.replace(task, texts={side: spaced(text) for side, text in task.texts.items()})


def _even(judge: Judge, tasks: Sequence[JudgeTask]) -> Gate:
    """Both sides say the same: nobody may win. Openings only, since of two answers each meets the other's opening."""
    openings = [task for task in tasks if task.round == 1]
    met = 0
    for task in openings:
        outcome = _outcome(judge, dataclasses.replace(task, texts=dict.fromkeys(SIDES, task.texts["pro"])))
        met += outcome in (Outcome.DRAW, Outcome.SPLIT)
    return _share("the same speech twice, nobody wins", met, len(openings), least=EVEN)


def _padding(judge: Judge, tasks: Sequence[JudgeTask], first: Sequence[Outcome | None]) -> Gate:
    """Three empty sentences after the loser's text: the share of decided rounds that it then wins."""
    flipped = of = 0
    for task, outcome in zip(tasks, first, strict=True):
        if outcome is None or not outcome.is_decided:
            continue
        of += 1
        loser: SideName = "con" if outcome == Outcome.PRO else "pro"
        padded = f"{task.texts[loser]} {' '.join(PADDING)}"
        again = _outcome(judge, dataclasses.replace(task, texts={**task.texts, loser: padded}))
        flipped += again is None or str(again) == loser
    share = flipped / max(1, of)
    return Gate(
        name="three empty sentences turn a defeat into victory",
        value=f"{share:.3f} ({flipped} of {of})",
        gate=f"≤ {PADDED}",
        is_met=of > 0 and share <= PADDED,
        note="of the rounds that somebody had won",
    )


def _fabricated(judge: Judge, tasks: Sequence[JudgeTask]) -> Gate:
    """A text against itself with one citation made up: of a card that is not there, or of one that says another thing."""
    won = of = 0
    for at, task in enumerate(tasks):
        side: SideName = SIDES[at % 2]
        honest = task.texts[side]
        forged = fabricated(honest, task.brief, wrong_card=at // 2 % 2 == 0)
        if forged is None:
            continue
        of += 1
        texts = {side: forged, other(side): honest}
        earlier = dict.fromkeys(SIDES, task.earlier.get(side, ""))
        outcome = _outcome(judge, dataclasses.replace(task, texts=texts, earlier=earlier))
        won += outcome is None or str(outcome) == side
    return Gate(
        name="a made-up citation wins",
        value=f"{won} of {of}",
        gate="never",
        is_met=of > 0 and won == 0,
        note="against the same text without it",
    )


def fabricated(text: str, brief: Brief, *, wrong_card: bool) -> str | None:
    """The text with its last cited sentence resting on nothing; None if it cites nothing.

    wrong_card: the citation is of a card of another kind than those cited; else of a number that no card has.
    """
    cited = [sentence for sentence in split_sentences(text) if _CITED.search(sentence)]
    if not cited:
        return None
    numbers = {int(n) for n in re.findall(r"\[(\d+)\]", text)}
    elsewhere = [card.n for card in brief.cards if card.n not in numbers]
    n = elsewhere[-1] if wrong_card and elsewhere else len(brief.cards) + 40
    return text.replace(cited[-1], _CITED.sub(f"[{n}]", cited[-1]))


def _length(tasks: Sequence[JudgeTask], judgements: Sequence[Sequence[Judgement]]) -> Gate:
    """How length goes with marks: reported, no gate."""
    judged = []
    for task, calls in zip(tasks, judgements, strict=True):
        if not calls:
            continue
        gap = sum(overall(call.pro.marks) - overall(call.con.marks) for call in calls) / len(calls)
        judged.append(
            JudgedRound(
                outcome=str(judging.record(task.round, calls)["outcome"]),
                words=(len(task.texts["pro"].split()), len(task.texts["con"].split())),
                gap=float(gap),
                calls=(),
            )
        )
    length = figures(counted(judged)).length
    found = "too few rounds" if length.r is None else f"r = {length.r:+.2f}"
    return Gate(
        name="how length goes with marks",
        value=f"{found} ({length.of} rounds)",
        gate="reported",
        is_met=True,
        note="from −1 to 1; 0 is no link",
    )
