"""debate.grounding.form: what is held against the cards in a language that no other rule knows."""

from __future__ import annotations

import dataclasses
import json

import pytest

from debate import grounding
from debate.engines.llm.cleaning import print_faults
from debate.evidence.brief import Brief, Card
from debate.evidence.cards import closed_motions, make_brief
from debate.evidence.tongue import parts_words
from debate.grounding.form import UNAPPLIED, figures_of, read
from debate.grounding.text import clean
from tests.debate.fixtures import brief, tides

MOTION = tides().motions[0]
BRIEF = make_brief(tides(), MOTION)
NUMBERS = {card.item: card.n for card in BRIEF.cards}
COST, HOMES, VOTE, FLOOD = (
    NUMBERS[f"{item}"] for item in ("figure-cost", "figure-homes", "event-announced", "event-flood")
)
QUOTE = NUMBERS["quote-mara-power"]


def rules(text: str, of: Brief = BRIEF) -> list[str]:
    return [finding.rule for s in grounding.check(text, of).sentences for finding in s.findings]


STANDS = (
    f"Станція дасть струм для 12 500 домівок [{HOMES}].",
    f"Струм матимуть 12,5 тисячі домівок [{HOMES}].",
    f"Ідеться про 48 мільйонів євро [{COST}].",
    f"Повінь 3 листопада 1987 року затопила порт [{FLOOD}].",
    f"У листопаді 1987 року порт затопило [{FLOOD}].",
    f"Голосування призначено на 12.05.2026 [{VOTE}].",
    f"Мара Лінд каже: «Порт не може чекати ще тридцять років» [{QUOTE}].",
    "Хто боїться води, той не будує портів.",
    f"Порт ім. Шевченка затопило в 1987 р. Повінь знищила склади [{FLOOD}].",
)
REFUSED = (
    (f"Станція дасть струм для 25 000 домівок [{HOMES}].", "number"),
    (f"Ідеться про 48 мільярдів євро [{COST}].", "number"),
    (f"Повінь 4 листопада 1987 року затопила порт [{FLOOD}].", "date"),
    (f"Голосування призначено на 13.05.2026 [{VOTE}].", "date"),
    (f"Мара Лінд каже: «Порт не може чекати ще двадцять років» [{QUOTE}].", "quotation-missing"),
    (f"Мара Лінд каже: «Порт … чекати ще тридцять років» [{QUOTE}].", "quotation-missing"),
    (f"Мара Лінд каже: «Порт не може чекати ще тридцять років» [{COST}].", "quotation-elsewhere"),
    (f"Станція «коштуватиме 48 млн євро» [{COST}].", "quotation-missing"),
    ("Станція дасть струм порту [77].", "id"),
    ("Станція коштуватиме 48 млн євро.", "uncited"),
)


@pytest.mark.parametrize("text", STANDS)
def test_what_a_card_says_in_ukrainian_stands(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(("text", "rule"), REFUSED)
def test_a_made_up_figure_quotation_or_citation_is_refused_in_ukrainian(text: str, rule: str) -> None:
    assert rules(text) == [rule]


def test_a_figure_may_be_said_again_after_the_card_that_gives_it() -> None:
    assert rules(f"Це 48 млн євро [{COST}]. За 48 млн євро можна збудувати й дамбу [{FLOOD}].") == []


def test_it_says_which_rules_it_did_not_apply_and_english_applies_all() -> None:
    assert grounding.check(STANDS[0], BRIEF).unapplied == UNAPPLIED
    assert {"roles", "negation", "direction", "name"} <= set(UNAPPLIED)
    assert grounding.check("Nothing is said.", brief()).unapplied == ()


@pytest.mark.parametrize(
    ("tag", "text", "numbers"),
    [
        ("de", "1.500 Tonnen und 2,5 Millionen Euro", ["1500", "2500000"]),
        ("fr", "1 500 tonnes et 3 milliards", ["1500", "3000000000"]),
        ("ar", "١٢٫٥ و ٤٨", ["25/2", "48"]),
        ("uk", "Минуло 7 років, лишилося 2 тис.", ["7", "2000"]),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(tag: str, text: str, numbers: list[str]) -> None:
    assert [str(number) for number, _ in read(clean(text), figures_of(tag)).numbers] == numbers


def test_cards_of_another_language_hold_no_english_and_an_english_brief_is_what_it_was() -> None:
    said = json.dumps([dataclasses.asdict(card) for card in BRIEF.cards], ensure_ascii=False)
    assert "Discussed" not in said
    assert "what " not in said
    assert Brief.from_json(BRIEF.as_json()) == BRIEF
    assert "language" not in brief().as_json()


def test_a_text_in_another_language_than_the_storys_is_not_printed() -> None:
    assert print_faults("Порт потребує струму, і місто може його дати.", "uk") == []
    assert print_faults("The port needs power, and the town can give it to everybody.", "uk")
    assert print_faults(
        "Порту нужен ток, и город может его дать, если решится на это уже сегодня вечером, ведь мы ждём.",
        "uk",
    )
    assert print_faults("The port needs power, and the town can give it to everybody who asks for it.", "de")
    assert (
        print_faults("Der Hafen braucht Strom, und die Stadt kann ihn allen geben, die danach fragen.", "de")
        == []
    )


def test_words_that_cannot_be_counted_are_not_debated() -> None:
    assert [parts_words(tag) for tag in ("uk", "ar", "ko", "ja", "zh-Hant", "th")] == [True] * 3 + [False] * 3
    assert set(closed_motions(tides(), "why").values()) == {"why"}


def test_a_card_without_words_bears_nothing() -> None:
    bare = Brief(
        story="s",
        motion_key="m",
        motion="М",
        language="uk",
        cards=(Card(n=1, item="event-a", kind="event", claim="", label=""),),
    )
    assert [s.status for s in grounding.check("Порт [1].", bare).sentences] == ["weak"]
