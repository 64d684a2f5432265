from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Take the second step off an account whose owner has lost it: for the last administrator, whom nobody can help at the desk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="with which the account signs in")
        parser.add_argument("--why", required=True, help="for the desk's log")

    def handle(self, *args: Any, **options: Any) -> None:
        from newsroom.accounts.admin import reset_second_step

        user = User.objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"No account signs in as {options['name']!r}.")
        count = reset_second_step(user, by=user, why=f"{options['why']} (on the command line)")
        self.stdout.write(f"{user.username}: {count} taken off; the password alone signs in.")
