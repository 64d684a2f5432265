"""The gate table of the offline engine: what is measured, the value, the gate, and whether it is met."""

from __future__ import annotations

import dataclasses
import importlib.util
import math
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from debate.engines.offline import referee, surface
from debate.evidence.brief import SIDES, Brief
from debate.grounding import check
from debate.measuring import attacks, fingerprint, recognition, repeats
from debate.measuring.programme import debates
from debate.measuring.rehearsal import Rehearsal
from debate.personas.document import PersonaDocument
from debate.referee.judging import as_json
from debate.referee.scoring import overall

DEBATE_MS = 200
SAME_BYTES = 12  # debates that other processes play again


@dataclasses.dataclass(frozen=True, kw_only=True)
class Gate:
    """One row of the table. value and gate as shown; note: what exactly was counted."""

    name: str
    value: str
    gate: str
    is_met: bool
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def measure(
    briefs: Sequence[Brief],
    personas: Sequence[PersonaDocument],
    *,
    count: int,
    fixtures: Path | None = None,
    argquality: Path | None = None,
    attacked: int = 100,
) -> list[Gate]:
    """Play `count` debates and measure everything. fixtures: where other processes read the same input, or
    None to leave that row out; argquality: the folder with evaluate.py, or None to leave its rows out."""
    started = time.process_time()
    played = debates(briefs, personas, count)
    spent_ms = (time.process_time() - started) * 1000 / max(1, len(played))
    rows = [*_citations(played)]
    if fixtures is not None:
        rows.append(_same_bytes(briefs, personas, fixtures))
    rows += [*_fairness(played), *_repeats(played), _recognition(played)]
    for name, result in attacks.attack_all(played, rounds=attacked).items():
        rows.append(
            Gate(
                name=f"verdicts flipped by {name}",
                value=f"{result.flipped} of {result.rounds}",
                gate=f"0 of {attacked}",
                is_met=result.flipped == 0 and result.rounds == attacked,
                note=f"{result.rescued} losers came off with a draw or split",
            )
        )
    if argquality is not None:
        rows += _argument_quality(argquality)
    rows.append(
        Gate(
            name="composing and judging a debate",
            value=f"{spent_ms:.0f} ms",
            gate=f"< {DEBATE_MS} ms",
            is_met=spent_ms < DEBATE_MS,
            note=f"CPU time of one thread, mean of {len(played)}",
        )
    )
    return rows


