"""Quotations: every kind of mark, and the verdicts told apart."""

from __future__ import annotations

import pytest

from debate.grounding.quotations import left_out, parts, reverses
from debate.grounding.text import joined
from debate.text.marks import spans

from .conftest import Checker


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ('He said "it is so" then.', ["it is so"]),
        ("He said “it is so” then.", ["it is so"]),
        ("He said «it is so» and »it is not« then.", ["it is so", "it is not"]),
        ("He said „it is so“ and ”it is not” then.", ["it is so", "it is not"]),
        ("He said 'it is so' then.", ["it is so"]),
        ("He said ‘it is so’ then.", ["it is so"]),
        ("He said 「 it 」 then.", [" it "]),
        ("The allies' troops and Putin's envoys don't wait.", []),
        ("’Twas in the ’90s, and the allies’ troops left.", []),
        ("He said 'the allies' troops don't wait' then.", ["the allies' troops don't wait"]),
        (
            "He said “she called it ‘a frozen conflict’ once” then.",
            ["she called it ‘a frozen conflict’ once"],
        ),
        ('He said "she called it "frozen" once" then.', ['she called it "frozen" once']),
        ("«Il a dit “non” hier»", ["Il a dit “non” hier"]),
        ('A 5" pipe and a 6" pipe.', []),
    ],
)
def test_it_finds_what_stands_between_marks(text: str, inner: list[str]) -> None:
    assert [span.text for span in spans(text)] == inner
    assert all(span.closed for span in spans(text))


@pytest.mark.parametrize(
    "text", ["He said “it is so.", "He said it is so” then.", 'He said "it is so.', "Yes» he said."]
)
def test_it_notices_a_mark_without_its_partner(text: str) -> None:
    assert [span.closed for span in spans(text)] == [False]


@pytest.mark.parametrize(
    ("quotation", "skipped"),
    [
        ("we will not send troops before a ceasefire", []),
        ("We will NOT send troops", []),
        ("we will … send troops", ["not"]),
        ("we will not … before a ceasefire", ["send", "troops"]),
        ("we will not [...] before a cease-fire", None),
        ("[W]e will not send", []),
        ("before a ceasefire … we will", None),
        ("we will send", None),
    ],
)
def test_it_finds_elided_words_in_order(quotation: str, skipped: list[str] | None) -> None:
    assert left_out(parts(quotation), joined("We will not send troops before a ceasefire.")) == skipped


def test_it_knows_what_an_ellipsis_may_not_hide() -> None:
    assert reverses(["does", "not"]) == "not"
    assert reverses(["units", "and", "facilities"]) == ""


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Zakharova spoke of “legitimate civilian targets” [8].", "quotation-missing"),
        ("Zakharova spoke of “useful, constructive and very substantive” talks [8].", "quotation-elsewhere"),
        ("Starmer spoke of “legitimate military targets” [8].", "quotation-speaker"),
        ("Putin called the talks “useful, constructive and very substantive” [10].", "quotation-speaker"),
        (
            "Macron said that “troops and build military hubs across Ukraine” were signed for [6].",
            "quotation-speaker",
        ),
        ("Zakharova spoke of “legitimate military targets [8].", "quotation-missing"),
        ("Ushakov called them “useful … substantive … constructive” [10].", "quotation-missing"),
        ("The guarantees are a “fig leaf” [5].", "quotation-missing"),
    ],
)
def test_it_tells_the_verdicts_apart(text: str, rule: str, checked: Checker) -> None:
    assert rule in checked.rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Zakharova spoke of “legitimate military targets” [8].",
        "Zakharova spoke of 'legitimate military targets' [8].",
        "Zakharova spoke of „legitimate  military targets“ [8].",
        "“All such units and facilities,” said Zakharova, “will be considered legitimate military targets” [8].",
        "The Russian spokeswoman warned of “legitimate military targets” [8].",
        "She said that they were “legitimate military targets” [8].",
        "All this concerns “legitimate military targets” [8].",  # whose words they are stands in the card
        "France and the United Kingdom signed for “military hubs” [6].",
        "The motion says “European troops should deploy before Moscow agrees”, and Minsk was never carried out [11].",
    ],
)
def test_it_passes_true_quotations(text: str, checked: Checker) -> None:
    assert not {rule for rule in checked.rules(text) if rule.startswith("quotation")}
