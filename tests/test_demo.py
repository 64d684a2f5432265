"""manage.py demo: what it says when it cannot serve."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from newsroom.management.commands import demo

ROOT = Path(__file__).parent.parent


def test_a_taken_port_is_one_clear_line_before_anything_is_loaded(tmp_path: Path) -> None:
    environment = {**os.environ, "DEBUG": "1", "HOST": "127.0.0.1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)  # the site's own, as a reader of README starts it
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = subprocess.run(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment | {"PORT": str(port), "NEWSROOM_VAR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (found.returncode, found.stdout) == (1, "")
    (line,) = found.stderr.splitlines()
    assert f"127.0.0.1:{port}: Address already in use" in line
    assert "make demo PORT=" in line


@pytest.mark.django_db
def test_its_editor_is_one_and_its_administrator_may_do_everything() -> None:
    User.objects.create_superuser("editor", password="my own")
    for _ in range(2):
        demo.make_accounts()
    editor, admin = User.objects.get(username="editor"), User.objects.get(username="admin")
    assert (editor.is_staff, editor.is_superuser) == (True, False)
    assert [group.name for group in editor.groups.all()] == ["editor"]
    assert editor.check_password("my own"), "what somebody chose stays"
    assert admin.is_superuser
    assert admin.check_password("newsroom")


def test_it_is_refused_where_debug_is_off(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only with DEBUG=1"):
        call_command("demo")
