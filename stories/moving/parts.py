"""What a newsroom consists of when it moves: each part has a folder, writes its files, and takes them again.

The stories are one (`newsroom`); the apps above register theirs when they are ready:

    parts.register(parts.Part(folder="voices", order=30, export=…, load=…))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from newsroom.documents import DocumentFaults, Fault

type Files = Mapping[str, bytes]  # by their path below the part's folder


@dataclass(kw_only=True)
class Report:
    """What became of each file, by its path below the folder that is moved."""

    folder: str = ""
    done: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)

    def say(self, path: str, what: str) -> None:
        self.done[self._at(path)] = what

    def refuse(self, path: str, why: DocumentFaults | str) -> None:
        faults = why.faults if isinstance(why, DocumentFaults) else [Fault(path="document", message=why)]
        self.faults.setdefault(self._at(path), []).extend(faults)

    def _at(self, path: str) -> str:
        return str(PurePosixPath(self.folder, path))


@dataclass(frozen=True, kw_only=True)
class Part:
    """order: lower ones are taken first, for later ones rest on them.

    export: paths with texts or bytes in a fixed order, the same rows giving the same bytes; what cannot be written is refused to
    the report. load: runs in the transaction of the whole import; what is refused there undoes all of it. replace: what
    is here and differs may be replaced.
    """

    folder: str
    order: int
    export: Callable[[Report], Iterator[tuple[str, str | bytes]]]
    load: Callable[[Files, Report, bool], None]


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Have this part moved too; registering a folder again replaces it."""
    _parts[part.folder] = part


def every() -> Iterable[Part]:
    return sorted(_parts.values(), key=lambda part: part.order)
