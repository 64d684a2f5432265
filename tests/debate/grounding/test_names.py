"""Names: capitals, aliases, titles, states, and scripts without capitals."""

from __future__ import annotations

import pytest

from debate.evidence.brief import Brief, Card
from debate.grounding import check
from debate.grounding.names import names
from debate.grounding.text import plain

from .conftest import Checker


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The plan of Steve Witkoff failed.", ["Steve Witkoff"]),
        ("The plan of President Putin failed.", ["Putin"]),
        ("The plan of Gen. Andrii Hnatov failed.", ["Andrii Hnatov"]),
        ("The plan of J. F. Kennedy failed.", ["J. F. Kennedy"]),
        ("The Coalition of the Willing met.", ["Coalition of the Willing"]),
        ("Peace is dear.", []),
        ("He said: Peace is dear, and I know it.", []),
        ("In Starmer's view Ursula von der Leyen agreed.", ["Starmer", "Ursula von der Leyen"]),
        ("The talks at Mar-a-Lago ended in May.", ["Mar-a-Lago"]),
        ("Hear Starmer on the matter.", ["Starmer"]),
        ("The prince محمد بن سلمان spoke.", ["محمد بن سلمان"]),
    ],
)
def test_it_finds_the_names(text: str, shown: list[str]) -> None:
    assert [name.shown for name in names(plain(text), frozenset({"starmer"}))] == shown


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Macron and Starmer signed a declaration of intent to send troops [6].", True),
        ("Prime Minister Starmer signed a declaration of intent to send troops [6].", True),
        ("The British and the French signed a declaration of intent to send troops [6].", True),
        ("London and Paris signed a declaration of intent to send troops [6].", True),
        ("In Berlin they signed a declaration of intent to send troops [6].", False),
        ("Macron and Merz signed a declaration of intent to send troops [6].", False),
        ("Keir Macron signed a declaration of intent to send troops [6].", False),
        ("Lavrov signed a declaration of intent to send troops [6].", False),
        ("Britain's Starmer signed a declaration of intent to send troops [6].", True),
        ("Macrón signed a declaration of intent to send troops [6].", True),
    ],
)
def test_it_asks_the_cited_cards_for_names(text: str, named: bool, checked: Checker) -> None:
    assert ("name" not in checked.rules(text)) is named


def test_it_lets_the_debaters_be_named(checked: Checker) -> None:
    text = "Here von Suttner forgets that the Dayton accords ended the war in Bosnia [12]."
    assert "name" in checked.rules(text)
    assert "name" not in checked.rules(text, names=("Bertha von Suttner",))
    assert (
        checked("And that is where Bertha von Suttner goes wrong.", names=("Bertha von Suttner",)).kind
        == "rhetorical"
    )


ENVOYS = Brief(
    story="s",
    motion_key="m",
    motion="m",
    cards=(
        Card(
            n=1,
            item="event-e",
            kind="event",
            claim="Volodymyr Zelenskyy, Łukasz Gorski, Giorgia Meloni and Jens Larsen met in Kyiv.",
            label="the meeting",
            names=(
                "Volodymyr Zelenskyy",
                "Łukasz Gorski",
                "Giorgia Meloni",
                "Jens Larsen",
                "Mikhail Gorbachev",
                "Novak Đoković",
                "Muammar Kadhafi",
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        ("Zelensky", True),
        ("Зеленський", True),
        ("Lukasz Górski", True),
        ("Gorbachov", True),
        ("Djokovic", True),
        ("Gaddafi", True),
        ("Qaddafi", True),
        ("Melania", False),
        ("Hansen", False),
        ("Gorky", False),
    ],
)
def test_it_knows_a_name_in_another_spelling_and_no_other_name(name: str, is_known: bool) -> None:
    (sentence,) = check(f"In Kiev {name} met the others [1].", ENVOYS).sentences
    assert ("name" not in {finding.rule for finding in sentence.findings}) is is_known


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("Gaborone amended its law in May [1].", True),
        ("Harare amended its law in May [1].", False),
        ("The Mauritian women had complained of it [1].", True),
        ("Officials in Gaborone had resisted it [1].", True),
        ("The women complained at Gaborone [1].", False),
        ("Sunny Mauritius had done so before [1].", True),
    ],
)
def test_it_knows_any_state_by_its_seat_and_its_people(text: str, is_known: bool) -> None:
    card = Card(
        n=1,
        item="event-a",
        kind="event",
        claim="Botswana amended the law after women in Mauritius had complained at Geneva.",
        label="the change",
    )
    brief = Brief(story="s", motion_key="m", motion="m", cards=(card,))
    (sentence,) = check(text, brief).sentences
    assert ("name" not in {finding.rule for finding in sentence.findings}) is is_known


ARABIC = Brief(
    story="s",
    motion_key="m",
    motion="m",
    cards=(
        Card(
            n=1,
            item="event-a",
            kind="event",
            claim="The prince محمد بن سلمان met the envoys in the capital.",
            label="the meeting",
            names=("محمد بن سلمان",),
        ),
    ),
)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("محمد بن سلمان", "supported"),
        ("\u202bمُحمد بن سلمان\u202c", "supported"),
        ("فيصل بن فرحان", "unsupported"),
    ],
)
def test_it_reads_names_from_right_to_left(name: str, status: str) -> None:
    (sentence,) = check(f"The prince {name} met the envoys in the capital [1].", ARABIC).sentences
    assert sentence.status == status
