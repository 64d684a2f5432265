"""A persona’s view of a story, and reports on one."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import newsroom.generation.models


class Migration(migrations.Migration):
    dependencies = [
        ("debate", "0004_shown_early_siblings_written_ahead"),
        ("players", "0002_ledgers"),
        ("stories", "0002_index_and_tally"),
    ]

    operations = [
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting for a worker"),
                            ("running", "being written"),
                            ("ready", "ready"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("attempt_limit", models.PositiveSmallIntegerField(default=3)),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "sent_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="When a wake-up was last sent."
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(blank=True, help_text="Waiting after a failed attempt.", null=True),
                ),
                ("give_up_at", models.DateTimeField(default=newsroom.generation.models._patience_ends)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failure",
                    models.CharField(blank=True, help_text="One sentence, shown to readers.", max_length=300),
                ),
                ("engine", models.CharField(blank=True, max_length=20)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("prompt_version", models.CharField(blank=True, max_length=40)),
                ("tokens_in", models.PositiveIntegerField(default=0)),
                ("tokens_out", models.PositiveIntegerField(default=0)),
                ("latency_ms", models.PositiveIntegerField(default=0)),
                ("raw_output", models.TextField(blank=True)),
                (
                    "fallback_reason",
                    models.CharField(
                        blank=True,
                        help_text="Why the offline engine wrote this; shown to readers.",
                        max_length=300,
                    ),
                ),
                ("brief_document", models.JSONField()),
                ("brief_sha256", models.CharField(max_length=64)),
                (
                    "asked_of",
                    models.CharField(
                        help_text="The engine that was to write it; “engine” is the one that did.",
                        max_length=20,
                    ),
                ),
                (
                    "sentences",
                    models.JSONField(default=list, help_text="[{text, status, citations}] as shown."),
                ),
                (
                    "hidden_reason",
                    models.CharField(
                        blank=True,
                        help_text="Set by a moderator: readers see this in place of the text.",
                        max_length=300,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="players.player",
                    ),
                ),
                (
                    "persona",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="debate.persona",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="stories.revision"
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stories.story"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VoiceReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "player",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="players.player",
                    ),
                ),
                (
                    "voice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="debate.voice"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(
                condition=models.Q(("state__in", ("queued", "running"))),
                fields=["state", "sent_at"],
                name="voice_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                fields=("story", "persona", "brief_sha256", "asked_of"),
                name="voice_once_per_story_persona_brief_engine",
            ),
        ),
        migrations.AddConstraint(
            model_name="voicereport",
            constraint=models.UniqueConstraint(
                fields=("voice", "player"), name="report_once_per_player_and_voice"
            ),
        ),
    ]
