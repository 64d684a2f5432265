"""A whole site on loopback, with parts that can be killed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from tests.llm.fake_openai import MODEL, FakeOpenAI

ROOT = Path(__file__).resolve().parent.parent.parent
STORY = "miami-track-ukraine"
KEPT = ("--appendonly", "yes", "--save", "")  # as docker-compose.yml has it
LOCKED = "locked"  # a role that needs its password
PATIENCE = 180  # seconds for a part to begin, on a machine that has other things to do
NOBODY = "postgres"  # who runs the server where we are root, which it refuses to be


class Missing(Exception):
    """This machine has no PostgreSQL or no Redis."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def postgres_program(name: str) -> str:
    found = shutil.which(name) or next(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), None)
    if found is None:
        raise Missing(f"{name} is not installed")
    return found


def until(found: Callable[[], object], *, seconds: float, what: str) -> float:
    """Wait for something to be true; returns how long that took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with contextlib.suppress(OSError, urllib.error.URLError):
            if found():
                return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds:.0f} s")


class Rig:
    """with Rig() as rig: a running site at rig.url. Ends whatever it started.

    db_mb: gives the database a disk of its own of that size. settings: more of them, for the site's processes.
    """

    def __init__(
        self, *, offline: bool = False, stories: bool = False, db_mb: int = 0, **settings: str
    ) -> None:
        """offline: no model, the site's own engine writes. stories: all that ship, with their debates."""
        self._offline, self._stories, self._db_mb, self._more = offline, stories, db_mb, settings
        self.acknowledged = 0  # calls that were answered well, of all cases so far
        self.soak_seconds = 180
        self.older = ""  # the commit whose worker is tried beside this code's site
        if shutil.which("redis-server") is None:
            raise Missing("redis-server is not installed")
        self.initdb, self.postgres = postgres_program("initdb"), postgres_program("postgres")
        self._stack = contextlib.ExitStack()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.ports = {name: free_port() for name in ("db", "redis", "web")}
        self.url = f"http://127.0.0.1:{self.ports['web']}"
        self.offers: Iterator[dict[str, str]] | None = None  # what readers may ask for (`Reader`)

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
            self.folder.chmod(0o755)
            self.model = stack.enter_context(FakeOpenAI())
            stack.callback(self._end_all)
            self.env = os.environ | {
                "DEBUG": "0",
                "HTTPS": "0",
                "HOST": "127.0.0.1",
                "PORT": str(self.ports["web"]),
                "SECRET_KEY": "of the rig alone " * 5,
                "ALLOWED_HOSTS": "127.0.0.1",
                "DATABASE_URL": f"postgres://newsroom@127.0.0.1:{self.ports['db']}/newsroom",
                "REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
                "NEWSROOM_VAR": str(self.folder / "var"),
                "OPENAI_BASE_URL": self.model.url,
                "OPENAI_API_KEY": "sk-of-the-rig",
                "NEWSROOM_MODEL": MODEL,
                "AHEAD_ROUNDS_DAY": "0",
                "LIMIT_STARTS": "0/0/0",
                "DJANGO_SETTINGS_MODULE": "newsroom.settings",
                "LLM_BUDGET_NETWORK_DAY_TOKENS": "0",  # they are all from one
                **{name: value.replace("{folder}", str(self.folder)) for name, value in self._more.items()},
            }
            if self._offline:
                self.env |= dict.fromkeys(("OPENAI_BASE_URL", "OPENAI_API_KEY", "NEWSROOM_MODEL"), "")
            if self._db_mb:
                stack.enter_context(disk(self.folder / "db", self._db_mb))
                stack.callback(self._end_all)
            self._make_database()
            for name in ("db", "redis"):
                self.start(name)
            if self._stories:
                self.manage("prepare")
            else:
                story = str(ROOT / "fixtures" / "stories" / f"{STORY}.yaml")
                self.shell(
                    "from django.core.management import call_command as run; out = sys.stderr;"
                    "run('prepare', empty=True, stdout=out);"
                    f"run('load_story', {story!r}, stdout=out); run('publish_story', {STORY!r}, stdout=out)"
                )
            for name in ("web", "worker", "beat"):
                self.start(name)
            until(lambda: self.status("/readyz") == 200, seconds=PATIENCE, what="the site")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    # --- Its parts ----------------------------------------------------------------------------------
    def start(self, name: str, command: list[str] | None = None, folder: Path = ROOT) -> None:
        """Start a part as an operator would, or with another command in another folder."""
        servers = {
            "db": [self.postgres, "-D", str(self.folder / "db"), "-p", str(self.ports["db"]), "-k", ""],
            "redis": ["redis-server", "--port", str(self.ports["redis"]), "--dir", str(self.folder), *KEPT],
        }
        env = self.env if name not in servers else self.env | dict.fromkeys(self._more, "")
        command = command or servers.get(name, [sys.executable, "manage.py", name])
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                command, cwd=folder, env=env, stdout=log, stderr=log, **_as_owner(name == "db")
            )
        if name in self.ports:
            until(lambda: _listens(self.ports[name]), seconds=PATIENCE, what=name)
        if name == "db":
            until(self._database_answers, seconds=PATIENCE, what="the database")

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """Signal a part and wait for its end."""
        process = self._running.pop(name)
        process.send_signal(number)
        process.wait(timeout=60)

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def children(self, name: str) -> list[int]:
        """The processes that a part has started, as /proc has them."""
        parent = str(self._running[name].pid)
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if stat.read_text().rpartition(")")[2].split()[1] == parent:
                    found.append(int(stat.parent.name))
        return sorted(found)

    def redis(self, *words: str) -> str:
        command = ["redis-cli", "-p", str(self.ports["redis"]), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()

    def runs(self, name: str) -> bool:
        return self._running[name].poll() is None

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def worker_mb(self) -> float:
        """What the worker holds in memory (its RSS)."""
        status = Path(f"/proc/{self.children('worker')[0]}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def manage(self, *words: str, folder: Path = ROOT, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=folder, env=self.env | env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def asking(self, code: str, **env: str) -> subprocess.Popen[str]:
        """A process that runs this code with the site's settings; it may `say` a value."""
        begin = "import sys, json, django; django.setup(); say = lambda value: print(json.dumps(value));"
        return subprocess.Popen(
            [sys.executable, "-c", begin + code],
            cwd=ROOT, env=self.env | env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def shell(self, code: str, **env: str) -> Any:
        """Run code with the site's settings; returns what it says."""
        process = self.asking(code, **env)
        said, wrong = process.communicate()
        assert process.returncode == 0, wrong[-2000:]
        return json.loads(said) if said else None

    def createdb(self, name: str) -> str:
        """Another database of the same server; returns its address."""
        where = ["-h", "127.0.0.1", "-p", str(self.ports["db"]), "-U", "newsroom"]
        subprocess.run([postgres_program("createdb"), *where, name], check=True, capture_output=True)
        return self.env["DATABASE_URL"].rpartition("/")[0] + f"/{name}"

    def violations(self, *, calls: int | None = None, **env: str) -> list[str]:
        """What the invariant checker finds. calls: that the endpoint must have had, if not all it has had."""
        asked = len(self.model.chats()) if calls is None else calls
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.invariants", str(self.acknowledged), str(asked)],
            cwd=ROOT, env=self.env | env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.splitlines()

    def status(self, path: str, timeout: float = 30) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=timeout) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def serves(self, path: str) -> bool:
        """Whether a page comes, where a connection may break."""
        with contextlib.suppress(OSError):
            return self.status(path) == 200
        return False

    def _make_database(self) -> None:
        folder = self.folder / "db"
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, NOBODY)
        command = [self.initdb, "-D", str(folder), "-A", "trust", "-U", "newsroom", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **_as_owner(True))
        rules = folder / "pg_hba.conf"  # one role that needs its password
        rules.write_text(f"host all {LOCKED} 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")

    def _database_answers(self) -> bool:
        where = ["-h", "127.0.0.1", "-p", str(self.ports["db"]), "-U", "newsroom"]
        made = subprocess.run(
            [postgres_program("createdb"), *where, "newsroom"], capture_output=True, check=False
        )
        return made.returncode == 0 or b"already exists" in made.stderr

    def _end_all(self) -> None:
        for names in (("beat", "worker", "web"), ("redis", "db")):
            ending = [(name, self._running.pop(name)) for name in names if name in self._running]
            for name, process in ending:
                process.send_signal(signal.SIGINT if name == "db" else signal.SIGTERM)
            for _, process in ending:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=30)
                process.kill()


def _as_owner(is_database: bool) -> dict[str, Any]:
    return {"user": NOBODY} if is_database and os.geteuid() == 0 else {}


@contextlib.contextmanager
def disk(folder: Path, size_mb: int) -> Iterator[None]:
    """A small disk at the folder. Missing where this machine mounts nothing."""
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        raise Missing(f"a small disk cannot be mounted: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder: Path) -> Path:
    """Write until nothing more fits; returns the file to remove."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        for size in (2**20, 2**12):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    return ballast


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
