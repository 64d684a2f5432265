"""The blind referee: what it is shown, what of its answer counts, and the arithmetic of its calls."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from typing import Any

import pytest

from debate.engines.base import AskedQuestion, JudgeTask, Occasion
from debate.engines.llm import LlmEngine, asking, marking
from debate.engines.llm.blinding import blind_speech, new_labels
from debate.grounding import Report, check
from debate.referee import judging
from newsroom.llm.cleaning import cleaned
from newsroom.llm.models import Call, Outcome
from tests.debate.engines.llm.parrot import Parrot, Shown, speeches
from tests.debate.fixtures import brief, personas
from tests.llm.fake_openai import MODEL, Received, status

pytestmark = pytest.mark.django_db
CARDS = {card.n: card.claim.rstrip(".") for card in brief().cards}
PRO = f"Thucydides speaks for the motion. {CARDS[1]} [1]. {CARDS[2]} [2]. Mozi has no answer to it."
CON = f"What would the CON side lose by it, and what would Mozi? {CARDS[4]} [4]."


def task(pro: str = PRO, con: str = CON, **fields: Any) -> JudgeTask:
    return JudgeTask(
        brief=brief(),
        round=1,
        texts={"pro": pro, "con": con},
        earlier={"pro": "", "con": ""},
        question=None,
        personas={"pro": personas()["thucydides"], "con": personas()["mozi"]},
        **fields,
    )


def judged(**fields: Any) -> tuple[Any, Any]:
    return LlmEngine().judge(task(**fields))


def by_side(pro: int, con: int, wobble: list[tuple[int, int]] | None = None) -> Any:
    """Marks that follow the speech, whatever its label and place; `wobble` gives those of each call in turn."""
    calls = iter(wobble or [])

    def marks(shown: list[Shown]) -> list[int]:
        mine, theirs = next(calls, (pro, con))
        return [mine if "800,000" in each.text else theirs for each in shown]

    return marks


def test_both_orders_are_asked_and_two_calls_are_enough_when_they_agree(parrot: Parrot) -> None:
    parrot.marks = by_side(8, 5)
    calls, made = judged()
    assert [call.order.split("=")[1].split(" ")[0] for call in calls] == ["pro", "con"]
    assert len(parrot.fake.chats("referee")) == 2
    assert made.engine == "llm"
    assert judging.record(1, calls)["outcome"] == "pro"


def test_both_orders_are_on_the_wire_at_the_same_time(parrot: Parrot) -> None:
    parrot.marks = by_side(8, 5)
    both = threading.Barrier(2, timeout=20)  # each answer is held back until the other call has come

    def judge(request: Received) -> str:
        both.wait()
        return parrot.judge(request)

    parrot.fake.answer("referee", judge)
    calls, made = judged()
    assert (len(calls), made.engine) == (2, "llm")
    assert set(Call.objects.values_list("purpose", "outcome")) == {("referee", Outcome.DONE)}


def test_they_are_not_asked_again_when_there_is_no_time_for_it(parrot: Parrot) -> None:
    parrot.marks = lambda shown: [9, 3]  # whoever comes first: it is open

    def slow(request: Received) -> str:
        parrot.fake.stopping.wait(0.5)
        return parrot.judge(request)

    parrot.fake.answer("referee", slow)
    left = asking.SPARE_SECONDS + asking.LEAST_SECONDS + 0.4
    calls, made = judged(occasion=Occasion(seconds_left=left))
    assert (len(calls), made.engine, len(parrot.fake.chats("referee"))) == (2, "llm", 2)
    assert judging.record(1, calls)["outcome"] in ("draw", "split")


def test_labels_are_drawn_anew_for_each_call(parrot: Parrot) -> None:
    parrot.marks = by_side(8, 5)
    for _ in range(6):
        judged()
    drawn = {tuple(each.label for each in shown_to(request)) for request in parrot.fake.chats("referee")}
    assert len(drawn) > 3  # of twelve draws among dozens of pairs


def shown_to(request: Any) -> list[Shown]:
    from tests.debate.engines.llm.parrot import speeches

    return speeches(request)


@pytest.mark.parametrize(
    ("marks", "calls", "outcome"),
    [
        ([(8, 5), (8, 5)], 2, "pro"),  # 3.0 apart, twice
        ([(7, 6), (6, 7), (8, 5), (7, 5)], 4, "pro"),  # means 7.0 and 5.75; three of four
        ([(7, 6), (6, 7), (9, 5), (5, 7)], 4, "split"),  # means 6.75 and 6.25; two of four
        ([(7, 7), (7, 7), (7, 7), (7, 7)], 4, "draw"),  # level
        ([(7, 7), (8, 7), (7, 7), (8, 7)], 4, "split"),  # 0.5 apart, but only two of four name a winner
    ],
)
def test_escalation_and_outcome_by_hand(
    parrot: Parrot, marks: list[tuple[int, int]], calls: int, outcome: str
) -> None:
    parrot.marks = by_side(0, 0, wobble=marks)
    made, _ = judged()
    assert len(made) == len(parrot.fake.chats("referee")) == calls
    assert judging.record(1, made)["outcome"] == outcome


def test_a_referee_that_prefers_whoever_comes_first_decides_nothing(parrot: Parrot) -> None:
    parrot.marks = lambda shown: [9, 3]
    calls, _ = judged()
    assert len(calls) == 4
    assert judging.record(1, calls)["outcome"] in ("draw", "split")


def test_no_name_side_or_model_is_in_a_request(parrot: Parrot) -> None:
    judged()
    for request in parrot.fake.chats("referee"):
        said = request.prompt
        assert not re.search(
            r"thucydides|mozi|\bPRO\b|\bCON\b|(?:for|against) the motion", said, re.IGNORECASE
        )
        assert MODEL not in said
        assert "The other speaker has no answer to it" in said


def test_labels_differ_from_call_to_call() -> None:
    assert len({tuple(new_labels("pro").labels.values()) for _ in range(60)}) > 20


def test_every_persona_is_hidden_from_a_speech_that_names_it() -> None:
    everyone = personas()
    for slug, persona in everyone.items():
        rival = everyone["mozi" if slug != "mozi" else "thucydides"]
        text = f"{persona.name} and {rival.short_name}’s case; {persona.short_name.upper()} again."
        blind = blind_speech(text, "con", {"con": persona, "pro": rival}).lower()
        assert persona.short_name.lower() not in blind
        assert rival.short_name.lower() not in blind


def test_evidence_is_capped_by_what_the_cards_bear_out(parrot: Parrot) -> None:
    parrot.marks = lambda shown: [9, 9]
    calls, _ = judged(con="I ask what it costs, and who pays for it in the end.")
    for call in calls:
        assert (call.pro.marks["evidence"], call.con.marks["evidence"]) == (9, 1)
        assert call.con.marks["logic"] == 9
        assert "Held down" in call.con.reasons["evidence"]


def test_the_cap_by_hand() -> None:
    one = f"{CARDS[1]} [1]."
    wrong = "Ukraine will keep 950,000 troops [2]."
    assert marking.cap(check(one, brief())) == 10
    assert marking.cap(check(f"{one} {wrong}", brief())) == 6  # half: 10 × 0.5 + 1
    assert marking.cap(check(wrong, brief())) == 1
    assert marking.cap(check("", brief())) == 1
    both = check(f"{one} {CARDS[2]} [2].", brief()).sentences
    loose = Report(sentences=(both[0], replace(both[1], status="weak")))
    assert marking.cap(loose) == 6
    assert marking.cap(loose, borne_out=[both[1].text]) == 10


def test_better_that_contradicts_the_marks_counts_as_even(parrot: Parrot) -> None:
    def contrary(value: dict[str, Any]) -> dict[str, Any]:
        worse = min(value["scores"], key=lambda scores: scores["style"])["speaker"]
        return value | {"better": worse}

    parrot.marks = by_side(9, 5)
    parrot.spoils = contrary
    calls, _ = judged()
    assert {judging.winner_of(call) for call in calls} == {"even"}
    assert judging.record(1, calls)["outcome"] == "split"


def invented(value: dict[str, Any]) -> dict[str, Any]:
    value["findings"][0]["quote"] = "words that nobody has said here"
    return value


def long(value: dict[str, Any]) -> dict[str, Any]:
    value["findings"][0]["quote"] = "a " * 21
    return value


def off_the_scale(value: dict[str, Any]) -> dict[str, Any]:
    value["scores"][0]["logic"] = 11
    return value


def half_a_mark(value: dict[str, Any]) -> dict[str, Any]:
    value["scores"][0]["logic"] = 7.5
    return value


def no_findings(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"findings": value["findings"][1:]}


def markup(value: dict[str, Any]) -> dict[str, Any]:
    value["findings"][0]["note"] = "Good <img src=x onerror=alert(1)> work."
    return value


@pytest.mark.parametrize("spoil", [invented, long, off_the_scale, half_a_mark, no_findings, markup])
def test_a_judgement_that_does_not_hold_is_repaired_once_then_discarded(parrot: Parrot, spoil: Any) -> None:
    parrot.spoils = spoil
    calls, made = judged()
    assert len(parrot.fake.chats("referee")) == 8  # four calls, each repaired once
    assert (made.engine, made.fallback_reason) == (
        "offline",
        "The model’s judgements of this round could not be used.",
    )
    assert len(calls) == 1


def test_one_repair_is_enough(parrot: Parrot) -> None:
    spoiled = iter([True])
    parrot.marks = by_side(8, 5)
    parrot.spoils = lambda value: invented(value) if next(spoiled, False) else value
    calls, made = judged()
    assert (len(calls), made.engine, len(parrot.fake.chats("referee"))) == (2, "llm", 3)
    assert sum("not in the text" in chat.prompt for chat in parrot.fake.chats("referee")) == 1


def test_a_discarded_call_leaves_no_order_heavier(parrot: Parrot) -> None:
    parrot.marks = by_side(8, 5)
    bad = iter([True, True])  # one order's call and its repair

    def judge(request: Received) -> str:
        is_pro_first = "800,000" in shown_to(request)[0].text
        return json.dumps({"findings": []}) if is_pro_first and next(bad, False) else parrot.judge(request)

    parrot.fake.answer("referee", judge)
    calls, _ = judged()
    assert len(parrot.fake.chats("referee")) == 5, "the other order's second call is left out of the count"
    assert len(calls) == 2
    assert sorted(call.order.split("=")[1].split(" ")[0] for call in calls) == ["con", "pro"]


def test_an_endpoint_that_dies_between_the_calls_leaves_the_offline_referee(parrot: Parrot) -> None:
    parrot.fake.answer("referee", "")
    parrot.fake._by_purpose["referee"] = status(500)
    calls, made = judged(occasion=Occasion(is_last_attempt=True))
    assert (made.engine, len(calls)) == ("offline", 1)
    assert made.fallback_reason


def round_two(pro: str = PRO, con: str = CON) -> JudgeTask:
    return replace(
        task(pro=f"{pro}\n\nVote for it.", con=f"{con}\n\nVote against."),
        round=2,
        earlier={"pro": f"It is worth it. {CARDS[1]} [1].", "con": f"It is not, Mozi says. {CARDS[4]} [4]."},
        question=AskedQuestion(
            text="What of Mozi?", kind="cause", presses="both", weakness="It rests.", cards=(1,)
        ),
    )


def test_in_round_two_it_sees_both_openings_and_answer_and_closing_apart(parrot: Parrot) -> None:
    LlmEngine().judge(round_two())
    for request in parrot.fake.chats("referee"):
        said = request.prompt
        first, second = (each.label for each in speeches(request))
        assert said.index(f"The opening of {first}:") < said.index(f"The opening of {second}:")
        assert "It is worth it." in said
        assert "It is not, the speaker says." in said
        assert said.count("(answer)\n") == said.count("\n\n(closing)\n") == 2
    LlmEngine().judge(task())
    assert "The opening of" not in parrot.fake.chats("referee")[-1].prompt


def test_it_sees_each_cited_card_whole(parrot: Parrot) -> None:
    judged()
    said = parrot.fake.chats("referee")[0].prompt
    card = brief().cards[1]
    assert cleaned(card.detail.replace(card.claim, " "), at_most=9_999) in said
    assert not any(reason in said for reason in card.reasons.values())  # an editor's, and no evidence


@pytest.mark.parametrize(
    ("text", "blind"),
    [
        (
            "Mozi waits. He counts. His sum is short.",
            "The other speaker waits. The other speaker counts. The other speaker’s sum is short.",
        ),
        ("Putin asks for more. He will not stop.", "Putin asks for more. He will not stop."),
        ("My opponent trusts Putin. He lies.", "My opponent trusts Putin. He lies."),
        ("It is cheap [1]. Mozi says so.", "It is cheap [1]. The other speaker says so."),
        ("A husband had legal power over his wife [1].", "A husband had legal power over his wife [1]."),
        ("So it was for Roy Mmusi, and his home.", "So it was for Roy Mmusi, and his home."),
        (
            "He has no answer. His sum is short.",
            "The other speaker has no answer. The other speaker’s sum is short.",
        ),
        ("Vote for the motion.", "Vote on the motion."),
        ("To side against me is to wait.", "To side against me is to wait."),
        (
            "Mozi counts his buckets. An enemy counts his men.",
            "The other speaker counts the other speaker’s buckets. An enemy counts his men.",
        ),
        ("Ask Mozi, and he is silent.", "Ask the other speaker, and the other speaker is silent."),
    ],
)
def test_nothing_tells_who_the_other_is_and_nothing_that_a_name_stood_there(text: str, blind: str) -> None:
    people = {"pro": personas()["thucydides"], "con": personas()["mozi"]}
    assert blind_speech(text, "pro", people, ["Vladimir Putin"]) == blind


def test_a_rival_who_is_a_woman_is_not_told_by_her_pronouns() -> None:
    people = {"pro": personas()["thucydides"], "con": personas()["mary-wollstonecraft"]}
    text = "She never says so. She asks for trust, and her case falls; the sums are hers."
    assert not re.search(r"\b(?:she|hers?)\b", blind_speech(text, "pro", people, []), re.IGNORECASE)


def doubting(value: dict[str, Any]) -> dict[str, Any]:
    """Holds that the first words of whoever cites 1 are false; and what it cannot point at."""
    label = next(f["speaker"] for f in value["findings"] if "speaks" in f["quote"])
    false = {"speaker": label, "why": "The source has another year.", "card": 1, "quote": CARDS[1][:40]}
    beside = [
        {**false, "card": 3},
        {**false, "quote": "words that nobody has said"},
        {**false, "speaker": "X"},
    ]
    return value | {"false_citations": [false, *beside], "suspicious_instruction_seen": True}


def test_it_may_hold_a_citation_to_be_false_if_it_can_point_at_it(parrot: Parrot) -> None:
    """Of two cited sentences one is held to be false: half is left, so evidence is 10 × 0.5 + 1 at most."""
    parrot.marks = lambda shown: [9, 9]
    parrot.spoils = doubting
    calls, _ = judged(pro=f"The speaker speaks for it. {CARDS[1]} [1]. {CARDS[2]} [2].")
    for call in calls:
        assert [doubt.card for doubt in call.pro.doubts] == [1]
        assert call.pro.marks["evidence"] == 6
        assert call.con.doubts == ()
        assert call.saw_orders


def test_every_finding_and_clash_is_kept_with_names_for_labels(parrot: Parrot) -> None:
    parrot.marks = by_side(8, 5)
    calls, _ = judged()
    kept = judging.as_json(calls[0])
    assert kept["clash"] == [{"point": "what a line costs", "answered_by": "neither"}]
    for side, name in (("pro", "Thucydides"), ("con", "Mozi")):
        assert {finding["effect"] for finding in kept[side]["findings"]} == {"plus"}
        assert len(kept[side]["findings"]) == 4
        assert all(name in finding["note"] for finding in kept[side]["findings"])
