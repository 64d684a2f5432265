"""The gates of a referee: that they can be met, and that each fails for the referee that it is there to catch."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from debate.engines.base import JudgeTask
from debate.engines.offline import referee as offline
from debate.evidence.brief import SIDES
from debate.grounding import check
from debate.management.commands.verify_referee import _asked
from debate.measuring import Gate, referees
from debate.models import RefereeCheck
from debate.referee.judging import Judgement, Marks
from debate.referee.scoring import WEIGHTS
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.fixtures import briefs, personas
from tests.llm.conftest import fake  # noqa: F401 - a fixture
from tests.llm.fake_openai import FakeOpenAI, reply

ROUNDS = 8


@pytest.fixture
def parrot(fake: FakeOpenAI) -> Parrot:  # noqa: F811
    return Parrot(fake)


@pytest.fixture(scope="module")
def tasks() -> list[JudgeTask]:
    return referees.rounds(briefs(), list(personas().values()), ROUNDS)


def by(mark: object) -> referees.Judge:
    """A referee that gives every criterion this mark of (task, side)."""

    def judge(task: JudgeTask) -> Sequence[Judgement]:
        made = {
            side: Marks(marks=dict.fromkeys(WEIGHTS, mark(task, side)), reasons={}, excerpts={})  # type: ignore[operator]
            for side in SIDES
        }
        return [Judgement(order="", pro=made["pro"], con=made["con"])]

    return judge


def missed(rows: list[Gate]) -> set[str]:
    return {row.name for row in rows if not row.is_met}


def test_the_rounds_are_the_same_every_time_and_written_by_hand_first(tasks: list[JudgeTask]) -> None:
    again = referees.rounds(briefs(), list(personas().values()), ROUNDS)
    assert [task.texts for task in again] == [task.texts for task in tasks]
    assert [task.round for task in tasks[:4]] == [1, 2, 1, 2]
    for task in tasks[:4]:
        names = tuple(p.name for p in task.personas.values())
        for side in SIDES:
            report = check(task.texts[side], task.brief, known_names=names)
            assert not [s for s in report.failures if s.citations], report.failures
            assert len(report.cited) >= 3


def test_a_referee_that_sees_only_the_evidence_meets_every_gate(tasks: list[JudgeTask]) -> None:
    def borne_out(task: JudgeTask, side: str) -> int:
        names = tuple(n for p in task.personas.values() for n in (p.name, p.short_name))
        report = check(" ".join(task.texts[side].split()), task.brief, known_names=names)  # type: ignore[index]
        return max(1, min(10, len(report.cited) - 2 * len([s for s in report.failures if s.citations])))

    assert missed(referees.measure(by(borne_out), tasks)) == set()


@pytest.mark.parametrize(
    ("mark", "gates"),
    [
        (lambda task, side: 8 if side == "pro" else 4, {"mirrored", "twice", "made-up"}),
        (lambda task, side: min(10, len(task.texts[side].split()) // 18), {"empty sentences"}),
        (lambda task, side: 3 + len(task.personas[side].name) % 7, {"names", "twice"}),
        (lambda task, side: min(10, 2 + task.texts[side].count("  ") % 7), {"blanks"}),
        (lambda task, side: 9 if "[6" in task.texts[side] or "[5" in task.texts[side] else 4, {"made-up"}),
    ],
    ids=["leans to a side", "counts words", "knows the names", "counts blanks", "likes high numbers"],
)
def test_each_gate_fails_for_the_referee_that_it_is_there_to_catch(
    tasks: list[JudgeTask], mark: object, gates: set[str]
) -> None:
    found = missed(referees.measure(by(mark), tasks))
    for gate in gates:
        assert any(gate in name for name in found), (gate, found)


def test_a_referee_that_brings_nothing_meets_no_gate(tasks: list[JudgeTask]) -> None:
    def lost(task: JudgeTask) -> Sequence[Judgement]:
        raise referees.Lost

    rows = referees.measure(lost, tasks)
    assert len(missed(rows)) == len(rows) - 1  # length is only reported


def test_the_offline_referee_reads_blanks_as_one(tasks: list[JudgeTask]) -> None:
    for task in tasks:
        assert offline.judge(referees._spaced(task)) == offline.judge(task)


def test_a_forged_citation_is_not_borne_out(tasks: list[JudgeTask]) -> None:
    for task in tasks[:4]:
        for wrong_card in (True, False):
            forged = referees.fabricated(task.texts["pro"], task.brief, wrong_card=wrong_card)
            assert forged is not None
            assert forged != task.texts["pro"]
            assert len(check(forged, task.brief).failures) > len(
                check(task.texts["pro"], task.brief).failures
            )


@pytest.mark.django_db
def test_a_model_is_asked_in_both_orders_and_nobody_steps_in_for_it(
    parrot: Parrot, tasks: list[JudgeTask]
) -> None:
    parrot.fails(reply("nothing of use"))
    with pytest.raises(referees.Lost):
        _asked(tasks[0])
    assert len(parrot.fake.chats("referee")) >= 2


@pytest.mark.django_db
def test_the_table_is_printed_kept_and_shown_with_what_was_not_met(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No referee has been measured here yet." in client.get("/how-it-works/").content.decode()
    with contextlib.suppress(CommandError):  # whatever is met: the table says so
        call_command("verify_referee", engine="offline", rounds=6)
    said = capsys.readouterr().out
    row = RefereeCheck.objects.get()
    assert (row.engine, row.pairs, len(row.gates)) == ("offline", 6, 7)
    row.gates[0] |= {"is_met": False, "value": "0.500 (3 of 6)"}
    row.save()
    page = client.get("/how-it-works/").content.decode()
    section = page.split('id="fairness"')[1].split("</section>")[0]
    for gate in row.gates:
        assert gate["name"] in said
        assert gate["name"][1:] in section
    assert "0.500 (3 of 6)" in section
    assert "<b>no</b>" in section


@pytest.mark.django_db
def test_of_each_referee_the_last_is_shown() -> None:
    for value in ("old", "new"):
        RefereeCheck.objects.create(
            engine="llm", model="m", prompt_version="v1", pairs=1, gates=[{"name": value}]
        )
    RefereeCheck.objects.create(engine="llm", model="m", prompt_version="v2", pairs=1, gates=[])
    found = RefereeCheck.objects.latest_of_each()
    assert [(check.prompt_version, check.gates) for check in found] == [("v2", []), ("v1", [{"name": "new"}])]
