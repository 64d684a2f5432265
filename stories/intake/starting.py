"""An article taken in: a source with its kept text, what the rules propose from it, and where there is none yet, a story."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.text import Truncator

from stories.intake import rules
from stories.intake.drafts import Article
from stories.intake.extraction import Given
from stories.intake.language import is_english
from stories.intake.models import RULES, Proposal
from stories.intake.rules.passages import Layout
from stories.keys import free_key, free_slug
from stories.models import Source, SourceText, Story
from stories.truth.keeping import keep_text


@transaction.atomic
def start_story(given: Given) -> Story:
    """A draft with what the article says of itself; everything in it is proposed, and an editor's to change."""
    title = given.title or Truncator(given.text.splitlines()[0]).chars(120)
    most_used = Story.objects.values("category").annotate(n=Count("pk")).order_by("-n", "category").first()
    story = Story(
        headline=title,
        category=most_used["category"] if most_used else "News",
        standfirst=given.description or _first_sentence(given.text),
        as_of=given.date or timezone.now().date(),
        overview="",
        debatable=False,  # until it has a motion
        not_debatable_reason="No motion has been written for it yet.",
        language=given.language if given.language[:2].lower() not in ("", "en") else "",
    )
    story.slug = free_slug(story)
    story.save()
    return story


@transaction.atomic
def take_in(
    story: Story,
    given: Given,
    *,
    kind: str,
    reliability: str,
    origin: str,
    by: User,
    into: Source | None = None,
) -> Source:
    """Make a source of the article, keep its text, and store what the rules propose from it.

    into: a source of the story whose text it is; what that says of itself stays, and what it leaves out is filled in.
    """
    source = _filled_in(into, given) if into else _new_source(story, given, kind, reliability)
    kept = keep_text(source, given.text, by, origin, given.title)
    read_by_rule(source, kept)
    return source


def same_source(story: Story, given: Given) -> Source | None:
    """The source of the story that has the article's address."""
    if not given.url:
        return None
    plain = given.url.rstrip("/")
    return story.sources.filter(url__in=(plain, f"{plain}/")).first()


def _filled_in(source: Source, given: Given) -> Source:
    for name in ("publisher", "author", "url", "date"):
        if not getattr(source, name) and (said := getattr(given, name)):
            setattr(source, name, said)
    source.save(update_fields=["publisher", "author", "url", "date"])
    return source


def _new_source(story: Story, given: Given, kind: str, reliability: str) -> Source:
    title = given.title or Truncator(given.text.splitlines()[0]).chars(120)
    source = Source(
        story=story,
        order=(story.sources.aggregate(last=Max("order"))["last"] or 0) + 10,
        title=title,
        publisher=given.publisher,
        author=given.author,
        url=given.url,
        date=given.date,
        kind=kind,
        reliability=reliability,
    )
    source.key = free_key(source)
    source.save()
    return source


@transaction.atomic
def read_by_rule(source: Source, kept: SourceText) -> int:
    """Propose by rule what the text holds, in place of the undecided proposals that there were. Returns how many are new.

    What was decided stays decided: the same item from the same passage is not proposed again.
    """
    Source.objects.select_for_update().get(pk=source.pk)
    Proposal.objects.undecided().filter(source=source, drafted_by=RULES).delete()
    if not is_english(kept.text):
        return 0
    decided = {_same(proposal) for proposal in Proposal.objects.filter(source=source)}
    found = (
        Proposal.of(source, kept.text, draft, by=RULES, version=rules.VERSION)
        for draft in rules.propose(Article(text=kept.text, date=source.date))
    )
    made = Proposal.objects.bulk_create([proposal for proposal in found if _same(proposal) not in decided])
    return len(made)


def _same(proposal: Proposal) -> tuple[str, str, str]:
    names = ("name", "text", "title", "label")
    return (
        proposal.kind,
        proposal.passage,
        next((str(proposal.values[n]) for n in names if proposal.values.get(n)), ""),
    )


def _first_sentence(text: str) -> str:
    layout = Layout(text[:4_000])
    first = next(filter(layout.is_prose, layout.sentences), None)
    return Truncator(" ".join(first.of(text).split()) if first else text[:200]).chars(300)
