"""Taking pictures up, and letting go of those that nothing shows any more."""

from __future__ import annotations

import datetime as dt
import logging
import re
import threading
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from newsroom.pictures import making, uses
from newsroom.pictures.checking import Refused, checked
from newsroom.pictures.models import FOLDER, Picture, key_in

log = logging.getLogger(__name__)

GRACE = dt.timedelta(days=7)  # from when a picture was first found unused; somebody may still put it back
SWEPT = 200  # pictures of one sweep
_one_at_a_time = threading.Semaphore(1)  # in a process: the largest take 300 MB


def take_up(data: bytes, *, name: str = "", by: User | None = None, expected: str = "") -> Picture:
    """Check a picture, store it in every size and format, then its row: whole or not at all. Raises Refused.

    The same picture again is the same row. name: of the file that was sent, for the desk alone. expected: the file
    name by which a document calls it; another picture than that is refused. Two or three seconds for a photograph.
    """
    with _one_at_a_time:
        image = checked(data)
        key = making.key_of(image)
        if expected and key != key_in(expected):
            raise Refused(f"is another picture than its name says: {FOLDER}/{key}.webp")
        if Picture.objects.filter(key=key).update(unused_since=None):  # waits for a sweep that lets go of it
            return Picture.objects.get(key=key)
        picture = Picture(
            key=key,
            width=image.width,
            height=image.height,
            widths=list(making.widths_for(image.width)),
            formats=list(making.formats_for(image)),
            name=plain_name(name),
            added_by=by,
        )
        written: list[str] = []
        try:
            for width, format, encoded in making.renditions(image):
                written.append(_store(picture.rendition(width, format), encoded))
            written.append(_store(picture.file, making.kept_form(image)))
            made, _ = Picture.objects.get_or_create(
                key=key, defaults={f: getattr(picture, f) for f in _COLUMNS}
            )
        except BaseException:
            for file in written:
                _forget(file)
            raise
        return made


_COLUMNS = ("width", "height", "widths", "formats", "name", "added_by")


def plain_name(name: str) -> str:
    """The last part of a file's name without what could mislead: control and direction characters, paths."""
    last = PurePosixPath(PureWindowsPath(name).as_posix()).name
    return re.sub(r"\s+", " ", "".join(c for c in last if unicodedata.category(c)[0] != "C")).strip()[:120]


def content_of(picture: Picture) -> bytes:
    """The file that has every pixel. Raises OSError where the storage does not give it."""
    with default_storage.open(picture.file) as file:
        content: bytes = file.read()
    return content


def sweep(now: dt.datetime | None = None) -> int:
    """Mark what nothing shows, delete what nothing has shown for long; returns how many were deleted."""
    now = now or timezone.now()
    old = {p.key: p for p in Picture.objects.filter(added_at__lt=now - GRACE).order_by("added_at")}
    used = uses.used_among(old.keys()) if old else set()
    Picture.objects.filter(key__in=used, unused_since__isnull=False).update(unused_since=None)
    idle = [picture for key, picture in old.items() if key not in used]
    Picture.objects.filter(pk__in=[p.pk for p in idle], unused_since=None).update(unused_since=now)
    gone = [p for p in idle if p.unused_since and p.unused_since < now - GRACE][:SWEPT]
    for picture in gone:
        with transaction.atomic():
            locked = Picture.objects.select_for_update().filter(pk=picture.pk, unused_since__isnull=False)
            if not locked.exists() or uses.used_among({picture.key}):
                continue
            for file in picture.files:
                _forget(file)
            locked.delete()
    _forget_leftovers(now)
    return len(gone)


def _forget_leftovers(now: dt.datetime) -> None:
    """Files whose row never came to be, for their process died."""
    try:
        folders, files = default_storage.listdir(FOLDER)
    except OSError:  # nothing has ever been stored
        return
    keys = {*folders, *(file.removesuffix(".webp") for file in files)}
    for key in sorted(keys - set(Picture.objects.filter(key__in=keys).values_list("key", flat=True)))[:SWEPT]:
        inside = [f"{FOLDER}/{key}/{name}" for name in default_storage.listdir(f"{FOLDER}/{key}")[1]]
        for file in (*inside, f"{FOLDER}/{key}.webp"):
            if default_storage.exists(file) and default_storage.get_modified_time(file) < now - GRACE:
                _forget(file)


def _store(name: str, content: bytes) -> str:
    """Raises OSError, whatever the storage calls it that it cannot."""
    try:
        stored = default_storage.save(name, ContentFile(content))
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"The storage does not take {name}: {error}") from error
    if stored != name:
        default_storage.delete(stored)
        raise OSError(f"The storage keeps {name} as {stored}; it must be one that overwrites.")
    return name


def _forget(file: str) -> None:
    try:
        default_storage.delete(file)
    except Exception as error:  # the next sweep finds it
        log.warning("%s could not be deleted: %s", file, error)
