"""What a player shares of a debate: their title and how sure they were, the debate, and the link. Never a side that was
called, nor what became of one call: with those a reader could tell a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from debate.arena import share_image
from debate.models import Debate, Play
from debate.referee import scoring
from newsroom.afresh import afresh
from newsroom.identity.drawn import logo_key
from newsroom.identity.reading import site

PICTURE_KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Mine:
    """What a player tells of their own: how sure they were of each round, in percent, and their title; "" without one."""

    sure: tuple[int, int]
    title: str = ""

    def __str__(self) -> str:
        values = {"title": afresh(self.title), "first": self.sure[0], "second": self.sure[1]}
        if self.title:
            return (
                _("“%(title)s”: I called round one at %(first)d %% and round two at %(second)d %%.") % values
            )
        return _("I called round one at %(first)d %% and round two at %(second)d %%.") % values


@dataclass(frozen=True, kw_only=True)
class Share:
    """Everything that is handed on with a link."""

    mine: Mine | None  # None if their player shares nothing
    motion: str
    pro: str
    con: str
    url: str  # absolute

    @property
    def says(self) -> str:
        """What its player tells, as a sentence; "" if nothing."""
        return str(self.mine or "")

    @property
    def title(self) -> str:
        return _("%(pro)s against %(con)s: who would you have picked?") % {"pro": self.pro, "con": self.con}

    @property
    def about(self) -> str:
        return _("%(pro)s against %(con)s on “%(motion)s”.") % {
            "pro": self.pro,
            "con": self.con,
            "motion": self.motion,
        }

    @property
    def words(self) -> dict[str, str]:
        """What is drawn on the picture, in the language of the page."""
        return {
            "site": site().name,
            "logo": logo_key(dark=True),
            "arena": _("The Debate Arena"),
            "motion": self.motion,
            "pro": self.pro,
            "con": self.con,
            "mine": self.says,
            "question": _("Who would you have picked?"),
        }

    @property
    def text(self) -> str:
        """As it is pasted: three sentences and the link."""
        return " ".join(
            part for part in (self.says, self.about, _("Who would you have picked?"), self.url) if part
        )

    @property
    def description(self) -> str:
        return " ".join(part for part in (self.says, self.about) if part)


def share_of(debate: Debate, *, url: str = "", mine: Mine | None = None) -> Share:
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


def mine_of(play: Play, *, with_title: bool) -> Mine | None:
    """What a play's player tells of it; None for a player who shows no numbers. 1 query.

    with_title: whether every verdict that it called is open to everyone or to its player.
    """
    if play.player.numbers_hidden:
        return None
    calls = [
        call
        for call in play.predictions.select_related("round__verdict").order_by("number")
        if not with_title or hasattr(call.round, "verdict")
    ]
    if len(calls) < 2:
        return None
    title = ""
    if with_title:
        title = scoring.title([scoring.fate_of(c.side, c.round.verdict.outcome) for c in calls]).name
    return Mine(sure=(calls[0].confidence, calls[1].confidence), title=title)
