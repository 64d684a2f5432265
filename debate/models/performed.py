"""What every row that an engine writes has in common, and where the writing itself is found.

Models hold fields and queries. How a kind of row is written, taken and ended is a `Writer`, which `debate.written`
registers when the app is ready; the state machine of `newsroom.generation` reaches it through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db import models

from newsroom.generation.errors import GiveUp
from newsroom.generation.models import Generated, State, Written
from newsroom.players.models import Player
from stories.models import Story

WITHDRAWN = "The story was withdrawn before this was written."


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What an engine brought, on its way from `write` to `accept`."""

    value: Any
    fallback_reason: str


class Writer[Row: "Performed"](Protocol):
    """How one kind of row is written. See `Generated` for when each is called."""

    def write(self, row: Row) -> Written:
        """Ask the engine; the value is a `Piece`. Outside any transaction."""
        ...

    def take(self, row: Row, value: Any) -> None:
        """Check and store what the engine brought, in the transaction that marks the row ready."""
        ...

    def ended(self, row: Row) -> None:
        """The row has become ready or failed; in that transaction."""
        ...


_writers: dict[type[Performed], Writer[Any]] = {}


def register[Row: "Performed"](model: type[Row], writer: Writer[Row]) -> None:
    """Have rows of this model written so."""
    _writers[model] = writer


class Performed(Generated):
    """A row that an engine writes, in place of which another engine may have had to.

    For a story that is withdrawn nothing is written: the row fails, and waits for the story to come back.
    """

    STORY: ClassVar[str]  # the way from a row to its story

    fallback_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the offline engine wrote this; shown to readers."
    )

    class Meta(Generated.Meta):
        abstract = True

    def write(self) -> Written:
        gone = {"pk": self.pk, f"{self.STORY}__withdrawn_at__isnull": False}
        if type(self)._base_manager.filter(**gone).exists():
            raise GiveUp("its story is withdrawn", reader_message=WITHDRAWN)
        return _writers[type(self)].write(self)

    def accept(self, value: Piece) -> None:
        self.fallback_reason = value.fallback_reason[:300]
        self.save(update_fields=["fallback_reason"])
        _writers[type(self)].take(self, value.value)

    def ended(self) -> None:
        _writers[type(self)].ended(self)


def held_back(story: Story) -> Iterator[Performed]:
    """The rows that were not written because this story was withdrawn. 1 query a kind."""
    for model in _writers:
        yield from model._base_manager.filter(**{model.STORY: story}, state=State.FAILED, failure=WITHDRAWN)


class Spoken(Performed):
    """A text of checked sentences that readers are shown: a speech, or a voice. Never raw text."""

    sentences = models.JSONField(
        default=list,
        help_text="[{text, status, citations, checked, bears}] as shown; rows of before the checker lack the last two.",
    )
    review = models.JSONField(
        default=dict,
        help_text="{taken_out, checker}: sentences cut from its draft, and the model that read it.",
    )
    hidden_reason = models.CharField(
        max_length=300, blank=True, help_text="Set by a moderator: readers see this in place of the text."
    )

    class Meta(Performed.Meta):
        abstract = True

    @property
    def text(self) -> str:
        return " ".join(sentence["text"] for sentence in self.sentences)


class Report(models.Model):
    """Somebody says that something is wrong with a text; waits for a moderator."""

    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]
