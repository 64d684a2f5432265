"""The offline engine's gates at a smaller size, and that the measures measure what they say."""

from __future__ import annotations

import dataclasses
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from debate.evidence.brief import Brief, Card
from debate.measuring import Gate, attacks, measure, naming, receipts, repeats
from debate.measuring.fingerprint import read_fixtures
from debate.measuring.programme import debates
from debate.measuring.rehearsal import Rehearsal
from tests.debate.fixtures import FIXTURES, briefs, personas

pytestmark = pytest.mark.timeout(300)

# So many that every motion is played both ways with every question, give or take.
COUNT = 120
# At this size chance alone moves what the command holds at full size: who wins, how often nobody does, and the
# milliseconds of a machine that has other work.
CHANCE = ("wins", "draws and splits", "composing and judging")


def test_every_gate_is_there_and_met_on_the_shipped_stories() -> None:
    rows = measure(briefs(), list(personas().values()), count=COUNT, attacked=40)
    names = " | ".join(row.name for row in rows)
    for wanted in (
        "citation precision",
        "citation recall",
        "swapped",
        "PRO wins, round 1",
        "PRO wins, round 2",
        "PRO wins, question to con",
        "Mozi wins",
        "PRO wins, apollo-13",
        "draws and splits, round 1",
        "receipts alike",
        "winner follows",
        "more cited words wins",
        "planted non-answers",
        "answers marked as none",
        "named by date or ordinal",
        "cards that two openings share",
        "repeated in a debate",
        "between personas",
        "padding",
        "repetition",
        "salad",
        "composing and judging",
    ):
        assert wanted in names
    missed = [f"{row.name}: {row.value}" for row in rows if not row.is_met]
    assert [each for each in missed if not any(word in each for word in CHANCE)] == []
    shares = [float(row.value.split("%")[0]) for row in rows if row.name.startswith("PRO wins, round")]
    assert all(38 <= share <= 62 for share in shares)


@pytest.fixture(scope="module")
def few() -> list[Rehearsal]:
    return debates(briefs()[:2], list(personas().values())[:4], 8)


def test_every_pair_plays_both_ways_on_one_question(few: list[Rehearsal]) -> None:
    for there, back in zip(few[::2], few[1::2], strict=True):
        assert there.personas == {"pro": back.personas["con"], "con": back.personas["pro"]}
        assert there.brief is back.brief
        assert there.questions.index(there.question) == back.questions.index(back.question)


def test_what_comes_from_the_brief_is_masked() -> None:
    card = Card(
        n=1,
        item="event-a",
        kind="event",
        claim="The bridge fell.",
        label="the fall",
        reasons={"pro": "It was old."},
    )
    brief = Brief(story="s", motion_key="m", motion="Bridges should be new", cards=(card,))
    text = "So I say: the bridge fell [1]. It was old [1]. “Any words” are out, bridges should be new, says Kant."
    assert (
        repeats.masked(text, brief, ["Kant"]).split()
        == "So I say: ¶ ¶ . ¶ ¶ . ¶ are out, ¶ , says ¶.".split()
    )


def test_a_run_is_four_words_of_one_sentence_without_a_masked_place() -> None:
    assert repeats.runs("One two three four five. Six ¶ seven eight nine ten.") == Counter(
        {
            ("one", "two", "three", "four"): 1,
            ("two", "three", "four", "five"): 1,
            ("seven", "eight", "nine", "ten"): 1,
        }
    )


def test_a_debate_that_says_everything_twice_repeats_half(few: list[Rehearsal]) -> None:
    debate = few[0]
    said = "Nobody ever came home richer from that harbour."
    twice = Rehearsal(**{**vars(debate), "texts": dict.fromkeys(debate.texts, said)})
    assert repeats.in_a_debate([twice]) == pytest.approx(5 / 6)


def test_a_date_or_an_ordinal_is_no_name(few: list[Rehearsal]) -> None:
    assert naming.unnamed(few).is_met
    for said in (
        "the events of 31 January – 9 February 1971 [1]",
        "the seventh scenario [2]",
        "the statement of 1965 [3]",
    ):
        text = f"Nothing speaks louder than {said}."
        dated = Rehearsal(**{**vars(few[0]), "texts": dict.fromkeys(few[0].texts, text)})
        assert not naming.unnamed([dated]).is_met


def test_marks_that_do_not_follow_from_their_receipt_would_be_caught(few: list[Rehearsal]) -> None:
    debate = few[0]
    call = dataclasses.replace(
        debate.calls[0], con=dataclasses.replace(debate.calls[0].con, reasons=debate.calls[0].pro.reasons)
    )
    rows = {
        row.name: row
        for row in receipts.receipts([Rehearsal(**{**vars(debate), "calls": (call, debate.calls[1])})])
    }
    alike = call.pro.marks == call.con.marks
    assert rows["receipts alike with marks apart"].is_met is alike


def test_a_referee_that_counts_words_would_be_caught(
    few: list[Rehearsal], monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = attacks.referee.judge

    def by_length(task: object) -> object:
        call = judge(task)
        longer = "pro" if len(task.texts["pro"]) > len(task.texts["con"]) else "con"
        for side in ("pro", "con"):
            getattr(call, side).marks.update(
                dict.fromkeys(getattr(call, side).marks, 9 if side == longer else 3)
            )
        return call

    monkeypatch.setattr(attacks.referee, "judge", by_length)
    assert attacks.attack_all(few, rounds=10)["repetition"].flipped > 0


def test_the_command_prints_the_table_writes_it_and_fails_on_a_missed_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Gate(name="a", value="1", gate="1", is_met=True)
    missed = Gate(name="b", value="0", gate="1", is_met=False)
    at = "debate.management.commands.verify_offline.measure"
    out = io.StringIO()
    monkeypatch.setattr(at, lambda *args, **kwargs: [met])
    call_command("verify_offline", "--json", str(tmp_path / "table.json"), stdout=out)
    assert out.getvalue().startswith("pass  a")
    assert json.loads((tmp_path / "table.json").read_text())["gates"][0]["is_met"] is True
    monkeypatch.setattr(at, lambda *args, **kwargs: [met, missed])
    with pytest.raises(CommandError, match="not met: b"):
        call_command("verify_offline", stdout=io.StringIO())


def test_the_argument_quality_folder_is_named_when_it_is_not_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"has no evaluate\.py"):
        call_command("verify_offline", "--argquality", str(tmp_path), stdout=io.StringIO())


def test_the_fixtures_folder_gives_every_motion_that_can_be_debated() -> None:
    found, figures = read_fixtures(FIXTURES)
    assert [brief.digest for brief in found] == [brief.digest for brief in briefs()]
    assert len(figures) == len(personas())
