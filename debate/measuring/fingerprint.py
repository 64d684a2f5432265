"""One hash over whole debates, to compare processes and hash seeds.

`elsewhere` has another process compute it, which calls `main`. Nothing that runs there touches a database, so
it is the same on SQLite and Postgres by construction.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from debate.evidence.brief import Brief
from debate.evidence.cards import lacking_side, make_brief
from debate.measuring.programme import debates
from debate.measuring.rehearsal import Rehearsal
from debate.personas.document import PersonaDocument, parse_persona
from stories.document import parse_story


def read_fixtures(folder: Path) -> tuple[list[Brief], list[PersonaDocument]]:
    """The briefs of every motion that can be debated, and the personas, of a fixtures folder."""
    documents = [parse_story(path.read_bytes()) for path in sorted((folder / "stories").glob("*.yaml"))]
    personas = [parse_persona(path.read_bytes()) for path in sorted((folder / "personas").glob("*.yaml"))]
    briefs = [
        make_brief(document, motion)
        for document in documents
        for motion in document.motions
        if not lacking_side(motion)
    ]
    return briefs, personas


def fingerprint(played: Sequence[Rehearsal]) -> str:
    """sha256 over every speech, question and mark."""
    whole = repr([(sorted(debate.texts.items()), debate.questions, debate.calls) for debate in played])
    return hashlib.sha256(whole.encode()).hexdigest()


def elsewhere(folder: Path, count: int, *, hash_seed: str) -> str:
    """The fingerprint as a process of its own computes it, with another hash seed."""
    root = Path(__file__).resolve().parent.parent.parent
    done = subprocess.run(  # noqa: S603  (our own interpreter and module)
        [sys.executable, "-c", f"from {__name__} import main; main()", str(folder), str(count)],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def main() -> None:
    """Print the fingerprint of the fixtures and the number of debates given as arguments."""
    briefs, personas = read_fixtures(Path(sys.argv[1]))
    sys.stdout.write(fingerprint(debates(briefs, personas, int(sys.argv[2]))) + "\n")
