"""Why the offline engine wrote a piece of a model's debate."""

from django.db import migrations, models


def reason() -> models.CharField:
    return models.CharField(
        blank=True, help_text="Why the offline engine wrote this; shown to readers.", max_length=300
    )


class Migration(migrations.Migration):
    dependencies = [("debate", "0002_house_line_daily_replays_reports")]

    operations = [
        migrations.AddField(model_name="speech", name="fallback_reason", field=reason()),
        migrations.AddField(model_name="questionset", name="fallback_reason", field=reason()),
        migrations.AddField(model_name="verdict", name="fallback_reason", field=reason()),
    ]
