"""Opposite directions, figures in other spellings and habits of citing: small pairs of card and sentence."""

from __future__ import annotations

import pytest

from debate.evidence.brief import Brief, Card
from debate.grounding import check


def checked(claim: str, text: str, detail: str = "", kind: str = "event") -> set[str]:
    card = Card(
        n=1,
        item=f"{kind}-1",
        kind=kind,
        claim=claim,
        detail=detail,
        label="it",
        names=("Central Bank", "Egypt"),
    )  # type: ignore[arg-type]
    report = check(
        text, Brief(story="s", motion_key="m", motion="The harbour should be closed", cards=(card,))
    )
    return {finding.rule for sentence in report.failures for finding in sentence.findings}


TURNED = (
    ("Exports rose.", "Exports fell [1]."),
    ("Exports fell.", "Exports rose [1]."),
    ("Inflation fell to 2.5 percent.", "Inflation rose to 2.5 percent [1]."),
    ("Inflation fell to 2.5 percent in May.", "In May inflation climbed to 2.5 percent [1]."),
    ("The Central Bank raised its rate to 4 percent.", "The Central Bank cut its rate to 4 percent [1]."),
    ("Unemployment was higher than in 2019.", "Unemployment was lower than in 2019 [1]."),
    ("The treaty may be extended if both sides agree.", "The treaty will be extended [1]."),
    ("The output was larger than that of France.", "The output was smaller than that of France [1]."),
    ("The lake's level dropped by two metres.", "The lake's level rose by two metres [1]."),
    ("The tax was lowered from 12 to 9 percent.", "The tax was raised from 9 to 12 percent [1]."),
    (
        "Egypt brought the deadline forward from 2000 to 1996.",
        "Egypt moved the deadline from 1996 to 2000 [1].",
    ),
    ("The court found for the miners.", "The court found against the miners [1]."),
    ("The court voted 5 to 4 against the ban.", "The court voted 5 to 4 for the ban [1]."),
    ("Fog had been one of the dangers of the strait.", "Fog had been the only danger of the strait [1]."),
    ("It rained at points in 2025.", "It rained throughout the whole of 2025 [1]."),
    ("Castro's letter reached Khrushchev in Moscow.", "Khrushchev's letter reached Castro in Moscow [1]."),
    ("Egypt agreed, and Sudan did not.", "Sudan agreed, and Egypt did not [1]."),
)


@pytest.mark.parametrize(("claim", "text"), TURNED)
def test_the_opposite_is_refused_and_the_card_itself_is_not(claim: str, text: str) -> None:
    assert checked(claim, text)
    assert not checked(claim, claim.rstrip(".") + " [1].")


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("There were 10.4m voters.", "There were 10.4 million voters [1]."),
        ("China joined in 1991 and India in 1992.", "India joined a year after China [1]."),
        (
            "Sweeney warned Kennedy. He kept to his course, and told the Air Force to stay ready.",
            "Kennedy kept to his course and told the Air Force to stay ready [1].",
        ),
        ("There were 10.4m voters.", "There were 10,400,000 voters [1]."),
        ("The fund holds US$2 billion.", "The fund holds $2 billion [1]."),
        ("The fund holds $2 billion.", "The fund holds US$2 billion [1]."),
        ("The fund holds $2 billion.", "The fund holds USD 2 billion [1]."),
        ("The loan was of €14 billion.", "The loan was of EUR 14 bn [1]."),
        ("There were 1,500,000 voters.", "There were 1.500.000 voters [1]."),
        ("There were 1,500,000 voters.", "There were 1'500'000 voters [1]."),
        ("There were 1,500,000 voters.", "There were a million and a half voters [1]."),
        ("The rate rose by 0.5 percentage points.", "The rate rose by half a percentage point [1]."),
        ("Turnout was 61.5 %.", "Turnout was 61·5 % [1]."),
        ("The pipe is 10.4 m long.", "The pipe is 10.4 metres long [1]."),
    ],
)
def test_a_figure_in_another_spelling_is_the_same(claim: str, text: str) -> None:
    assert not checked(claim, text)


@pytest.mark.parametrize("marker", ["【1】", "【1†source】", "［1］", "[^1]"])
def test_habits_of_citing_are_understood(marker: str) -> None:
    assert not checked("Exports fell in May.", f"Exports fell in May {marker}.")
    assert checked("Exports fell in May.", f"Exports rose in May {marker}.")


@pytest.mark.parametrize("marks", ["❝❞", "〝〞", "″″", "《》", "“”", "＂＂"])
def test_every_kind_of_quotation_mark_holds_words_to_the_card(marks: str) -> None:
    said = f"The minister said {marks[0]}%s{marks[1]} [1]."
    card = "The minister said “we will not pay a penny more”."
    assert not checked(card, said % "we will not pay a penny more")
    assert checked(card, said % "we will gladly pay every penny") & {"quotation-missing"}
