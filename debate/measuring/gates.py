"""The gate table of the offline engine: what is measured, the value, the gate, and whether it is met."""

from __future__ import annotations

import dataclasses
import importlib.util
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from debate.engines.offline import referee, surface
from debate.evidence.brief import Brief
from debate.grounding import check
from debate.measuring import attacks, fingerprint, repeats
from debate.measuring.balance import balance
from debate.measuring.gate import Gate, every
from debate.measuring.naming import sharing, unnamed
from debate.measuring.programme import debates
from debate.measuring.receipts import answering, receipts
from debate.measuring.rehearsal import Rehearsal
from debate.personas.document import PersonaDocument
from debate.referee.judging import as_json

DEBATE_MS = 200
SAME_BYTES = 12  # debates that other processes play again


def measure(
    briefs: Sequence[Brief],
    personas: Sequence[PersonaDocument],
    *,
    count: int,
    seed: str = "verification",
    fixtures: Path | None = None,
    argquality: Path | None = None,
    attacked: int = 100,
) -> list[Gate]:
    """Play `count` debates and measure everything. fixtures: where other processes read the same input, or
    None to leave that row out; argquality: the folder with evaluate.py, or None to leave its rows out."""
    started = time.process_time()
    played = debates(briefs, personas, count, seed=seed)
    spent_ms = (time.process_time() - started) * 1000 / max(1, len(played))
    rows = [*_citations(played)]
    if fixtures is not None:
        rows.append(_same_bytes(briefs, personas, fixtures))
    rows += [_swaps(played), *balance(played), *receipts(played), *answering(played[::3])]
    rows += [unnamed(played), *sharing(played), *_repeats(played)]
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
    yield every("citation precision", borne, cited, note="citations in supported sentences / citations")
    yield every("citation recall", supported, factual, note="supported / factual sentences")


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


def _swaps(played: Sequence[Rehearsal]) -> Gate:
    same = sum(_swapped_alike(debate, number) for debate in played for number in (1, 2))
    name = "same scores with sides or order swapped"
    return every(name, same, 2 * len(played), note="rounds judged twice")


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
    for name, value, limit in (
        ("four-word runs repeated in a debate", repeats.in_a_debate(played), 0.02),
        ("… between personas on one side", repeats.between_personas(played), 0.20),
    ):
        yield Gate(name=name, value=f"{value:.2%}", gate=f"≤ {limit:.0%}", is_met=value <= limit)


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
        ("pairs of the worst debate", "worst_debate", 0.70, 1),
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
