"""Quotations in the queue of reports: upheld, one leaves every quiz at once and its rounds are void."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from newsroom.moderation.log import Act, record
from newsroom.moderation.queue import Action, Decision, Kind, Link, Matter, Passage, Said
from quiz import voids
from quiz.models import Report
from stories.finished import finish_anew
from stories.models import Quote, SourceText, Story

AROUND = 300  # characters of a kept source shown before and after a quotation
STATE = {
    Report.State.OPEN: "The quiz asks it.",
    Report.State.UPHELD: "Out of the quiz: a report against it was upheld. Players’ rounds about it are void.",
    Report.State.DISMISSED: "The quiz asks it: reports against it were dismissed.",
}


class QuotationKind(Kind):
    name, about = "quotation", "fingerprint"
    plural, reported = lazy("quotations"), lazy("reported quotations")
    see, decide = "quiz.view_report", "quiz.change_report"

    def reports(self) -> QuerySet[Any]:
        return Report.objects.all()

    def waiting(self) -> QuerySet[Any]:
        return Report.objects.filter(state=Report.State.OPEN)

    def settled(self) -> QuerySet[Any]:
        return Report.objects.exclude(state=Report.State.OPEN)

    def settle(self, reports: QuerySet[Any], by: Any, *, upheld: bool) -> None:
        """By `do`, which decides every report of a quotation alike: one upheld would outweigh another dismissed."""

    def titles(self, keys: Collection[str]) -> Mapping[str, str]:
        newest = Report.objects.filter(fingerprint__in=keys).order_by().values("fingerprint")
        rows = Report.objects.filter(pk__in=newest.annotate(newest=Max("pk")).values("newest"))
        return {row.fingerprint: f"“{row.text}” — {row.speaker}" for row in rows}

    def said(self, report: Any) -> Said:
        return Said(
            pk=report.pk,
            who=str(report.player) if report.player else "somebody whose account is gone",
            at=report.created_at,
            text=f"{report.get_reason_display()}. {report.note}".strip(),
            settled="" if report.state == Report.State.OPEN else report.get_state_display(),
        )

    def matter(self, key: str) -> Matter | None:
        report = Report.objects.filter(fingerprint=key).select_related("story").order_by("-pk").first()
        if report is None:
            return None
        story = report.story
        quote = (
            Quote.objects.filter(story=story, key=report.quote_key)
            .select_related("source", "speaker")
            .first()
        )
        edit = reverse("admin:stories_quote_change", args=[quote.pk]) if quote else ""
        is_out = report.state == Report.State.UPHELD
        return Matter(
            title=f"“{report.text}”",
            row=report,
            state=STATE[Report.State(report.state)],
            facts=[
                ("Story", Link(text=story.headline, url=story.get_absolute_url())),
                ("Speaker", Link(text=report.speaker)),
                ("In the draft", Link(text=report.quote_key if quote else "it is no more", url=edit)),
                *_source(quote),
            ],
            passage=Passage(title="The quotation, as it was asked", paragraphs=[f"“{report.text}”"]),
            beside=_beside(quote),
            actions=[
                Action(
                    name="hide",
                    label="Uphold: take it out of the quiz",
                    effect="It leaves every quiz at once; players’ rounds about it count no longer, and say so.",
                    why_not="It is out of the quiz already." if is_out else "",
                ),
                Action(
                    name="restore",
                    label="Restore: the quiz asks it again",
                    effect="Its rounds count again, and its reports wait for a decision again.",
                    why_not=""
                    if report.state != Report.State.OPEN
                    else "It is not out, and its reports wait.",
                ),
                Action(
                    name="correct",
                    label="Correct it in the story",
                    effect="By an editor; readers see the correction once the story is published.",
                    url=edit,
                    why_not="" if quote else "The draft has it no more.",
                ),
                Action(
                    name="anew",
                    label="Have it written anew",
                    why_not="Nobody wrote it here: it is what somebody said.",
                ),
                Action(
                    name="dismiss",
                    label="Dismiss: the quotation is right",
                    effect="The quiz goes on asking it.",
                    why_not="The reports were dismissed." if report.state == Report.State.DISMISSED else "",
                ),
            ],
        )

    def do(self, matter: Matter, decision: Decision) -> str:
        report: Any = matter.row
        state, act, done = {
            "hide": (Report.State.UPHELD, Act.HIDDEN, "Upheld: the quotation is out of the quiz"),
            "restore": (Report.State.OPEN, Act.RESTORED, "Restored: the quiz asks the quotation again"),
            "dismiss": (Report.State.DISMISSED, Act.DISMISSED, "Dismissed: the quotation stays"),
        }[decision.action]
        alike = Report.objects.filter(fingerprint=report.fingerprint)
        alike.update(state=state, decided_at=timezone.now(), decided_by=decision.by)
        stories = Story.objects.filter(pk__in=alike.values("story"))
        changed = voids.recheck(stories.select_related("live").defer("live__document"))
        for story in stories:
            finish_anew(story)  # its page says how many quotations the quiz asks
        record(decision.by, report, act, decision.why, name=matter.title)
        return f"{done}; {changed} round(s) of players are counted anew."


def _source(quote: Quote | None) -> list[tuple[str, Link]]:
    if quote is None:
        return []
    named = (
        f"{quote.source.title} ({quote.source.publisher})" if quote.source.publisher else quote.source.title
    )
    return [("Source", Link(text=named, url=quote.source.url))]


def _beside(quote: Quote | None) -> list[Passage]:
    """How the draft has it now, and what is known of its comparison with the source."""
    if quote is None:
        return []
    found = [Passage(title="In the draft now", paragraphs=[f"“{quote.text}”", quote.context], is_open=True)]
    kept = SourceText.objects.filter(source=quote.source_id).first()
    if kept is not None and (at := kept.text.find(quote.text)) >= 0:
        around = kept.text[max(0, at - AROUND) : at + len(quote.text) + AROUND]
        found.append(Passage(title="Where its source says it", paragraphs=[f"… {around} …"], is_open=True))
    if quote.checked_on:
        compared = f"{quote.checked_on:%-d %B %Y}, by {quote.checked_by}: {quote.checked_against}"
        found.append(Passage(title="Compared by hand", paragraphs=[compared], is_open=True))
    return found
