"""The shared contest: debate, rounds, crossfire questions."""

from __future__ import annotations

import functools
from typing import Self

from django.db import models

from debate.engines.base import AskedQuestion
from debate.engines.offline import OfflineEngine
from debate.evidence.brief import Brief, SideName
from debate.evidence.cards import make_brief, motion_of
from debate.models.admission import CURRENT, Admission, Admitted, AdmittedQuerySet, once
from debate.models.persona import Persona
from newsroom.generation.models import State
from stories.document import Motion
from stories.models import Revision, Story


class Side(models.TextChoices):
    PRO = "pro", "for"
    CON = "con", "against"


class DebateQuerySet(AdmittedQuerySet["Debate"]):
    def shared(self) -> Self:
        """Those that anybody may choose: a daily debate is called on its own page, and what awaits its review or was
        rejected is the desk's."""
        return self.admitted().filter(daily__isnull=True)

    def readable(self) -> Self:
        """Whose story can be read."""
        return self.filter(story__in=Story.objects.published())

    def startable(self, engine: str) -> Self:
        """What joining leads to at once: round 1 is judged, both may still be chosen, and it is of the repertoire, or of
        this engine where the story admits more than that."""
        live = models.Q(admission=Admission.LIVE, engine=engine, story__reviewed_only=False)
        return self.filter(
            live | models.Q(admission=Admission.APPROVED),
            continues=None,
            rounds__number=1,
            rounds__verdict__state=State.READY,
            pro__is_active=True,
            con__is_active=True,
        )

    def of(
        self,
        *,
        story: Story,
        motion: Motion,
        pro: Persona,
        con: Persona,
        brief: Brief,
        engine: str,
        ahead: bool = False,
    ) -> tuple[Debate, bool]:
        """The one debate of this motion, pair, brief and engine, and whether it was made now. It is not begun.

        ahead: the one that is written for the repertoire, approved or awaiting its review.
        """
        assert story.live is not None
        return self.get_or_create(
            story=story,
            motion_key=motion.key,
            pro=pro,
            con=con,
            brief_sha256=brief.digest,
            engine=engine,
            continues=None,
            admission__in=CURRENT if ahead else (Admission.LIVE,),
            defaults={
                "revision": story.live,
                "motion": motion.text,
                "brief_document": brief.as_json,  # made only if it is
                "admission": Admission.AWAITING if ahead else Admission.LIVE,
            },
        )

    def written_ahead(
        self, *, story: Story, motion: Motion, pro: Persona, con: Persona, brief: Brief
    ) -> Debate | None:
        """The approved debate of this motion and pair: one that rests on these very cards before any other."""
        found = self.repertoire().filter(
            story=story, motion_key=motion.key, pro=pro, con=con, daily__isnull=True
        )
        return max(found, key=lambda debate: (debate.brief_sha256 == brief.digest, debate.pk), default=None)

    def by_another(self, debate: Debate, *, engine: str, continues: bool) -> tuple[Debate, bool]:
        """The same debate by another engine: from the start, or going on from its round 1."""
        same = {name: getattr(debate, name) for name in _SUBJECT}
        rest = {name: getattr(debate, name) for name in _CONTENT}
        if continues:
            return self.get_or_create(continues=debate, engine=engine, defaults=same | rest)
        return self.live().get_or_create(**same, engine=engine, continues=None, defaults=rest)


# What a debate is about, which with its engine is its identity, and what it keeps of that.
_SUBJECT = ("story_id", "motion_key", "pro_id", "con_id", "brief_sha256")
_CONTENT = ("revision_id", "motion", "brief_document")


