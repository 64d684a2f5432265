"""Starts a process again when it ends: `python -m newsroom.running.supervisor COMMAND …`

Small on purpose, and without Django: a crash of the process it watches costs a second, not the work. Asked to stop
(SIGTERM, SIGINT) it asks the process, waits for it, and ends with its exit code. A second request is not waited for.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

SOON, LATEST = 1.0, 15.0  # seconds until the next start; doubled while it keeps ending within LASTS seconds
LASTS = 60.0


class Supervisor:
    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._stops = 0

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        wait = SOON
        while True:
            began = time.monotonic()
            self._process = subprocess.Popen(self._command)  # noqa: S603 - what we were started with
            code = self._process.wait()
            if self._stops:
                return max(code, 0)
            wait = SOON if time.monotonic() - began > LASTS else min(wait * 2, LATEST)
            sys.stderr.write(f"{self._command[0]} ended ({code}); it starts again in {wait:.0f} s\n")
            sys.stderr.flush()
            ends = time.monotonic() + wait
            while time.monotonic() < ends:
                if self._stops:
                    return 0
                time.sleep(0.1)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stops += 1
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL if self._stops > 2 else number)


if __name__ == "__main__":
    sys.exit(Supervisor(sys.argv[1:]).run())
