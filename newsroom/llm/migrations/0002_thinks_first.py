"""Whether a model’s prose begins inside a thought."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("llm", "0001_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="learned",
            name="thinks_first",
            field=models.BooleanField(
                default=False, help_text="Its prose begins with a thought that has an end and no beginning."
            ),
        ),
    ]
