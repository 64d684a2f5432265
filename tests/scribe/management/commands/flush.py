"""Django's `flush`, as it runs after every test with transactions of its own, for a tenth of the work.

Django's empties every table, permissions too, and then lets every app make its permissions anew. This one empties
those that a test has filled and leaves what `migrate` made, which no such test changes.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.core.management.commands.flush import Command as Django
from django.db import connections, transaction

MIGRATED = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}


class Command(BaseCommand):
    help = __doc__
    stealth_options = Django.stealth_options

    add_arguments = Django.add_arguments

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        quoted = [connection.ops.quote_name(name) for name in sorted(set(tables) - MIGRATED)]
        parts = [f"SELECT {at} WHERE EXISTS (SELECT 1 FROM {name})" for at, name in enumerate(quoted)]
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            filled = [quoted[at] for (at,) in cursor.fetchall()]
            for name in filled:  # in any order: foreign keys are held against the rows at the end
                cursor.execute(f"DELETE FROM {name}")
