"""From a draft whose sentences have been held against the rules to a text that may be printed.

    mend what rules found, twice at most ─▶ shorten, once ─▶ the checker reads it ─▶ mend what goes beyond, once;
    take out what contradicts ─▶ close the gaps, once ─▶ check by rule as the one text it has become

Every step but the last costs a call, and a call that fails or finds no time leaves things as they stood: then
sentences are cut rather than mended, and checked by rule rather than read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from django.conf import settings
from pydantic import BaseModel, Field

from debate.engines.base import Checked, Review
from debate.engines.llm import checker
from debate.engines.llm.asking import Sitting
from debate.engines.llm.cleaning import cleaned_speech
from debate.engines.llm.drafting import Line, Rules, once, sound, standing, within
from debate.engines.llm.prompts import prompt
from debate.engines.llm.tongue import tongue_blanks
from newsroom.llm.cleaning import cleaned, new_marker
from newsroom.llm.errors import LlmError

REWRITES = 2  # of what rules found
LEAST_SHARE = 0.6  # of the budget; what is shorter after shortening was cut too much
TOKENS = 3_000  # a reasoning model thinks within these
LONGER = 6  # words by which a sentence beside a gap may grow
SENTENCE_CHARACTERS, TEXT_CHARACTERS = 2_000, 10_000
GAP = "(a sentence was taken out here)"


class Replacement(BaseModel):
    number: int = Field(description="The number of the sentence that it replaces.")
    text: str = Field(description="One sentence, or empty to leave it out.")


class Rewrites(BaseModel):
    replacements: list[Replacement]


@dataclass(frozen=True, kw_only=True)
class Commission:
    """What is being written. who, cards: for its writer's prompts; blind: takes from a sentence who speaks."""

    rules: Rules
    budget: int
    who: str
    cards: str
    blind: Callable[[str], str]


