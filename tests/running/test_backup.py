"""Backup and restore: every row comes back as it was, whole or not at all."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pytest_django.fixtures import Settings

from debate.models import Persona
from newsroom.running import backup
from stories.finished import finish
from stories.models import FinishedPage, Story

pytestmark = pytest.mark.django_db(transaction=True)


def rows_of(file: Path) -> dict[str, str]:
    with tarfile.open(file) as archive:
        manifest = archive.extractfile(backup.MANIFEST)
        assert manifest is not None
        return {label: table["sha256"] for label, table in json.load(manifest)["tables"].items()}


def test_everything_comes_back_as_it_was(
    flagship: Story, cast: dict[str, Persona], rae: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.STORY_ORIGINS = ["http://testserver"]
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "one").mkdir(parents=True)
    (tmp_path / "media" / "one" / "a.jpg").write_bytes(b"\xff\xd8")
    finish(flagship)
    account = get_user_model().objects.create_user("ada", password="a long enough one")
    rae.force_login(account)
    exported = rae.get(f"/stories/{flagship.slug}.json").content
    assert json.loads(exported)["headline"] == flagship.headline
    pages = list(FinishedPage.objects.values_list("brotli", flat=True))

    backup.write(tmp_path / "site.backup")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", tmp_path / "site.backup")
    call_command("flush", interactive=False, verbosity=0)
    (tmp_path / "media" / "one" / "a.jpg").unlink()
    call_command("restore", tmp_path / "site.backup", verbosity=0)

    backup.write(tmp_path / "again.backup")
    assert rows_of(tmp_path / "again.backup") == rows_of(tmp_path / "site.backup")
    assert (tmp_path / "media" / "one" / "a.jpg").read_bytes() == b"\xff\xd8"
    assert rae.get(f"/stories/{flagship.slug}.json").content == exported
    assert [bytes(page) for page in FinishedPage.objects.values_list("brotli", flat=True)] == [
        bytes(page) for page in pages
    ]
    assert get_user_model().objects.create_user("bea").pk > account.pk, "new rows get new numbers"
    assert (tmp_path / "site.backup").stat().st_mode & 0o077 == 0


def test_a_damaged_or_foreign_file_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    get_user_model().objects.create_user("ada")
    file = tmp_path / "site.backup"
    backup.write(file)
    call_command("flush", interactive=False, verbosity=0)
    with monkeypatch.context() as other:
        other.setattr(backup, "_applied", lambda: ["stories.0001_initial"])
        with pytest.raises(CommandError, match="database with"):
            call_command("restore", file)
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(CommandError, match=r"cannot be read|damaged"):
        call_command("restore", file)
    assert not get_user_model().objects.exists()