def _citations(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    cited = borne = factual = supported = 0
    for debate in played:
        for text in debate.texts.values():
            for sentence in check(text, debate.brief, known_names=debate.names).sentences:
                good = sentence.status == "supported"
                cited += len(sentence.citations)
                borne += len(sentence.citations) * good
                factual += sentence.kind == "factual"
                supported += sentence.kind == "factual" and good
    yield _share("citation precision", borne, cited, note="citations in supported sentences / citations")
    yield _share("citation recall", supported, factual, note="supported / factual sentences")


def _share(name: str, part: int, whole: int, *, note: str) -> Gate:
    return Gate(
        name=name,
        value=f"{part / max(1, whole):.2%} of {whole}",
        gate="100 %",
        is_met=part == whole > 0,
        note=note,
    )


def _same_bytes(briefs: Sequence[Brief], personas: Sequence[PersonaDocument], fixtures: Path) -> Gate:
    here = fingerprint.fingerprint(debates(briefs, personas, SAME_BYTES))
    same = [fingerprint.elsewhere(fixtures, SAME_BYTES, hash_seed=seed) == here for seed in ("1", "2")]
    return Gate(
        name="same input, same bytes",
        value=f"{sum(same)} of {len(same)} processes",
        gate="all",
        is_met=all(same),
        note=f"{SAME_BYTES} debates, two other processes, hash seeds 1 and 2; no database is touched, so both give the same",
    )


def _fairness(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    same = sum(_swapped_alike(debate, number) for debate in played for number in (1, 2))
    yield _share("same scores with sides or order swapped", same, 2 * len(played), note="rounds judged twice")
    outcomes = [debate.outcome(number) for debate in played for number in (1, 2)]
    finals = [debate.final() for debate in played]
    for name, results in (("debates", finals), ("rounds", outcomes)):
        won = [result == "pro" for result in results if result.is_decided]
        share = sum(won) / max(1, len(won))
        half = 1.96 * math.sqrt(share * (1 - share) / max(1, len(won)))
        yield Gate(
            name=f"PRO wins, {name}",
            value=f"{share:.1%} [{share - half:.1%}, {share + half:.1%}] of {len(won)}",
            gate="45–55 %",
            is_met=0.45 <= share <= 0.55,
            note="of decided ones; every pair plays both sides",
        )
        open_share = 1 - len(won) / max(1, len(results))
        yield Gate(
            name=f"draws and splits, {name}",
            value=f"{open_share:.1%}",
            gate="≤ 20 %",
            is_met=open_share <= 0.20,
        )
    marks = [float(overall(getattr(call, side).marks)) for d in played for call in d.calls for side in SIDES]
    spread = statistics.pstdev(marks)
    yield Gate(
        name="spread of overall",
        value=f"sd {spread:.2f}, mean {statistics.fmean(marks):.2f}, {min(marks):.1f} to {max(marks):.1f}",
        gate="sd ≥ 0.8",
        is_met=spread >= 0.8,
    )


def _swapped_alike(debate: Rehearsal, number: int) -> bool:
    """Whether each speech gets the same marks and reasons as the other side, and shown in the other order."""
    task = debate.task(number)
    swapped = dataclasses.replace(
        task,
        texts={"con": task.texts["pro"], "pro": task.texts["con"]},
        earlier={"con": task.earlier["pro"], "pro": task.earlier["con"]},
        personas={"con": task.personas["pro"], "pro": task.personas["con"]},
    )
    turned = dataclasses.replace(task, texts=dict(reversed(list(task.texts.items()))))
    first, other = as_json(debate.calls[number - 1]), as_json(referee.judge(swapped))
    again = as_json(referee.judge(turned))
    return (first["pro"], first["con"]) == (other["con"], other["pro"]) and first == again


def _repeats(played: Sequence[Rehearsal]) -> Iterator[Gate]:
    for name, value, most in (
        ("four-word runs repeated in a debate", repeats.in_a_debate(played), 0.02),
        ("… by a persona across stories", repeats.across_stories(played), 0.15),
        ("… between personas on one side", repeats.between_personas(played), 0.20),
    ):
        yield Gate(name=name, value=f"{value:.2%}", gate=f"≤ {most:.0%}", is_met=value <= most)


def _recognition(played: Sequence[Rehearsal]) -> Gate:
    share, samples = recognition.share_recognised(played)
    return Gate(
        name="persona recognised on an unseen story",
        value=f"{share:.1%} of {samples}",
        gate="≥ 80 %",
        is_met=share >= 0.8,
        note="character n-grams, claims masked, naive Bayes",
    )


def _argument_quality(folder: Path) -> list[Gate]:
    """The surface part of detail and style on UKPConvArg1Strict; the folder is no part of the project."""
    spec = importlib.util.spec_from_file_location("argquality_evaluate", folder / "evaluate.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "evaluate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.evaluate(surface.text_score, boot=0, context=True, attack=True)
    rows = (
        ("pairs all", "accuracy", 0.77, 1),
        ("pairs of near-equal length", "near_length", 0.65, 1),
        ("pairs the shorter won", "short_wins", 0.42, 1),
        ("flipped by padding", "flipped_by_padding", 0.15, -1),
    )
    return [
        Gate(
            name=f"argquality, {name}",
            value=f"{found[key]:.3f}",
            gate=f"{'≥' if sign > 0 else '≤'} {gate:.2f}",
            is_met=(found[key] - gate) * sign >= 0,
        )
        for name, key, gate, sign in rows
    ]
