"""What a persona’s document comes to, so that whoever has read it once knows it again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    personas = apps.get_model("debate", "Persona").objects
    for persona in personas.all():
        text = json.dumps(persona.document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        personas.filter(pk=persona.pk).update(sha256=hashlib.sha256(text.encode()).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("debate", "0011_first_opened_verdicts")]

    operations = [
        migrations.AddField(
            "persona",
            "sha256",
            models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
