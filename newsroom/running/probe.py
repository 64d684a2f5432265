"""The health check of a container: `python -m newsroom.running.probe web|worker|beat`. Exit 0 if it is well.

Without Django, for it runs every few seconds. The site is asked by a name that it answers to; worker and beat touch a
file at every round.
"""

from __future__ import annotations

import http.client
import os
import sys
import tempfile
import time
from pathlib import Path

SILENT = 60  # seconds


def touch(kind: str) -> None:
    """The process of this kind has just gone a round."""
    _file(kind).touch()


def main(kind: str) -> int:
    if kind != "web":
        file = _file(kind)
        return 0 if file.exists() and time.time() - file.stat().st_mtime < SILENT else 1
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".").replace("*", "localhost")
    asked = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=4)
    try:
        asked.request("GET", "/livez", headers={"Host": name or "localhost"})
        return 0 if asked.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        asked.close()


def _file(kind: str) -> Path:
    return Path(tempfile.gettempdir()) / f"newsroom-{kind}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
