"""What the fake endpoint says when a debate asks it: it reads the prompt, as a model would, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from debate.referee.scoring import WEIGHTS
from tests.llm.fake_openai import Behaviour, FakeOpenAI, Received

CARD = re.compile(r"^\[(\d+)\] (\w+)(?:, [\d-]+)?: (.*)$", re.MULTILINE)
SPEECH = re.compile(r"^The speech of (\w+):\n<(data-\w+)>\n(.*?)\n</\2>", re.MULTILINE | re.DOTALL)
WORDS = {"opening": 125, "answer": 82, "closing": 82, "voice": 165}


@dataclass
class Shown:
    """A speech as the referee was shown it."""

    label: str
    text: str


class Parrot:
    """Writers copy claims, the referee counts citations. `adds` is put into every speech."""

    def __init__(self, fake: FakeOpenAI) -> None:
        self.fake = fake
        self.adds = ""
        self.replaces: Callable[[int], str] = lambda number: ""
        self.marks: Callable[[list[Shown]], list[int]] = lambda shown: [
            min(9, 4 + len(set(re.findall(r"\[\d+\]", each.text)))) for each in shown
        ]
        self.spoils: Callable[[dict[str, object]], object] = lambda value: value
        for part in WORDS:
            fake.answer(part, self.speech)
        fake.answer("rewrite", self.rewrite)
        fake.answer("questions", self.questions)
        fake.answer("referee", self.judge)
        self.finds: Callable[[int, str], dict[str, object]] = lambda number, sentence: {}
        fake.answer("checker", self.check)
        fake.answer("gap", json.dumps({"replacements": []}))

    def fails(self, failure: Behaviour) -> None:
        """From now on every request of a debate meets this."""
        for purpose in (*WORDS, "rewrite", "questions", "referee", "checker", "gap", "shorten"):
            self.fake._by_purpose[purpose] = failure

    def speech(self, request: Received) -> str:
        skip = {"opening": 0, "answer": 2, "closing": 4, "voice": 1}[request.purpose]
        said = ["One must weigh what is gained against what is given away."]
        said += [self.adds] if self.adds else []
        for n, claim in claims(request)[skip:] + claims(request)[:skip]:
            sentence = f"{claim.rstrip('.')} [{n}]."
            if len(" ".join([*said, sentence]).split()) <= WORDS[request.purpose]:
                said.append(sentence)
        return " ".join(said)

    def rewrite(self, request: Received) -> str:
        numbers = re.findall(r"^(\d+)\. ", request.prompt.rsplit("The sentences,", 1)[1], re.MULTILINE)
        return json.dumps(
            {"replacements": [{"number": int(n), "text": self.replaces(int(n))} for n in numbers]}
        )

    def check(self, request: Received) -> str:
        """Borne out by the whole claim of the first card cited, reasoning without one, unless `finds` knows better."""
        known = dict(claims(request))
        found = []
        for number, sentence in asked_about(request):
            n = next(map(int, re.findall(r"\[(\d+)\]", sentence)), None)
            words = [{"card": n, "words": known[n]}] if n in known else []
            plain = {"number": number, "passages": words, "beyond": "", "reason": ""}
            found.append(
                {**plain, "verdict": "borne out" if words else "reasoning", **self.finds(number, sentence)}
            )
        return json.dumps({"sentences": found})

    def questions(self, request: Received) -> str:
        n = claims(request)[0][0]
        kinds = ("cause", "analogy", "omission")
        asked = [
            {
                "presses": presses,
                "kind": kind,
                "weakness": "The reason given does not yet carry the conclusion.",
                "cards": [n],
                "text": f"What would have to be shown before the {kind} you lean on could settle this motion?",
            }
            for presses, kind in zip(("both", "pro", "con"), kinds, strict=True)
        ]
        return json.dumps({"questions": asked})

    def judge(self, request: Received) -> str:
        shown = speeches(request)
        marks = self.marks(shown)
        value: dict[str, object] = judgement(shown, marks)
        return json.dumps(self.spoils(value))


def claims(request: Received) -> list[tuple[int, str]]:
    """Number and claim of the cards in the prompt, without quotes and what is withheld."""
    return [
        (int(n), text.split(" | ")[0])
        for n, kind, text in CARD.findall(request.prompt)
        if kind in ("figure", "event", "precedent") and not text.startswith("(withheld")
    ]


def asked_about(request: Received) -> list[tuple[int, str]]:
    """Number and text of the sentences that the checker is asked about."""
    text, asked = request.prompt.rsplit("The text, its sentences numbered:", 1)[1].split(
        "Give your verdict on"
    )
    numbers = {int(n) for n in re.findall(r"\d+", asked)}
    numbered = re.findall(r"^(\d+)\. (.*)$", text, re.MULTILINE)
    return [(int(n), sentence) for n, sentence in numbered if int(n) in numbers]


def speeches(request: Received) -> list[Shown]:
    return [Shown(label, text) for label, _, text in SPEECH.findall(request.prompt)]


def judgement(shown: list[Shown], marks: list[int]) -> dict[str, object]:
    """A fair form: one finding a criterion, the same mark everywhere, `better` as they add up."""
    best = "EVEN" if marks[0] == marks[1] else shown[marks.index(max(marks))].label
    return {
        "findings": [
            {
                "speaker": each.label,
                "criterion": name,
                "quote": " ".join(each.text.split()[:6]),
                "effect": "plus",
                "note": f"The speaker {each.label} does this well enough.",
            }
            for each in shown
            for name in WEIGHTS
        ],
        "false_citations": [],
        "clash": [{"point": "what a line costs", "answered_by": "NEITHER"}],
        "scores": [
            {"speaker": each.label, **dict.fromkeys(WEIGHTS, mark)}
            for each, mark in zip(shown, marks, strict=True)
        ],
        "better": best,
        "suspicious_instruction_seen": False,
    }
