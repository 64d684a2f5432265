"""What revisions changed that were published before tallies were kept, for the corrections page.

Works on the stored documents as they were written: nothing of today's code has a say in it.
"""

from django.db import migrations

LISTS = (
    "figures",
    "people",
    "organisations",
    "timeline",
    "scenarios",
    "history",
    "quotes",
    "sources",
    "motions",
)


def tally_what_has_none(apps, schema_editor):
    Revision = apps.get_model("stories", "Revision")
    for revision in Revision.objects.filter(number__gt=1, tally={}).iterator(chunk_size=10):
        before = (
            Revision.objects.filter(story_id=revision.story_id, number__lt=revision.number)
            .order_by("-number")
            .first()
        )
        if before is None:
            continue
        tally = tally_of(before.document, revision.document)
        revision.tally, revision.alters = tally, bool(tally["changed"] or tally["removed"])
        revision.save(update_fields=["tally", "alters"])


def tally_of(old, new):
    """Two documents as stored: how many items came and changed, and the names of those taken away."""
    unseen = {"schema", "slug", *LISTS}
    tally = {
        "added": 0,
        "changed": int(any(new[name] != old.get(name) for name in new.keys() - unseen)),
        "removed": [],
    }
    for name in LISTS:
        was, now = ({item["key"]: item for item in document[name]} for document in (old, new))
        stayed = [key for key in was if key in now]
        tally["added"] += len(now) - len(stayed)
        tally["changed"] += sum(was[key] != now[key] for key in stayed)
        tally["changed"] += stayed != [key for key in now if key in was]
        tally["removed"] += [name_when_gone(item, name, old) for key, item in was.items() if key not in now]
    return tally


def name_when_gone(item, name, document):
    if name == "quotes":  # a quotation that was withdrawn is not repeated
        speakers = {person["key"]: person["name"] for person in document["people"]}
        return f"A quotation of {speakers.get(item['speaker'], item['speaker'])}"
    if name == "figures":
        unit = item["unit"] or ""
        return f"{item['value']}{'' if unit == '%' else ' '}{unit} {item['label']}".replace("  ", " ")
    return item.get("title") or item.get("name") or item.get("text") or ""


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0003_finished_pages"),
    ]

    operations = [
        migrations.RunPython(tally_what_has_none, migrations.RunPython.noop),
    ]
