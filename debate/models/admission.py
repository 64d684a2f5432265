"""Whether what was written ahead may be read: the states of the repertoire."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class Admission(models.TextChoices):
    LIVE = "", "written when asked for"
    AWAITING = "awaiting", "awaiting review"
    APPROVED = "approved", "in the repertoire"
    REJECTED = "rejected", "rejected"


# Of one subject there is one such row at a time; one that was rejected stays for the record.
CURRENT = (Admission.AWAITING, Admission.APPROVED)


class AdmittedQuerySet[Row: models.Model](models.QuerySet[Row]):
    def live(self) -> Self:
        """Written because somebody asked."""
        return self.filter(admission=Admission.LIVE)

    def repertoire(self) -> Self:
        """Written ahead, read by a reviewer and approved."""
        return self.filter(admission=Admission.APPROVED)

    def admitted(self) -> Self:
        """What readers may meet: neither awaiting review nor rejected."""
        return self.filter(admission__in=(Admission.LIVE, Admission.APPROVED))


class Admitted(models.Model):
    """What may belong to the repertoire. The review's fields say nothing of a row that is live."""

    admission = models.CharField(max_length=8, choices=Admission, blank=True, default=Admission.LIVE)
    reviewed_by = models.CharField(
        max_length=120, blank=True, help_text="As readers are told, for example “the foreign desk”."
    )
    reviewed_on = models.DateField(null=True, blank=True)
    review_note = models.CharField(
        max_length=500, blank=True, help_text="For the desk; readers do not see it."
    )

    class Meta:
        abstract = True

    @property
    def is_repertoire(self) -> bool:
        return self.admission == Admission.APPROVED

    @property
    def is_live(self) -> bool:
        return self.admission == Admission.LIVE


def once(*fields: str, name: str, **conditions: Any) -> list[models.BaseConstraint]:
    """These fields once among the live rows of an engine, which is part of `fields`, and once in the repertoire."""
    live = models.Q(admission=Admission.LIVE, **conditions)
    return [
        models.UniqueConstraint(fields=fields, condition=live, name=name),
        models.UniqueConstraint(
            fields=fields, condition=models.Q(admission__in=CURRENT, **conditions), name=f"{name}_ahead"
        ),
    ]
