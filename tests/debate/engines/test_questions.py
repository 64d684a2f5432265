"""The three crossfire questions: of three kinds, each with its weakness, natural with any label."""

from __future__ import annotations

import re

import pytest

from debate.engines.base import QuestionsTask
from debate.engines.offline import questions
from debate.engines.offline.plan import cited
from debate.evidence.brief import Brief, Card
from tests.debate.fixtures import brief, personas

KINDS = ("figure", "event", "quote", "precedent", "scenario", "person", "organisation")


def a_brief(*kinds: str, label: str = "the harbour treaty") -> Brief:
    cards = tuple(
        Card(
            n=n,
            item=f"{kind}-{n}",
            kind=kind,
            claim=f"Thing {n} was agreed.",
            label=label,
            reasons={"pro": "It helps."} if n % 2 else {"con": "It hurts."},
        )
        for n, kind in enumerate(kinds, start=1)
    )
    return Brief(story="s", motion_key="m", motion="The harbour should stay open", cards=cards)


def ask(on: Brief, pro: str, con: str) -> tuple[questions.AskedQuestion, ...]:
    one, two = list(personas().values())[:2]
    return questions.ask(QuestionsTask(brief=on, pro=one, con=two, openings={"pro": pro, "con": con}))


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("second", KINDS)
def test_three_kinds_press_each_side_and_both(first: str, second: str) -> None:
    asked = ask(a_brief(first, second, "event", "figure"), "One [1].", "Two [2].")
    assert len({question.kind for question in asked}) == 3
    assert [question.presses for question in asked] == ["pro", "con", "both"]
    for question in asked:
        assert question.weakness.startswith("Presses ")
        assert question.text.endswith("?")
        assert "{" not in question.text


@pytest.mark.parametrize(
    "label", ["the figure of 90 hours", "what Ada Lovelace said", "הסכם הנמל", "the {odd} label"]
)
def test_any_label_stands_in_the_question_with_its_citation(label: str) -> None:
    for kind in KINDS:
        asked = ask(a_brief(kind, "event", "figure", label=label), "One [1].", "Two [2].")
        assert (
            f"{label} [1]" in asked[0].text[:1].lower() + asked[0].text[1:]
            or label in asked[0].text.lower()
            or (asked[0].text.casefold().count(label.casefold()) == 1)
        )
        assert cited(asked[0].text) == list(asked[0].cards)


def test_an_empty_brief_and_silent_openings_are_asked_too() -> None:
    asked = ask(a_brief(), "Nothing.", "Nothing.")
    assert len({question.kind for question in asked}) == 3
    assert all(question.cards == () and "[" not in question.text for question in asked)


def test_the_third_question_is_about_a_card_that_neither_side_cited() -> None:
    asked = ask(a_brief("event", "event", "figure"), "One [1].", "Two [2].")
    assert asked[2].cards == (3,)


def test_an_answer_may_begin_in_the_questions_own_words() -> None:
    """Both sides, whichever way it was asked, with words of four letters or more shared."""
    seen = set()
    for ways in (
        *(some for _, some in questions._CRITICAL.values()),
        questions._COMMITMENT[1],
        questions._UNSAID,
    ):
        for way in ways:
            text = way.text.format(who="Kant", topic="the treaty [1]")
            for presses in ("pro", "con", "both"):
                question = questions.AskedQuestion(
                    text=text, kind="k", presses=presses, weakness="w", cards=(1,)
                )
                begins = questions.echo(question, "pro", helped=True)
                assert begins.endswith(":")
                assert begins in (way.defends, way.presses)
                asked = set(re.findall(r"[a-z]{3,}", text.lower()))
                assert asked & set(re.findall(r"[a-z]{3,}", begins.lower())), (text, begins)
            seen |= {way.defends, way.presses}
    assert len(seen) == 2 * sum(
        len(some)
        for some in (
            *(s for _, s in questions._CRITICAL.values()),
            questions._COMMITMENT[1],
            questions._UNSAID,
        )
    )


def test_two_sides_that_a_silence_helps_do_not_begin_alike() -> None:
    for way in questions._UNSAID:
        text = way.text.format(who="", topic="the treaty [1]")
        question = questions.AskedQuestion(text=text, kind="k", presses="both", weakness="w", cards=(1,))
        begins = {side: questions.echo(question, side, helped=True) for side in ("pro", "con")}
        assert begins["pro"] != begins["con"]
        asked = set(re.findall(r"[a-z]{3,}", text.lower()))
        assert asked & set(re.findall(r"[a-z]{3,}", begins["con"].lower()))


def test_a_question_by_somebody_else_has_no_echo() -> None:
    question = questions.AskedQuestion(text="Why now?", kind="k", presses="pro", weakness="w", cards=())
    assert questions.echo(question, "pro", helped=False) == ""


def test_shipped_briefs_give_questions_that_name_their_card() -> None:
    story = brief()
    asked = ask(story, "One [1].", "Two [2].")
    for question in (asked[0], asked[2]):
        card = story.card(question.cards[0])
        assert card is not None
        assert card.label.lower() in question.text.lower()
