"""Which play was shown a verdict first, and which calls are for XP alone: cred counts only where nobody can look first.

Of verdicts that stand already: whoever called the round first opened it.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def opened_by_the_first_call(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    verdicts = apps.get_model("debate", "Verdict").objects.filter(round__debate__daily__isnull=True)
    predictions = apps.get_model("debate", "Prediction").objects.order_by("created_at", "pk")
    for verdict in verdicts.filter(round__predictions__isnull=False).distinct().iterator():
        first = predictions.filter(round=verdict.round_id).first()
        verdicts.filter(pk=verdict.pk).update(opened_at=first.created_at, opened_by=first.play_id)


class Migration(migrations.Migration):
    dependencies = [
        ("debate", "0010_repertoire"),
    ]

    operations = [
        migrations.AddField(
            model_name="verdict",
            name="opened_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When a player was first shown it; empty of a daily.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="opened_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The play that called it first; empty once that play is deleted.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="debate.play",
            ),
        ),
        migrations.AddField(
            model_name="prediction",
            name="for_xp",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Why it moves no cred, as a clause; empty if it may.",
                max_length=160,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(opened_by_the_first_call, migrations.RunPython.noop),
    ]
