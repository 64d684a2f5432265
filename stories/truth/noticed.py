"""What a publisher may overlook and a reader would notice. Nothing here blocks publication."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsroom.characters import lost_in
from newsroom.documents import Fault, texts_of
from stories import playing
from stories.document import LISTS, Person, StoryDocument, cited_items
from stories.folding import folded
from stories.lettering import lacking
from stories.models import Story
from stories.picturing import images_in, pictures_of
from stories.text import marked_up, not_shown
from stories.truth.kinds import WORDING

MENTIONED = ("figure", "event", "scenario", "precedent", "quote")  # what a speech names
QUIZ_LEAST = 4  # quotations that can be asked; `quiz.choosing` says which can
SURNAME = 4  # letters from which a name's last word says of itself who is meant
NAMED = 4  # places of one name, or keys of one list, that are told


def reader_warnings(story: Story, document: StoryDocument) -> list[Fault]:
    """Everything of the draft that readers would miss or stumble on. At most 3 queries."""
    return [
        *_unsourced(document),
        *_dates(document),
        *_motions(document),
        *_repeated_reasons(document),
        *_unmentioned(document),
        *_play(document),
        *_removed_people(story, document),
        *_personas(document),
        *_pictures(document),
        *_lost(document),
        *_undrawn(document),
        *_markup(document),
    ]


def _lost(document: StoryDocument) -> Iterator[Fault]:
    for path, text in texts_of(document.as_json()):
        if why := lost_in(text):
            yield Fault(path=path, message=why)


def _undrawn(document: StoryDocument) -> Iterator[Fault]:
    for field in ("headline", "category"):
        if letters := lacking(getattr(document, field)):
            yield Fault(
                path=field,
                message=f"is left out of the image for link previews: no font here has “{letters[:20]}” (fontconfig finds what is installed)",
            )


def _markup(document: StoryDocument) -> Iterator[Fault]:
    for why in not_shown(document.overview):
        yield Fault(path="overview", message=why)
    for path, text in texts_of(document.as_json()):
        if path != "overview" and (found := marked_up(text)):
            yield Fault(path=path, message=f"is no Markdown, and is printed with its signs: {found}")


def _unsourced(document: StoryDocument) -> Iterator[Fault]:
    for kind in ("figure", "event"):
        for i, item in enumerate(getattr(document, LISTS[kind])):
            if not item.sources:
                yield Fault(
                    path=f"{LISTS[kind]}[{i}].sources",
                    item=item.key,
                    message=f"{item.key} rests on no source",
                )
    if not cited_items(document.overview):
        yield Fault(path="overview", message="cites no item")
    if not document.figures or not document.timeline:
        yield Fault(path="document", message="has no figures or no timeline")


def _dates(document: StoryDocument) -> Iterator[Fault]:
    if document.timeline:
        last = max(document.timeline, key=lambda event: event.end_date or event.date)
        day = last.end_date or last.date
        if day > document.as_of:
            yield Fault(
                path="as_of", message=f"is {document.as_of}, and {last.key} happened on {day}: move it on"
            )


def _motions(document: StoryDocument) -> Iterator[Fault]:
    closed = playing.closed_motions(document)
    for i, motion in enumerate(document.motions):
        for side in ("pro", "con"):
            n = sum(bearing.side in (side, "both") for bearing in motion.bearing)
            if n < 3:
                cannot = ", cannot be debated" if motion.key in closed else ""
                yield Fault(
                    path=f"motions[{i}].bearing",
                    item=motion.key,
                    message=f"{motion.key}{cannot}: only {n} items speak {side}",
                )


def _repeated_reasons(document: StoryDocument) -> Iterator[Fault]:
    known: dict[str, str] = {}
    for i, motion in enumerate(document.motions):
        for j, bearing in enumerate(motion.bearing):
            here = f"{motion.key} › {bearing.item}"
            first = known.setdefault(folded(bearing.reason), here)
            if first != here:
                yield Fault(
                    path=f"motions[{i}].bearing[{j}].reason",
                    item=motion.key,
                    message=f"is word for word the reason of {first}",
                )


def _unmentioned(document: StoryDocument) -> Iterator[Fault]:
    for kind in MENTIONED:
        name = LISTS[kind]
        without = [(i, item.key) for i, item in enumerate(getattr(document, name)) if not item.mention]
        if without:
            place, key = without[0]
            keys = ", ".join(key for _, key in without[:NAMED])
            more = f" and {len(without) - NAMED} more" if len(without) > NAMED else ""
            yield Fault(
                path=f"{name}[{place}].mention",
                item=key,
                message=f"is missing, so debates name it by its title: {keys}{more}",
            )


def _play(document: StoryDocument) -> Iterator[Fault]:
    if len(document.quotes) < QUIZ_LEAST:
        n = len(document.quotes)
        yield Fault(path="quotes", message=f"{n} of them: a quiz needs {QUIZ_LEAST}, so this story has none")
    elif not playing.playable(document).quiz_asks:
        yield Fault(
            path="quotes", message=f"too few of them can be asked for a quiz, which needs {QUIZ_LEAST}"
        )


def _removed_people(story: Story, document: StoryDocument) -> Iterator[Fault]:
    """People whom readers know and the draft no longer has, where its titles and texts still name them."""
    if story.live is None:
        return
    staying = {person.key for person in document.people}
    names = [person.name for person in document.people] + [body.name for body in document.organisations]
    words = set(folded(" ".join(names)).split())
    gone = [person for person in story.live.as_document().people if person.key not in staying]
    for person in gone:
        if folded(person.name) not in {folded(other.name) for other in document.people}:
            yield from _named(person, document, words)


def _named(person: Person, document: StoryDocument, words: set[str]) -> Iterator[Fault]:
    name = folded(person.name)
    last = name.split()[-1]
    called = last if len(last) >= SURNAME and last not in words else name
    pattern = re.compile(rf"(?<!\w){re.escape(called)}(?!\w)")
    told = 0
    for path, text in texts_of(document.as_json()):
        field = re.sub(r".*\.|\[\d+\]", "", path)
        prose = WORDING.get(path.partition("[")[0] if "[" in path else "", frozenset())
        is_prose = field in prose or field == "reason"
        if is_prose and told < NAMED and pattern.search(folded(text)):
            told += 1
            yield Fault(path=path, message=f"still names {person.name}, who is no longer among the people")


def _personas(document: StoryDocument) -> Iterator[Fault]:
    known = {folded(name): name for name in playing.personas()}
    for i, person in enumerate(document.people):
        if name := known.get(folded(person.name)):
            yield Fault(
                path=f"people[{i}].name",
                item=person.key,
                message=f"is also the name of a persona, {name}: in debates of this story leave that one out",
            )


def _pictures(document: StoryDocument) -> Iterator[Fault]:
    """What is missing of pictures, and pictures that are missing: readers see the story without those. 1 query at most."""
    portraits = [(f"people[{i}].portrait", who.key, who.portrait) for i, who in enumerate(document.people)]
    here = pictures_of(*images_in(document))
    for path, item, image in [("image", "", document.image), *portraits]:
        if image is None:
            continue
        if image.file not in here:
            yield Fault(
                path=path,
                item=item,
                message=f"{image.file} is not among the site’s pictures: readers see the story without it",
            )
            continue
        if not image.alt:
            yield Fault(
                path=path, item=item, message="only decorates: who does not see it is not told what it shows"
            )
        if not image.licence:
            yield Fault(path=path, item=item, message="has no licence: say by what right it is shown")
