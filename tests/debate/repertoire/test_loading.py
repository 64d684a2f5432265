"""Documents of the repertoire: out and in again, the same bytes; and everything that keeps one out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from debate.arena import services
from debate.daily import services as daily
from debate.models import Admission, Debate, Persona, Round, Speech, Verdict, Voice
from debate.repertoire.document import DebateDocument, VoiceDocument, as_yaml, parse
from debate.repertoire.exporting import debate_document, voice_document
from debate.repertoire.loading import load_debate, load_voice
from newsroom import days
from newsroom.documents import DocumentFaults, read_yaml, write_yaml
from stories import publishing
from stories.models import Story
from tests.debate.playing import begin

pytestmark = pytest.mark.django_db


def texts(debate: Debate) -> list[Any]:
    order = ("round__number", "round__question__number", "side", "part")
    return list(
        Speech.objects.filter(round__debate=debate).order_by(*order).values_list("sentences", "review")
    )


def test_a_debate_comes_back_as_it_was_and_gives_the_same_bytes(ahead: Debate) -> None:
    """Of a debate that a model wrote here; the fixtures of the other tests are loaded."""
    Debate.objects.update(admission=Admission.APPROVED, reviewed_by="the desk", reviewed_on="2026-01-31")
    ahead.refresh_from_db()
    said, calls = texts(ahead), list(Verdict.objects.order_by("pk").values_list("calls", "record"))
    file = as_yaml(debate_document(ahead))
    ahead.delete()
    document = parse(DebateDocument, file)
    assert load_debate(document) == "loaded"
    again = Debate.objects.get()
    assert as_yaml(debate_document(again)) == file
    assert texts(again) == said
    assert list(Verdict.objects.order_by("pk").values_list("calls", "record")) == calls
    assert (again.admission, again.reviewed_by) == (Admission.APPROVED, "the desk")
    assert load_debate(document) == "nothing to change"


def test_a_voice_gives_the_bytes_that_it_was_loaded_from(view: Voice, voice_file: str) -> None:
    assert as_yaml(voice_document(view)) == voice_file
    assert load_voice(parse(VoiceDocument, voice_file)) == "nothing to change"


def test_whoever_chooses_its_pair_plays_it_at_once_though_no_model_is_configured(
    approved: Debate, flagship: Story, cast: dict[str, Persona]
) -> None:
    play = begin(flagship, cast)
    assert play.debate == approved
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=2)
    services.predict(play, number=2, side="con", confidence=55)
    play.refresh_from_db()
    assert play.finished_at is not None
    assert Speech.objects.filter(round__debate__admission=Admission.LIVE).count() == 0


def test_what_awaits_its_review_is_met_by_nobody(
    ahead: Debate, flagship: Story, cast: dict[str, Persona]
) -> None:
    play = begin(flagship, cast)
    assert play.debate != ahead
    assert not Debate.objects.shared().filter(pk=ahead.pk).exists()
    assert not Verdict.objects.open_to_all().filter(round__debate=ahead).exists()


def test_a_debate_that_was_played_stays_for_its_players(
    approved: Debate, flagship: Story, cast: dict[str, Persona]
) -> None:
    document = debate_document(approved)
    play = begin(flagship, cast)
    newer = document.model_copy(update={"reviewed": None})
    assert load_debate(newer, replace=True) == "loaded"
    approved.refresh_from_db()
    assert approved.admission == Admission.REJECTED
    assert services.predict(play, number=1, side="pro", confidence=70)


def _sentence(raw: Any) -> Any:
    return raw["openings"]["pro"]["sentences"]


def _claim(raw: Any) -> Any:
    return next(sentence for sentence in _sentence(raw) if sentence["checked"] == "borne-out")


FAULTS: list[tuple[str, Callable[[Any], object], str]] = [
    ("unknown field", lambda raw: raw.update(extra=1), "extra: is not a field"),
    ("no such story", lambda raw: raw.update(story="nowhere"), "story: no published story"),
    ("no such motion", lambda raw: raw.update(motion="nothing"), "motion: is none that this story debates"),
    ("no such persona", lambda raw: raw.update(pro="nobody"), "pro: no persona has the slug nobody"),
    ("against oneself", lambda raw: raw.update(con=raw["pro"]), "con: is who speaks for the motion"),
    ("two questions", lambda raw: raw["crossfires"].pop(), "crossfires:"),
    (
        "an invented figure",
        lambda raw: _claim(raw).update(
            text="Some 4,711 people were counted [" + next(iter(raw["items"])) + "]."
        ),
        "openings.pro.sentences[",
    ),
    (
        "an unknown item",
        lambda raw: _claim(raw).update(text="It is so [event-none-such]."),
        "event-none-such has no card",
    ),
    (
        "words that no item holds",
        lambda raw: _claim(raw)["bears"].update({next(iter(_claim(raw)["bears"])): ["what nobody wrote"]}),
        "does not hold the words",
    ),
    ("borne out by nothing", lambda raw: _claim(raw).pop("bears"), "bears: is required"),
    (
        "too long",
        lambda raw: _sentence(raw).insert(
            0, {"text": "Well, " + "and so " * 100 + "it is.", "checked": "reasoning"}
        ),
        "words; 140 are the most",
    ),
    (
        "two sentences in one",
        lambda raw: _sentence(raw).insert(0, {"text": "So it is. Is it so?", "checked": "reasoning"}),
        "is not cut into sentences as the site cuts it",
    ),
    ("one order only", lambda raw: raw["openings"]["calls"].pop(), "openings.calls:"),
    (
        "a winner against the marks",
        lambda raw: (
            [call.update(better="pro") for call in raw["openings"]["calls"]]
            and [call["pro"]["marks"].update(evidence=1, logic=1) for call in raw["openings"]["calls"]]
        ),
        "better: is not whom the marks put ahead",
    ),
    (
        "a mark of eleven",
        lambda raw: raw["openings"]["calls"][0]["pro"]["marks"].update(style=11),
        "marks.style",
    ),
    (
        "a quotation of nothing",
        lambda raw: raw["openings"]["calls"][0]["pro"]["findings"][0].update(quote="never said at all"),
        "quote what was not said",
    ),
    (
        "an item that says something else",
        lambda raw: raw["items"].update({next(iter(raw["items"])): "0" * 12}),
        "has changed in the story since this was written",
    ),
]


def test_what_does_not_pass_is_refused_with_its_path_and_leaves_nothing(debate_file: str) -> None:
    raw = read_yaml(debate_file)
    for name, spoil, message in FAULTS:
        spoiled = copy.deepcopy(raw)
        spoil(spoiled)
        with pytest.raises(DocumentFaults) as refused:
            load_debate(parse(DebateDocument, write_yaml(spoiled)))
        assert message in str(refused.value), name
        assert not Debate.objects.exists(), name
        assert not Round.objects.exists(), name


def test_a_card_that_changed_sends_it_to_the_end_of_the_line(
    approved: Debate, flagship: Story, cast: dict[str, Persona]
) -> None:
    cited = approved.brief.cards[0].item.partition("-")[2]
    assert not approved.is_overtaken
    figure = flagship.figures.get(key=cited)
    figure.explanation = "Something else altogether is the case. " + figure.explanation
    figure.save()
    publishing.publish(flagship)
    approved = Debate.objects.get(pk=approved.pk)
    assert approved.is_overtaken
    assert begin(flagship, cast).debate == approved, "it is offered still"


def test_the_commands_name_what_they_refuse_and_load_the_rest(
    approved: Debate, view: Voice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row, command, load in (
        (approved, "export_debate", "load_debates"),
        (view, "export_voice", "load_voices"),
    ):
        call_command(command, row.pk)
        good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
        good.write_text(capsys.readouterr().out)
        bad.write_text(good.read_text().replace("schema: 1", "schema: 7"))
        row.delete()
        with pytest.raises(CommandError, match=r"1 of 2 were refused"):
            call_command(load, bad, good)
        said = capsys.readouterr()
        assert "bad.yaml: schema" in said.err
        assert ": loaded" in said.out
        call_command(load, good, missing=True)
        assert not capsys.readouterr().out, "what is there is left alone"
        with pytest.raises(CommandError):
            call_command(command, 10**6)


def test_what_nobody_reviewed_replaces_nothing_approved_unless_it_is_told_to(
    approved: Debate, view: Voice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for row, command, load in (
        (approved, "export_debate", "load_debates"),
        (view, "export_voice", "load_voices"),
    ):
        call_command(command, row.pk)
        raw = read_yaml(capsys.readouterr().out)
        del raw["reviewed"]
        file = tmp_path / "unreviewed.yaml"
        file.write_text(write_yaml(raw))
        with pytest.raises(CommandError):
            call_command(load, file)
        assert "reviewed: is missing" in capsys.readouterr().err
        row.refresh_from_db()
        assert row.is_repertoire
        call_command(load, file, replace=True, verbosity=0)
        kind = type(row)._default_manager
        assert [each.admission for each in kind.all()] == [Admission.AWAITING]


def test_a_rejected_debate_is_not_brought_back(approved: Debate, debate_file: str, tmp_path: Path) -> None:
    file = tmp_path / "debate.yaml"
    file.write_text(debate_file)
    Debate.objects.update(admission=Admission.REJECTED)
    call_command("load_debates", file, missing=True)
    assert not Debate.objects.repertoire().exists()


def test_half_a_debate_is_no_document(approved: Debate) -> None:
    approved.rounds.filter(number=2).first().delete()
    with pytest.raises(DocumentFaults, match="once all its branches"):
        debate_document(approved)


def test_a_story_that_admits_reviewed_texts_only_starts_nothing_else(
    approved: Debate, view: Voice, flagship: Story, cast: dict[str, Persona], client: Client
) -> None:
    Story.objects.update(reviewed_only=True)
    address = f"/stories/{flagship.slug}/arena/"
    motion = flagship.document.motions[0].key
    refused = client.post(address, {"motion": motion, "pro": "mozi", "con": "thucydides"})
    assert refused.status_code == 409
    assert "an editor has read" in refused.content.decode()
    started = client.post(address, {"motion": motion, "pro": "thucydides", "con": "mozi"})
    assert started.status_code == 303
    assert Debate.objects.live().count() == 0
    assert daily.choose(days.today()) is None
    voices = f"/stories/{flagship.slug}/voices/"
    client.post(f"{voices}thucydides/")
    assert "no view of Thucydides" in client.get(f"{voices}thucydides/").content.decode()
    assert view.sentences[0]["text"].split(" [")[0][:40] in client.get(f"{voices}mozi/").content.decode()
    assert Voice.objects.live().count() == 0


def test_the_schemas_are_published(client: Client) -> None:
    for kind in ("debate", "voice"):
        answer = client.get(f"/schema/{kind}.json")
        assert answer.status_code == 200
        assert answer.json()["additionalProperties"] is False


def test_its_pages_say_who_wrote_it_and_who_has_read_it(
    approved: Debate, flagship: Story, cast: dict[str, Persona], client: Client
) -> None:
    client.post(
        f"/stories/{flagship.slug}/arena/",
        {"motion": approved.motion_key, "pro": "thucydides", "con": "mozi"},
    )
    play = approved.plays.get()
    said = client.get(play.get_absolute_url()).content.decode()
    assert "Written ahead by a language model" in said
    assert "reviewed by the foreign desk" in said
    assert "Older than the story" not in said
    figure = flagship.figures.get(key=approved.brief.cards[0].item.partition("-")[2])
    figure.explanation = "Something else altogether is the case. " + figure.explanation
    figure.save()
    publishing.publish(flagship)
    assert "Older than the story" in client.get(play.get_absolute_url()).content.decode()
