"""What whoever publishes or reviews is shown of a draft's quotations: on what each rests, and on whose word that is.

Our code finds words in a text; that the text is what the source says is the word of whoever gave it. So it stands here
who that was, when, and whether it is the very person who looks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from stories.models import Quote, SourceText, Story
from stories.truth.checking import Grounds, Standing, standings
from stories.truth.verbatim import Passage, Place, passage

AROUND_CHARACTERS = 160
SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Ground:
    """kept: the text that the words were found in, and the passage there; None for a check by hand, or for nothing."""

    quote: Quote
    standing: Standing
    kept: SourceText | None
    passage: Passage | None = None

    @property
    def by(self) -> str:
        """On whose word it rests: who gave the text, or signed; "" where nobody here did."""
        if self.kept is not None:
            return self.kept.kept_by.get_username() if self.kept.kept_by else ""
        return self.quote.checked_by if self.standing.is_checked and not self.quote.claimed_by else ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """grounds: of the quotations that readers do not have, or not on this ground; more: how many are not shown."""

    grounds: tuple[Ground, ...]
    more: int
    own: int  # of all of them, those that rest on the word of whoever looks


def shown_to(story: Story, username: str) -> Shown:
    """Quotations that are new or changed since the live revision, or whose text was given since. 5 queries, and one a text."""
    found = standings(story)  # first, for it brings the rows up to date
    texts = {
        kept.source_id: kept
        for kept in SourceText.objects.filter(source__in=story.quotes.values("source"))
        .select_related("kept_by")
        .defer("text")
    }
    rows = story.quotes.select_related("speaker", "source").order_by("order", "pk")
    every = [_ground(row, found[row.pk], texts.get(row.source_id)) for row in rows]
    grounds = [ground for ground in every if _is_fresh(story, ground)]
    counted = Counter(ground.by for ground in grounds)
    return Shown(
        grounds=tuple(_with_passages(grounds[:SHOWN])),
        more=max(0, len(grounds) - SHOWN),
        own=counted[username],
    )


def _is_fresh(story: Story, ground: Ground) -> bool:
    """Whether readers do not have it so, or nobody could look at what it rests on when they were given it."""
    live, row, kept = story.live, ground.quote, ground.kept
    if live is None or (kept is not None and kept.kept_at > live.published_at):
        return True
    item = next((quote for quote in live.as_document().quotes if quote.key == row.key), None)
    if item is None:
        return True
    original = item.original.text if item.original else ""
    signed = (item.checked.by, item.checked.against) if item.checked else ("", "")
    return (item.text, item.speaker, item.source, original, *signed) != (
        row.text, row.speaker.key, row.source.key, row.original_text, row.checked_by, row.checked_against,
    )  # fmt: skip


def _ground(row: Quote, standing: Standing, kept: SourceText | None) -> Ground:
    is_found = standing.grounds is Grounds.VERBATIM
    return Ground(quote=row, standing=standing, kept=kept if is_found else None)


def _with_passages(grounds: list[Ground]) -> list[Ground]:
    """The same, each with where it stands in its text: one query a text."""
    texts: dict[int, str] = {}
    shown = []
    for ground in grounds:
        row, kept = ground.quote, ground.kept
        if kept is not None and row.found_start is not None and row.found_end is not None:
            if kept.pk not in texts:
                texts[kept.pk] = SourceText.objects.values_list("text", flat=True).get(pk=kept.pk)
            place = Place(start=row.found_start, end=row.found_end)
            ground = replace(ground, passage=passage(texts[kept.pk], place, AROUND_CHARACTERS))
        shown.append(ground)
    return shown
