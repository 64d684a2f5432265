"""Every rule's work grows with the text's length and no faster: twice the text, about twice the work.

Work is CPU time of this process, the least of three runs; what is asked is a ratio, not a speed. A quadratic rule
shows a ratio of four.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from debate.evidence.brief import Brief
from debate.grounding import check, split_sentences

from .briefs import PEACE, big

TWICE = 3.0
HOSTILE = (
    ".", " ", "\n", "\"", "\"'", "“", "“a” ", "(", "…", "!", "1,", "1 ", "5 to ", "twenty-", "half a ", "up to ", "[1", "[1] ",
    "A. ", "Mr. A ", "a", "a-", "’s ", "the allies' ", "\u200b", "محمد ", "not ", "not the ", "may ", "May ", "after ",
    "because ", "more ", "said that ", "Kyiv signed ", "15,000 troops, ", "Dayton accords, ", "Russia rejected it and ", "Kennedy's Soviet ", "more than in 1999 ", "from 1999 to 1998 ", "【1】",
)  # fmt: skip


def forget() -> None:
    """Nothing that the check has kept of a text may help it."""
    for module in [m for name, m in sys.modules.items() if name.startswith("debate.grounding")]:
        for kept in list(vars(module).values()):
            if hasattr(kept, "cache_clear") and getattr(kept, "__name__", "") != "_kept":
                kept.cache_clear()


def work(task: Callable[[], Any]) -> float:
    least = float("inf")
    for _ in range(3):
        forget()
        started = time.process_time()
        task()
        least = min(least, time.process_time() - started)
    return max(least, 0.0005)  # below that the clock's own grain is measured


def grows(small: Callable[[], Any], large: Callable[[], Any]) -> float:
    """The least of three ratios: a busy machine can only make one larger."""
    ratios = []
    for _ in range(3):
        ratios.append(work(large) / work(small))
        if ratios[-1] < TWICE:
            break
    return min(ratios)


def text_of(piece: str, length: int) -> str:
    return piece * (length // len(piece)) + " [1]."


@pytest.mark.parametrize("piece", HOSTILE)
def test_it_takes_twice_the_text_in_twice_the_work(piece: str) -> None:
    texts = [text_of(piece, length) for length in (3_000, 6_000)]
    check(texts[0], PEACE)  # reads the cards
    assert grows(*(partial(check, text, PEACE) for text in texts)) < TWICE


@pytest.mark.parametrize("piece", [".", " ", "\n", '"', "“", "'", "!", "a. ", "“a” "])
def test_it_splits_thirty_thousand_characters_in_twice_the_work_of_half_of_them(piece: str) -> None:
    assert grows(*(partial(split_sentences, text_of(piece, length)) for length in (15_000, 30_000))) < TWICE


def test_it_checks_a_long_sentence_in_twice_the_work_of_half_of_it() -> None:
    clause = "the Dayton accords of 1995 ended the war in Bosnia after NATO had bombed it, and "
    texts = [text_of(clause, length) for length in (1_000, 2_000)]
    check(texts[0], PEACE)
    assert grows(*(partial(check, text, PEACE) for text in texts)) < TWICE


def test_it_reads_twice_the_cards_in_twice_the_work() -> None:
    def read(brief: Brief) -> None:
        check(
            "The Dayton accords ended the war in Bosnia [12].",
            Brief(**{**vars_of(brief), "edition": str(time.process_time_ns())}),
        )

    assert grows(*(partial(read, big(cards)) for cards in (150, 300))) < TWICE


def vars_of(brief: Brief) -> dict[str, Any]:
    return {name: getattr(brief, name) for name in ("story", "motion_key", "motion", "cards")}
