"""Which quotations can be asked, and beside whom."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest

from quiz import choosing
from stories.document import StoryDocument
from tests.debate import fixtures
from tests.quiz.documents import another, person, quotable, quote

DAY = dt.date(2026, 6, 1)


def keys(document: StoryDocument) -> list[str]:
    return [question.quote.key for question in choosing.questions(document)]


def one(**fields: object) -> StoryDocument:
    """A story whose first quotation is special."""
    return quotable(quotes=[quote("q1", **fields), *(quote(f"q{n}") for n in (2, 3, 4, 5))])


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({}, True),
        ({"text": "on Day One"}, False),  # three words
        ({"text": "practically every point"}, False),
        ({"text": "blatant violations of red lines"}, False),  # a phrase without a verb
        ({"text": "a little bit sarcastic"}, False),
        ({"text": "there are already concrete results"}, True),
        ({"text": "That’s where we stand"}, True),
        ({"text": "legitimate targets"}, False),
        ({"text": "inevitable"}, False),
        ({"text": "I, Ada Voss, will not sign"}, False),  # names the speaker
        ({"text": "the voss-free part of it"}, False),
        ({"text": "Voss’s plan is dead"}, False),
        ({"text": "we go the Vossian way"}, True),  # another word
        ({"context": "As Mayor Voss closed the hearing."}, False),
        ({"context": "Said by the member for ward Ada at the hearing."}, False),  # the office in full
        ({"context": "Asked by Ben Arlo at the hearing."}, True),
    ],
)
def test_a_quotation_is_asked_if_it_is_long_enough_and_gives_nobody_away(
    fields: dict[str, object], is_asked: bool
) -> None:
    assert ("ada-on-q1" in keys(one(**fields))) is is_asked


def test_accents_and_particles_do_not_hide_a_surname() -> None:
    assert choosing.surname("António Guterres") == choosing.surname("Antonio Guterres") == "guterres"
    assert choosing.surname("Ursula von der Leyen") == "leyen"
    assert choosing.surname("Martin Luther King Jr") == "king"


@pytest.mark.parametrize(
    ("one_said", "other_said", "alike"),
    [
        ("The ferry never once ran on time", "the ferry never once ran on time!", True),
        ("The ferry never once ran on time", "That ferry never ran on time", True),
        ("never once ran on time", "The ferry never once ran on time", True),  # a part of it
        ("productive and constructive talks", "The talks were constructive and productive", True),
        ("Steel is cheaper than another study", "My grandmother swam it every summer", False),
        ("axis of war", "to finish it off", False),
        ("on Day One", "24 hours", False),
    ],
)
def test_nearly_the_same_is_seen_in_letters_and_in_words(one_said: str, other_said: str, alike: bool) -> None:
    assert choosing.said_nearly_the_same(one_said, other_said) is alike
    assert choosing.said_nearly_the_same(other_said, one_said) is alike


def test_nobody_who_said_nearly_the_same_stands_beside_the_speaker() -> None:
    document = quotable(
        quotes=[
            *(quote(f"q{n}") for n in (1, 2, 3, 4, 5)),
            quote("q6", speaker="ben", text="Honestly, the ferry never once ran on time"),
        ]
    )
    asked = {question.quote.key: question for question in choosing.questions(document)}
    assert "ben" not in asked["ada-on-q1"].others
    assert "ada" not in asked["ada-on-q6"].others
    assert "ben" in asked["cid-on-q3"].others


def test_nobody_whom_the_quotation_speaks_of_stands_beside_the_speaker() -> None:
    asked = choosing.questions(one(text="Mr Arlo is not showing good will"))[0]
    assert asked.quote.speaker == "ada"
    assert "ben" not in asked.others


def test_a_story_with_fewer_than_four_people_asks_nothing() -> None:
    document = quotable(
        people=[person("ada"), person("ben"), person("cid")],
        quotes=[quote("q1"), quote("q2"), quote("q3"), quote("q6")],
    )
    assert keys(document) == []


def test_people_quoted_and_of_like_office_come_first() -> None:
    people = [
        person("ada", office="Harbour engineer"),
        person("ben", office="Harbour engineer"),
        person("cid", office="Poet"),
        person("dot", office="Baker"),
        person("eve", office="Farmer", featured=False),
    ]
    document = quotable(people=people, quotes=[quote("q1"), quote("q2"), quote("q4")])
    assert choosing.questions(document)[0].others == ("ben", "dot", "cid", "eve")


def test_a_run_has_eight_rounds_at_most_each_with_the_speaker_and_three_others() -> None:
    found = choosing.questions(fixtures.documents()[fixtures.FLAGSHIP])
    dice = random.Random(1)
    for _ in range(50):
        drawn = choosing.draw(found, dice)
        assert len(drawn) == 8 == len({question.quote.key for question in drawn})
        assert max(Counter(question.speaker.key for question in drawn).values()) <= 2
        for question in drawn:
            four = choosing.four(question, dice)
            assert len(set(four)) == 4
            assert question.speaker.key in four


def test_what_was_never_placed_comes_in_first() -> None:
    found = choosing.questions(fixtures.documents()["apollo-13"])
    placed = {question.fingerprint for question in found[:8]}
    drawn = choosing.draw(found, random.Random(3), placed=placed)
    assert {q.fingerprint for q in found[8:]} <= {q.fingerprint for q in drawn}


def test_the_speaker_stands_at_every_place_alike() -> None:
    question = choosing.questions(quotable())[0]
    dice = random.Random(5)
    places = Counter(choosing.four(question, dice).index("ada") for _ in range(4_000))
    assert all(850 < places[place] < 1_150 for place in range(4))


def test_the_daily_is_the_same_for_everyone_and_another_each_day() -> None:
    found = {slug: choosing.questions(document) for slug, document in fixtures.documents().items()}
    shuffled = dict(sorted(found.items(), reverse=True))
    first = choosing.daily(found, DAY)
    assert first == choosing.daily(shuffled, DAY)
    assert len(first) == 5 == len({question.speaker.key for _, question in first})
    assert len({slug for slug, _ in first}) == min(5, len(found))  # as many stories speak as can
    weeks = {tuple(q.fingerprint for _, q in choosing.daily(found, DAY + dt.timedelta(n))) for n in range(14)}
    assert len(weeks) == 14


def test_the_daily_repeats_a_speaker_only_when_it_must_and_needs_five() -> None:
    found = {"a": choosing.questions(quotable())}
    assert len(choosing.daily(found, DAY)) == 5
    few = {"a": choosing.questions(quotable(quotes=[quote("q1"), quote("q6"), quote("q2"), quote("q3")]))}
    assert choosing.daily(few, DAY) == []
    both = few | {
        "b": choosing.questions(another(people=[person(k) for k in ("ada", "ben", "cid", "dot", "eve")]))
    }
    assert len(choosing.daily(both, DAY)) == 5


def test_every_shipped_story_has_a_quiz() -> None:
    for slug, document in fixtures.documents().items():
        assert len(choosing.questions(document)) >= 8, slug
