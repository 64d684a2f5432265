"""A migrated database, kept, so that a worker copies one instead of migrating its own. SQLite only.

It is used as long as nothing has changed that a fresh database is made from: migrations, models, the roles that
`migrate` grants, Django itself. Whoever starts with it still runs `migrate`, which then finds nothing to do.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

ROOMS = ("newsroom", "stories", "debate", "quiz", "tests/scribe")


def take() -> bool:
    """Put the kept database where this worker's will be looked for. False if there is none that fits."""
    kept, own = _kept(), Path(settings.DATABASES["default"]["TEST"]["NAME"])
    if not kept.exists():
        return False
    for leftover in (own, Path(f"{own}-wal"), Path(f"{own}-shm")):
        leftover.unlink(missing_ok=True)
    shutil.copyfile(kept, own)
    return True


def keep() -> None:
    """Keep the database that has just been made, in place of whatever was kept before."""
    kept = _kept()
    for old in set(kept.parent.glob("test-template-*.sqlite3")) - {kept}:
        old.unlink(missing_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(part)])
    part.replace(kept)  # at once: another worker may be about to copy it


def _kept() -> Path:
    made_from = hashlib.sha256(django.__version__.encode())
    for path in sorted(path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py")):
        if path.parent.name in ("migrations", "models") or path.stem in ("models", "roles"):
            made_from.update(f"\0{path}\0".encode() + path.read_bytes())
    return Path(settings.VAR_DIR) / f"test-template-{made_from.hexdigest()[:16]}.sqlite3"
