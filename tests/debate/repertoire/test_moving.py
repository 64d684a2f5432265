"""What was written ahead moves with its newsroom."""

from __future__ import annotations

import io
import secrets
from pathlib import Path

import pytest
from django.core.management import call_command

from debate.models import Debate, Voice
from stories.models import Story
from tests.stories.moving.test_newsroom import bytes_of, empty, refused, run

pytestmark = pytest.mark.django_db


def test_a_debate_and_a_voice_move_and_come_back_the_same(
    approved: Debate, view: Voice, tmp_path: Path
) -> None:
    told = run("export_all", tmp_path / "first")
    assert "0 left out" in told[0], told[1]
    first = bytes_of(tmp_path / "first")
    assert any(path.startswith("debates/miami-track-ukraine/") for path in first)
    assert "voices/miami-track-ukraine/mozi.yaml" in first
    empty()
    run("import_all", tmp_path / "first")
    assert Debate.objects.repertoire().count() == Voice.objects.repertoire().count() == 1
    run("export_all", tmp_path / "second")
    assert bytes_of(tmp_path / "second") == first


def test_one_that_differs_from_what_is_here_is_replaced_only_when_told(view: Voice, tmp_path: Path) -> None:
    run("export_all", tmp_path / "first")
    Voice.objects.update(reviewed_by="somebody else")
    assert "voices/miami-track-ukraine/mozi.yaml: document: is here and differs" in refused(
        tmp_path / "first"
    )
    assert Voice.objects.get().reviewed_by == "somebody else"
    run("import_all", tmp_path / "first", "--replace")
    assert Voice.objects.get().reviewed_by == "the foreign desk"


def test_what_the_story_has_overtaken_is_named_and_left_out(view: Voice, tmp_path: Path) -> None:
    story = Story.objects.get()
    assert story.live is not None
    document = story.live.document
    for quote in document["quotes"]:
        quote["text"] += " And more."
    for figure in document["figures"]:
        figure["explanation"] = "Another count altogether."
    for event in document["timeline"]:
        event["description"] = "Something else happened."
    type(story.live).objects.update(document=document, sha256=secrets.token_hex(32))
    err = io.StringIO()
    call_command("export_all", str(tmp_path / "out"), stdout=io.StringIO(), stderr=err)
    assert f"voices/miami-track-ukraine/{view.pk}: left out" in err.getvalue()
