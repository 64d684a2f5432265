"""What a player shares of a debate: their title and how sure they were, the debate, and the link. Never a side that was
called, nor what became of one call: with those a reader could tell a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache

from debate.arena import share_image
from debate.models import Debate, Play
from debate.referee import scoring
from newsroom.identity.reading import site

ASK = "Who would you have picked?"
PICTURE_KEPT_SECONDS = 7 * 24 * 3600
ROUNDS = {1: "round one", 2: "round two"}


@dataclass(frozen=True, kw_only=True)
class Share:
    """Everything that is handed on with a link."""

    mine: str  # the title and the calls, as a sentence; "" if their player shares none
    motion: str
    pro: str
    con: str
    url: str  # absolute

    @property
    def title(self) -> str:
        return f"{self.pro} against {self.con}: who would you have picked?"

    @property
    def about(self) -> str:
        return f"{self.pro} against {self.con} on “{self.motion}”."

    @property
    def words(self) -> dict[str, str]:
        """What is drawn on the picture."""
        return {
            "site": site().name,
            "motion": self.motion,
            "pro": self.pro,
            "con": self.con,
            "mine": self.mine,
        }

    @property
    def text(self) -> str:
        """As it is pasted: three sentences and the link."""
        return " ".join(part for part in (self.mine, self.about, ASK, self.url) if part)

    @property
    def description(self) -> str:
        return " ".join(part for part in (self.mine, self.about) if part)


def share_of(debate: Debate, *, url: str = "", mine: str = "") -> Share:
    """url: absolute; none for a picture."""
    return Share(mine=mine, motion=debate.motion, pro=debate.pro.name, con=debate.con.name, url=url)


def picture_etag(share: Share) -> str:
    return f'"{share_image.digest(**share.words)}"'


def picture_of(share: Share) -> bytes:
    """The picture for shared links, as PNG. Drawn once for the same words, whoever shares them."""
    key = f"share-image:{share_image.digest(**share.words)}"
    picture: bytes | None = cache.get(key)
    if picture is None:
        picture = share_image.draw(**share.words)
        cache.set(key, picture, PICTURE_KEPT_SECONDS)
    return picture


def sentence_of(play: Play, *, with_title: bool) -> str:
    """A play's title and calls in a sentence; "" for a player who shows no numbers. 1 query.

    with_title: whether every verdict that it called is open to everyone or to its player.
    """
    if play.player.numbers_hidden:
        return ""
    calls = {
        call.number: call
        for call in play.predictions.select_related("round__verdict").order_by("number")
        if not with_title or hasattr(call.round, "verdict")
    }
    if len(calls) < 2:
        return ""
    title = None
    if with_title:
        title = scoring.title([scoring.fate_of(c.side, c.round.verdict.outcome) for c in calls.values()])
    return told({number: call.confidence for number, call in calls.items()}, title)


def told(sure: Mapping[int, int], title: scoring.Title | None) -> str:
    """sure: percent, by round."""
    said = " and ".join(f"{ROUNDS[number]} at {percent} %" for number, percent in sorted(sure.items()))
    return f"“{title.name}”: I called {said}." if title else f"I called {said}."
