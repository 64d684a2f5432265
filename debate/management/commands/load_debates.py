"""load_debates [FILE…] [--missing]: debates of the repertoire from their documents."""

from __future__ import annotations

from debate.repertoire.commands import LoadCommand
from debate.repertoire.document import DebateDocument
from debate.repertoire.loading import load_debate


class Command(LoadCommand[DebateDocument]):
    help = (
        "Load debates that were written ahead (YAML or JSON), by default those of fixtures/debates/. Each is held against "
        "the live story; one that does not pass is refused with its faults, and the others are loaded."
    )
    kind = DebateDocument
    folder = "debates"
    load = staticmethod(load_debate)
