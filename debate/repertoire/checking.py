"""A document of the repertoire held against the live story, as a live debate's pieces are.

What does not pass is refused, never bent: every sentence must stand as written, within its budget, with the words that
bear it in their items; every call must add up. Returned are the values that rows hold; nothing is stored here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from debate import grounding
from debate.engines.base import AskedQuestion
from debate.engines.llm.marking import cap
from debate.evidence.brief import SIDES, Brief, SideName
from debate.grounding.passages import find
from debate.referee import judging
from debate.referee.judging import Clash, Doubt, Finding, Judgement, Marks
from debate.repertoire.document import (
    SIDE_PARTS,
    Call,
    DebateDocument,
    Judged,
    Text,
    VoiceDocument,
    budget,
    fingerprint,
)
from debate.text.citations import MARKER, count_words
from debate.written.speeches import as_row
from newsroom.documents import DocumentFaults, Fault
from stories.document import StoryDocument

_FIRST = re.compile(r"=(pro|con) first")
_ANCHORS = re.compile(r"\[((?:[a-z]+-[a-z0-9-]+)(?:, [a-z]+-[a-z0-9-]+)*)\]")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A text as a row keeps it."""

    sentences: list[dict[str, Any]]
    review: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Branch:
    question: AskedQuestion
    texts: Mapping[tuple[SideName, str], Stored]  # by side and part
    calls: tuple[Judgement, ...]


@dataclass(frozen=True, kw_only=True)
class Contents:
    """A debate's pieces, ready to be stored."""

    openings: Mapping[SideName, Stored]
    calls: tuple[Judgement, ...]
    branches: tuple[Branch, ...]


def numbered(text: str, numbers: Mapping[str, int]) -> str:
    """The text with its anchors as the numbers of cards. Raises KeyError for an item that has no card here."""
    return _ANCHORS.sub(lambda m: f"[{', '.join(str(numbers[a]) for a in m[1].split(', '))}]", text)


def anchors_in(text: str) -> list[str]:
    """The items that a text cites, in order."""
    return [anchor for group in _ANCHORS.findall(text) for anchor in group.split(", ")]


def anchored(text: str, brief: Brief) -> str:
    """The text with the numbers of its citations as anchors."""
    items = {str(card.n): card.item for card in brief.cards}
    return MARKER.sub(lambda m: f"[{', '.join(items[n] for n in re.split(r' ?[,;] ?', m[1]))}]", text)


def check_debate(
    document: DebateDocument, story: StoryDocument, brief: Brief, names: Mapping[SideName, str]
) -> Contents:
    """The debate's pieces. names: of the speakers, by side. Raises DocumentFaults with every fault."""
    desk = _Desk(story, brief, tuple(names.values()))
    desk.items(document.items)
    texts = {
        path: desk.text(path, part, text, document.written.checker) for path, part, text in document.texts()
    }
    openings = {side: texts[f"openings.{side}"] for side in SIDES}
    calls = desk.calls("openings.calls", document.openings.calls, {s: (f"openings.{s}",) for s in SIDES})
    branches = []
    for n, crossfire in enumerate(document.crossfires):
        path = f"crossfires[{n}]"
        said = {(side, part): texts[f"{path}.{side}.{part}"] for side in SIDES for part in SIDE_PARTS}
        paths = {side: tuple(f"{path}.{side}.{part}" for part in SIDE_PARTS) for side in SIDES}
        branches.append(
            Branch(
                question=AskedQuestion(
                    text=desk.numbered(f"{path}.question", crossfire.question),
                    kind=crossfire.kind,
                    presses=crossfire.presses,
                    weakness=crossfire.weakness,
                    cards=tuple(desk.number(f"{path}.items", item) for item in crossfire.items),
                ),
                texts=said,
                calls=desk.calls(f"{path}.calls", crossfire.calls, paths),
            )
        )
    desk.refuse()
    return Contents(openings=openings, calls=calls, branches=tuple(branches))


def check_voice(document: VoiceDocument, story: StoryDocument, brief: Brief, names: Sequence[str]) -> Stored:
    """The voice's text. Raises DocumentFaults with every fault."""
    desk = _Desk(story, brief, tuple(names))
    desk.items(document.items)
    stored = desk.text("text", "voice", document.text, document.written.checker)
    desk.refuse()
    return stored


