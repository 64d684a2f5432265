"""A whole newsroom into a folder and back. The same rows give the same bytes; a folder is taken whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction

from newsroom.documents import DocumentFaults, read_yaml, write_yaml
from stories.moving import parts
from stories.moving.parts import Report

HEAD, FORMAT = "newsroom.yaml", 1
MOST_FILES = 20_000
MOST_FILE_BYTES = 24_000_000  # a picture with every pixel has 17 MB at most


class Refused(Exception):
    """The folder cannot be written or read at all; the text says why."""


class _NotThisTime(Exception):
    """Ends the transaction of an import that is refused, or that was only to be looked at."""


def export_all(folder: Path) -> Report:
    """Write everything below a folder that is empty or not there. What could not be written is in the report's faults.

    It is written beside it and moved there when it is whole. Raises Refused.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not an empty folder; nothing was written.")
    report = Report()
    being_written = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(being_written, ignore_errors=True)
    try:
        being_written.mkdir(parents=True)
        (being_written / HEAD).write_text(write_yaml({"format": FORMAT}), encoding="utf-8")
        with transaction.atomic():
            for part in parts.every():
                report.folder = part.folder
                for path, content in part.export(report):
                    file = being_written / part.folder / path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(content if isinstance(content, bytes) else content.encode())
                    report.say(path, "written")
        being_written.replace(folder)
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(being_written, ignore_errors=True)
    return report


def import_all(folder: Path, *, replace: bool = False, dry_run: bool = False) -> Report:
    """Take everything from a folder that `export_all` wrote; if anything is refused, or for a dry run, nothing is stored.

    Raises Refused if it is no such folder.
    """
    files = _files(folder)
    report = Report()
    _check_head(files, report)
    known = {part.folder for part in parts.every()}
    for path in files:
        if path != HEAD and (path.partition("/")[0] not in known or "/" not in path):
            report.refuse(path, "is no file of an export")
    try:
        with transaction.atomic():
            for part in parts.every():
                begins = f"{part.folder}/"
                own = {
                    path.removeprefix(begins): data for path, data in files.items() if path.startswith(begins)
                }
                report.folder = part.folder
                part.load(own, report, replace)
            if report.faults or dry_run:
                raise _NotThisTime
    except _NotThisTime:
        pass
    return report


def _files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder by its path, hidden ones and links left aside."""
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder.")
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if any(name.startswith(".") for name in within.parts) or path.is_symlink() or not path.is_file():
            continue
        if len(found) >= MOST_FILES:
            raise Refused(f"{folder} has more than {MOST_FILES:,} files.")
        if path.stat().st_size > MOST_FILE_BYTES:
            raise Refused(f"{path} has more than {MOST_FILE_BYTES:,} bytes.")
        try:
            found[within.as_posix()] = path.read_bytes()
        except OSError as error:
            raise Refused(f"{path} cannot be read: {error.strerror}") from error
    return found


def _check_head(files: dict[str, bytes], report: Report) -> None:
    if HEAD not in files:
        report.refuse(HEAD, "is missing: this is no folder that export_all wrote")
        return
    try:
        head = read_yaml(files[HEAD])
    except DocumentFaults as error:
        report.refuse(HEAD, error)
        return
    if head != {"format": FORMAT}:
        report.refuse(HEAD, f"says another format than {FORMAT}, the one that is known here")
