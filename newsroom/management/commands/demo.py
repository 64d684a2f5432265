"""demo: everything a first look needs, in one process, from one command."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from newsroom.running.web import serve

EDITOR, ADMIN, PASSWORD = "editor", "admin", "newsroom"


class Command(BaseCommand):
    help = "Migrate, load and publish the stories that are missing, make an editor and an administrator, serve on PORT."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("demo makes accounts with a known password; it runs only with DEBUG=1.")
        refuse_a_taken_port()
        call_command("migrate", verbosity=0)
        call_command("load_fixtures", stdout=self.stdout)
        call_command("load_personas", missing=True, stdout=self.stdout)
        call_command("finish_pages", stdout=self.stdout)
        make_accounts()
        self._say_what_to_open()
        load_repertoire()
        serve(processes=1)  # which also runs the embedded queue

    def _say_what_to_open(self) -> None:
        at = f"http://{settings.HOST}:{settings.PORT}"
        lines = (
            "",
            f"  {at}/                              the stories",
            f"  {at}/stories/miami-track-ukraine/  one whole story",
            f"  {at}/arena/                        the debate arena",
            f"  {at}/admin/                        the editors’ desk: {EDITOR} / {PASSWORD}",
            f"  {'':{len(at)}}                                 and who may do everything there: {ADMIN} / {PASSWORD}",
            "",
            f"  Ctrl-C stops it. What you do is kept in {settings.VAR_DIR}.",
        )
        self.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()


def make_accounts() -> None:
    """An editor, with an editor's rights and no others, and an administrator. A password that was changed stays."""
    users = get_user_model()
    if not users.objects.filter(username=ADMIN).exists():
        users.objects.create_superuser(username=ADMIN, password=PASSWORD)
    editor = users.objects.filter(username=EDITOR).first() or users.objects.create_user(
        EDITOR, password=PASSWORD
    )
    editor.is_staff, editor.is_superuser = True, False
    editor.save(update_fields=["is_staff", "is_superuser"])
    editor.groups.add(Group.objects.get(name="editor"))


def load_repertoire() -> None:
    """Debates and voices that were written ahead, in processes beside the site: holding every sentence against its story
    takes longer than a reader wants to wait for the first page. They end when they are done."""
    for what in ("load_debates", "load_voices"):
        subprocess.Popen([sys.executable, "manage.py", what, "--missing", "-v", "0"], cwd=settings.BASE_DIR)  # noqa: S603 - our own


def refuse_a_taken_port() -> None:
    """Say so before anything is made, and not as the server's traceback after it."""
    family, kind, *_, address = socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what lately stopped is not in the way
        try:
            probe.bind(address)
        except OSError as error:
            raise CommandError(
                f"Cannot serve on {settings.HOST}:{settings.PORT}: {error.strerror}. "
                f"Choose another port, for example: make demo PORT={settings.PORT % 65535 + 1}"
            ) from error