@dataclass
class _Desk:
    """Holds pieces of one document against the story and gathers what is wrong."""

    story: StoryDocument
    brief: Brief
    names: tuple[str, ...]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._borne_out: set[str] = set()
        self._reports: dict[str, grounding.Report] = {}
        self._numbers = {card.item: card.n for card in self.brief.cards}

    def refuse(self) -> None:
        if self.faults:
            raise DocumentFaults(self.faults)

    def fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path=path, message=message))

    def items(self, items: Mapping[str, str]) -> None:
        """Every item is there and says what it said."""
        for anchor, was in items.items():
            now = fingerprint(self.story, anchor)
            if not now:
                self.fault(f"items.{anchor}", "is no item of the story")
            elif now != was:
                self.fault(f"items.{anchor}", "has changed in the story since this was written")
        self._known = set(items)

    def number(self, path: str, anchor: str) -> int:
        if anchor not in self._numbers:
            self.fault(path, f"{anchor} has no card here")
        elif anchor not in self._known:
            self.fault(path, f"{anchor} is missing under items")
        return self._numbers.get(anchor, 0)

    def numbered(self, path: str, text: str) -> str:
        numbers = {anchor: self.number(path, anchor) for anchor in anchors_in(text)}
        return numbered(text, numbers)

    def text(self, path: str, part: str, text: Text, checker: str) -> Stored:
        said = [self.numbered(f"{path}.sentences[{n}]", s.text) for n, s in enumerate(text.sentences)]
        report = self._reports[path] = grounding.check(" ".join(said), self.brief, known_names=self.names)
        if [sentence.text for sentence in report.sentences] != said:
            self.fault(path, "is not cut into sentences as the site cuts it")
        if (words := sum(map(count_words, said))) > budget(part):
            self.fault(path, f"has {words} words; {budget(part)} are the most")
        rows = []
        for n, (sentence, checked) in enumerate(zip(text.sentences, report.sentences, strict=False)):
            at = f"{path}.sentences[{n}]"
            for finding in checked.findings:
                self.fault(at, finding.message)
            bears = dict(self._bears(at, sentence.bears, allowed=checked.cards))
            if sentence.checked == "borne-out" and not bears:
                self.fault(f"{at}.bears", "is required of a sentence that was found borne out")
            if sentence.checked == "borne-out":
                self._borne_out.add(checked.text)
            rows.append(as_row(checked, sentence.checked, None if sentence.checked == "rule" else bears))
        review = {"taken_out": text.taken_out, "checker": checker}
        return Stored(
            sentences=rows, review=review | ({"corrected": text.corrected} if text.corrected else {})
        )

    def _bears(
        self, path: str, bears: Mapping[str, list[str]], *, allowed: Iterable[int]
    ) -> Iterator[tuple[str, list[str]]]:
        for anchor, passages in bears.items():
            n = self.number(f"{path}.bears", anchor)
            card = self.brief.card(n)
            if card is None:
                continue
            if n not in allowed:
                self.fault(f"{path}.bears.{anchor}", "is an item that the text has not cited so far")
            for words in passages:
                if not (find(words, card.claim) or find(words, card.rest)):
                    self.fault(f"{path}.bears.{anchor}", f"its item does not hold the words “{words[:60]}”")
            yield str(n), list(passages)

    def calls(
        self, path: str, calls: Sequence[Call], paths: Mapping[SideName, tuple[str, ...]]
    ) -> tuple[Judgement, ...]:
        """Both orders equally often, marks within what the check of the sentences allows. paths: each side's texts."""
        first = [match[1] if (match := _FIRST.search(call.order)) else "" for call in calls]
        if not first.count("pro") == first.count("con") == len(calls) / 2:
            self.fault(path, "must hold as many calls of one order as of the other")
        reports = {
            side: grounding.Report(
                sentences=tuple(s for each in paths[side] for s in self._reports[each].sentences)
            )
            for side in SIDES
        }
        found = []
        for n, call in enumerate(calls):
            marks = {
                side: self._marks(f"{path}[{n}].{side}", getattr(call, side), reports[side]) for side in SIDES
            }
            judgement = Judgement(
                order=call.order,
                pro=marks["pro"],
                con=marks["con"],
                better=call.better,
                clash=tuple(Clash(point=each.point, answered_by=each.answered_by) for each in call.clash),
                saw_orders=call.saw_orders,
            )
            if call.better != "even" and judging.winner_of(judgement) != call.better:
                self.fault(f"{path}[{n}].better", "is not whom the marks put ahead")
            found.append(judgement)
        return tuple(found)

    def _marks(self, path: str, judged: Judged, report: grounding.Report) -> Marks:
        missing = {"evidence", "logic", "detail", "style"} - {f.criterion for f in judged.findings}
        if missing:
            self.fault(f"{path}.findings", f"hold none on {', '.join(sorted(missing))}")
        doubts = tuple(
            Doubt(card=self.number(f"{path}.doubts", doubt.item), why=doubt.why, quote=doubt.quote)
            for doubt in judged.doubts
        )
        findings = tuple(Finding(**finding.model_dump()) for finding in judged.findings)
        marks = judged.marks.model_dump()
        if marks["evidence"] > (most := cap(report, borne_out=self._borne_out)):
            self.fault(f"{path}.marks.evidence", f"is above {most}, which is all that the sentences bear")
        for finding in findings:
            if finding.quote and plain(finding.quote) not in plain(
                " ".join(sentence.text for sentence in report.sentences)
            ):
                self.fault(f"{path}.findings", f"quote what was not said: “{finding.quote[:60]}”")
        if missing:
            return Marks(marks=marks, reasons={}, excerpts={})
        return judging.marks_of(marks, findings, doubts, capped=judged.capped)


def plain(text: str) -> str:
    """For comparing word for word: citations, typographic marks and blanks aside."""
    text = MARKER.sub("", text).translate(str.maketrans("’‘“”–—", "''\"\"--"))
    return re.sub(r"\s+(?=[.,;:!?])", "", " ".join(text.split()))
