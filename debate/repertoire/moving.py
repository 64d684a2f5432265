"""Personas, and what was written ahead, as parts of a newsroom that moves (`stories.moving.parts`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from debate.models import Debate, Persona, Voice
from debate.models.admission import CURRENT
from debate.personas.document import PersonaDocument, parse_persona
from debate.repertoire import exporting
from debate.repertoire.document import DebateDocument, VoiceDocument, as_yaml, parse
from debate.repertoire.loading import Done, check_against_live, is_known, load_debate, load_voice
from newsroom.documents import DocumentFaults, Fault, read_yaml, write_yaml
from stories.moving.parts import Files, Part, Report, register

INACTIVE = "_inactive.yaml"  # who may not be chosen: no persona has an underscore in its name


def register_parts() -> None:
    register(Part(folder="personas", order=0, export=_personas, load=_take_personas))
    debates, voices = _take(DebateDocument, load_debate), _take(VoiceDocument, load_voice)
    register(Part(folder="debates", order=20, export=_written(Debate.objects), load=debates))
    register(Part(folder="voices", order=30, export=_written(Voice.objects), load=voices))


def _personas(report: Report) -> Iterator[tuple[str, str]]:
    inactive = []
    for persona in Persona.objects.order_by("slug"):
        yield f"{persona.slug}.yaml", write_yaml(persona.as_document.as_json())
        if not persona.is_active:
            inactive.append(persona.slug)
    yield INACTIVE, write_yaml(inactive)


def _take_personas(files: Files, report: Report, replace: bool) -> None:
    inactive = _inactive(files, report)
    for path, data in sorted(files.items()):
        if path == INACTIVE:
            continue
        try:
            document = parse_persona(data)
            if path != f"{document.slug}.yaml":
                raise DocumentFaults([Fault(path="slug", message=f"is {document.slug} in the file {path}")])
            report.say(path, _take_persona(document, document.slug not in inactive, replace=replace))
        except DocumentFaults as error:
            report.refuse(path, error)


def _take_persona(document: PersonaDocument, is_active: bool, *, replace: bool) -> str:
    persona = Persona.objects.filter(slug=document.slug).first() or Persona()
    is_new = persona.pk is None
    if not is_new and (persona.as_document, persona.is_active) == (document, is_active):
        return "nothing to change"
    if not is_new and not replace:
        message = f"{document.slug} is here and differs: --replace makes it what the file says"
        raise DocumentFaults([Fault(path="document", message=message)])
    persona.set_document(document)
    persona.is_active = is_active
    persona.save()
    return "new" if is_new else "changed"


def _inactive(files: Files, report: Report) -> set[str]:
    try:
        slugs = read_yaml(files[INACTIVE]) if INACTIVE in files else []
        if not isinstance(slugs, list) or any(f"{slug}.yaml" not in files for slug in slugs):
            raise DocumentFaults([Fault(path="document", message="is no list of personas beside it")])
    except DocumentFaults as error:
        report.refuse(INACTIVE, error)
        return set()
    return set(map(str, slugs))


def _written(rows: Any) -> Callable[[Report], Iterator[tuple[str, str]]]:
    """Of each subject the one that holds against the live story; another is named and left."""

    def export(report: Report) -> Iterator[tuple[str, str]]:
        found: dict[str, str] = {}
        current = rows.filter(admission__in=CURRENT).select_related("story__live", "revision").order_by("pk")
        for row in current:
            try:
                document = exporting.document_of(row)
                live = row.story.live
                assert live is not None
                document = document.model_copy(update={"revision": live.number})
                check_against_live(document)
                found[f"{document.name}.yaml"] = as_yaml(document)
            except DocumentFaults as error:
                report.refuse(f"{row.story.slug}/{row.pk}", error)
        yield from sorted(found.items())

    return export


def _take[Document: (DebateDocument, VoiceDocument)](
    kind: type[Document], load: Callable[..., Done]
) -> Callable[[Files, Report, bool], None]:
    def take(files: Files, report: Report, replace: bool) -> None:
        for path, data in sorted(files.items()):
            try:
                document = parse(kind, data)
                if path != f"{document.name}.yaml":
                    raise DocumentFaults(
                        [Fault(path="document", message=f"is {document.name} in the file {path}")]
                    )
                known = is_known(document)
                with transaction.atomic():
                    done = load(document, replace=replace)
                if done == "loaded" and known and not replace:
                    message = "is here and differs: --replace makes it what the file says"
                    raise DocumentFaults([Fault(path="document", message=message)])
                report.say(path, done if done != "loaded" else "changed" if known else "new")
            except DocumentFaults as error:
                report.refuse(path, error)

    return take
