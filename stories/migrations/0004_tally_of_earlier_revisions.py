"""What revisions changed that were published before tallies were kept, for the corrections page."""

from django.db import migrations


def tally_what_has_none(apps, schema_editor):
    from stories.document import check_story
    from stories.publishing import tally_of

    Revision = apps.get_model("stories", "Revision")
    for revision in Revision.objects.filter(number__gt=1, tally={}).iterator(chunk_size=10):
        before = (
            Revision.objects.filter(story_id=revision.story_id, number__lt=revision.number)
            .order_by("-number")
            .first()
        )
        if before is None:
            continue
        tally = tally_of(check_story(before.document), check_story(revision.document))
        revision.tally, revision.alters = tally, bool(tally["changed"] or tally["removed"])
        revision.save(update_fields=["tally", "alters"])


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0003_finished_pages"),
    ]

    operations = [
        migrations.RunPython(tally_what_has_none, migrations.RunPython.noop),
    ]
