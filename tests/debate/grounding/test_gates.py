"""The gates: mutants caught, paraphrases passed. The tables are YAML, so that a reader can add a line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from debate.grounding import check

from .briefs import BRIEFS
from .mutate import mutants, true_sentences

HERE = Path(__file__).parent
PARAPHRASES: dict[str, list[str]] = yaml.safe_load((HERE / "paraphrases.yaml").read_text())
MUTANTS: dict[str, dict[str, list[list[str]]]] = yaml.safe_load((HERE / "mutants.yaml").read_text())

# Which findings count as catching a mutant of each kind.
CATCH = {
    "number": {"number", "unit"},
    "unit": {"unit", "number"},
    "date": {"date"},
    "name": {"name"},
    "quotation": {"quotation-missing", "quotation-elsewhere", "quotation-speaker"},
    "speaker": {"quotation-speaker", "name", "attribution"},
    "negation": {"negation", "direction", "order", "modality"},
    "attribution": {"attribution", "quotation-speaker"},
    "modality": {"modality", "direction"},
    "quantifier": {"quantifier"},
    "id": set(),  # whatever says that the card does not bear it out
}
WHOLLY = ("quotation", "id")


def caught(rule: str, brief: str, text: str) -> bool:
    found = {
        finding.rule for sentence in check(text, BRIEFS[brief]).failures for finding in sentence.findings
    }
    return bool(found & CATCH[rule] if CATCH[rule] else found)


@pytest.mark.parametrize("rule", MUTANTS)
def test_it_catches_the_mutants_of(rule: str) -> None:
    rows = [(brief, now) for brief, pairs in MUTANTS[rule].items() for _, now in pairs]
    missed = [now for brief, now in rows if not caught(rule, brief, now)]
    assert len(missed) <= (0 if rule in WHOLLY else 0.02 * len(rows)), missed


def test_it_passes_what_the_mutants_were_made_of() -> None:
    true = [(brief, was) for pairs in MUTANTS.values() for brief, rows in pairs.items() for was, _ in rows]
    assert [was for brief, was in true if check(was, BRIEFS[brief]).failures] == []


def test_it_passes_true_paraphrases() -> None:
    rows = [(brief, text) for brief, texts in PARAPHRASES.items() for text in texts]
    failed = [text for brief, text in rows if check(text, BRIEFS[brief]).failures]
    assert len(rows) >= 80
    assert len(failed) <= 0.1 * len(rows), failed


def test_it_has_enough_to_say_so() -> None:
    assert sum(len(rows) for pairs in MUTANTS.values() for rows in pairs.values()) >= 160


@pytest.mark.parametrize("brief", BRIEFS)
def test_it_catches_mutants_made_by_machine(brief: str) -> None:
    made: Counter[str] = Counter()
    missed: dict[str, list[str]] = {}
    for card, sentence in true_sentences(BRIEFS[brief]):
        assert not check(sentence, BRIEFS[brief]).failures, sentence
        for mutant in mutants(BRIEFS[brief], card, sentence):
            made[mutant.rule] += 1
            if not check(mutant.now, BRIEFS[brief]).failures:
                missed.setdefault(mutant.rule, []).append(mutant.now)
    assert made.total() > 150
    assert sum(map(len, missed.values())) <= 0.02 * made.total(), missed
    assert not any(rule in missed for rule in WHOLLY), missed


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (
            "The Times reported that up to 15,000 British and French troops are planned, where 64,000 were imagined [7].",
            "The Times reported that 64,000 British and French troops are planned [7].",
        ),
        (
            "Fewer than 7,500 British soldiers could be found, The Times added [7].",
            "Fewer than 7,500 French soldiers could be found, The Times added [7].",
        ),
        (
            "Monitors of the OSCE had no power to enforce the Minsk agreements [11].",
            "Monitors of the OSCE enforced the Minsk agreements [11].",
        ),
    ],
)
def test_it_cannot_see_what_its_documentation_says_it_cannot(true: str, false: str) -> None:
    """`UNDECIDABLE`: the card's own words about something else. Should one be caught one day, strike it out here."""
    assert not check(true, BRIEFS["peace"]).failures
    assert not check(false, BRIEFS["peace"]).failures
