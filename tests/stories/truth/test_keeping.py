"""The text of a source, as the desk keeps it."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from stories import publishing
from stories.models import KEPT_CHARACTERS, Source, SourceText, Story
from stories.truth.keeping import NotKept, keep_text, read_upload, remove_text
from tests.stories.desk import Desk, draft, errors, item_page

SAID = "“We will not sign,” the minister said.\nNobody answered."


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (SAID.encode(), "utf-8"),
        (SAID.encode("utf-8-sig"), "utf-8-sig"),
        (SAID.encode("utf-16"), "utf-16"),
    ],
)
def test_it_reads_a_plain_text_file_in_an_encoding_that_says_what_it_is(raw: bytes, encoding: str) -> None:
    assert read_upload(raw) == (SAID, encoding)


def test_it_tells_an_older_encoding_by_the_language_it_makes() -> None:
    russian = (
        "Президент заявил, что переговоры продолжатся на следующей неделе, если стороны согласятся. " * 4
    )
    assert read_upload(russian.encode("cp1251"))[0] == russian.strip()
    french = "Le président a déclaré que les négociations étaient très avancées, à l’évidence. " * 4
    assert read_upload(french.encode("cp1252"))[0] == french.strip()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "archive or office document"),
        (b"<!DOCTYPE html><p>Hello", "web page"),
        (b"abc\x00\x01\x02def", "no plain text"),
        (bytes(range(128, 256)) * 9, "no plain text|control or replacement"),
        ("Was \ufffd that".encode(), "wrong encoding"),
        (b"", "no text"),
        (b"a" * (KEPT_CHARACTERS + 1), "at most 200,000"),
        (b"a" * (4 * KEPT_CHARACTERS + 5), "at most 800,004 are read"),
    ],
)
def test_it_refuses_what_is_no_plain_text_and_says_why(raw: bytes, words: str) -> None:
    with pytest.raises(NotKept, match=words):
        read_upload(raw)


@pytest.mark.django_db
class TestKeeping:
    def test_it_keeps_one_text_a_source_with_who_and_when(self, admin_user: User) -> None:
        source = draft().sources.all()[0]
        keep_text(source, "First.", admin_user, SourceText.Origin.PASTED)
        kept = keep_text(source, "Second\r\nline.", admin_user, SourceText.Origin.FETCHED, "Its headline")
        assert SourceText.objects.get() == kept
        assert (kept.text, kept.kept_by, kept.title) == ("Second\nline.", admin_user, "Its headline")
        assert kept.sha256 == hashlib.sha256(b"Second\nline.").hexdigest()

    def test_it_forgets_a_text_and_says_whether_there_was_one(self, admin_user: User) -> None:
        source = draft().sources.all()[0]
        keep_text(source, "First.", admin_user, SourceText.Origin.PASTED)
        assert (remove_text(source), remove_text(source)) == (True, False)

    def test_it_is_in_no_document_and_survives_loading_the_story_again(self, admin_user: User) -> None:
        story = draft()
        keep_text(story.sources.all()[0], "A word: xylophonist.", admin_user, SourceText.Origin.PASTED)
        document = publishing.compile_document(story)
        assert "xylophonist" not in str(document.as_json())
        publishing.load(document)
        assert SourceText.objects.count() == 1


@pytest.fixture
def story() -> Story:
    return draft()


@pytest.mark.django_db
class TestTheSourcesPage:
    @pytest.fixture
    def desk(self, admin_client: Client) -> Desk:
        return Desk(admin_client)

    @pytest.fixture
    def source(self, story: Story) -> Source:
        return story.sources.all()[0]

    def test_an_editor_pastes_reads_replaces_and_removes_it(self, desk: Desk, source: Source) -> None:
        page = item_page(source)
        desk.save(page, "source_form", kept_paste="Pasted.\r\nTwice.")
        assert source.kept.text == "Pasted.\nTwice."
        assert source.kept.kept_by == User.objects.get(username="admin")
        desk.save(page, "source_form", title="Only the title changed")
        assert SourceText.objects.get().text == "Pasted.\nTwice."
        assert "Pasted.\nTwice." not in desk.open(page).content.decode()
        text_page = reverse("admin:stories_source_text", args=[source.pk])
        assert text_page in desk.open(page).content.decode()
        assert "Pasted.\nTwice." in desk.open(text_page).content.decode()
        desk.save(page, "source_form", kept_file=SimpleUploadedFile("a.txt", "Hochgeladen: früh.".encode()))
        assert (SourceText.objects.get().text, SourceText.objects.get().origin) == (
            "Hochgeladen: früh.",
            "uploaded",
        )
        desk.save(page, "source_form", kept_remove="on")
        assert not SourceText.objects.exists()
        desk.open(text_page, 404)

    def test_a_file_it_cannot_read_is_refused_and_what_is_kept_stays(
        self, desk: Desk, source: Source, admin_user: User
    ) -> None:
        keep_text(source, "First.", admin_user, SourceText.Origin.PASTED)
        page = item_page(source)
        form = desk.form(page, "source_form")
        refused = desk.send(
            page, form | {"title": "New", "kept_file": SimpleUploadedFile("a.txt", b"%PDF-1.4")}
        )
        assert refused.status_code == 200
        assert "PDF" in errors(refused)
        assert (SourceText.objects.get().text, Source.objects.get(pk=source.pk).title) == (
            "First.",
            source.title,
        )
        both = form | {"kept_paste": "Second.", "kept_remove": "on"}
        assert "one of the three" in errors(desk.send(page, both))

    def test_only_who_may_see_sources_reads_it(
        self, client: Client, source: Source, admin_user: User
    ) -> None:
        keep_text(source, "First.", admin_user, SourceText.Origin.PASTED)
        text_page = reverse("admin:stories_source_text", args=[source.pk])
        assert client.get(text_page).status_code == 302
        client.force_login(User.objects.create_user("staff", is_staff=True))
        assert client.get(text_page).status_code == 403
        assert client.post(text_page).status_code == 405
