"""load_voices [FILE…] [--missing]: voices of the repertoire from their documents."""

from __future__ import annotations

from debate.repertoire.commands import LoadCommand
from debate.repertoire.document import VoiceDocument
from debate.repertoire.loading import load_voice


class Command(LoadCommand[VoiceDocument]):
    help = (
        "Load voices that were written ahead (YAML or JSON), by default those of fixtures/voices/. Each is held against "
        "the live story; one that does not pass is refused with its faults, and the others are loaded."
    )
    kind = VoiceDocument
    folder = "voices"
    load = staticmethod(load_voice)
