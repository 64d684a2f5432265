"""Where judged rounds are counted for the fairness figures."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("debate", "0005_voice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("engine", models.CharField(max_length=20)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("prompt_version", models.CharField(blank=True, max_length=40)),
                ("through", models.DateTimeField(help_text="When the last of its rounds was judged.")),
                ("rounds", models.PositiveIntegerField()),
                ("pro", models.PositiveIntegerField()),
                ("con", models.PositiveIntegerField()),
                ("draws", models.PositiveIntegerField()),
                ("splits", models.PositiveIntegerField()),
                ("paired", models.PositiveIntegerField(help_text="Rounds judged in both orders.")),
                ("agreed", models.PositiveIntegerField()),
                ("opposed", models.PositiveIntegerField()),
                ("named", models.PositiveIntegerField(help_text="Calls with an order that named a side.")),
                ("first_named", models.PositiveIntegerField()),
                ("named_rounds", models.PositiveIntegerField()),
                (
                    "unequal",
                    models.PositiveIntegerField(help_text="Decided rounds with texts of different length."),
                ),
                ("longer_won", models.PositiveIntegerField()),
                ("sum_x", models.BigIntegerField()),
                ("sum_xx", models.BigIntegerField()),
                ("sum_y", models.FloatField()),
                ("sum_yy", models.FloatField()),
                ("sum_xy", models.FloatField()),
                ("answers", models.PositiveIntegerField(help_text="Of the model, by the ledger of calls.")),
                ("unusable", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name_plural": "tallies",
                "ordering": ["-through"],
            },
        ),
        migrations.AddField(
            model_name="verdict",
            name="tally",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="Where it is counted for the fairness figures.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="verdicts",
                to="debate.tally",
            ),
        ),
    ]
