"""The three crossfire questions: of three kinds, each with its weakness, natural with any label."""

from __future__ import annotations

import pytest

from debate.engines.base import QuestionsTask
from debate.engines.offline import plan, questions
from debate.engines.offline.plan import cited
from debate.evidence.brief import Brief, Card
from tests.debate.fixtures import briefs, personas

KINDS = ("figure", "event", "quote", "precedent", "scenario", "person", "organisation")


def a_brief(*kinds: str, label: str = "the harbour treaty") -> Brief:
    cards = tuple(
        Card(
            n=n,
            item=f"{kind}-{n}",
            kind=kind,
            claim=f"Thing {n} was agreed upon at once.",
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


def test_the_third_question_weighs_one_of_each_or_brings_what_neither_cited() -> None:
    for story in briefs():
        pro, con = (story.for_side(side)[0] for side in ("pro", "con"))
        third = ask(story, f"One [{pro.n}].", f"Two [{con.n}].")[2]
        if third.kind == "clash":
            assert set(third.cards) == {pro.n, con.n}
        else:
            assert not set(third.cards) & {pro.n, con.n}


def test_a_question_can_be_understood_alone() -> None:
    """It tells what its card says, and for each side and way there is a sentence that answers it."""
    for story in briefs():
        pro, con = (
            next(c for c in story.for_side(side) if plan.is_whole(c) and len(c.claim.split()) < 26)
            for side in ("pro", "con")
        )
        for question in ask(story, f"One [{pro.n}].", f"Two [{con.n}]."):
            for n in question.cards:
                card = story.card(n)
                assert card is not None
                assert card.claim.rstrip(".")[1:] in question.text.replace("‘", "“").replace("’ ", "” ")
            about = story.card(question.cards[0])
            assert about is not None
            for side in ("pro", "con"):
                for alone in (False, True) if question.kind != "clash" else (False,):
                    said = questions.first_sentences(question, about=about, side=side, alone=alone)
                    assert said, question
                    for text in said:
                        mine, topic = (
                            (f"b [{question.cards[-1]}]", "a [99]")
                            if question.kind == "clash"
                            else ("b [98]", f"a [{about.n}]")
                        )
                        filled = text.format(topic=topic, mine=mine)
                        assert questions.answers(question, [filled[0].upper() + filled[1:]], story), filled


def test_a_sentence_about_something_else_is_no_answer() -> None:
    story = briefs()[0]
    pro, con = (story.for_side(side)[0] for side in ("pro", "con"))
    question = ask(story, f"One [{pro.n}].", f"Two [{con.n}].")[0]
    for text in (
        "Yes.",
        "No, that is not so.",
        f"No, I would rather speak of this [{con.n}].",
        f"{pro.claim.rstrip('.')} [{pro.n}].",
        f"{pro.reasons['pro'].rstrip('.')} [{pro.n}].",
    ):
        assert questions.answers(question, [text], story) == "", text


def test_shipped_briefs_give_questions_that_name_their_card() -> None:
    for story in briefs():
        pro, con = (next(c for c in story.for_side(side) if plan.is_whole(c)) for side in ("pro", "con"))
        for question in ask(story, f"One [{pro.n}].", f"Two [{con.n}]."):
            for n in question.cards:
                card = story.card(n)
                assert card is not None
                assert card.label.lower() in question.text.lower()
