"""How much of what a careful reader finds the rules find, and how much of what they propose is nonsense.

    python -m tests.stories.intake.measuring [--all] [--show]

prints the table. The marks in articles/*.yaml were made by hand before any rule was tuned; those in UNSEEN were read
for tuning by nobody. Documents whose text is not in the repository are read from SOURCE_DOCUMENTS.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
import yaml

from stories.intake.drafts import Article, Draft
from stories.intake.rules import propose

FOLDER = Path(__file__).parent / "articles"
UNSEEN = ("document-003", "tunnel", "grid", "merger")


@dataclass
class Marks:
    """What was found of what there is, and what was proposed that a careful reader would not."""

    found: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    nonsense: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def add(self, other: Marks) -> None:
        for name in ("found", "there", "proposed", "nonsense"):
            getattr(self, name).update(getattr(other, name))
        self.missed += other.missed
        self.odd += other.odd

    def share(self, what: str) -> float:
        return self.found[what] / self.there[what] if self.there[what] else 1.0

    @property
    def nonsense_share(self) -> float:
        return self.nonsense.total() / max(1, self.proposed.total())


def texts() -> dict[str, str]:
    """The texts that are at hand, by the name of their marks."""
    found = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.txt"))}
    folder = os.environ.get("SOURCE_DOCUMENTS")
    for marks in sorted(FOLDER.glob("document-*.yaml")) if folder else ():
        for path in Path(folder or "").glob(f"{marks.stem.removeprefix('document-')}_*.txt"):
            found[marks.stem] = _read(path)
    return found


def _read(path: Path) -> str:
    """As the desk would keep it."""
    from stories.intake.extraction import read_uploaded

    return read_uploaded(path.read_bytes(), path.name).text


def measured(name: str, text: str) -> Marks:
    truth = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    drafts = propose(Article(text=text, date=truth["date"]))
    marks = Marks()
    _quotes(truth, [d for d in drafts if d.kind == "quote"], marks)
    _numbers(truth, [d for d in drafts if d.kind == "figure"], marks)
    _events(truth, [d for d in drafts if d.kind == "event"], marks, text)
    _names(truth, "people", [d for d in drafts if d.kind == "person"], marks)
    _names(truth, "organisations", [d for d in drafts if d.kind == "organisation"], marks)
    marks.missed = [f"{name}: {line}" for line in marks.missed]
    marks.odd = [f"{name}: {line}" for line in marks.odd]
    return marks


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words.lower()).strip()


def _count(marks: Marks, what: str, is_found: bool, words: object) -> None:
    marks.there[what] += 1
    marks.found[what] += is_found
    if not is_found:
        marks.missed.append(f"{what}: {words}")


def _judge(marks: Marks, what: str, draft: Draft, is_sense: bool) -> None:
    marks.proposed[what] += 1
    if not is_sense:
        marks.nonsense[what] += 1
        marks.odd.append(f"{what}: {dict(draft.values)}")


def _quotes(truth: dict[str, Any], drafts: list[Draft], marks: Marks) -> None:
    def same(entry: list[str], draft: Draft) -> bool:
        return _plain(draft.values["text"]).startswith(_plain(entry[0]))

    def speaks(entry: list[str], draft: Draft) -> bool:
        name = "" if entry[1] == "?" else entry[1]
        return bool(name.split()[-1:] == draft.values["speaker"].split()[-1:])

    for entry in truth["quotes"]:
        found = [draft for draft in drafts if same(entry, draft)]
        _count(
            marks,
            "quotes",
            any(speaks(entry, draft) for draft in found),
            [*entry, [d.values["speaker"] for d in found]],
        )
    known = [*truth["quotes"], *truth["may_quotes"]]
    for (
        draft
    ) in drafts:  # a quotation given to the wrong person is nonsense; one left without is a quotation still
        ok = any(same(e, draft) and (speaks(e, draft) or not draft.values["speaker"]) for e in known)
        _judge(marks, "quotes", draft, ok)


def _amount(value: str, unit: str) -> tuple[str, ...]:
    words = f"{value} {unit}".lower().replace("per cent", "%").replace("percent", "%").replace("%", " % ")
    words = re.sub(r"\s*(?:[-–—]|\bto\b|\band\b)\s*(?=[€$£]?\d)", " – ", words)
    return tuple(re.sub(r"(?<=[a-z]{3})s\b", "", words).split())


def _numbers(truth: dict[str, Any], drafts: list[Draft], marks: Marks) -> None:
    def same(entry: str, draft: Draft) -> bool:
        want, have = _amount(entry, ""), _amount(draft.values["value"], draft.values["unit"])
        number = len(want) - 1 if len(want) > 1 else 1
        return want == have or (want[:number] == have[:number] and want[-1] in have)

    for entry in truth["numbers"]:
        _count(marks, "numbers", any(same(entry, draft) for draft in drafts), entry)
    known = [*truth["numbers"], *truth["may_numbers"]]
    for draft in drafts:
        _judge(marks, "numbers", draft, any(same(entry, draft) for entry in known))


def _when(draft: Draft) -> str:
    date, end = draft.values["date"], draft.values["end_date"]
    cut = {"year": 4, "month": 7}.get(draft.values["precision"], 10)
    return f"{date[:cut]}/{end[:cut]}" if end else date[:cut]


def _events(truth: dict[str, Any], drafts: list[Draft], marks: Marks, text: str) -> None:
    def said(value: object) -> str:
        return value.isoformat() if isinstance(value, dt.date) else str(value)

    days = {_when(draft) for draft in drafts}
    for value in truth["dates"]:
        _count(marks, "dates", said(value) in days, value)
    known = {said(value) for value in [*truth["dates"], *truth["may_dates"]]}
    relative = [*truth.get("relative", ()), *truth.get("may_relative", ())]
    for words, value in truth.get("relative", ()):
        mine = [draft for draft in drafts if words in text[draft.start : draft.end]]
        _count(
            marks,
            "relative",
            said(value) in {_when(draft) for draft in mine},
            [words, value, [_when(d) for d in mine]],
        )
    for draft in drafts:
        passage = text[draft.start : draft.end]
        ok = _when(draft) in known or any(w in passage and said(v) == _when(draft) for w, v in relative)
        _judge(marks, "events", draft, ok or (not draft.values["date"] and not truth["date"]))


def _names(truth: dict[str, Any], what: str, drafts: list[Draft], marks: Marks) -> None:
    listed = [entry if isinstance(entry, list) else [entry, ""] for entry in truth[what]]
    for name, office in listed:
        mine = [draft for draft in drafts if _plain(draft.values["name"]) == _plain(name)]
        told = [
            draft
            for draft in mine
            if what == "organisations" or _plain(office).split()[-1] in _plain(draft.values["office"]).split()
        ]
        _count(marks, what, bool(told), [name, office, [d.values.get("office") for d in mine]])
    known = {_plain(entry[0]) for entry in listed} | {_plain(name) for name in truth[f"may_{what}"]}
    for draft in drafts:
        short = _plain(str(draft.values.get("abbreviation") or ""))
        _judge(marks, what, draft, _plain(draft.values["name"]) in known or short in known)


def table(rows: dict[str, Marks]) -> str:
    kinds = ("quotes", "numbers", "dates", "relative", "people", "organisations")
    lines = [f"{'':16}" + "".join(f"{kind:>16}" for kind in kinds) + f"{'nonsense':>16}"]
    for name, marks in rows.items():
        cells = [
            f"{marks.found[kind]}/{marks.there[kind]} {marks.share(kind):4.0%}" if marks.there[kind] else "–"
            for kind in kinds
        ]
        wrong = f"{marks.nonsense.total()}/{marks.proposed.total()} {marks.nonsense_share:4.0%}"
        lines.append(f"{name:16}" + "".join(f"{cell:>16}" for cell in [*cells, wrong]))
    return "\n".join(lines)


def all_measured(*, unseen: bool) -> tuple[dict[str, Marks], Marks, Marks]:
    """By text; together those tuned on, and those that were not."""
    rows, seen, held = {}, Marks(), Marks()
    for name, text in texts().items():
        if name in UNSEEN and not unseen:
            continue
        rows[name] = measured(name, text)
        (held if name in UNSEEN else seen).add(rows[name])
    return rows, seen, held


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    rows, seen, held = all_measured(unseen="--all" in sys.argv)
    out = table(rows | {"tuned on": seen} | ({"unseen": held} if "--all" in sys.argv else {}))
    if "--show" in sys.argv:
        out += (
            "\n\nmissed\n"
            + "\n".join(seen.missed + held.missed)
            + "\n\nnonsense\n"
            + "\n".join(seen.odd + held.odd)
        )
    sys.stdout.write(out + "\n")
