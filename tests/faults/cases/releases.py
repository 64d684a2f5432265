"""Upgrades, back and forth, with both releases at work; and the whole site from its backup."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.cases.register import Figures, case, slowly
from tests.faults.reader import Reader
from tests.faults.rig import ROOT, Missing, Rig, postgres_program, until


@case("R16")
def an_older_worker(rig: Rig, reader: Reader) -> Figures:
    """A worker of the release before writes for this site's web, over this database and queue (`--older COMMIT`)."""
    older = _older_code(rig)
    slowly(rig, 0.2)
    rig.kill("worker")
    logged = len(rig.log("worker"))
    rig.start("worker", OLD_WORKER, older)
    figures = {"old_alone_seconds": reader.play(seconds=150)}
    rig.start("worker-too", [sys.executable, "manage.py", "worker"])
    plays = [reader.start() for _ in range(4)]
    figures["both_seconds"] = until(
        lambda: all(map(reader.is_written, plays)), seconds=150, what="four rounds"
    )
    for play in plays:
        reader.call(play)
    rig.kill("worker")
    rig.kill("worker-too")
    tracebacks = rig.log("worker")[logged:].count("Traceback")
    rig.start("worker")
    figures["new_alone_seconds"] = reader.play(seconds=90)
    assert not tracebacks, f"{tracebacks} tracebacks: {rig.log('worker')[logged:][:1500]}"
    return figures


@case("R16-migrations")
def back_and_forth(rig: Rig, reader: Reader) -> Figures:
    """A populated database migrates to the release before and to this one again; every row of what both know stays."""
    older = _older_code(rig)
    reader.play(seconds=60)
    copy = _copy(rig)
    before = _rows(rig, copy)
    began = time.monotonic()
    leaves = rig.manage("showmigrations", "--plan", folder=older, DATABASE_URL=copy)
    known = {line.split()[-1] for line in leaves.splitlines() if line.strip()}
    back = list(_leaves(known))
    mine = {line.split()[-1] for line in rig.manage("showmigrations", "--plan", DATABASE_URL=copy).splitlines() if line.strip()}  # fmt: skip
    for app in sorted({name.partition(".")[0] for name in mine - known}):
        rig.manage("migrate", "--verbosity", "0", app, dict(back).get(app, "zero"), DATABASE_URL=copy)
    backwards = time.monotonic() - began
    rig.manage("check", folder=older, DATABASE_URL=copy)
    began = time.monotonic()
    rig.manage("migrate", "--verbosity", "0", DATABASE_URL=copy)
    after = _rows(rig, copy)
    lost = {name: (number, after[name]) for name, number in before.items() if after[name] != number}
    assert not {name for name in lost if name.startswith(KEPT_BY_BOTH)}, lost
    # Nobody works on the copy, so what was under way in it waits.
    wrong = [line for line in rig.violations(calls=0, DATABASE_URL=copy) if " past their " not in line]
    assert not wrong, wrong
    figures = {
        "migrations": len(mine - known),
        "back_seconds": backwards,
        "forth_seconds": time.monotonic() - began,
    }
    return figures | {f"rows_gone_{name}": was - now for name, (was, now) in lost.items()}


@case("R18")
def from_a_backup(rig: Rig, reader: Reader) -> Figures:
    """A backup while it is played on, brought back elsewhere: everything published the same, no acknowledged call lost."""
    reader.play(seconds=60)
    acknowledged, ends = rig.acknowledged, threading.Event()

    def play_on() -> None:
        while not ends.is_set():
            Reader(rig).play(seconds=90)

    playing = threading.Thread(target=play_on)
    playing.start()
    try:
        began = time.monotonic()
        rig.manage("backup", str(rig.folder / "site.backup"))
        backup = time.monotonic() - began
    finally:
        ends.set()
        playing.join()
    elsewhere = {"DATABASE_URL": rig.createdb("elsewhere"), "NEWSROOM_VAR": str(rig.folder / "elsewhere")}
    began = time.monotonic()
    rig.manage("migrate", "--verbosity", "0", **elsewhere)
    rig.manage("restore", str(rig.folder / "site.backup"), **elsewhere)
    restore = time.monotonic() - began
    rig.manage("export_all", str(rig.folder / "here"))
    rig.manage("export_all", str(rig.folder / "there"), **elsewhere)
    here, there = _files(rig.folder / "here"), _files(rig.folder / "there")
    assert here, "nothing is exported"
    assert here == there, sorted(set(here.items()) ^ set(there.items()))[:5]
    kept = rig.shell("from debate.models import Prediction; say(Prediction.objects.count())", **elsewhere)
    assert kept >= acknowledged, f"{acknowledged} calls were acknowledged before and {kept} are in the backup"
    rig.manage("recount_scores", "--check", **elsewhere)
    return {"backup_seconds": backup, "restore_seconds": restore, "files": len(here), "calls": kept}


OLD_WORKER = [
    sys.executable, "-m", "celery", "-A", "newsroom", "worker", "--pool", "threads", "--concurrency", "4",
]  # fmt: skip
KEPT_BY_BOTH = ("auth.", "debate.", "players.", "quiz.", "llm.", "stories.story", "stories.revision")


def _older_code(rig: Rig) -> Path:
    """The tree of the commit before the last migration came, or of the one asked for."""
    folder = rig.folder / "older"
    if folder.exists():
        return folder
    commit = rig.older
    if not commit:
        last = _git("log", "-1", "--format=%H", "--diff-filter=A", "--", "*/migrations/*.py").strip()
        commit = f"{last}^" if last else ""
    try:
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    except subprocess.CalledProcessError:
        raise Missing(f"the code of the release before ({commit or 'none'}) is not in this clone") from None
    file = rig.folder / "older.tar"
    file.write_bytes(archive)
    with tarfile.open(file) as tree:
        tree.extractall(folder, filter="data")
    return folder


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True).stdout


def _leaves(names: set[str]) -> Iterator[tuple[str, str]]:
    """Each app's last migration."""
    for app in {name.partition(".")[0] for name in names}:
        yield app, max(name.partition(".")[2] for name in names if name.startswith(f"{app}."))


def _copy(rig: Rig) -> str:
    """The database, copied while it is in use; returns the copy's address."""
    address = rig.createdb("copy")
    where = ["-h", "127.0.0.1", "-p", str(rig.ports["db"]), "-U", "newsroom"]
    dump = subprocess.run([postgres_program("pg_dump"), *where, "newsroom"], check=True, capture_output=True)
    subprocess.run(
        [postgres_program("psql"), *where, "-q", "-v", "ON_ERROR_STOP=1", "copy"],
        input=dump.stdout, check=True, capture_output=True,
    )  # fmt: skip
    return address


def _rows(rig: Rig, address: str) -> dict[str, int]:
    found: dict[str, int] = rig.shell(
        "from django.apps import apps;"
        "say({m._meta.label_lower: m._base_manager.count() for m in apps.get_models() if m._meta.managed})",
        DATABASE_URL=address,
    )
    return found


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
