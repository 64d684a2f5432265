"""What stories name and is not in their documents: pictures, and the authors of bylines.

pictures/<key>.webp    every pixel; its name says what they are, so another picture under it is refused
authors/<slug>.yaml    what readers of the author's page are told
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from pydantic import ValidationError

from newsroom.documents import DocumentFaults, Key, Label, Prose, faults_of, read_yaml, write_yaml
from newsroom.documents import Part as Piece
from newsroom.pictures.checking import Refused
from newsroom.pictures.keeping import content_of, take_up
from newsroom.pictures.models import FOLDER, Picture
from newsroom.pictures.uses import used_among
from stories.authors.models import Author
from stories.moving.parts import Files, Part, Report, register
from stories.picturing import image_columns, image_of
from stories.schema2 import Image


class AuthorRecord(Piece):
    slug: Key
    name: Label
    role: Label
    biography: Prose | None
    contact: Label | None
    is_active: bool
    portrait: Image | None


def register_what_stands_beside() -> None:
    register(Part(folder="pictures", order=1, export=_pictures, load=_take_pictures))
    register(Part(folder="authors", order=2, export=_authors, load=_take_authors))


def _pictures(report: Report) -> Iterator[tuple[str, bytes]]:
    used = used_among(set(Picture.objects.values_list("key", flat=True)))
    for picture in Picture.objects.filter(key__in=used).order_by("key"):
        name = PurePosixPath(picture.file).name
        try:
            yield name, content_of(picture)
        except OSError as error:
            report.refuse(name, f"cannot be read: {error}")


def _take_pictures(files: Files, report: Report, replace: bool) -> None:
    """The files of pictures outlast an import that is refused, or that was only to be looked at, until the sweep."""
    for name, data in files.items():
        file = f"{FOLDER}/{name}"
        if Picture.objects.of(file).exists():
            report.say(name, "nothing to change")
            continue
        try:
            take_up(data, expected=file)
        except Refused as refused:
            report.refuse(name, str(refused))
        except OSError as error:
            report.refuse(name, f"could not be stored: {error}")
        else:
            report.say(name, "new")


def _authors(report: Report) -> Iterator[tuple[str, str]]:
    for author in Author.objects.order_by("slug"):
        try:
            yield f"{author.slug}.yaml", write_yaml(_record(author).model_dump())
        except ValidationError as error:
            report.refuse(f"{author.slug}.yaml", DocumentFaults(faults_of(error)))


def _record(author: Author) -> AuthorRecord:
    return AuthorRecord.model_validate(
        {
            "slug": author.slug,
            "name": author.name,
            "role": author.role,
            "biography": author.biography or None,
            "contact": author.contact or None,
            "is_active": author.is_active,
            "portrait": image_of(author),
        }
    )


def _take_authors(files: Files, report: Report, replace: bool) -> None:
    for path, data in files.items():
        try:
            record = AuthorRecord.model_validate(read_yaml(data))
        except ValidationError as error:
            report.refuse(path, DocumentFaults(faults_of(error)))
            continue
        except DocumentFaults as error:
            report.refuse(path, error)
            continue
        if path != f"{record.slug}.yaml":
            report.refuse(path, f"is of {record.slug}: its file is called {record.slug}.yaml")
            continue
        author = Author.objects.filter(slug=record.slug).first()
        if author and _is_same(author, record):
            report.say(path, "nothing to change")
        elif author and not replace:
            report.refuse(path, f"{record.slug} is here and differs: --replace makes it what the file says")
        else:
            values = {name: getattr(record, name) or "" for name in ("name", "role", "biography", "contact")}
            values |= {"is_active": record.is_active, **image_columns(record.portrait)}
            Author.objects.update_or_create(slug=record.slug, defaults=values)
            report.say(path, "changed" if author else "new")


def _is_same(author: Author, record: AuthorRecord) -> bool:
    try:
        return _record(author) == record
    except ValidationError:
        return False
