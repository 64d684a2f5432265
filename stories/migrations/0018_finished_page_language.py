from django.db import migrations, models


def drop(apps, schema_editor):
    """Losing these loses nothing: a page is made again when it is asked for, or by `finish_pages`."""
    apps.get_model("stories", "FinishedPage").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0017_pictures_and_authors"),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="finishedpage",
            name="finished_page_once_per_story_and_origin",
        ),
        migrations.AddField(
            model_name="finishedpage",
            name="language",
            field=models.CharField(max_length=35, default="en-gb"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="finishedpage",
            constraint=models.UniqueConstraint(
                fields=("story", "origin", "language"),
                name="finished_page_once_per_story_origin_and_language",
            ),
        ),
    ]
