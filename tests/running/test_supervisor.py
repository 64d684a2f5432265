"""The supervisor brings back what has died, and ends when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

WATCHED = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).open('a').write(f'{os.getpid()}\\n'); time.sleep(60)"


def until_lines(file: Path, number: int) -> list[int]:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        lines = file.read_text().split() if file.exists() else []
        if len(lines) >= number:
            return [int(line) for line in lines]
        time.sleep(0.05)
    raise AssertionError(f"{number} starts never came")


def test_it_starts_again_what_was_killed_and_stops_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "starts"
    watching = subprocess.Popen(
        [sys.executable, "-m", "newsroom.running.supervisor", sys.executable, "-c", WATCHED, str(file)],
        stderr=subprocess.PIPE,
    )
    try:
        os.kill(until_lines(file, 1)[0], signal.SIGKILL)
        second = until_lines(file, 2)[1]
        watching.terminate()
        assert watching.wait(timeout=20) == 0
        assert not Path(f"/proc/{second}").exists()
        assert len(until_lines(file, 2)) == 2
    finally:
        watching.kill()
        assert watching.stderr is not None
        watching.stderr.close()
