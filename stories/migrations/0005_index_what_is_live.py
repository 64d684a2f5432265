"""The entries of stories that were live before there was an index: what search and people's pages read.

Works on the stored documents as they were written: nothing of today's code has a say in it.
"""

import re
import unicodedata
import zlib

from django.db import migrations
from django.utils.text import slugify

LONGEST_TEXT = 40_000
# kind, the document's list, the fields that are searched
KINDS = (
    ("figure", "figures", ("explanation",)),
    ("person", "people", ("office", "part")),
    ("organisation", "organisations", ("abbreviation", "type", "status", "description")),
    ("event", "timeline", ("type", "description")),
    ("scenario", "scenarios", ("description", "resolves_when")),
    ("precedent", "history", ("period", "what_happened", "short_term", "long_term", "relevance")),
    ("quote", "quotes", ("context",)),
    ("source", "sources", ("publisher", "author", "reliability")),
    ("motion", "motions", ()),
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CITATION = re.compile(r"\s*\[\[([^\[\]\n]{1,120})\]\]")


def index_what_is_live(apps, schema_editor):
    Story, Entry = apps.get_model("stories", "Story"), apps.get_model("stories", "Entry")
    for story in Story.objects.filter(live__isnull=False, entries=None).select_related("live"):
        entries = [
            Entry(
                story=story,
                kind=kind,
                key=key,
                order=order,
                title=title[:LONGEST_TEXT],
                text=text[:LONGEST_TEXT],
                folded_title=folded(title[:LONGEST_TEXT]),
                folded_text=folded(text[:LONGEST_TEXT]),
            )
            for order, (kind, key, title, text) in enumerate(found_in(story.live.document))
        ]
        Entry.objects.bulk_create(entries, batch_size=500)


def found_in(document):
    """Kind, key, title and text of everything that can be found."""
    category = document["category"]
    overview = " ".join(CITATION.sub("", document["overview"]).replace("*", "").split())
    lead = f"{document['standfirst']} {document['status_line'] or ''} {category}. {overview}"
    yield "story", document["slug"], document["headline"], lead
    category_key = slugify(category)[:80] or f"category-{zlib.crc32(category.encode()):08x}"
    yield "category", category_key, category, ""
    people = {person["key"]: person["name"] for person in document["people"]}
    for kind, name, fields in KINDS:
        for item in document[name]:
            texts = [item[field] or "" for field in fields]
            if kind == "quote":
                texts.append(people.get(item["speaker"], ""))
            yield kind, item["key"], title_of(kind, item), " ".join(filter(None, texts))


def title_of(kind, item):
    if kind == "figure":
        unit = item["unit"] or ""
        return f"{item['value']}{'' if unit == '%' else ' '}{unit} {item['label']}".replace("  ", " ")
    if kind == "quote":
        return f"“{item['text']}”"
    return item.get("title") or item.get("name") or item.get("text") or ""


def folded(text):
    """Without case, accents or control characters, spaces made one."""
    apart = unicodedata.normalize("NFKD", CONTROL.sub(" ", text).casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0004_tally_of_earlier_revisions"),
    ]

    operations = [
        migrations.RunPython(index_what_is_live, migrations.RunPython.noop),
    ]
