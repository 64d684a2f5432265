"""Where several processes of one machine keep what they count, for `newsroom.metrics`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from django.conf import settings

COUNTS = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it when it is first imported


def share() -> None:
    """Before any process of the site begins, and before the library is imported: one folder, empty."""
    folder = Path(settings.VAR_DIR) / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[COUNTS] = str(folder)
