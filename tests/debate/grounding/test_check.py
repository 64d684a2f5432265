"""The whole check: the report, messages for writers, and input nobody would write."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debate.evidence.brief import Brief, Card
from debate.grounding import UNDECIDABLE, check

from .briefs import APOLLO, PEACE, big
from .conftest import Checker

SPEECH = (
    "European troops should deploy before Moscow agrees, and I will say why. What began as 28 points is now a "
    "framework of twenty [1]. By Zelenskyy's own count, 90 % of the framework is agreed with Washington [2]. “We can "
    "only get to a peace deal if Putin is ready to make compromises,” said Keir Starmer [9]. Up to 15,000 British and "
    "French troops are planned, The Times reported, although 64,000 had once been imagined [7]. A wall without guards "
    "is a line on a map. The Minsk agreements were never carried out, because monitors of the OSCE had no power to "
    "enforce them [11]. At Dayton about sixty thousand NATO soldiers deployed only after all parties had signed [12]. "
    "Who would trust a promise that nobody keeps? Thirty-five nations pledge guarantees [5], and a pledge is a debt."
)


def test_it_reports_a_speech() -> None:
    report = check(SPEECH, PEACE)
    assert not report.failures
    assert report.precision == report.recall == 1.0
    assert report.cited == {1, 2, 5, 7, 9, 11, 12}
    assert " ".join(sentence.text for sentence in report.sentences) == SPEECH


def test_it_counts_precision_and_recall() -> None:
    text = "The Dayton accords ended the war in Bosnia [12]. The Dayton accords ended the war in Kosovo [12][11]. It cost 40 lives."
    report = check(text, PEACE)
    assert report.precision == pytest.approx(1 / 3)
    assert report.recall == pytest.approx(1 / 3)
    assert [sentence.text for sentence in report.failures] == [
        sentence.text for sentence in report.sentences[1:]
    ]


@pytest.mark.parametrize("text", ["", "  \n\n ", "Peace is dear."])
def test_it_gives_no_credit_where_there_is_no_evidence(text: str) -> None:
    report = check(text, PEACE)
    assert (report.precision, report.recall, report.cited, report.failures) == (0.0, 0.0, frozenset(), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "The Times reported that up to 65,000 troops are planned [7].",
            "the number 65,000 is not in card 7",
        ),
        ("Dayton ended the war in Kosovo [12].", "the name “Kosovo” is not in card 12"),
        ("Dayton ended the war in Bosnia [16].", "there is no card 16 in the brief"),
        (
            "Dayton ended the war in Bosnia in 1996 [12].",
            "the date 1996 is not in card 12, or not so exactly",
        ),
        ("Dayton ended the war in Bosnia.", "a statement of fact needs a citation; it reads like card 12"),
        (
            "Putin spoke of “legitimate military targets” [8].",
            "card 8 gives these words to Maria Zakharova, not to Putin",
        ),
        (
            "Zakharova spoke of “very substantive” talks [8].",
            "the quoted words “very substantive” are in card 10, not in card 8",
        ),
        ("Dayton failed to end the war in Bosnia [12].", "“failed” turns round what card 12 says"),
        ("Guarantees of 15,000 years [2][3].", "the number 15,000 years is not in cards 2 and 3"),
    ],
)
def test_it_tells_a_writer_what_is_wrong(text: str, message: str, checked: Checker) -> None:
    assert message in [finding.message for finding in checked(text).findings]


def test_an_editors_inference_is_an_argument_and_no_evidence(checked: Checker) -> None:
    repeated = checked("And so paper that nobody guards is torn up [11].")
    assert (repeated.status, repeated.inference, repeated.bearing) == ("supported", True, ())
    retold = checked("Paper is torn up wherever nobody guards it [11].")
    assert (retold.status, retold.inference) == ("weak", False)
    elsewhere = checked("And so paper that nobody guards is torn up [12].")
    assert (elsewhere.status, elsewhere.inference) == ("weak", False)


def test_it_lets_a_speech_go_on_with_what_it_has_cited() -> None:
    began = "The Times reported that up to 15,000 British and French troops are planned [7]."
    alone = check("Of those 15,000, how many will come?", PEACE).sentences[0]
    assert alone.status == "unsupported"
    _, after = check(f"{began} Of those 15,000, how many will come?", PEACE).sentences
    assert (after.status, after.earlier, after.cards) == ("rhetorical", (7,), (7,))
    (later,) = check("Of those 15,000, how many will come?", PEACE, earlier=(7,)).sentences
    assert later.status == "rhetorical"


def test_it_checks_what_goes_on_without_a_citation_against_the_card_that_it_goes_on_with() -> None:
    began = "The Dayton accords ended the war in Bosnia [12]."
    _, turned = check(f"{began} The Dayton accords did not end the war in Bosnia.", PEACE).sentences
    assert (turned.status, {finding.rule for finding in turned.findings}) == ("unsupported", {"negation"})
    _, kept = check(f"{began} The Dayton accords ended the war in Bosnia.", PEACE).sentences
    assert kept.status == "rhetorical"


def test_it_shows_the_words_of_a_card_that_bear_a_sentence(checked: Checker) -> None:
    (bearing,) = checked("Some provisions on prisoners were honoured under Minsk [11].").bearing
    assert (bearing.card, bearing.text) == (11, "Some provisions on prisoners were honoured.")
    assert bearing.text in PEACE.cards[10].detail
    first, second = checked(
        "The Dayton accords ended the war in Bosnia, and the Minsk agreements were never carried out [11][12]."
    ).bearing
    assert {first.card, second.card} == {11, 12}


def test_it_reads_no_more_than_it_must() -> None:
    report = check("Peace is dear. " * 3000, PEACE)
    *_, last = report.sentences
    assert {finding.rule for finding in last.findings} == {"length"}
    assert last.text.endswith("Peace is dear.")


def test_it_lists_what_it_cannot_decide() -> None:
    assert len(UNDECIDABLE) > 8
    assert all(line.endswith(".") and len(line) < 140 for line in UNDECIDABLE)


ONE = Brief(story="s", motion_key="m", motion="One card is enough", cards=(replace(PEACE.cards[11], n=1),))
NONE = Brief(story="s", motion_key="m", motion="No card is enough", cards=())


@pytest.mark.parametrize(
    ("text", "brief", "statuses"),
    [
        ("[3]", PEACE, ["unsupported"]),
        ("[3][4] [5].", PEACE, ["unsupported"]),
        ("[99]", PEACE, ["unsupported"]),
        ("The Dayton accords ended the war in Bosnia [1].", ONE, ["supported"]),
        ("The Minsk agreements ended the war in Bosnia [1].", ONE, ["unsupported"]),
        ("The Dayton accords ended the war in Bosnia [1].", NONE, ["unsupported"]),
        ("Peace is dear.", NONE, ["rhetorical"]),
        ("“““””” ‘’ «» [1]", PEACE, ["unsupported"]),
    ],
)
def test_it_survives_thin_input(text: str, brief: Brief, statuses: list[str]) -> None:
    assert [sentence.status for sentence in check(text, brief).sentences] == statuses


NESTED = Brief(
    story="s",
    motion_key="m",
    motion="m",
    cards=(
        Card(
            n=1,
            item="quote-a",
            kind="quote",
            claim="He told me “there will be no ‘frozen conflict’ here” and left",
            label="what Ann Lee said",
            speaker="Ann Lee",
            names=("Ann Lee",),
        ),
    ),
)


@pytest.mark.parametrize(
    ("quoted", "status"),
    [
        ("“He told me ‘there will be no “frozen conflict” here’ and left”", "supported"),
        ('"He told me \'there will be no "frozen conflict" here\' and left"', "supported"),
        ("“there will be no ‘frozen conflict’ here”", "supported"),
        ("“there will be a ‘frozen conflict’ here”", "unsupported"),
        ("“He told me ‘there will be … here’ and left”", "unsupported"),
    ],
)
def test_it_reads_quotations_within_quotations(quoted: str, status: str) -> None:
    (sentence,) = check(f"Ann Lee said: {quoted} [1].", NESTED).sentences
    assert sentence.status == status


def test_it_checks_a_sentence_of_ten_thousand_characters() -> None:
    text = "The Dayton accords of 1995 ended the war in Bosnia, " * 200 + "and that is all [12]."
    (sentence,) = check(text, PEACE).sentences
    assert sentence.status == "supported"


def test_it_handles_five_thousand_cards() -> None:
    brief = big(5000)
    assert not check(SPEECH, brief).failures
    assert check("He called it “words that are nowhere at all” [3].", brief).failures


def test_it_gives_the_same_report_in_every_process() -> None:
    code = "from tests.debate.grounding.test_check import *; print(check(SPEECH + ' It fell by 7 % in Oslo [3].', PEACE))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1


WORDS = st.sampled_from(
    [
        *(
            SPEECH + " " + " ".join(card.claim + " " + card.detail for card in (*PEACE.cards, *APOLLO.cards))
        ).split(),
        "[1]",
        "[7]",
        "[99]",
        "[card 2]",
        "not",
        "“",
        "”",
        '"',
        "'",
        "…",
        "1,2",
        "٣٥",
        "up to",
        "half",
        "May",
        "محمد",
        "—",
        ".",
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_it_never_raises(text: str) -> None:
    report = check(text, PEACE, known_names=("Bertha von Suttner",))
    for sentence in report.sentences:
        assert 0.0 <= sentence.overlap <= 1.0
        assert bool(sentence.findings) == (sentence.status == "unsupported")
        assert (sentence.kind == "rhetorical") == (sentence.status == "rhetorical")


def test_a_sentence_of_small_words_alone_rests_on_the_card_that_has_them_in_order() -> None:
    cards = (
        Card(
            n=1,
            item="event-a",
            kind="event",
            claim="Valve and hatch had failed.",
            label="the failure",
            detail="Nothing could be done about either.",
        ),
        Card(
            n=2,
            item="event-b",
            kind="event",
            claim="All was done that could be; nothing was said about it by either.",
            label="the silence",
        ),
    )
    story = Brief(story="s", motion_key="m", motion="It was safe", cards=cards)
    (right,) = check("Nothing could be done about either [1].", story).sentences
    (wrong,) = check("Nothing could be done about either [2].", story).sentences
    assert right.status == "supported"
    assert wrong.status != "supported"
