"""prepare: everything between an installation and its first page, and between one release and the next."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from newsroom.running.ready import require


class Command(BaseCommand):
    help = "Migrate, collect static files, load the shipped stories, personas and debates that are missing, make pages."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="Without the shipped stories and debates.")

    def handle(self, *args: Any, **options: Any) -> None:
        require()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not options["empty"]:
            call_command("load_fixtures", stdout=self.stdout)
        call_command("load_personas", missing=True, stdout=self.stdout)
        if not options["empty"]:
            call_command("load_debates", missing=True, verbosity=0, stdout=self.stdout)
            call_command("load_voices", missing=True, verbosity=0, stdout=self.stdout)
        call_command("finish_pages", stdout=self.stdout)
        if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
            self.stdout.write("There is no administrator yet: manage.py createsuperuser makes one.")
