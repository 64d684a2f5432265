"""Questions from a model: what holds is asked, what does not goes back once, then the offline engine asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from debate.engines.base import QuestionsTask
from debate.engines.llm import LlmEngine
from debate.engines.llm.drafting import Draft, Rules
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.fixtures import brief, personas
from tests.llm.fake_openai import Received

pytestmark = pytest.mark.django_db
TASK = QuestionsTask(
    brief=brief(),
    pro=personas()["thucydides"],
    con=personas()["mozi"],
    openings={"pro": "It must be weighed.", "con": "It must be counted."},
)
Spoil = Callable[[dict[str, Any]], None]


def spoiled(parrot: Parrot, spoil: Spoil, times: int) -> None:
    left = iter(range(times))

    def answer(request: Received) -> str:
        value = json.loads(parrot.questions(request))
        if next(left, None) is not None:
            spoil(value["questions"][0])
        return json.dumps(value)

    parrot.fake.answer("questions", answer)


SPOILS: dict[str, Spoil] = {
    "a card that is not in the brief": lambda asked: asked.update(cards=[99]),
    "no card": lambda asked: asked.update(cards=[]),
    "the same kind twice": lambda asked: asked.update(kind="analogy"),
    "nobody for con": lambda asked: asked.update(presses="pro"),
    "too short": lambda asked: asked.update(text="Why is that?"),
    "no question": lambda asked: asked.update(text="One wonders what it would take to settle this motion."),
    "an invented figure": lambda asked: asked.update(
        text="If 950,000 troops remain under arms, what does the motion still promise to anyone?"
    ),
    "markup": lambda asked: asked.update(
        text="What would <b>have</b> to be shown before the cause could settle this motion?"
    ),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_what_does_not_hold_is_repaired_once_then_asked_offline(parrot: Parrot, spoil: Spoil) -> None:
    spoiled(parrot, spoil, times=1)
    asked, made = LlmEngine().questions(TASK)
    assert (made.engine, len(parrot.fake.chats("questions"))) == ("llm", 2)
    assert [question.presses for question in asked] == ["pro", "con", "both"]
    assert len({question.kind for question in asked}) == 3
    spoiled(parrot, spoil, times=2)
    asked, made = LlmEngine().questions(TASK)
    assert (made.engine, made.fallback_reason) == ("offline", "The model’s answer could not be used.")
    assert len(asked) == 3


def test_sentences_are_checked_while_the_text_still_comes() -> None:
    draft = Draft(Rules(brief=brief(), names=("Mozi",)))
    text = "Ukraine will keep 950,000 troops [2]. One must weigh what is gained. The rest will have to wait for its turn."
    told = [(word, draft.feed(f"{word} ")) for word in text.split()]
    (bad, good) = draft.early
    assert bad.faults
    assert not good.faults
    assert next(word for word, lines in told if lines) in text.split()[6:14]  # long before the end
    assert next(line.text for line in draft.finish()) == bad.text
