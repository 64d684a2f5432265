"""Rows to documents and back, and what publishing does."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from newsroom.documents import DocumentFaults
from stories import publishing
from stories.document import StoryDocument, check_story, parse_story, story_sha256, story_yaml
from stories.models import Bearing, Event, Figure, Person, Quote, Revision, Source, Story
from tests.debate.fixtures import FIXTURES, documents
from tests.stories.documents import event, example, in_schema_1, published, raw, renamed, revise

pytestmark = pytest.mark.django_db

EXAMPLE = parse_story(Path(__file__).with_name("example.yaml").read_bytes())


def load(document: StoryDocument) -> Story:
    return publishing.load(document)[0]


@pytest.mark.parametrize("slug", sorted(documents()))
def test_rows_compile_into_the_document_they_were_loaded_from(slug: str) -> None:
    document = documents()[slug]
    assert publishing.compile_document(load(document)) == document


def test_every_field_of_the_example_survives_the_rows() -> None:
    story = load(EXAMPLE)
    publishing.publish(story)
    assert story_yaml(Story.objects.get().document) == story_yaml(EXAMPLE)
    assert publishing.load(EXAMPLE) == (story, False)


def test_authors_and_pictures_survive_the_rows_with_all_that_is_said_of_them() -> None:
    image = {
        "file": "pictures/0123456789abcdef0123456789abcdef.webp",
        "alt": "",
        "credit": "Mara Lind",
        "caption": None,
        "licence": "CC-BY-4.0",
        "focus": [0, 100],
    }
    people = raw()["people"]
    people[0]["portrait"] = image | {"alt": "Mara Lind", "caption": "In May"}
    byline = [
        {"name": "Ines Ruhl", "role": "Reporter", "slug": "ines-ruhl"},
        {"name": "A guest", "role": "Ferry"},
    ]
    document = example(image=image, people=people, byline=byline)
    assert document.as_json()["image"] == image
    story, _ = publishing.load(document)
    assert publishing.load(document)[1] is False
    assert publishing.compile_document(story) == document
    assert story_yaml(publishing.compile_document(story)) == story_yaml(document)


def test_what_schema_2_added_is_taken_away_again_by_a_document_without_it() -> None:
    older = check_story(in_schema_1())
    story = load(EXAMPLE)
    assert publishing.load(older) == (story, True)
    assert publishing.compile_document(Story.objects.get()) == older
    assert story_sha256(publishing.compile_document(Story.objects.get())) == story_sha256(older)


def test_a_draft_says_the_schema_it_needs() -> None:
    story = load(check_story(in_schema_1()))
    assert publishing.compile_document(story).schema_version == 1
    Figure.objects.update(mention="the nine minutes saved")
    assert publishing.compile_document(story).schema_version == 2


def test_half_of_a_check_is_none() -> None:
    story = load(EXAMPLE)
    Quote.objects.update(checked_by="")
    assert publishing.compile_document(story).quotes[0].checked is None
    with pytest.raises(DocumentFaults, match="nobody vouches for it"):
        publishing.publish(story)


def test_loading_twice_changes_nothing() -> None:
    document = documents()["miami-track-ukraine"]
    story, changed = publishing.load(document)
    assert changed
    ids = list(Event.objects.values_list("pk", "order"))
    assert publishing.load(document) == (story, False)
    assert list(Event.objects.values_list("pk", "order")) == ids


def test_loading_an_edit_touches_what_differs_and_deletes_what_is_gone() -> None:
    story = load(EXAMPLE)
    source = Source.objects.get()
    edited = EXAMPLE.model_copy(
        update={
            "headline": "Another headline",
            "figures": [],
            "motions": [EXAMPLE.motions[0].model_copy(update={"bearing": EXAMPLE.motions[0].bearing[1:]})],
        }
    )
    assert publishing.load(edited) == (story, True)
    story.refresh_from_db()
    assert story.headline == "Another headline"
    assert Figure.objects.count() == 0
    assert Bearing.objects.count() == 1
    assert Source.objects.get().pk == source.pk


def test_the_order_of_references_is_kept() -> None:
    document = documents()["miami-track-ukraine"]
    event = next(e for e in document.timeline if len(e.people) > 1)
    turned = event.model_copy(update={"people": event.people[::-1]})
    timeline = [turned if e is event else e for e in document.timeline]
    edited = document.model_copy(update={"timeline": timeline})
    story = load(document)
    load(edited)
    assert publishing.compile_document(story) == edited


def test_publishing_stores_a_numbered_hashed_revision_and_repeats_nothing() -> None:
    story = load(EXAMPLE)
    first = publishing.publish(story, note="Out.")
    assert (first.number, first.sha256, first.note) == (1, story_sha256(EXAMPLE), "Out.")
    assert publishing.publish(story) == first
    Story.objects.filter(pk=story.pk).update(headline=f"{EXAMPLE.headline}, still")
    second = publishing.publish(story, kind=Revision.Kind.COPY_EDIT)
    assert (second.number, second.kind) == (2, "copy_edit")
    story.refresh_from_db()
    assert story.live == second
    assert first.as_document() == EXAMPLE


@pytest.mark.parametrize(
    ("fields", "alters", "tally"),
    [
        ({"quotes": []}, True, {"added": 0, "changed": 0, "removed": ["A quotation of Mara Lind"]}),
        ({"timeline": renamed("Corrected")}, True, {"added": 0, "changed": 1, "removed": []}),
        ({"headline": "Another headline"}, True, {"added": 0, "changed": 1, "removed": []}),
        (
            {"timeline": [*raw()["timeline"], event("new", "2026-05-20")]},
            False,
            {"added": 1, "changed": 0, "removed": []},
        ),
    ],
)
def test_a_revision_alters_what_stood_there_if_it_changed_or_took_away(
    fields: dict[str, Any], alters: bool, tally: dict[str, Any]
) -> None:
    published(example())
    revise(**fields)
    revision = Revision.objects.get(number=2)
    assert (revision.alters, revision.tally) == (alters, tally)


def test_a_draft_with_faults_is_refused_and_readers_keep_what_they_had() -> None:
    story = load(EXAMPLE)
    live = publishing.publish(story)
    Person.objects.update(name="")
    with pytest.raises(DocumentFaults, match=r"people\[0\]\.name"):
        publishing.publish(story)
    story.refresh_from_db()
    assert story.live == live
    assert Revision.objects.count() == 1


def test_a_withdrawn_story_is_no_longer_published_until_it_is_published_again() -> None:
    story = load(EXAMPLE)
    publishing.publish(story)
    publishing.withdraw(story, reason="A source retracted it.")
    assert not Story.objects.published().exists()
    publishing.publish(Story.objects.get())
    assert Story.objects.published().exists()


# --- the commands ------------------------------------------------------------------------------------


def run(*args: str) -> tuple[str, str, int]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*args, stdout=out, stderr=err)
    except SystemExit as stopped:
        return out.getvalue(), err.getvalue(), int(stopped.code or 0)
    return out.getvalue(), err.getvalue(), 0


def test_load_publish_export_give_back_the_same_story_byte_for_byte(tmp_path: Path) -> None:
    file = str(FIXTURES / "stories" / "miami-track-ukraine.yaml")
    assert run("load_story", file)[2] == 0
    assert not Story.objects.published().exists()
    assert "nothing to change" in run("load_story", file)[0]
    run("publish_story", "miami-track-ukraine")
    exported = run("export_story", "miami-track-ukraine")[0]
    assert exported == story_yaml(documents()["miami-track-ukraine"])
    copy = tmp_path / "copy.yaml"
    copy.write_text(exported, encoding="utf-8")
    assert "nothing to change" in run("load_story", str(copy))[0]


def test_a_malformed_document_is_refused_fault_by_fault_and_nothing_is_stored(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(story_yaml(EXAMPLE), encoding="utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        story_yaml(documents()["miami-track-ukraine"])
        .replace("date: 2026-01-10", "date: someday")
        .replace("date: 2026-01-03", "date: 2021-02-31")
        .replace("kind: commentary", "kind: gossip"),
        encoding="utf-8",
    )
    _, err, code = run("load_story", str(bad))
    assert code == 1
    lines = err.strip().splitlines()
    assert lines[0].startswith("timeline[0].date: ")
    assert any(line.startswith("sources[1].kind: ") for line in lines)
    assert any(
        "timeline › kyiv-advisers: 2021-02-31 is no date; write 2021-02-28, or give a precision" in line
        for line in lines
    )
    assert run("load_story", str(good), str(bad))[2] == 1
    assert run("load_story", str(tmp_path / "missing.yaml"))[2] == 1
    assert Story.objects.count() == 0


def test_commands_say_when_there_is_no_such_story() -> None:
    for command in ("publish_story", "export_story"):
        with pytest.raises(CommandError, match="nowhere"):
            call_command(command, "nowhere")


def test_load_fixtures_leaves_an_edited_story_alone() -> None:
    call_command("load_fixtures", stdout=io.StringIO())
    Story.objects.filter(slug="apollo-13").update(headline="Edited")
    call_command("load_fixtures", stdout=io.StringIO())
    assert Story.objects.get(slug="apollo-13").headline == "Edited"
    assert Revision.objects.count() == Story.objects.count() == len(documents())