class Debate(Admitted):
    """The shared contest. `version` grows with every change that a player could see."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="debates")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    motion_key = models.CharField(max_length=80)
    motion = models.CharField(max_length=300)
    pro = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="debates_for")
    con = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="debates_against")
    brief_document = models.JSONField()
    brief_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    continues = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="continued_by",
        help_text="The debate whose round 1 this one goes on from, with another engine.",
    )
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DebateQuerySet.as_manager()

    class Meta:
        permissions = [("review_debate", "Can review debates that were written ahead")]
        indexes = [models.Index(fields=["-admission", "-id"], name="debate_as_offered")]
        constraints = [
            *once(
                *("story", "motion_key", "pro", "con", "brief_sha256", "engine"),
                name="debate_once_per_motion_pair_brief_engine",
                continues__isnull=True,
            ),
            models.UniqueConstraint(
                fields=["continues", "engine"],
                condition=models.Q(continues__isnull=False),
                name="debate_continued_once_per_engine",
            ),
            models.CheckConstraint(
                condition=~models.Q(pro=models.F("con")), name="debate_needs_two_personas"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion}: {self.pro_id} against {self.con_id}"

    @functools.cached_property
    def brief(self) -> Brief:
        return Brief.from_json(self.brief_document)

    @functools.cached_property
    def is_overtaken(self) -> bool:
        """Whether a card that it cites says something else in the live story, or is gone. 1 query, 2 if cards differ."""
        live = self.story.document
        motion = motion_of(live, self.motion_key)
        brief = make_brief(live, motion) if motion is not None else None
        if brief is not None and brief.digest == self.brief_sha256:
            return False
        said = {card.item: card.says for card in brief.cards} if brief is not None else {}
        cited = self._cited()
        return any(said.get(card.item) != card.says for card in self.brief.cards if card.n in cited)

    def _cited(self) -> set[int]:
        rounds = Round.objects.filter(debate__in={self.pk, self.first_id})
        speeches = rounds.values_list("speeches__sentences", flat=True)
        return {n for sentences in speeches for sentence in sentences or () for n in sentence["citations"]}

    def persona(self, side: SideName) -> Persona:
        return self.pro if side == "pro" else self.con

    @property
    def first_id(self) -> int:
        """Whose round 1 this debate has: its own, or that of the debate it continues."""
        return self.continues_id or self.pk

    def rounds_with(self, question_id: int | None) -> models.QuerySet[Round]:
        """Round 1, and round 2 of this question if there is one."""
        return Round.objects.filter(
            models.Q(debate=self.first_id, number=1)
            | models.Q(debate=self, number=2, question=question_id, question__isnull=False)
        )

    def relatives(self) -> models.QuerySet[Debate]:
        """Every debate with the same round 1, this one among them: who knows one's verdict knows the others'."""
        return Debate.objects.filter(models.Q(pk=self.first_id) | models.Q(continues=self.first_id))

    def alike(self) -> models.QuerySet[Debate]:
        """Every debate whose verdicts tell something of this one's: its relatives and, of the offline engine, which
        writes much the same from a slightly different brief, its other editions."""
        wanted = models.Q(pk=self.first_id) | models.Q(continues=self.first_id)
        if self.engine == OfflineEngine.name:
            same = {name: getattr(self, name) for name in ("story_id", "motion_key", "pro_id", "con_id")}
            wanted |= models.Q(**same, engine=self.engine, daily__isnull=True)
        return Debate.objects.filter(wanted)

    def touch(self) -> None:
        """Tell every page that shows this debate that there is something new."""
        type(self).objects.filter(pk=self.pk).update(version=models.F("version") + 1)


class Question(models.Model):
    """One of the three crossfire questions of a debate."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=20)
    presses = models.CharField(max_length=4)
    weakness = models.CharField(max_length=300)
    cards = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["debate", "number"], name="question_number_once_per_debate")
        ]

    def __str__(self) -> str:
        return self.text

    def as_asked(self) -> AskedQuestion:
        return AskedQuestion(
            text=self.text,
            kind=self.kind,
            presses=self.presses,
            weakness=self.weakness,
            cards=tuple(self.cards),
        )


class Round(models.Model):
    """Round 1 (openings), or round 2 (crossfire and closings) for one question."""

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(choices=[(1, "openings"), (2, "crossfire")])
    question = models.OneToOneField(Question, null=True, blank=True, on_delete=models.CASCADE)
    house_line = models.FloatField(
        default=0.5, help_text="The house’s probability that PRO wins; frozen when the verdict is sealed."
    )
    ahead = models.CharField(
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="If it was written before anyone asked: which of its day’s, such as 2026-01-31/3.",
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["debate"], condition=models.Q(number=1), name="round_one_once_per_debate"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1, question__isnull=True)
                | models.Q(number=2, question__isnull=False),
                name="round_two_has_its_question",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of debate {self.debate_id}"
