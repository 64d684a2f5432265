"""The whole site in one file, and back: every row of every table, and the files beside them.

A file made on SQLite can be brought back on PostgreSQL and the other way round. It is one moment of the database, taken
in one transaction that only reads, while the site goes on. Bringing it back is one transaction too: it is there whole
or not at all. The file holds everything that the database holds, so it is made readable for its owner alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
MANIFEST = "manifest.json"
BATCH = 500
# What a migrated database holds before anyone has used it; it is replaced.
MADE_BY_MIGRATE = (
    "auth.permission", "auth.group", "auth.group_permissions", "contenttypes.contenttype", "running.pulse", "llm.switch", "identity.identity",
)  # fmt: skip


class Unusable(Exception):
    """The file cannot be brought back here; the text says why and what to do."""


def write(file: Path) -> dict[str, int]:
    """Write the site into a file; returns how many rows of each table."""
    part = file.with_name(f"{file.name}.part")
    with tempfile.TemporaryDirectory() as folder, one_moment():
        tables = {model._meta.label_lower: _dump(model, Path(folder)) for model in _models()}
        manifest = {
            "format": FORMAT,
            "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": _applied(),
            "fingerprint": fingerprint(),
            "tables": tables,
        }
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as raw,
            tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive,
        ):
            _add_bytes(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
            for label in tables:
                archive.add(Path(folder) / label, f"tables/{label}")
            for name in _media_files():
                with default_storage.open(name) as media:
                    _add_bytes(archive, f"media/{name}", media.read())
            raw.flush()
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(file)
    return {label: table["rows"] for label, table in tables.items()}


def read(file: Path) -> tuple[dict[str, int], list[str]]:
    """Bring a site back into a migrated, empty database. Returns how many rows of each table, and what differs here."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = _unpacked(file, folder)
        _check(manifest, folder)
        with transaction.atomic():
            _empty()
            for model in _models():
                _load(
                    model,
                    folder / "tables" / model._meta.label_lower,
                    manifest["tables"][model._meta.label_lower],
                )
            connection.check_constraints()
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                    cursor.execute(statement)
        for media in (folder / "media").rglob("*"):
            if media.is_file():
                default_storage.save(
                    media.relative_to(folder / "media").as_posix(), ContentFile(media.read_bytes())
                )
    here = fingerprint()
    differs = [name for name, value in manifest["fingerprint"].items() if here.get(name) != value]
    return {label: table["rows"] for label, table in manifest["tables"].items()}, differs


def fingerprint() -> dict[str, str]:
    """What must be the same for the site to be the same, without a secret: only whether it is the same can be told."""
    key = hashlib.sha256(f"fingerprint {settings.SECRET_KEY}".encode()).hexdigest()[:16]
    return {
        "SECRET_KEY": key,
        "ALLOWED_HOSTS": ",".join(settings.ALLOWED_HOSTS),
        "NEWSROOM_MODEL": settings.NEWSROOM_MODEL,
        "NEWSROOM_REFEREE_MODEL": settings.NEWSROOM_REFEREE_MODEL,
    }


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read in the block is of one moment, and nobody waits for it to end."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # not Django's transaction: that takes the one writer's lock
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _dump(model: type[models.Model], folder: Path) -> dict[str, Any]:
    """One line a row: its values in the order of the fields that the manifest names."""
    fields, rows, digest = _fields(model), 0, hashlib.sha256()
    with (folder / model._meta.label_lower).open("wb") as out:
        for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
            line = (
                json.dumps([_plain(field, row) for field in fields], separators=(",", ":")).encode() + b"\n"
            )
            digest.update(line)
            out.write(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest(), "fields": [field.attname for field in fields]}


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(field, models.JSONField) or isinstance(value, (str, int, float, bool, type(None))):
        return value
    return field.value_to_string(row)


def _load(model: type[models.Model], file: Path, table: dict[str, Any]) -> None:
    fields = {field.attname: field for field in _fields(model)}
    chosen = [fields[name] for name in table["fields"]]
    size = BATCH
    if connection.features.max_query_params:
        size = max(1, min(BATCH, connection.features.max_query_params // max(1, len(chosen))))
    batch: list[models.Model] = []
    with file.open("rb") as lines:
        for line in lines:
            values = zip(chosen, json.loads(line), strict=True)
            batch.append(
                model(
                    **{f.attname: v if isinstance(f, models.JSONField) else f.to_python(v) for f, v in values}
                )
            )
            if len(batch) == size:
                _insert(model, chosen, batch)
                batch = []
    _insert(model, chosen, batch)


def _insert(model: type[models.Model], fields: list[Any], batch: list[models.Model]) -> None:
    """As they are: `raw`, so that no field sets itself to now."""
    if batch:
        model._base_manager._insert(batch, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]


def _empty() -> None:
    for model in _models():
        rows = model._base_manager.all()
        if model._meta.label_lower in MADE_BY_MIGRATE:
            rows._raw_delete(connection.alias)
        elif rows.exists():
            raise Unusable(
                f"The database is not empty: there are {model._meta.verbose_name_plural}. "
                "Make an empty one, run migrate, and restore into that."
            )


def _check(manifest: dict[str, Any], folder: Path) -> None:
    if manifest.get("format") != FORMAT:
        raise Unusable(f"The file has format {manifest.get('format')}; this release reads {FORMAT}.")
    here, there = set(_applied()), set(manifest["migrations"])
    if missing := sorted(there - here):
        raise Unusable(
            f"The file is of a database with {missing[0]}. Run migrate; if it stays, install that release."
        )
    if ahead := sorted(here - there):
        raise Unusable(
            f"The file is of a release before {ahead[0]}. Restore it with that release, then install this one and migrate."
        )
    for label, table in manifest["tables"].items():
        found = hashlib.sha256((folder / "tables" / label).read_bytes()).hexdigest()
        if found != table["sha256"]:
            raise Unusable(f"The file is damaged: {label} is not what was written.")


def _unpacked(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        raise Unusable(f"{file} cannot be read as a backup: {error}") from error
    return manifest


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _media_files(folder: str = "") -> Iterator[str]:
    """Every file that was uploaded, wherever the storage keeps it, by its name."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing has ever been stored
        return
    for name in sorted(files):
        yield f"{folder}/{name}".lstrip("/")
    for name in sorted(folders):
        yield from _media_files(f"{folder}/{name}".lstrip("/"))


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
