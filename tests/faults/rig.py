"""A whole site on loopback, with parts that can be killed, and somebody who plays on it."""

from __future__ import annotations

import contextlib
import http.cookiejar
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
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from tests.llm.fake_openai import MODEL, FakeOpenAI

ROOT = Path(__file__).resolve().parent.parent.parent
STORY = "miami-track-ukraine"
KEPT = ("--appendonly", "yes", "--save", "")  # as docker-compose.yml has it
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
    """with Rig() as rig: a running site at rig.url. Ends whatever it started."""

    def __init__(self, *, offline: bool = False, stories: bool = False, **settings: str) -> None:
        """offline: no model, the site's own engine writes. stories: all that ship, with their debates. settings: more."""
        self._offline, self._stories, self._more = offline, stories, settings
        if shutil.which("redis-server") is None:
            raise Missing("redis-server is not installed")
        self.initdb, self.postgres = postgres_program("initdb"), postgres_program("postgres")
        self._stack = contextlib.ExitStack()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.ports = {name: free_port() for name in ("db", "redis", "web")}
        self.url = f"http://127.0.0.1:{self.ports['web']}"
        self.offers: Iterator[dict[str, str]] | None = None  # what readers may ask for

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
                **self._more,
            }
            if self._offline:
                self.env |= dict.fromkeys(("OPENAI_BASE_URL", "OPENAI_API_KEY", "NEWSROOM_MODEL"), "")
            self._make_database()
            for name in ("db", "redis"):
                self.start(name)
            if self._stories:
                self.manage("prepare")
            else:
                self.manage("prepare", "--empty")
                self.manage("load_story", str(ROOT / "fixtures" / "stories" / f"{STORY}.yaml"))
                self.manage("publish_story", STORY)
            for name in ("web", "worker", "beat"):
                self.start(name)
            until(lambda: self.status("/readyz") == 200, seconds=60, what="the site")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    # --- Its parts ----------------------------------------------------------------------------------
    def start(self, name: str) -> None:
        manage = [sys.executable, "manage.py", name]
        command, owner = {
            "db": ([self.postgres, "-D", str(self.folder / "db"), "-p", str(self.ports["db"]), "-k", ""], True),
            "redis": (["redis-server", "--port", str(self.ports["redis"]), "--dir", str(self.folder), *KEPT], False),
        }.get(name, (manage, False))  # fmt: skip
        log = (self.folder / f"{name}.log").open("ab")
        self._running[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=log, stderr=log, **_as_owner(owner)
        )
        log.close()
        if name in self.ports:
            until(lambda: _listens(self.ports[name]), seconds=60, what=name)
        if name == "db":
            until(self._database_answers, seconds=60, what="the database")

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

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def violations(self, predictions: int) -> list[str]:
        """What the invariant checker finds. predictions: how many were acknowledged."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.invariants", str(predictions), str(len(self.model.chats()))],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.splitlines()

    def status(self, path: str, timeout: float = 10) -> int:
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
        folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, NOBODY)
        command = [self.initdb, "-D", str(folder), "-A", "trust", "-U", "newsroom", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **_as_owner(True))

    def _database_answers(self) -> bool:
        where = ["-h", "127.0.0.1", "-p", str(self.ports["db"]), "-U", "newsroom"]
        made = subprocess.run(
            [postgres_program("createdb"), *where, "newsroom"], capture_output=True, check=False
        )
        return made.returncode == 0 or b"already exists" in made.stderr

    def _end_all(self) -> None:
        for name in ("beat", "worker", "web", "redis", "db"):
            process = self._running.pop(name, None)
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGINT if name == "db" else signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=30)
                process.kill()


def _as_owner(is_database: bool) -> dict[str, str]:
    return {"user": NOBODY} if is_database and os.geteuid() == 0 else {}


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Reader:
    """Somebody with a browser's cookies, who starts a debate, waits for its round and makes a call."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(jar)
        self.predictions = 0
        if rig.offers is None:
            rig.offers = self._offers()
        self._choices = rig.offers  # never the same twice: a debate that is written is written

    def start(self) -> str:
        """The address of a new play."""
        return self._post(f"/stories/{STORY}/arena/", next(self._choices))

    def is_written(self, play: str) -> bool:
        return "/predict/" in self._get(play)

    def call(self, play: str) -> None:
        """Call round 1 of a play that is written. Counts only if it was acknowledged."""
        action = re.search(r'action="(/plays/[^"#]*/predict/)', self._get(play))
        assert action is not None, "nothing to call"
        self._post(action[1], {"round": "1", "side": "pro", "confidence": "70"}, page=play)
        self.predictions += 1

    def call_again(self, play: str) -> int:
        """The same form once more, as from another tab; returns the answer's status."""
        try:
            self._post(f"{play}predict/", {"round": "1", "side": "con", "confidence": "85"}, page=play)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def play(self, *, seconds: float) -> float:
        """A whole play; returns how long its round took."""
        play = self.start()
        took = until(lambda: self.is_written(play), seconds=seconds, what="the round")
        self.call(play)
        return took

    def _offers(self) -> Iterator[dict[str, str]]:
        html = self._get(f"/stories/{STORY}/arena/")
        offered = {
            name: re.findall(rf'name="{name}" value="([^"]+)"', html) for name in ("motion", "pro", "con")
        }
        for shift in range(1, len(offered["con"])):
            for pro in offered["pro"]:
                con = offered["con"][(offered["con"].index(pro) + shift) % len(offered["con"])]
                yield {"motion": offered["motion"][shift % len(offered["motion"])], "pro": pro, "con": con}

    def _get(self, path: str) -> str:
        with self._browser.open(self._rig.url + path, timeout=20) as answer:
            return str(answer.read().decode())

    def _post(self, path: str, fields: dict[str, str], page: str = "") -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self._get(page or path))
        assert token is not None
        sent = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token[1]}).encode()
        with self._browser.open(self._rig.url + path, data=sent, timeout=30) as answer:
            return urllib.parse.urlsplit(answer.url).path
