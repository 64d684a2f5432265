"""The offline engine's gates at a smaller size, and that the measures measure what they say."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from debate.engines.offline.composer import standing
from debate.evidence.brief import Brief, Card
from debate.measuring import attacks, gates, measure, recognition, repeats
from debate.measuring.fingerprint import read_fixtures
from debate.measuring.programme import debates
from debate.measuring.rehearsal import Rehearsal
from tests.debate.fixtures import FIXTURES, briefs, personas

pytestmark = pytest.mark.timeout(300)

# So many that every motion is played both ways with every question, give or take.
COUNT = 120
# At this size chance alone moves these; the command holds them at full size.
WIDE = {"PRO wins, debates", "PRO wins, rounds", "draws and splits, debates", "draws and splits, rounds"}


def test_every_gate_is_there_and_met_on_the_shipped_stories() -> None:
    rows = measure(briefs(), list(personas().values()), count=COUNT, attacked=40)
    names = " | ".join(row.name for row in rows)
    for wanted in (
        "citation precision",
        "citation recall",
        "swapped",
        "PRO wins",
        "draws and splits",
        "spread",
        "repeated in a debate",
        "across stories",
        "between personas",
        "recognised",
        "padding",
        "repetition",
        "salad",
        "composing and judging",
    ):
        assert wanted in names
    assert [f"{row.name}: {row.value}" for row in rows if not row.is_met and row.name not in WIDE] == []
    shares = [float(row.value.split("%")[0]) for row in rows if row.name.startswith("PRO wins")]
    assert all(40 <= share <= 60 for share in shares)
    undecided = [float(row.value.split("%")[0]) for row in rows if row.name.startswith("draws")]
    assert all(share <= 24 for share in undecided)


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


def test_a_voice_that_is_everybodys_is_not_recognised(few: list[Rehearsal]) -> None:
    every = debates([briefs()[0], briefs()[-1]], list(personas().values())[:4], 24)
    same = [Rehearsal(**{**vars(d), "texts": dict.fromkeys(d.texts, "One and the same.")}) for d in every]
    assert recognition.share_recognised(same)[0] < 0.6
    assert recognition.share_recognised(every)[0] > 0.8


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


def test_every_persona_can_stand_by_a_card_of_its_own() -> None:
    for persona in personas().values():
        counters = persona.voice.answers.counter
        assert len(standing(counters)) >= 2, persona.slug
        assert standing(counters) != counters, persona.slug


def test_the_command_prints_the_table_writes_it_and_fails_on_a_missed_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = gates.Gate(name="a", value="1", gate="1", is_met=True)
    missed = gates.Gate(name="b", value="0", gate="1", is_met=False)
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
