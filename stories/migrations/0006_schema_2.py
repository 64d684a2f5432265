"""Columns for what schema 2 of the document adds; every one may be empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0005_index_what_is_live"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="mention",
            field=models.CharField(
                blank=True,
                help_text="How a speech names it: a noun phrase such as “the nine minutes saved”, without a full stop.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="mention",
            field=models.CharField(
                blank=True,
                help_text="How a speech names it: a noun phrase such as “the nine minutes saved”, without a full stop.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="series_points",
            field=models.JSONField(blank=True, default=list, verbose_name="points"),
        ),
        migrations.AddField(
            model_name="figure",
            name="series_source",
            field=models.CharField(
                blank=True,
                help_text="The key of one of the story’s sources.",
                max_length=80,
                verbose_name="source of the series",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="series_unit",
            field=models.CharField(blank=True, max_length=80, verbose_name="unit of the series"),
        ),
        migrations.AddField(
            model_name="precedent",
            name="mention",
            field=models.CharField(
                blank=True,
                help_text="How a speech names it: a noun phrase such as “the nine minutes saved”, without a full stop.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="checked_against",
            field=models.CharField(
                blank=True,
                help_text="What it was compared with, exactly: say what was not compared.",
                max_length=300,
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="checked_by",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="quote",
            name="checked_on",
            field=models.DateField(
                blank=True,
                help_text="The day on which somebody compared it by hand; all three or none.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="mention",
            field=models.CharField(
                blank=True,
                help_text="How a speech names it: a noun phrase such as “the nine minutes saved”, without a full stop.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="original_language",
            field=models.CharField(
                blank=True, help_text="Of a translation: the original’s, for example uk.", max_length=35
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="original_text",
            field=models.TextField(blank=True, help_text="Of a translation: the words themselves."),
        ),
        migrations.AddField(
            model_name="scenario",
            name="mention",
            field=models.CharField(
                blank=True,
                help_text="How a speech names it: a noun phrase such as “the nine minutes saved”, without a full stop.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="byline",
            field=models.JSONField(blank=True, default=list, help_text="Who wrote it."),
        ),
        migrations.AddField(
            model_name="story",
            name="image_alt",
            field=models.CharField(
                blank=True,
                help_text="For readers who do not see it.",
                max_length=300,
                verbose_name="what it shows",
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="image_caption",
            field=models.CharField(blank=True, help_text="Optional.", max_length=300, verbose_name="caption"),
        ),
        migrations.AddField(
            model_name="story",
            name="image_credit",
            field=models.CharField(blank=True, max_length=300, verbose_name="credit"),
        ),
        migrations.AddField(
            model_name="story",
            name="image_file",
            field=models.CharField(
                blank=True,
                help_text="A file of the site’s media, for example harbour.jpg.",
                max_length=300,
                verbose_name="image",
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="language",
            field=models.CharField(
                blank=True, help_text="A tag such as en or pt-BR; empty: the site’s language.", max_length=35
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="schema_version",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
    ]
