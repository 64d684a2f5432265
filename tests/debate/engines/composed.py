"""Debates and voices by the offline engine, on what ships and on briefs that are awkward."""

from __future__ import annotations

import functools

from debate.engines.base import VoiceTask
from debate.engines.offline import voice
from debate.evidence.brief import Brief, Card
from debate.evidence.cards import central_cards, story_brief
from debate.measuring.rehearsal import Rehearsal, rehearse
from tests.debate.fixtures import briefs, documents, personas


def rehearsals(count: int = 24) -> list[Rehearsal]:
    """Debates on every motion, pairs moving through the personas."""
    slugs = list(personas())
    made = []
    for i in range(count):
        motion = briefs()[i % len(briefs())]
        pro, con = slugs[i % len(slugs)], slugs[(i * 5 + 1 + i // len(slugs)) % len(slugs)]
        if pro == con:
            con = slugs[(slugs.index(con) + 1) % len(slugs)]
        made.append(rehearse(motion, personas()[pro], personas()[con], question=i % 3))
    return made


AWKWARD = {
    "no card for a side": (
        "event",
        "The harbour was closed in 1901.",
        "the closing of the harbour",
        "",
        ("con",),
    ),
    "quotes in quotes": (
        "quote",
        "He told me \"we will 'never' yield\" and “left” at once",
        "what Ada Lovelace said",
        "Ada Lovelace",
        ("pro", "con"),
    ),
    "right to left": (
        "quote",
        "The port is open to every ship that comes",
        "what דוד בן־גוריון said",
        "דוד בן־גוריון",
        ("pro", "con"),
    ),
    "braces": ("event", "The {port} was closed in 1901.", "the {port} affair", "", ("pro", "con")),
}


def awkward(name: str, count: int) -> Brief:
    kind, claim, label, speaker, sides = AWKWARD[name]
    cards = tuple(
        Card(
            n=n,
            item=f"{kind}-{n}",
            kind=kind,
            claim=claim,
            label=label,
            speaker=speaker,
            names=(speaker,) if speaker else (),
            reasons=dict.fromkeys(sides, "Closed harbours feed nobody."),
        )
        for n in range(1, count + 1)
    )
    return Brief(story="s", motion_key="m", motion="The harbour should stay open", cards=cards)


@functools.cache
def whole(story: str) -> Brief:
    return story_brief(documents()[story])


def task(story: str, who: str) -> VoiceTask:
    document, brief = documents()[story], whole(story)
    return VoiceTask(
        brief=brief,
        speaker=personas()[who],
        headline=document.headline,
        standfirst=document.standfirst,
        central=central_cards(document, brief),
    )


@functools.cache
def view(story: str, who: str) -> str:
    return voice.compose(task(story, who))
