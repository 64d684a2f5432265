"""A document into a draft: looked at first, never over somebody's work, all of it or nothing."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from newsroom.documents import DocumentFaults
from newsroom.errors import Conflict
from stories import publishing
from stories.document import check_story, story_yaml
from stories.models import Event, Story
from stories.moving import importing, reading
from tests.stories.desk import Desk, desk_page, item_page
from tests.stories.documents import example, many_events, published, raw, shipped

pytestmark = pytest.mark.django_db
SLUG = "harbour-bridge-vote"


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def url() -> str:
    return reverse("admin:stories_story_import")


def changed(**fields: Any) -> str:
    return story_yaml(check_story(raw(**fields)))


def bring(document: Any, **more: Any) -> tuple[Story, bool]:
    return importing.carry_out(document, seen=importing.plan(document).digest, **more)


def test_a_check_that_only_the_document_knows_of_names_who_imported_it_until_somebody_signs(
    desk: Desk, url: str
) -> None:
    story = published(example())
    forged = raw()
    invented = {
        "text": "I never asked anybody",
        "checked": {"by": "An expert", "date": "2026-05-01", "against": "tape"},
    }
    forged["quotes"].append({**forged["quotes"][0], "key": "invented", **invented})
    seen = desk.send(url, {"text": story_yaml(check_story(forged)), "look": "1"})
    assert "invented: An expert, 2026-05-01, with tape" in seen.content.decode()
    assert f"{raw()['quotes'][0]['key']}: " not in seen.content.decode(), "the draft has that one's check"
    assert desk.send(url, desk.form_of(seen, "desk-form") | {"write": "1"}).status_code == 302
    words = "a document says that An expert made it on 2026-05-01, and admin imported it"
    for page in ("checklist", "publish", "review", "schedule"):
        assert words in desk.open(desk_page(page, story)).content.decode()
    publishing.publish(story, note="One more.")
    bring(check_story(forged), by=User.objects.create_user("second"))
    assert words in desk.open(desk_page("checklist", story)).content.decode(), (
        "importing it again washes nothing"
    )
    quote = story.quotes.get(key="invented")
    page = item_page(quote)
    assert words in desk.open(page).content.decode()
    desk.send(page, desk.form(page, "quote_form") | {"compared_with": "the tape, heard twice"})
    assert words not in desk.open(desk_page("checklist", story)).content.decode()


# --- looked at first ---------------------------------------------------------------------------------------


def test_a_pasted_document_shows_what_it_would_change_and_then_changes_that(desk: Desk, url: str) -> None:
    published(example())
    seen = desk.send(url, {"text": changed(headline="The bridge stays"), "look": "1"})
    page = seen.content.decode()
    assert seen.status_code == 200
    assert "<ins>" in page
    assert "bridge stays" in page
    assert Story.objects.get().headline == example().headline, "nothing is written yet"
    form = desk.form_of(seen, "desk-form")
    assert form["text"][0].lstrip("\n") == changed(headline="The bridge stays"), "the text is still there"
    assert desk.send(url, form | {"write": "1"}).status_code == 302
    story = Story.objects.get()
    assert story.headline == "The bridge stays"
    assert story.document.headline == example().headline, "and nothing is published"


def test_an_uploaded_file_makes_a_new_story(desk: Desk, url: str) -> None:
    file = SimpleUploadedFile("story.yaml", changed().encode())
    seen = desk.client.post(url, {"file": file, "look": "1"})
    assert "A new story" in seen.content.decode()
    assert not Story.objects.exists()
    assert desk.send(url, desk.form_of(seen, "desk-form") | {"write": "1"}).status_code == 302
    assert publishing.compile_document(Story.objects.get()) == example()


def test_the_flagship_exported_changed_and_imported_again(desk: Desk, url: str) -> None:
    published(shipped("miami-track-ukraine"))
    story = Story.objects.get()
    exported = desk.open(desk_page("export", story)).content.decode()
    assert "Nothing would change" in desk.send(url, {"text": exported}).content.decode()
    newer = exported.replace("precision: day", "precision: approximate", 1)
    seen = desk.send(desk_page("import_into", story), {"text": newer})
    assert "approximate" in seen.content.decode()
    form = desk.form_of(seen, "desk-form") | {"write": "1"}
    assert desk.send(desk_page("import_into", story), form).status_code == 302
    assert desk.open(desk_page("export", story)).content.decode() == newer


def test_a_draft_that_holds_work_is_named_and_goes_only_if_somebody_says_so(desk: Desk, url: str) -> None:
    story = published(example())
    Story.objects.filter(pk=story.pk).update(standfirst="A day's work.")
    seen = desk.send(url, {"text": changed(headline="Other")})
    assert f"draft of {SLUG} holds work" in seen.content.decode()
    form = desk.form_of(seen, "desk-form") | {"write": "1"}
    assert desk.send(url, form).status_code == 409
    assert Story.objects.get().standfirst == "A day's work."
    assert desk.send(url, form | {"give_up": "on"}).status_code == 302
    assert Story.objects.get().standfirst == example().standfirst


def test_a_draft_that_changed_since_it_was_looked_at_is_not_replaced(desk: Desk, url: str) -> None:
    published(example())
    seen = desk.send(url, {"text": changed(headline="Mine")})
    bring(check_story(raw(headline="Theirs")))
    again = desk.send(url, desk.form_of(seen, "desk-form") | {"write": "1", "give_up": "on"})
    assert again.status_code == 409
    assert "was changed after you looked" in again.content.decode()
    assert Story.objects.get().headline == "Theirs"


def test_a_broken_draft_is_work_too(desk: Desk, url: str) -> None:
    story = published(example())
    Event.objects.filter(story=story).update(precision="month")
    seen = desk.send(url, {"text": changed()}).content.decode()
    assert "not a whole story" in seen
    with pytest.raises(Conflict, match="holds work"):
        bring(example())
    assert bring(example(), give_up=True)[1]


# --- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("", "choose a file, or paste it"),
        ("just words", "not a mapping"),
        ("a: [1", "not readable YAML"),
        ("a: &x [1]\nb: *x", "aliases are not allowed"),
        ("[" * 20_000, "not readable YAML"),
        ("schema: 1\n", "is required"),
        ("{}\n" * 3, "not readable YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_places_and_stays_in_the_form(
    desk: Desk, url: str, sent: str, words: str
) -> None:
    response = desk.send(url, {"text": sent})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert desk.form_of(response, "desk-form")["text"][0].strip() == sent.strip()
    assert not Story.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("slug: caf\u00e9\n".encode("latin-1"), "line 1: the byte 0xe9 is not UTF-8"),
        ("slug: x\n".encode("utf-16"), "is UTF-16"),
        (b"PK\x03\x04\x00\x00\xff\xff", "is no text"),
        (b"x" * 4_000_001, "4,000,001 bytes, and 4,000,000 are the most"),
    ],
)
def test_a_file_of_another_kind_or_size_is_refused(desk: Desk, url: str, data: bytes, words: str) -> None:
    response = desk.client.post(url, {"file": SimpleUploadedFile("x", data)})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_fifty_megabytes_are_refused_and_a_paste_of_that_size_says_so(desk: Desk, url: str) -> None:
    big = b"a: b\n" * 10_000_000
    response = desk.client.post(url, {"file": SimpleUploadedFile("x.yaml", big)})
    assert (response.status_code, "50,000,000 bytes" in response.content.decode()) == (422, True)
    pasted = desk.send(url, {"text": "x" * 6_000_000})
    assert (pasted.status_code, "could not be taken" in pasted.content.decode()) == (400, True)


def test_scripts_are_words_like_others(desk: Desk, url: str) -> None:
    response = desk.send(url, {"text": changed(headline="<script>alert(1)</script>")})
    assert "<script>alert" not in response.content.decode()
    assert "&lt;script&gt;alert" in response.content.decode()


def test_another_storys_document_is_not_taken_on_a_storys_page(desk: Desk) -> None:
    story = published(example())
    response = desk.send(desk_page("import_into", story), {"text": changed(slug="another")})
    assert response.status_code == 422
    assert "another story’s document" in response.content.decode().replace("&#x27;", "’").replace("'", "’")


def test_too_many_items_are_counted() -> None:
    with pytest.raises(DocumentFaults, match="items, and 10,000 are the most"):
        reading.read(story_yaml(many_events(10_050)))


def test_who_may_only_look_may_not_import(url: str) -> None:
    story = published(example())
    user = User.objects.create_user("mo", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_story"))
    client = Client()
    client.force_login(user)
    assert client.get(url).status_code == 403
    assert client.post(desk_page("import_into", story), {"text": changed()}).status_code == 403


# --- two at once -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_of_two_imports_at_once_one_is_made_and_the_other_is_told(is_new: bool) -> None:
    if not is_new:
        published(example())
    seen = importing.plan(example()).digest
    told: list[object] = []
    ready = threading.Barrier(2)

    def bring_one(headline: str) -> None:
        try:
            ready.wait(5)
            importing.carry_out(check_story(raw(headline=headline)), seen=seen)
            told.append(headline)
        except Conflict as conflict:
            told.append(conflict)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_one, args=(name,)) for name in ("First", "Second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (headline,) = (each for each in told if isinstance(each, str))
    assert [type(each) for each in told if not isinstance(each, str)] == [Conflict]
    assert Story.objects.get().headline == headline


# --- the command -------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "story.yaml"
    made.write_text(changed())
    return made


def run(*args: Any, **more: Any) -> str:
    out = io.StringIO()
    call_command("load_story", *map(str, args), stdout=out, **more)
    return out.getvalue()


def test_the_command_updates_what_it_loaded_and_never_what_somebody_wrote(file: Path) -> None:
    assert run(file) == f"{SLUG}: loaded\n"
    file.write_text(changed(headline="By file"))
    assert run(file) == f"{SLUG}: loaded\n", "nobody wrote anything by hand"
    Story.objects.update(standfirst="By hand.")
    file.write_text(changed(headline="By file again"))
    with pytest.raises(CommandError, match="holds work") as refused:
        run(file)
    assert Story.objects.get().headline == "By file"
    told = run(file, "--dry-run")
    assert "which holds work" in told
    assert "{+By hand" in told or "[-By hand" in told
    assert Story.objects.get().headline == "By file"
    with pytest.raises(CommandError):
        run(file, "--replace", "0" * 12)
    assert run(file, "--replace", str(refused.value).split("--replace ")[1].split()[0]) == f"{SLUG}: loaded\n"
    assert run(file) == f"{SLUG}: nothing to change\n"


def test_any_revision_is_exported_byte_for_byte(desk: Desk, file: Path) -> None:
    story = published(example())
    bring(check_story(raw(headline="Newer")))
    publishing.publish(story)
    publishing.withdraw(story, reason="Wrong.")
    out = io.StringIO()
    call_command("export_story", SLUG, "--revision", "1", stdout=out)
    assert out.getvalue() == changed()
    revision = story.revisions.get(number=1)
    response = desk.open(reverse("admin:stories_revision_export", args=[revision.pk]))
    assert response.content.decode() == changed()
    assert "harbour-bridge-vote-1.yaml" in response["Content-Disposition"]
    with pytest.raises(CommandError, match="has no revision 9"):
        call_command("export_story", SLUG, "--revision", "9")
    put = desk.form(f"{desk_page('import_into', story)}?revision=1", "desk-form")
    assert put["text"][0].lstrip("\n") == changed()
