"""Whatever a model, a player or an editor wrote is read in time that grows with its length and no faster.

Every compiled pattern of the product is found by walking its modules, and is run over texts that make a careless
one slow: pumps of one piece, with and without something at the end on which a match fails. What reads whole texts
is fed the same. Work is CPU time of this process; what is asked is a ratio: eight times the text, some eight times
the work, where a quadratic rule shows sixty-four. (`debate.grounding`'s rules have a test of their own.)
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import re
import time
from collections import deque
from collections.abc import Callable, Iterator

import pytest

from debate.engines.llm.cleaning import cleaned_speech, print_faults
from debate.engines.llm.drafting import Draft, Rules
from newsroom.documents import DocumentFaults, read_yaml
from newsroom.llm.cleaning import cleaned
from newsroom.llm.orders import reads_like_an_order
from newsroom.llm.reading import Repeats
from newsroom.llm.shapes import follows_form
from newsroom.llm.thinking import Spoken
from stories.intake.drafts import Article
from stories.intake.extraction import NotRead, read_pasted
from stories.intake.rules import propose
from stories.search import terms_of
from stories.text import overview_html, plain

from .debate.grounding.briefs import PEACE

PUMPS = (
    ".", "..", " ", "\n", "\u00a0", "\t", '"', "'", "“", "’", "[", "]", "[[", "(", "<", "</", "{", "*", "_", "`", "…", "!", "?", "/",
    "1", ",", "1,", "1 ", "1.", "a", "A", "a.", "A. ", ". ", "-", "a-", "[1]", "[1] ", "[1", "a ", "A ", "Aa ", "aA1/", "ab ", "“a",
    "“a” ", "a' ", "\u0301", "e\u0301", "<a ", "https:", "&a", "```", "=", "#", "x: ", "- a\n", "said ", "not ", "give ", "the ",
)  # fmt: skip
SMALL, TIMES = 200, 8
LINEAR = 24  # between 8, which is linear, and 64, which is quadratic
LONG = 3_000  # of an article: several sentences as long as they get
IDLE = 0.002  # seconds of CPU; what takes less for the longer text is not worth a ratio
SHORT = 26  # characters that already tell an exponential pattern
# What judges engines from the shell reads nothing from outside; the styleguide reads our own stylesheet.
UNREAD = (".migrations.", ".measuring", ".management", ".styleguide", "newsroom.wsgi")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    seen: set[tuple[str, int]] = set()
    for root in ("newsroom", "stories", "debate", "quiz"):
        package = importlib.import_module(root)
        for found in pkgutil.walk_packages(package.__path__, f"{root}."):
            if any(part in f"{found.name}." for part in UNREAD):
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                for pattern in compiled(value):
                    if (pattern.pattern, pattern.flags) not in seen:
                        seen.add((pattern.pattern, pattern.flags))
                        yield f"{found.name}.{name}", pattern


def compiled(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from compiled(each, depth + 1)


def spent(task: Callable[[], object], times: int = 1) -> float:
    least = float("inf")
    for _ in range(times):
        started = time.process_time()
        task()
        least = min(least, time.process_time() - started)
    return least


def growth(read: Callable[[str], object], pump: str, end: str, least: int = SMALL) -> float:
    """How much more work TIMES the text is; 0 if it is next to none."""
    small, large = (pump * (length // len(pump)) + end for length in (least, least * TIMES))
    if spent(lambda: read(large)) < IDLE:
        return 0.0
    ratio = 0.0
    for _ in range(3):  # a busy machine can only make it larger
        ratio = spent(lambda: read(large), 2) / max(spent(lambda: read(small), 3), 1e-6)
        if ratio < LINEAR:
            break
    return ratio


def test_every_pattern_reads_a_text_in_time_that_grows_with_its_length() -> None:
    found = list(patterns())
    assert len(found) > 100
    slow = []
    for name, pattern in found:
        uses: tuple[Callable[[str], object], ...] = (
            lambda text, p=pattern: deque(p.finditer(text), 0),  # type: ignore[misc]
            lambda text, p=pattern: p.fullmatch(text),  # type: ignore[misc]
        )
        for use in uses:
            for pump in PUMPS:
                if spent(lambda: use(pump * (SHORT // len(pump)) + "!")) > 0.05:  # noqa: B023
                    slow.append(f"{name}: exponential on {pump!r}")
                    break
            else:
                slow += [
                    f"{name}: {ratio:.0f} times on {pump!r}"
                    for pump in PUMPS
                    if (ratio := growth(use, pump, "!")) >= LINEAR
                ]
    assert slow == []


def drafted(text: str) -> None:
    """As a stream of single characters: what has come is looked at again and again."""
    draft = Draft(Rules(brief=PEACE, names=()))
    for character in text:
        draft.feed(character)


def thought(text: str) -> None:
    spoken, repeats = Spoken(), Repeats()
    for character in text:
        try:
            spoken.feed(repeats.feed(character))
        except ValueError:  # it takes back what it has said: the end of an answer
            return


def read(text: str) -> None:
    with contextlib.suppress(DocumentFaults):
        read_yaml(text)


def pasted(text: str) -> None:
    with contextlib.suppress(NotRead):
        read_pasted(text)


READERS: dict[str, Callable[[str], object]] = {
    "cleaned": lambda text: cleaned.__wrapped__(text),
    "cleaned_speech": lambda text: cleaned_speech(text, at_most=2_000),
    "print_faults": print_faults,
    "reads_like_an_order": reads_like_an_order,
    "drafted": drafted,
    "thought": thought,
    "follows_form": follows_form,
    "read_yaml": read,
    "terms_of": terms_of,
    "overview": lambda text: overview_html(text, lambda _ref: None),
    "plain": plain,
    "read_pasted": pasted,
}


@pytest.mark.parametrize("name", READERS)
def test_what_reads_whole_texts_takes_time_that_grows_with_their_length(name: str) -> None:
    slow = {pump: ratio for pump in PUMPS if (ratio := growth(READERS[name], pump, "")) >= LINEAR}
    assert slow == {}


@pytest.mark.parametrize("kind", ["one paragraph", "lines"])
def test_what_rules_propose_from_an_article_takes_time_that_grows_with_its_length(kind: str) -> None:
    """Longer texts than elsewhere: within a sentence, which is cut at some length, a rule may look about."""
    said = {
        "one paragraph": ("“We meet on 3 May,” said Minister Ada Vance of the Harbour Council. ", "Ada Vance, ", "1,000 ", "May 3 ", "“a ", "a ", "A", "."),
        "lines": ("“No,” she said.\n\n", "Ada Vance said so on Monday.\n", "“We go on\n", "- 5 May\n", "Dr A. Vance\n"),
    }  # fmt: skip
    slow = {
        pump: ratio
        for pump in said[kind]
        if (ratio := growth(lambda text: propose(Article(text=text)), pump, "", LONG)) >= LINEAR
    }
    assert slow == {}
