# Ways from old keys to new ones, and what was deleted, until the next publication.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0011_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Deleted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("kept", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deleted",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deleted",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Renamed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("old", models.CharField(max_length=80)),
                ("new", models.CharField(max_length=80)),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renamed",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "renamed",
                "indexes": [models.Index(fields=["kind", "old"], name="renamed_by_kind_and_old_key")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("story", "kind", "old"), name="renamed_once_per_story_kind_and_key"
                    )
                ],
            },
        ),
    ]
