from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("llm", "0004_latest_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="DaysCalls",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(help_text="Of UTC.")),
                ("purpose", models.CharField(max_length=40)),
                ("model", models.CharField(max_length=120)),
                ("calls", models.PositiveIntegerField()),
                ("failed", models.PositiveIntegerField()),
                ("tokens_in", models.PositiveBigIntegerField()),
                ("tokens_out", models.PositiveBigIntegerField()),
                ("money_micros", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name": "former calls by day",
                "verbose_name_plural": "former calls by day",
                "ordering": ["-day", "purpose", "model"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "purpose", "model"), name="a_days_calls_are_summed_once"
                    )
                ],
            },
        ),
    ]
