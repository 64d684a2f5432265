"""Natural sentences about the stories, true and false, and what the check makes of them.

Each file holds a story's sentences by motion: `false` ones in seven kinds, `true` ones, and `free` ones of the sort
that a freely written speech is made of (transitions, reasoning, concessions). Cards are cited by the item's anchor.

    roles      who did what to whom
    direction  more for less, up for down, accepting for refusing
    modality   could, would or may told as done
    added      a cause, condition or clause that no card has
    scope      some for all, a part for the whole
    numbers    numbers of one card put to each other's use
    order      before for after, or a "not" lost or added

A sentence belongs to one half by a digest of its text: rules are tuned on `tune` alone, and `unseen` tells what
they are worth. So do the sentences in `held/` and, on the two newest stories, in `fresh/`, which were written by
somebody who had not read the rules, and those in `later/`, written on three whole stories before the rules last changed;
others of theirs, on the other stories, are in `practice/`, to tune on. `python -m tests.debate.meaning` prints what became of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from debate.evidence.brief import Brief, Card
from debate.evidence.cards import make_brief, motion_of, story_brief
from debate.grounding import Report, check
from stories.document import StoryDocument, parse_story

HERE = Path(__file__).parent
STORIES = HERE.parents[2] / "fixtures" / "stories"
KINDS = ("roles", "direction", "modality", "added", "scope", "numbers", "order")
Apart = Literal["held", "fresh", "later", "practice"]
Half = Literal["tune", "unseen"] | Apart

_KEY = re.compile(r"\[([a-z]+-[a-z0-9-]+(?:, [a-z]+-[a-z0-9-]+)*)\]")


@dataclass(frozen=True)
class Case:
    """`wanted`: false, true or free; `kind`: one of KINDS for a false one, else "" ."""

    story: str
    motion: str
    wanted: str
    kind: str
    written: str
    apart: Apart | Literal[""] = ""

    @property
    def half(self) -> Half:
        if self.apart:
            return self.apart
        return "tune" if hashlib.sha256(self.written.encode()).digest()[0] % 2 else "unseen"

    @property
    def brief(self) -> Brief:
        return _brief(self.story, self.motion)

    @property
    def items(self) -> frozenset[str]:
        """The anchors of the items that it cites."""
        return frozenset(item for match in _KEY.finditer(self.written) for item in match[1].split(", "))

    @property
    def text(self) -> str:
        """The sentence with the numbers of its cards."""
        numbers = {card.item: card.n for card in self.brief.cards}
        return _KEY.sub(
            lambda match: f"[{', '.join(str(numbers[item]) for item in match[1].split(', '))}]", self.written
        )

    def report(self) -> Report:
        return check(self.text, self.brief)

    @property
    def refused(self) -> bool:
        return bool(self.report().failures)


def cases() -> Iterator[Case]:
    for path in sorted(HERE.glob("*.yaml")):
        content = _read(path)
        for motion, parts in content["motions"].items():
            for kind, texts in parts["false"].items():
                yield from (Case(content["story"], motion, "false", kind, text) for text in texts)
            for wanted in ("true", "free"):
                yield from (Case(content["story"], motion, wanted, "", text) for text in parts[wanted])

    yield from _apart("held")
    yield from _apart("fresh")
    yield from _apart("later")


def practice() -> Iterator[Case]:
    """Sentences on which the rules were tuned; no part of either half."""
    yield from _apart("practice")


def _apart(folder: Apart) -> Iterator[Case]:
    for wanted in ("true", "free"):
        path = HERE / folder / f"{wanted}.yaml"
        for where, texts in _rows(path) if path.exists() else ():
            story, _, motion = where.partition("/")
            yield from (Case(story, motion, wanted, "", text, folder) for text in texts)
    for where, rows in _rows(HERE / folder / "false.yaml"):
        story, _, motion = where.partition("/")
        yield from (Case(story, motion, "false", row["kind"], row["text"], folder) for row in rows)


def _rows(path: Path) -> Iterator[tuple[str, list[Any]]]:
    yield from _read(path).items()


class _Names(yaml.BaseLoader):
    """`true` and `false` are names here, and no name stands twice: the second would silently drop the first's sentences."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = [key.value for key, _ in node.value]
        if twice := [name for at, name in enumerate(names) if name in names[:at]]:
            raise ValueError(f"{node.start_mark.name}: {twice[0]} stands twice")
        return super().construct_mapping(node, deep)


@cache
def _read(path: Path) -> dict[str, Any]:
    with path.open() as file:
        return yaml.load(file, _Names)  # type: ignore[no-any-return]


@cache
def _document(story: str) -> StoryDocument | None:
    path = STORIES / f"{story}.yaml"
    return parse_story(path.read_text()) if path.exists() else None


@cache
def _brief(story: str, motion: str) -> Brief:
    document = _document(story)
    if document is None:
        return _own_brief(story)
    if not motion:
        return story_brief(document)
    found = motion_of(document, motion)
    assert found is not None, motion
    brief = make_brief(document, found)
    # A motion may drop an item that a sentence cites: the story still has it.
    own = {card.item for card in brief.cards}
    cited = {
        item
        for case in (*cases(), *practice())
        if (case.story, case.motion) == (story, motion)
        for item in case.items
    }
    dropped = [card for card in story_brief(document).cards if card.item in cited - own]
    return replace(
        brief, cards=(*brief.cards, *(replace(card, n=n) for n, card in enumerate(dropped, len(own) + 1)))
    )


def _own_brief(story: str) -> Brief:
    content = next(c for path in HERE.glob("*.yaml") if (c := _read(path))["story"] == story)["brief"]
    cards = tuple(
        Card(n=n, **(card | {"names": tuple(card.get("names", ()))}))
        for n, card in enumerate(content["cards"], start=1)
    )
    return Brief(story=story, motion_key="", motion=content["motion"], cards=cards)
