"""The index of published items, and what each revision did to the one before it.

On PostgreSQL the index has a column of its own for full text, which the database keeps by itself, under a
GIN index. Migrations 0004 and 0005 fill both for what was published before.
"""

import django.db.models.deletion
from django.db import migrations, models

VECTOR = """
ALTER TABLE stories_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english'::regconfig, folded_title), 'A')
    || setweight(to_tsvector('english'::regconfig, folded_text), 'B')
) STORED;
CREATE INDEX entry_words ON stories_entry USING gin (vector);
"""


def add_full_text(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(VECTOR)


def drop_full_text(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE stories_entry DROP COLUMN vector")


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0001_stories"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="alters",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="revision",
            name="tally",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=80)),
                ("order", models.PositiveIntegerField()),
                ("title", models.TextField()),
                ("text", models.TextField()),
                ("folded_title", models.TextField()),
                ("folded_text", models.TextField()),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["order"],
                "indexes": [models.Index(fields=["kind", "key"], name="entry_by_kind_and_key")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("story", "kind", "key"), name="entry_once_per_story_kind_and_key"
                    )
                ],
            },
        ),
        migrations.RunPython(add_full_text, drop_full_text),
    ]
