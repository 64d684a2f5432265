"""Whole debates and voices written by a configured model before anyone asks, all three crossfires of each.

The rows are those of any debate, with the patience of work that nobody waits for; what is ready stays, so an
interrupted run goes on where it stood. Nothing falls back on the offline engine, and nothing is shown to readers
before a reviewer has approved it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from django.db import connections, transaction
from django.utils import timezone

from debate.evidence.brief import SIDES
from debate.evidence.cards import make_brief, story_brief
from debate.models import Admission, Debate, Performed, Persona, QuestionSet, Voice
from debate.written import flow
from debate.written.pieces import pieces_of
from newsroom.generation.services import requeue, work_on
from stories.document import Motion
from stories.models import Story

ENGINE = "llm"
POLL_SECONDS = 0.5  # for a row that waits after a failed attempt, or that another worker has
BRANCHES = 3
# Of a whole debate: 14 speeches, each drafted and read by the checker, a third of them mended; the questions; four rounds
# judged in both orders, half of them twice. Of a voice: its draft, the checker, a mending.
CALLS_A_DEBATE, CALLS_A_VOICE = 14 * 2 + 5 + 1 + 4 * 3, 3
TOKENS_BESIDE_CARDS = 2_500  # of a call: instructions, speeches so far, the answer

type Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    debates: int
    voices: int
    calls: int
    tokens: int


def pairs(
    personas: Sequence[Persona], *, spoke: Collection[tuple[int, int]], number: int
) -> Iterator[tuple[Persona, Persona]]:
    """So many pairs of different temper, those first who have spoken least. spoke: pairs (pro, con) of the story."""
    sides = {"pro": Counter(pro for pro, _ in spoke), "con": Counter(con for _, con in spoke)}
    heard = set(spoke)

    def weight(pair: tuple[Persona, Persona]) -> tuple[bool, bool, int, int, str]:
        pro, con = pair
        on_side = sides["pro"][pro.pk] + sides["con"][con.pk]
        in_all = sum(sides[side][who.pk] for side in SIDES for who in pair)
        alike = pro.disposition == con.disposition
        return ((pro.pk, con.pk) in heard, alike, on_side, in_all, f"{pro.slug} {con.slug}")

    for _ in range(number):
        pro, con = min(((a, b) for a in personas for b in personas if a != b), key=weight)
        heard.add((pro.pk, con.pk))
        sides["pro"][pro.pk] += 1
        sides["con"][con.pk] += 1
        yield pro, con


def estimate(story: Story, motions: Iterable[Motion], voices: int) -> Estimate:
    """What writing one debate of each of these motions and so many voices may take."""
    document = story.document
    sizes = [_tokens(make_brief(document, motion).as_json()) for motion in motions]
    tokens = sum(CALLS_A_DEBATE * (size + TOKENS_BESIDE_CARDS) for size in sizes)
    calls = CALLS_A_DEBATE * len(sizes) + CALLS_A_VOICE * voices
    if voices:
        tokens += CALLS_A_VOICE * voices * (_tokens(story_brief(document).as_json()) + TOKENS_BESIDE_CARDS)
    return Estimate(debates=len(sizes), voices=voices, calls=calls, tokens=tokens)


@transaction.atomic
def debate_for(story: Story, motion: Motion, pro: Persona, con: Persona) -> Debate:
    """The debate of the repertoire for this motion and pair, begun."""
    debate, _ = Debate.objects.of(
        story=story,
        motion=motion,
        pro=pro,
        con=con,
        brief=make_brief(story.document, motion),
        engine=ENGINE,
        ahead=True,
    )
    if not debate.rounds.exists():
        flow.start(debate, ahead=_slot(debate, 0))
    return debate


def begun(story: Story, motion: Motion) -> list[Debate]:
    """Debates of this motion that were begun on its cards as they are and are not whole: what goes on first."""
    rows = Debate.objects.filter(
        story=story,
        motion_key=motion.key,
        brief_sha256=make_brief(story.document, motion).digest,
        engine=ENGINE,
        continues=None,
        admission=Admission.AWAITING,
        pro__is_active=True,
        con__is_active=True,
    )
    return [debate for debate in rows.select_related("pro", "con").order_by("pk") if not is_whole(debate)]


def voice_for(story: Story, persona: Persona) -> Voice:
    """The voice of the repertoire for this persona on the live story."""
    assert story.live is not None
    brief = story_brief(story.document)
    voice, _ = Voice.objects.get_or_create(
        story=story,
        persona=persona,
        brief_sha256=brief.digest,
        asked_of=ENGINE,
        admission__in=(Admission.AWAITING, Admission.APPROVED),
        defaults={
            "revision": story.live,
            "brief_document": brief.as_json(),
            "admission": Admission.AWAITING,
            "give_up_at": flow.patience(ahead=True),
        },
    )
    return voice


def write(works: Sequence[Debate | Voice], *, at_once: int, say: Say) -> list[Performed]:
    """Have everything written that is missing of these, so many pieces at a time. Returns what has failed for good."""
    for work in works:
        for row in _pieces(work):
            requeue(row, more_seconds=flow.peace_seconds())
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(at_once, thread_name_prefix="ahead") as pool:
        while rows := [row for work in works for row in _unwritten(work)]:
            names = set(running.values())
            for row in rows:
                if len(running) < at_once and _name(row) not in names and _is_due(row):
                    running[pool.submit(_work_on, row)] = _name(row)
            if running:
                done, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    say(running.pop(future))
                    future.result()
            else:
                time.sleep(POLL_SECONDS)
    return [row for work in works for row in _pieces(work) if row.has_failed]


def is_whole(debate: Debate) -> bool:
    """Whether both openings, three questions and all that follows each are written and judged."""
    rounds = list(debate.rounds.all())
    if len(rounds) != 1 + BRANCHES or debate.questions.count() != BRANCHES:
        return False
    rows = pieces_of(rounds, questions_of=debate)
    return len(rows) == 2 + 4 * BRANCHES + len(rounds) + 1 and all(row.is_ready for row in rows)


def _unwritten(work: Debate | Voice) -> list[Performed]:
    """The rows under way, after beginning what can be begun."""
    if isinstance(work, Debate) and QuestionSet.objects.filter(debate=work).exists():
        for question in work.questions.filter(round__isnull=True):
            with transaction.atomic():
                flow.cross_fire(question, ahead=_slot(work, question.number))
    return [row for row in _pieces(work) if row.is_underway]


def _pieces(work: Debate | Voice) -> list[Performed]:
    if isinstance(work, Debate):
        return pieces_of(work.rounds.all(), questions_of=work)
    return [Voice.objects.get(pk=work.pk)]


def _is_due(row: Performed) -> bool:
    now = timezone.now()
    return (row.not_before is None or row.not_before <= now) and (
        row.leased_until is None or row.leased_until <= now
    )


def _work_on(row: Performed) -> None:
    try:
        work_on(type(row), row.pk)
    finally:
        connections.close_all()


def _slot(debate: Debate, number: int) -> str:
    return f"desk/{debate.pk}/{number}"


def _name(row: Performed) -> str:
    return str(row)


def _tokens(brief: object) -> int:
    return len(str(brief)) // 4
