"""Debates as anybody may read them: through `written.reading`, and of verdicts what somebody has been shown already."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse

from debate.api import models
from debate.arena import choosing
from debate.models import Debate, Verdict
from debate.models.debate import DebateQuerySet
from debate.written.credit import generated_by
from debate.written.reading import OpenedVerdict, ReadRound, SideScore, SpeechView, evidence_of, read_rounds
from newsroom.generation.disclosure import digital_source
from newsroom.origin import absolute
from stories.api.describing import PAGED, Asked, operation
from stories.api.models import StoryName
from stories.api.paging import following, limit_of, number_cursor
from stories.gate import require_open
from stories.linked import language_of

ID = Asked(name="id", text="Of the debate, from the list.", is_path=True, schema=(("type", "integer"),))
STORY = Asked(name="story", text="Debates of the story with this slug alone.")


@operation(
    "/api/v1/debates",
    summary="Debates, the newest first",
    answer=models.DebateList,
    asked=(STORY, *PAGED),
)
def debates(request: HttpRequest) -> models.DebateList:
    """1 query, and one for each story whose document is not in memory yet."""
    limit, below, found = limit_of(request), number_cursor(request), _judged().readable().order_by("-pk")
    if below:
        found = found.filter(pk__lt=below)
    if slug := request.GET.get("story", ""):
        found = found.filter(story__slug=slug)
    page = list(found[: limit + 1])
    return models.DebateList(
        items=[models.DebateBrief(**_brief(request, debate)) for debate in page[:limit]],
        next=following(request, page[limit - 1].pk if len(page) > limit else 0),
    )


@operation(
    "/api/v1/debates/{id}",
    summary="A debate with its speeches and verdicts",
    answer=models.DebateAnswer,
    asked=(ID,),
)
def debate(request: HttpRequest, id: int) -> models.DebateAnswer:
    """At most 3 queries a round, of which there are four, and 3 more."""
    found = _judged().filter(pk=id).first()
    if found is None:
        raise Http404(f"No debate {id} is open to all")
    require_open(found.story)
    known = Verdict.objects.known().filter(round__debate=found).order_by("round__question__number")
    called = list(known.values_list("round__number", "round__question_id"))
    rounds = list(read_rounds(found, None, opened={1} if any(number == 1 for number, _ in called) else ()))
    for question in (question for number, question in called if number == 2):
        rounds += [each for each in read_rounds(found, question, opened={2}) if each.number == 2]
    story = absolute(request, found.story.get_absolute_url())
    return models.DebateAnswer(
        **_brief(request, found),
        language=language_of(found.story.document),
        rounds=[_round(each, found) for each in rounds],
        cards=[
            models.Card(n=each.card.n, claim=each.card.claim, url=f"{story}#{each.card.item}")
            for each in evidence_of(found.brief, rounds)
        ],
    )


def _judged() -> DebateQuerySet:
    """Those of which round 1 is judged, but for a day that is not over."""
    judged = Verdict.objects.open_to_all().filter(round__number=1)
    return (
        Debate.objects.admitted()
        .filter(pk__in=judged.values("round__debate"))
        .select_related("story__live", "pro", "con")
        .defer("brief_document", "story__live__document", "pro__document", "con__document")
    )


def _brief(request: HttpRequest, debate: Debate) -> dict[str, object]:
    story = debate.story
    return {
        "id": debate.pk,
        "story": StoryName(
            slug=story.slug,
            headline=story.document.headline,
            url=absolute(request, story.get_absolute_url()),
        ),
        "motion": debate.motion,
        "pro": models.Persona(slug=debate.pro.slug, name=debate.pro.name),
        "con": models.Persona(slug=debate.con.slug, name=debate.con.name),
        "engine": debate.engine,
        "reviewed": debate.is_repertoire,
        "play": absolute(request, choosing.offer(debate)),
        "api": absolute(request, reverse("debate:api_debate", args=[debate.pk])),
    }


def _round(view: ReadRound, debate: Debate) -> models.Round:
    return models.Round(
        number=view.number,
        question=view.question.text if view.question else "",
        speeches=[
            _speech(speech, side, debate.persona(side).as_document.pronoun)
            for side, speeches in view.sides
            for speech in speeches
        ],
        seal=view.seal,
        verdict=_verdict(view.verdict) if view.verdict else None,
    )


def _speech(view: SpeechView, side: str, pronoun: str) -> models.Speech:
    return models.Speech(
        side=side,
        part=view.part,
        sentences=[
            models.Sentence(text=each["text"], cites=list(each["citations"])) for each in view.sentences
        ],
        hidden=view.hidden_reason,
        engine=view.engine,
        digital_source_type=digital_source(view.engine).iptc,
        credit=generated_by(view.engine, pronoun),
    )


def _verdict(opened: OpenedVerdict) -> models.Verdict:
    return models.Verdict(
        outcome=str(opened.outcome),
        pro=_score(opened.pro),
        con=_score(opened.con),
        nonce=opened.nonce,
        record=opened.sealed_record,
    )


def _score(score: SideScore) -> models.Score:
    return models.Score(
        overall=score.overall,
        marks=[
            models.Mark(criterion=mark.name, weight=mark.weight, mark=mark.mark, reason=mark.reason)
            for mark in score.marks
        ],
    )