class Desk:
    """Where one text is finished. `sitting.review` says what became of it."""

    def __init__(self, commission: Commission, sitting: Sitting) -> None:
        self._is, self._sitting = commission, sitting
        self._verdicts: dict[str, checker.Verdict] = {}
        self._taken_out = 0  # of versions that have been replaced as a whole

    def finish(self, lines: list[Line]) -> str:
        """The text. Costs nothing by itself; raises nothing that a model does."""
        for _ in range(REWRITES):
            if not any(line.is_failing for line in lines):
                break
            mended = self._mended(lines)
            if mended is None:
                break
            lines = mended
        lines = self._fitting(_without_failing(lines))
        lines = self._read(lines)
        if any(line.is_failing for line in lines):
            before = {line.text for line in lines}
            lines = _without_failing(self._mended(lines) or lines)
            lines = _without_failing(self._read(lines, only={line.text for line in lines} - before))
        if any(line.is_gone for line in lines):
            lines = self._closed(lines)
        return self._settled(lines)

    def _mended(self, lines: list[Line]) -> list[Line] | None:
        """The lines with those that fail written anew, which is told what was found; None if the call failed."""
        text, numbered = _numbered(lines)
        failing = {number: line for number, line in numbered.items() if line.is_failing}
        found = "\n".join(
            f"{number}. {cleaned(line.text, at_most=SENTENCE_CHARACTERS)} ({line.words} words)\n"
            f"   Found: {cleaned('; '.join(line.faults[:4]))}"
            for number, line in failing.items()
        )
        sent = self._sent("mend", "rewrite", text=text, sentences=found, cards=self._is.cards)
        if sent is None:
            return None
        new: list[Line] = []
        numbers = {id(line): number for number, line in numbered.items()}
        for line in lines:
            number = numbers.get(id(line))
            if number not in failing or number not in sent:
                new.append(line)
                continue
            instead = self._is.rules.lines(sent[number])
            if not instead or (line.cites and not any(each.cites for each in instead)):
                new.append(line.taken_out())  # left out, or made vague: neither says what the card says
            else:
                new += instead
        return once(new)

    def _fitting(self, lines: list[Line]) -> list[Line]:
        """Within the budget: a shorter version by the writer, else without what stands before the end."""
        words = sum(line.words for line in standing(lines))
        if words <= self._is.budget:
            return lines
        text = sound(standing(lines))
        blanks = {
            "who": self._is.who,
            "text": cleaned_speech(text, at_most=TEXT_CHARACTERS),
            "words": str(words),
        }
        blanks |= {"most": str(self._is.budget), "marker": new_marker()}
        blanks |= tongue_blanks(self._is.rules.brief, "prose")
        try:
            request = self._sitting.request(
                "shorten", prompt("shorten"), blanks, max_tokens=TOKENS, temperature=0.2
            )
            shorter = once(self._is.rules.lines("".join(self._sitting.prose(request))))
        except LlmError:
            return within(lines, self._is.budget)
        words = sum(line.words for line in shorter if not line.faults)
        if not LEAST_SHARE * self._is.budget <= words:
            return within(lines, self._is.budget)
        self._taken_out += sum(line.is_gone for line in lines)
        return within(_without_failing(shorter), self._is.budget)

    def _read(self, lines: list[Line], only: Collection[str] | None = None) -> list[Line]:
        """The lines with what the checker holds against them. only: those that it has not read yet."""
        texts = [line.text for line in standing(lines)]
        asked = [n for n, text in enumerate(texts, start=1) if only is None or text in only]
        if not asked:
            return lines
        try:
            found = checker.check(
                texts, self._is.rules.brief, self._sitting, blind=self._is.blind, asked=asked
            )
        except LlmError:  # the ledger says why; what it would have read is checked by rule only
            return lines
        self._verdicts |= found
        return [_judged(line, found.get(line.text)) for line in lines]

    def _closed(self, lines: list[Line]) -> list[Line]:
        """The lines with what hung in the air beside a gap mended, if the writer saw anything to mend."""
        text, numbered = _numbered(lines)
        beside = _beside_gaps(lines)
        open_ = {number: line for number, line in numbered.items() if id(line) in beside}
        if not open_:
            return lines
        shown = "\n".join(
            f"{number}. {cleaned(line.text, at_most=SENTENCE_CHARACTERS)}" for number, line in open_.items()
        )
        sent = self._sent("gap", "gap", text=text, sentences=shown)
        if not sent:
            return lines
        instead = {
            id(line): self._instead(line, sent[number]) for number, line in open_.items() if number in sent
        }
        new = [instead.get(id(line), line) for line in lines]
        changed = {line.text for line in new} - {line.text for line in lines}
        read = self._read(new, only=changed)
        return [
            old if now.is_failing or (now.is_gone and now.text in changed) else now
            for old, now in zip(lines, read, strict=True)
        ]

    def _instead(self, line: Line, text: str) -> Line:
        """A sentence for the one beside a gap, if it is that sentence mended and no more."""
        if not text.strip():
            return line.taken_out("its writer left it out beside a gap")
        new = self._is.rules.lines(text)
        is_mended = (
            len(new) == 1
            and not new[0].faults
            and new[0].cites == line.cites
            and new[0].words <= line.words + LONGER
        )
        return new[0] if is_mended else line

    def _settled(self, lines: list[Line]) -> str:
        """The text checked by rule as the one it has become, within the budget; and what is to be said of it."""
        last = within(_without_failing(self._is.rules.lines(sound(standing(lines)))), self._is.budget)
        kept = standing(last)
        verdicts = [(line.text, self._verdicts.get(line.text)) for line in kept]
        checked = tuple(
            Checked(text=text, verdict=verdict.kind, bears=verdict.bears)
            for text, verdict in verdicts
            if verdict is not None and (verdict.kind == "borne-out" or verdict.kind == "reasoning")
        )
        self._sitting.review = Review(
            sentences=checked,
            taken_out=self._taken_out + sum(line.is_gone for line in [*lines, *last]),
            checker=(settings.NEWSROOM_CHECKER_MODEL or settings.NEWSROOM_MODEL) if checked else "",
        )
        return " ".join(line.text for line in kept)

    def _sent(self, name: str, purpose: str, **blanks: str) -> dict[int, str] | None:
        """What the writer sends in place of sentences, by number; None if the call failed."""
        try:
            request = self._sitting.request(
                purpose,
                prompt(name),
                {
                    "marker": new_marker(),
                    "who": self._is.who,
                    **tongue_blanks(self._is.rules.brief, "sentences"),
                    **blanks,
                },
                max_tokens=TOKENS,
                temperature=0.4,
            )
            return {each.number: each.text for each in self._sitting.form(request, Rewrites).replacements}
        except LlmError:
            return None


def _without_failing(lines: list[Line]) -> list[Line]:
    return [line.taken_out() if line.faults else line for line in lines]


def _judged(line: Line, verdict: checker.Verdict | None) -> Line:
    if verdict is None or line.is_gone or verdict.kind in ("borne-out", "reasoning"):
        return line
    said = "says otherwise than" if verdict.kind == "contradicts" else "says more than"
    fault = f"the sentence {said} its cards: {verdict.reason}".rstrip(": ")
    return replace(line, faults=(fault,), is_gone=verdict.kind == "contradicts")


def _numbered(lines: list[Line]) -> tuple[str, dict[int, Line]]:
    """The text with its sentences numbered and its gaps shown, and the sentences by number."""
    shown: list[str] = []
    numbered: dict[int, Line] = {}
    for line in lines:
        if line.is_gone:
            shown += [GAP] if shown[-1:] != [GAP] else []
        else:
            numbered[len(numbered) + 1] = line
            shown.append(f"{len(numbered)}. {cleaned(line.text, at_most=SENTENCE_CHARACTERS)}")
    return "\n".join(shown), numbered


def _beside_gaps(lines: list[Line]) -> set[int]:
    """The identities of the lines that stand next to one that was taken out."""
    beside = set()
    for at, line in enumerate(lines):
        around = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
        if not line.is_gone and any(other.is_gone for other in around):
            beside.add(id(line))
    return beside
