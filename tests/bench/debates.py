"""What a debate by a model costs: the wait for its first sentence, calls and tokens, and what sharing saves.

The model is the tests' parrot behind their server, which writes from the cards it is shown; tokens are our own
estimate (UTF-8 bytes / 4) of what is really sent and answered. No network.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Sum

from debate.arena import services
from debate.engines.llm import LlmEngine
from debate.evidence.brief import SIDES
from debate.evidence.cards import make_brief
from debate.models import Debate, Persona, Play, QuestionSet, Speech, Verdict
from debate.personas.document import parse_persona
from newsroom.generation import services as generation
from newsroom.generation.models import Generated, State
from newsroom.llm.models import Call
from newsroom.players.models import Player
from stories import publishing
from stories.document import parse_story
from stories.models import Story
from tests.bench.calls import endpoint
from tests.bench.measuring import Row, measurement, row

WORDS_A_SECOND = 30.0  # of a middling endpoint
POPULAR, PLAYS_EACH, UNSHARED = 4, 10, 8  # played; ten debates and twenty unshared came to the same a play
SCALE, TEN = 1_000, 10  # what is computed from them: a thousand plays, of ten debates or of as many as plays
_PARROT = """
import sys
from tests.debate.engines.llm.parrot import Parrot
from tests.llm.fake_openai import FakeOpenAI, reply
with FakeOpenAI() as fake:
    parrot, pause = Parrot(fake), float(sys.argv[1])
    parts = dict.fromkeys(("opening", "answer", "closing"), parrot.speech)
    for purpose, says in {**parts, "questions": parrot.questions, "referee": parrot.judge}.items():
        fake._by_purpose[purpose] = reply(says, usage=None, pause_seconds=pause)
    # A referee that sees the same in both orders: the longer list of citations, never level.
    parrot.marks = lambda shown: [8, 6] if shown[0].text > shown[1].text else [6, 8]
    print(fake.url, flush=True)
    sys.stdin.read()
"""


@measurement
def model_debate() -> Iterable[Row]:
    """One opening, word by word; then plays of shared and unshared debates, through the rows that a site writes."""
    story, cast = _story_and_cast()
    with endpoint(_PARROT, str(1 / WORDS_A_SECOND)):
        yield from _first_sentence(story, cast)
    with endpoint(_PARROT, "0"):
        yield from _shared_and_unshared(story, cast)


def _first_sentence(story: Story, cast: list[Persona]) -> Iterator[Row]:
    """From a worker's start (the queue adds its delay) to the first sentence that has passed its check, and to the whole."""
    from debate.engines.llm import drafting

    first, whole = [], []
    plain = drafting.Draft.feed
    for pro, con in itertools.islice(itertools.permutations(cast, 2), 5):
        seen: list[float] = []

        def feed(draft: Any, piece: str, seen: list[float] = seen) -> list[drafting.Line]:
            lines = plain(draft, piece)
            if any(not line.faults for line in lines):
                seen.append(time.monotonic())
            return lines

        play = _begin(story, pro, con)
        speech = Speech.objects.get(round__debate=play.debate, side=SIDES[0])
        drafting.Draft.feed = feed  # type: ignore[method-assign,assignment]  # a clock beside the real thing
        started = time.monotonic()
        try:
            generation.work_on(Speech, speech.pk)
        finally:
            drafting.Draft.feed = plain  # type: ignore[method-assign]
        whole.append((time.monotonic() - started) * 1000)
        first.append((seen[0] - started) * 1000)
    yield row(f"model at {WORDS_A_SECOND:.0f} words a second: first checked sentence", first, "ms")
    yield row("… the whole opening", whole, "ms")


def _shared_and_unshared(story: Story, cast: list[Persona]) -> Iterator[Row]:
    pairs = itertools.permutations(reversed(cast), 2)
    before = _spent()
    calls_of: list[int] = []
    for number in range(UNSHARED):
        _play(story, *next(pairs), question=1 + number % 3)
        calls_of.append(_spent()[0] - before[0] - sum(calls_of))
    unshared = _spent()
    tokens = (unshared[1] - before[1]) / UNSHARED
    yield row("a debate with one round 2: calls", calls_of, "calls")
    yield Row(what="… tokens, sent and answered", value=tokens, unit="tokens")
    popular = list(itertools.islice(pairs, POPULAR))
    for turn in range(PLAYS_EACH):
        for pair in popular:
            _play(story, *pair, question=1 + turn % 3)
        if turn == 2:
            filled = _spent()
    shared = _spent()
    plays = POPULAR * PLAYS_EACH
    yield Row(
        what=f"measured: {plays} plays of {POPULAR} debates", value=shared[0] - unshared[0], unit="calls"
    )
    yield Row(
        what=f"measured: the last {plays - 3 * POPULAR} of them, all three questions asked before",
        value=shared[0] - filled[0],
        unit="calls",
    )
    yield Row(what=f"measured: {UNSHARED} unshared plays", value=unshared[0] - before[0], unit="calls")
    # A play of a debate whose rounds are written makes no call (measured above), so a thousand of them cost what the
    # first three of each debate do; unshared ones have nothing in common, so their cost is proportional.
    for i, unit in enumerate(("calls", "tokens")):
        together, alone = (shared[i] - unshared[i]) / POPULAR, (unshared[i] - before[i]) / UNSHARED
        yield Row(what=f"computed: {SCALE} plays of {TEN} debates", value=together * TEN, unit=unit)
        yield Row(what=f"computed: {SCALE} unshared plays", value=alone * SCALE, unit=unit)


def _spent() -> tuple[int, int]:
    """Calls and tokens in the ledger so far."""
    sums = Call.objects.aggregate(sent=Sum("tokens_in"), answered=Sum("tokens_out"))
    return Call.objects.count(), (sums["sent"] or 0) + (sums["answered"] or 0)


def _play(story: Story, pro: Persona, con: Persona, *, question: int) -> None:
    play = _begin(story, pro, con)
    _drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=question)
    _drain(play.debate)
    services.predict(play, number=2, side="con", confidence=55)


def _begin(story: Story, pro: Persona, con: Persona) -> Play:
    motion = story.document.motions[0]
    return services.start_play(Player.objects.create(), story=story, motion=motion, pro=pro, con=con)


def _drain(debate: Debate) -> None:
    """A worker's work, in this process."""
    while True:
        waiting: list[Generated] = [
            *Speech.objects.filter(round__debate=debate, state=State.QUEUED),
            *Verdict.objects.filter(round__debate=debate, state=State.QUEUED),
            *QuestionSet.objects.filter(debate=debate, state=State.QUEUED),
        ]
        if not waiting:
            return
        for each in waiting:
            generation.work_on(type(each), each.pk)
            made = type(each)._base_manager.get(pk=each.pk)
            assert made.state == State.READY, made.failure
            assert made.engine == LlmEngine.name, (
                "the offline engine stepped in: these are not the model's figures"
            )


def _story_and_cast() -> tuple[Story, list[Persona]]:
    fixtures = settings.BASE_DIR / "fixtures"
    document = parse_story((fixtures / "stories" / "miami-track-ukraine.yaml").read_bytes())
    assert make_brief(document, document.motions[0]).cards
    story = Story.objects.filter(slug=document.slug, live__isnull=False).first()
    if story is None:
        story, _ = publishing.load(document)
        publishing.publish(story)
        story.refresh_from_db()
    cast = []
    for path in sorted((fixtures / "personas").glob("*.yaml")):
        persona = Persona()
        persona.set_document(parse_persona(path.read_bytes()))
        persona.save()
        cast.append(persona)
    return story, cast
