"""The queue of what readers report: kinds of things, each filled in by its app when it is ready.

    queue.register(SpeechKind())

Reports of the same thing are one row of the queue, and one decision settles them all: those that the person who decides
has been shown. What is reported is known by its kind and a key, as a string.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Count, F, Max, Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from newsroom.desk import front_counts

MOST = 500  # rows of one kind that a list looks at; the newest


@dataclass(frozen=True, kw_only=True)
class Heap:
    """Reports of the same thing."""

    kind: Kind
    key: str
    reports: int
    latest: dt.datetime
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One report. settled: what became of it, "" while it waits."""

    pk: int
    who: str
    at: dt.datetime
    text: str
    settled: str


@dataclass(frozen=True, kw_only=True)
class Link:
    text: str
    url: str = ""  # "" for plain words


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A text to read: the one that is reported, or one beside it. notes: a line to each paragraph, or none.

    is_open: shown at once, where it is beside another.
    """

    title: str
    paragraphs: Sequence[str]
    notes: Sequence[str] = ()
    is_open: bool = False

    @property
    def lines(self) -> list[tuple[str, str]]:
        notes = [*self.notes, *[""] * len(self.paragraphs)]
        return list(zip(self.paragraphs, notes, strict=False))


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that may be done, or why not. notice: words for readers to begin with, if readers are told any.

    url: where it is done, if not here.
    """

    name: str
    label: str
    effect: str = ""
    notice: str = ""
    why_not: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A reported thing, whole. state: what readers meet of it now, in words."""

    title: str
    row: Model
    state: str
    facts: Sequence[tuple[str, Link]]
    passage: Passage
    beside: Sequence[Passage] = field(default=())
    actions: Sequence[Action] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What somebody wants done. through: the last report that they were shown."""

    action: str
    by: Any
    why: str
    notice: str
    through: int


class Kind(ABC):
    """A sort of thing that can be reported. see, decide: the permissions that it takes."""

    name: ClassVar[str]  # in addresses
    plural: ClassVar[str | Promise]
    reported: ClassVar[str | Promise]  # “reported speeches”
    see: ClassVar[str]
    decide: ClassVar[str]
    about: ClassVar[str]  # the report's field that says what it is of

    @abstractmethod
    def reports(self) -> QuerySet[Any]:
        """All of them."""

    def waiting(self) -> QuerySet[Any]:
        """Those that wait for a decision."""
        return self.reports().filter(resolved_at=None)

    def settled(self) -> QuerySet[Any]:
        return self.reports().exclude(resolved_at=None)

    def settle(self, reports: QuerySet[Any], by: Any, *, upheld: bool) -> None:
        """Mark these as decided."""
        reports.update(resolved_at=timezone.now())

    @abstractmethod
    def titles(self, keys: Collection[str]) -> Mapping[str, str]:
        """What the things are called in a list: a query or two."""

    @abstractmethod
    def matter(self, key: str) -> Matter | None:
        """The thing itself. None if there is no such thing."""

    @abstractmethod
    def said(self, report: Any) -> Said: ...

    @abstractmethod
    def do(self, matter: Matter, decision: Decision) -> str:
        """Do it, record it in the log, and say in a sentence what was done. Raises Conflict if it cannot be done now.

        Reports are settled by who calls this."""

    def said_of(self, key: str) -> list[Said]:
        found = (
            self.reports().filter(**{self.about: key}).select_related("player").order_by("-created_at", "-pk")
        )
        return [self.said(report) for report in found[:100]]

    def heaps(self, reports: QuerySet[Any]) -> list[Heap]:
        """The newest first. 1 query."""
        rows = (
            reports.order_by()
            .values(key=F(self.about))
            .annotate(reports=Count("pk"), latest=Max("created_at"))
            .order_by("-latest")[:MOST]
        )
        return [
            Heap(kind=self, key=str(row["key"]), reports=row["reports"], latest=row["latest"]) for row in rows
        ]

    def count(self) -> int:
        """How many things wait for a decision."""
        return self.waiting().order_by().values(self.about).distinct().count()


SETTLING = {"hide", "restore", "dismiss", "anew"}  # what ends with the reports decided
_kinds: dict[str, tuple[int, Kind]] = {}


def register(kind: Kind, *, order: int) -> None:
    """Add a kind, and its count to the front page of the desk."""
    _kinds[kind.name] = order, kind
    front_counts.register(
        kind.reported,
        "moderation:queue",
        kind.count,
        permission=kind.decide,
        query=f"kind={kind.name}",
        order=order,
    )


def kinds_for(user: Any) -> list[Kind]:
    """The kinds that this person may look at, in their order."""
    ordered = sorted(_kinds.values(), key=lambda entry: entry[0])
    return [kind for _, kind in ordered if user.has_perm(kind.see)]


def titled(heaps: Iterable[Heap]) -> list[Heap]:
    """The same, with what each is called: a query or two for each kind among them."""
    heaps = list(heaps)
    names: dict[tuple[str, str], str] = {}
    for kind in {heap.kind.name: heap.kind for heap in heaps}.values():
        keys = [heap.key for heap in heaps if heap.kind is kind]
        names |= {(kind.name, str(key)): title for key, title in kind.titles(keys).items()}
    return [
        Heap(
            kind=heap.kind,
            key=heap.key,
            reports=heap.reports,
            latest=heap.latest,
            title=names.get((heap.kind.name, heap.key), "It is no more"),
        )
        for heap in heaps
    ]
