"""What search compares is folded by the rule that the directory has, too."""

import re
import unicodedata

from anyascii import anyascii
from django.db import migrations

# Groups of three digits with a blank, comma or apostrophe between them; with a point only where there are two or more.
GROUPED = r"(?<![\d.,])\d{1,3}(?:(?:[ \u00a0\u2009\u202f,'’]\d{3}){1,5}|(?:\.\d{3}){2,5})(?!\d)(?![ \u00a0\u2009\u202f,'’]\d{3})"
_NUMBER = re.compile(GROUPED)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _Letters(dict[int, str]):
    """What each character is compared as, found once."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kind = unicodedata.category(sign)
        if kind == "Cf" or kind[0] == "M":  # soft hyphens, joiners and marks of direction; accents
            plain = ""
        elif sign.isalpha():
            plain = anyascii(sign).lower().replace("'", "").replace("`", "")
        else:
            plain = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
        self[code] = plain
        return plain


_letters = _Letters()


def folded(text: str) -> str:
    """Without case, accents or control characters, in the Latin alphabet, spaces made one, long numbers one word."""
    text = _CONTROL.sub(" ", text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_letters)
    return " ".join(_NUMBER.sub(lambda number: re.sub(r"\D", "", number[0]), text).split())


def fold_anew(apps, schema_editor):
    Entry = apps.get_model("stories", "Entry")
    changed = []
    for entry in Entry.objects.defer("story").iterator(500):
        title, text = folded(entry.title), folded(entry.text)
        if (title, text) != (entry.folded_title, entry.folded_text):
            entry.folded_title, entry.folded_text = title, text
            changed.append(entry)
        if len(changed) == 500:
            Entry.objects.bulk_update(changed, ["folded_title", "folded_text"])
            changed = []
    Entry.objects.bulk_update(changed, ["folded_title", "folded_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0018_finished_page_language"),
    ]

    operations = [
        migrations.RunPython(fold_anew, migrations.RunPython.noop),
    ]
