"""One question of a story's quiz, to stand on another site: asked there, answered here."""

from __future__ import annotations

import random

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quiz.bank import askable, bank, upheld
from quiz.choosing import four
from stories.embeds import framed, piece
from stories.gate import of_published_story
from stories.models import Story


@require_safe
@framed
@of_published_story
def embed(request: HttpRequest, story: Story) -> HttpResponse:
    """The same question for everyone until the story changes; nothing in its bytes tells who said it. 2 queries."""
    questions = askable(story, upheld())
    if not questions:
        raise Http404("no quiz of it")
    assert story.live is not None
    dice = random.Random(story.live.sha256)  # noqa: S311 - nothing is at stake
    question = dice.choice(questions)
    people = bank(story.live).people
    names = [people[key].name for key in four(question, dice)]
    return piece(request, "quiz/embed.html", story, text=question.quote.text, names=names)
