"""A whole newsroom into a folder, from there into an empty database, and out again: the same bytes."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from debate.models import Debate, Persona, Voice
from newsroom.documents import read_yaml, write_yaml
from newsroom.pictures.keeping import take_up
from newsroom.pictures.models import Picture
from stories import publishing
from stories.authors.models import Author
from stories.document import check_story
from stories.models import Event, Renamed, Revision, Story
from tests.pictures.drawn import drawn, encoded
from tests.stories.documents import event, example, published, raw, revise, shipped

pytestmark = pytest.mark.django_db
HARBOUR = "stories/harbour-bridge-vote"


@pytest.fixture
def newsroom(cast: dict[str, Persona]) -> None:
    """Three stories: revised with a draft on top, withdrawn, and never published; one persona at rest."""
    ed = User.objects.create_user("ed")
    story = published(example())
    revise(
        note="A later count.", timeline=[event("vote-called", "2026-03-02")], overview="Much has happened."
    )
    story.refresh_from_db()
    publishing.load(check_story(raw(headline="Not out yet")))
    Revision.objects.filter(number=1).update(reviewed_by=ed)
    gone = published(shipped("miami-track-ukraine"))
    publishing.withdraw(gone, reason="Two of its sources were forged.")
    publishing.load(check_story(raw(slug="never-published")))
    Story.objects.filter(pk=story.pk).update(second_pair_of_eyes=True, reviewed_only=True)
    Renamed.objects.create(story=story, kind="event", old="vote-first-called", new="vote-called")
    Persona.objects.filter(slug="mozi").update(is_active=False)


def empty() -> None:
    Voice.objects.all().delete()
    Debate.objects.all().delete()
    Story.objects.update(live=None)
    Story.objects.all().delete()
    Persona.objects.all().delete()
    User.objects.all().delete()


def run(name: str, *args: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(*args: Any) -> str:
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("import_all", *map(str, args), stdout=io.StringIO(), stderr=err)
    return err.getvalue()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def rewrite(file: Path, **changed: Any) -> None:
    file.write_text(write_yaml(read_yaml(file.read_text()) | changed))


@pytest.fixture
def folder(newsroom: None, tmp_path: Path) -> Path:
    run("export_all", tmp_path / "first")
    return tmp_path / "first"


def test_out_into_an_empty_database_and_out_again_gives_the_same_bytes(
    folder: Path, tmp_path: Path, client: Client
) -> None:
    first = bytes_of(folder)
    assert {
        f"{HARBOUR}/{name}.yaml" for name in ("story", "revision-0001", "revision-0002", "draft")
    } <= first.keys()
    empty()
    told = run("import_all", folder, "--dry-run")[0]
    assert "would be taken" in told
    assert not Story.objects.exists(), "a dry run stores nothing"
    run("import_all", folder)
    run("export_all", tmp_path / "second")
    assert bytes_of(tmp_path / "second") == first
    assert "0 were taken" in run("import_all", folder)[0], "and again there is nothing to take"
    page = client.get("/stories/harbour-bridge-vote/changes/").content.decode()
    assert "A later count." in page
    gone = client.get("/stories/miami-track-ukraine/")
    assert (gone.status_code, "forged" in gone.content.decode()) == (410, True)
    assert client.get("/stories/never-published/").status_code == 404
    assert "Harbour" in client.get("/search/?q=harbour").content.decode()
    assert Renamed.objects.get().new == "vote-called"
    ed = User.objects.get(username="ed")
    assert (ed.is_active, ed.has_usable_password()) == (False, True) or not ed.has_usable_password()
    assert Revision.objects.filter(alters=True).exists(), "the corrections page knows what was altered"


def test_a_folder_that_holds_something_is_not_written_into(folder: Path) -> None:
    with pytest.raises(CommandError, match="not an empty folder"):
        run("export_all", folder)


def test_a_draft_that_is_not_whole_is_named_and_left_out(newsroom: None, tmp_path: Path) -> None:
    Event.objects.filter(story__slug="harbour-bridge-vote").update(precision="month")
    told = run("export_all", tmp_path / "out")
    assert f"{HARBOUR}/draft.yaml: left out: " in told[1]
    assert "1 left out" in told[0]


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("revision-0001.yaml", {"headline": "Another"}, "is not the hash of revision-0001.yaml"),
        ("revision-0001.yaml", {"slug": "elsewhere"}, "is elsewhere in the folder of"),
        ("revision-0001.yaml", {"headline": ""}, "headline"),
        ("story.yaml", {"live": 7}, "names revision 7, which is none of them"),
        ("story.yaml", {"colour": "red"}, "is not a field"),
        ("story.yaml", {"revisions": []}, "are not those that have a document"),
        ("draft.yaml", {"timeline": 3}, "must be a list"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_nothing_is_stored(
    folder: Path, file: str, change: dict[str, Any], words: str
) -> None:
    rewrite(folder / HARBOUR / file, **change)
    (folder / "personas" / "mozi.yaml").write_text("name: nobody\n")
    empty()
    told = refused(folder)
    assert words in told
    assert told.count("personas/mozi.yaml: ") > 1
    assert f"{HARBOUR}/" in told
    assert not Story.objects.exists()
    assert not Persona.objects.exists()


def test_what_is_no_export_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    (folder / HARBOUR / "more.yaml").write_bytes((folder / HARBOUR / "draft.yaml").read_bytes())
    told = refused(folder)
    assert "notes.txt: document: is no file of an export" in told
    assert f"{HARBOUR}/more.yaml: document: is no file of an export" in told
    (tmp_path / "other").mkdir()
    assert "newsroom.yaml: document: is missing" in refused(tmp_path / "other")
    with pytest.raises(CommandError, match="is no folder"):
        run("import_all", tmp_path / "nowhere")


def test_what_is_here_is_replaced_only_when_told_and_what_was_published_stays(folder: Path) -> None:
    Story.objects.filter(slug="harbour-bridge-vote").update(standfirst="A day's work.")
    Persona.objects.filter(slug="mozi").update(is_active=True)
    told = refused(folder)
    assert f"{HARBOUR}/story.yaml: document: harbour-bridge-vote is here and differs: --replace" in told
    assert "personas/mozi.yaml: document: mozi is here and differs: --replace" in told
    assert Story.objects.get(slug="harbour-bridge-vote").standfirst == "A day's work."
    run("import_all", folder, "--replace")
    assert Story.objects.get(slug="harbour-bridge-vote").headline == "Not out yet"
    assert not Persona.objects.get(slug="mozi").is_active
    story = Story.objects.get(slug="harbour-bridge-vote")
    publishing.load(example(headline="Published here alone"))
    Story.objects.filter(pk=story.pk).update(second_pair_of_eyes=False)
    publishing.publish(Story.objects.get(pk=story.pk))
    assert "has published other revisions" in refused(folder, "--replace")
    assert Story.objects.get(pk=story.pk).document.headline == "Published here alone"


def test_revisions_that_follow_those_that_are_here_are_added(folder: Path) -> None:
    story = Story.objects.get(slug="harbour-bridge-vote")
    first = story.revisions.get(number=1)
    Story.objects.filter(pk=story.pk).update(live=first)
    story.revisions.filter(number=2).delete()
    run("import_all", folder, "--replace")
    story.refresh_from_db()
    assert story.live is not None
    assert (story.live.number, story.live.alters) == (2, True)
    assert story.live.published_at < timezone.now()


def test_pictures_and_authors_move_too_and_another_picture_under_a_name_is_refused(
    media: Path, tmp_path: Path
) -> None:
    file = take_up(encoded(drawn(200, 100))).file
    take_up(encoded(drawn(70, 70)))  # which nothing names
    image = {"file": file, "alt": "A ferry", "credit": "Mara Lind", "focus": [10, 20]}
    byline = [{"name": "Ines Ruhl", "role": "Reporter", "slug": "ines-ruhl"}]
    published(example(image=image, byline=byline))
    Author.objects.update(biography="Writes.", image_file=file, image_alt="Ines", image_credit="M")
    out, again = tmp_path / "out", tmp_path / "again"
    run("export_all", out)
    assert [path.name for path in (out / "pictures").iterdir()] == [Path(file).name]
    empty()
    Author.objects.all().delete()
    Picture.objects.all().delete()
    shutil.rmtree(media)
    run("import_all", out)
    assert Author.objects.get().biography == "Writes."
    assert (media / Picture.objects.get().rendition(160, "webp")).exists()
    run("export_all", again)
    assert bytes_of(again) == bytes_of(out)
    assert "0 were taken" in run("import_all", out)[0]
    (out / file).write_bytes(encoded(drawn(99, 99)))
    Picture.objects.all().delete()
    assert "another picture than its name says" in refused(out)
    Author.objects.update(role="Editor")
    assert "ines-ruhl is here and differs" in refused(again)
