"""Who may speak."""

from __future__ import annotations

import hashlib
import json
from typing import Self

from django.db import models

from debate.personas.document import PersonaDocument, check_persona
from stories.shelf import Bounded

# Parsed documents by their content: a document says all that its persona is, so a process reads each once.
_PARSED: Bounded[str, PersonaDocument] = Bounded(16_000_000)
_PARSED_BYTES = 120_000  # measured: a parsed persona with its texts


class PersonaQuerySet(models.QuerySet["Persona"]):
    def speaking(self) -> Self:
        """Personas that may be chosen, without the documents that are in memory already: see `as_document`."""
        return self.filter(is_active=True).defer("document")


class Persona(models.Model):
    """A historical figure who may speak. The document holds everything; the rest is there to query."""

    slug = models.CharField(max_length=80, unique=True, editable=False)
    name = models.CharField(max_length=300, editable=False)
    disposition = models.CharField(max_length=20, editable=False)
    born = models.IntegerField(editable=False, help_text="Year; negative before our era.")
    is_active = models.BooleanField(default=True, help_text="May be chosen in the arena.")
    document = models.JSONField(help_text="The whole persona, as in fixtures/personas/.")
    sha256 = models.CharField(max_length=64, editable=False)  # of the document, by `set_document`

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
        self.sha256 = sha256_of(self.document)

    @property
    def as_document(self) -> PersonaDocument:
        """The document as a value, read once a process: 1 query then if it was deferred. Do not change it."""
        document = _PARSED.get(self.sha256)
        if document is None:
            document = check_persona(self.document)
            _PARSED.put(self.sha256, document, _PARSED_BYTES)
        return document


def sha256_of(document: object) -> str:
    """Of the JSON that is stored with a persona, hexadecimal."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def persona_names() -> list[str]:
    """Who may be chosen, by name: 1 query."""
    return list(Persona.objects.filter(is_active=True).values_list("name", flat=True))
