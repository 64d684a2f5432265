"""Proposals as rows: what was proposed from which passage, by whom, and what an editor made of it.

They belong to the app `stories`, whose `AppConfig` imports this module with its models.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from newsroom.generation.models import Generated, State, Written
from stories.intake.drafts import KINDS, Draft, missing
from stories.intake.modelled import Asked, Proposed, ask
from stories.models import Source, SourceText

RULES = "rules"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def undecided(self) -> ProposalQuerySet:
        return self.filter(state=Proposal.State.NEW)

    def behind(self, kind: str, item: int) -> ProposalQuerySet:
        """Where an item came from: the proposals that became it or were put into it."""
        return self.filter(kind=kind, item=item).select_related("source", "decided_by")


class Proposal(models.Model):
    """One item that could be made of a source's text."""

    class State(models.TextChoices):
        NEW = "new", lazy("not decided")
        ACCEPTED = "accepted", lazy("accepted as proposed")
        EDITED = "edited", lazy("accepted with changes")
        REJECTED = "rejected", lazy("rejected")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    values = models.JSONField(
        default=dict
    )  # the item's fields, as proposed; what was made of them is the item
    hint = models.CharField(max_length=300, blank=True)
    start = models.PositiveIntegerField()  # of the passage, in the kept text
    end = models.PositiveIntegerField()
    passage = models.TextField()
    drafted_by = models.CharField(max_length=20)  # "rules", or the engine
    model = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=40)  # of the rules or of the prompt
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    item = models.PositiveBigIntegerField(null=True, blank=True)  # the row that it became; its kind is `kind`

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        indexes = [models.Index(fields=["kind", "item"], name="proposal_by_item")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="proposal_rests_on_a_passage"
            ),
            models.CheckConstraint(
                condition=models.Q(state="new", decided_at__isnull=True)
                | models.Q(~models.Q(state="new"), decided_at__isnull=False),
                name="proposal_decided_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} proposed from source {self.source_id}"

    @property
    def is_decided(self) -> bool:
        return self.state != self.State.NEW

    @property
    def missing(self) -> tuple[str, ...]:
        return missing(self.kind, self.values)

    @property
    def by(self) -> str:
        """Who drafted it, in words."""
        return (
            f"rules ({self.version})"
            if self.drafted_by == RULES
            else f"{self.model or self.drafted_by} ({self.version})"
        )

    @classmethod
    def of(
        cls, source: Source, text: str, draft: Draft, *, by: str, version: str, model: str = ""
    ) -> Proposal:
        """A row for a draft; not yet stored."""
        return cls(
            source=source,
            kind=draft.kind,
            values=dict(draft.values),
            hint=draft.hint[:300],
            start=draft.start,
            end=draft.end,
            passage=text[draft.start : draft.end],
            drafted_by=by,
            model=model[:120],
            version=version,
        )


class Drafting(Generated):
    """A model's reading of a source's text, which a worker does. What it proposes becomes proposals."""

    PATIENCE_SECONDS = 300

    give_up_at = models.DateTimeField(default=timezone.now)  # `until`, when it is asked for
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="draftings")
    text_sha256 = models.CharField(max_length=64)  # of the text that was to be read
    dropped = models.JSONField(default=list)  # [{kind, what, why}]: what failed its check
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(Generated.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state__in=(State.QUEUED, State.RUNNING)),
                name="drafting_one_at_a_time_per_source",
            )
        ]

    def __str__(self) -> str:
        return f"drafting {self.pk} from source {self.source_id}"

    @classmethod
    def until(cls) -> dt.datetime:
        """When a drafting that is asked for now has taken too long."""
        return timezone.now() + dt.timedelta(seconds=cls.PATIENCE_SECONDS)

    def write(self) -> Written:
        kept = SourceText.objects.select_related("source__story").get(source=self.source_id)
        return ask(
            Asked(
                drafting_id=self.pk,
                text=kept.text,
                date=kept.source.date,
                headline=kept.source.story.headline,
                seconds=min(settings.LLM_AHEAD_DEADLINE_SECONDS, self.PATIENCE_SECONDS / 2),
            )
        )

    def accept(self, value: Any) -> None:
        """Make proposals of what passed its check, unless the text has been replaced meanwhile."""
        proposed: Proposed = value
        kept = SourceText.objects.filter(source=self.source_id, sha256=self.text_sha256).first()
        self.dropped = [*proposed.dropped]
        if kept is None:
            self.dropped = [
                {"kind": "", "what": "", "why": "The text was replaced or removed while it was read."}
            ]
        else:
            known = {
                (p.kind, p.start, p.end, str(p.values))
                for p in Proposal.objects.filter(source=self.source_id)
            }
            rows = [
                Proposal.of(
                    self.source,
                    kept.text,
                    draft,
                    by=self.engine,
                    model=self.model,
                    version=self.prompt_version,
                )
                for draft in proposed.drafts
                if (draft.kind, draft.start, draft.end, str(dict(draft.values))) not in known
            ]
            Proposal.objects.bulk_create(rows)
        self.save(update_fields=["dropped"])
