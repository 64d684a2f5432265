"""manage.py demo: what it says when it cannot serve."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_taken_port_is_one_clear_line_before_anything_is_loaded(tmp_path: Path) -> None:
    environment = {**os.environ, "DEBUG": "1", "HOST": "127.0.0.1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)  # the site's own, as a reader of README starts it
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = subprocess.run(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment | {"PORT": str(port), "NEWSROOM_VAR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (found.returncode, found.stdout) == (1, "")
    (line,) = found.stderr.splitlines()
    assert f"127.0.0.1:{port}: Address already in use" in line
    assert "make demo PORT=" in line
