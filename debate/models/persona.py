"""Who may speak."""

from __future__ import annotations

import functools
import json
from typing import Self

from django.db import models

from debate.personas.document import PersonaDocument, check_persona


class PersonaQuerySet(models.QuerySet["Persona"]):
    def speaking(self) -> Self:
        """Personas that may be chosen."""
        return self.filter(is_active=True)


class Persona(models.Model):
    """A historical figure who may speak. The document holds everything; the rest is there to query."""

    slug = models.CharField(max_length=80, unique=True, editable=False)
    name = models.CharField(max_length=300, editable=False)
    disposition = models.CharField(max_length=20, editable=False)
    born = models.IntegerField(editable=False, help_text="Year; negative before our era.")
    is_active = models.BooleanField(default=True, help_text="May be chosen in the arena.")
    document = models.JSONField(help_text="The whole persona, as in fixtures/personas/.")

    objects = PersonaQuerySet.as_manager()

    class Meta:
        ordering = ["born"]

    def __str__(self) -> str:
        return self.name

    def set_document(self, document: PersonaDocument) -> None:
        """Take the document and what is queried from it; saves nothing."""
        self.document = document.as_json()
        self.slug, self.name = document.slug, document.name
        self.disposition, self.born = document.disposition, document.born

    @functools.cached_property
    def as_document(self) -> PersonaDocument:
        return _read(json.dumps(self.document))


@functools.lru_cache(maxsize=128)
def _read(document: str) -> PersonaDocument:
    """A stored document as a value: every piece of a debate asks for both of its speakers."""
    return check_persona(json.loads(document))
