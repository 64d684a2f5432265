"""Factual sentences must cite; maxims, questions of principle and the motion need not."""

from __future__ import annotations

import pytest

from .conftest import Checker


@pytest.mark.parametrize(
    "text",
    [
        "There are 64,000 of them.",
        "It began in February 2022.",
        "They call it “peace with honour”.",
        "Critics said that it would fail.",
        "Peace is dear [1].",
        "Half of the army has gone.",
        "The Dayton accords ended the war in Bosnia.",
        "Monitors of the OSCE had no power to enforce the agreements.",
    ],
)
def test_it_asks_facts_for_a_citation(text: str, checked: Checker) -> None:
    assert checked(text).kind == "factual"


@pytest.mark.parametrize(
    "text",
    [
        "A promise that nobody guards is a wish.",
        "Who would trust a neighbour that keeps no law?",
        "Would Moscow keep its word?",
        "Two things follow from this.",
        "I say that peace is dear, and history says so too.",
        "European troops should deploy before Moscow agrees.",
        "I hold that European troops should deploy before Moscow agrees, and I am not ashamed of it.",
        "Tomorrow is no excuse.",
        "Come with me from Dayton to Minsk.",
        "So the choice before Kyiv is between this line and a worse one next winter.",
        "I do not ask you to trust Moscow.",
        "Why did Zelenskyy sell the Donbas?",
        "There are only two endings, and one price.",
        "First, let us be honest.",
        "The strong do what they can, and the weak suffer what they must.",
    ],
)
def test_it_lets_principles_stand(text: str, checked: Checker) -> None:
    sentence = checked(text)
    assert (sentence.kind, sentence.status, sentence.findings) == ("rhetorical", "rhetorical", ())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I grant you the Minsk agreements [11], and I keep the Dayton accords [12].", "supported"),
        ("Grant me the Minsk agreements [11], all of which were signed by Napoleon.", "unsupported"),
        (
            "Bankers wrote the Minsk agreements [11] to prepare some bigger slaughter for profit.",
            "unsupported",
        ),
    ],
)
def test_it_lets_debaters_point_to_an_item_by_its_label(text: str, status: str, checked: Checker) -> None:
    assert checked(text).status == status
