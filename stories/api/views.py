"""Stories, items, quotations and people, from published documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from newsroom.identity.reading import site
from newsroom.origin import absolute
from stories.api import describing, models
from stories.api.describing import PAGED, Asked, operation
from stories.api.paging import NoPage, following, limit_of, number_cursor, text_cursor
from stories.document import LISTS, Quote, StoryDocument
from stories.gate import open_story
from stories.latest import latest
from stories.linked import history_of, language_of
from stories.models import Entry, Story
from stories.renaming import leads_to
from stories.responses import public_json
from stories.subjects import stories_with

SLUG = Asked(name="slug", text="Of the story’s address.", is_path=True)
KEY = Asked(name="key", text="Of the person’s page.", is_path=True)
KIND = Asked(
    name="kind",
    text="Items of this kind alone.",
    schema=(("type", "string"), ("enum", list(LISTS))),
)


@csrf_exempt
@require_safe
def api_openapi(request: HttpRequest) -> HttpResponse:
    """/api/v1/openapi.json. No query."""
    answer = public_json(request, describing.openapi(name=site().name, root=absolute(request, "/")))
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@operation(
    "/api/v1/stories",
    summary="Published stories, latest published first",
    answer=models.StoryList,
    asked=PAGED,
)
def stories(request: HttpRequest) -> models.StoryList:
    """1 query."""
    page = latest(shown=limit_of(request), before=number_cursor(request))
    return models.StoryList(
        items=[_brief(request, story) for story in page.stories], next=following(request, page.before)
    )


@operation("/api/v1/stories/{slug}", summary="A story", answer=models.StoryAnswer, asked=(SLUG,))
def story(request: HttpRequest, slug: str) -> models.StoryAnswer:
    """2 queries at most."""
    found = open_story(slug)
    document, history = found.document, history_of(found)
    return models.StoryAnswer(
        **_brief(request, found).model_dump(),
        first_published_at=history.first_published_at,
        modified_at=history.modified_at,
        debatable=document.debatable,
        counts={kind: len(getattr(document, name)) for kind, name in LISTS.items()},
        items=absolute(request, reverse("stories:api_items", args=[slug])),
        document=absolute(request, reverse("stories:story_json", args=[slug])),
        linked_data=absolute(request, reverse("stories:story_linked", args=[slug])),
    )


@operation(
    "/api/v1/stories/{slug}/items",
    summary="What a story is made of, in its order",
    answer=models.ItemList,
    asked=(SLUG, KIND, *PAGED),
)
def items(request: HttpRequest, slug: str) -> models.ItemList:
    """1 query."""
    found, limit, kind, after = (
        open_story(slug),
        limit_of(request),
        request.GET.get("kind", ""),
        text_cursor(request),
    )
    if kind and kind not in LISTS:
        raise NoPage(f"kind is one of {', '.join(LISTS)}.")
    page = absolute(request, found.get_absolute_url())
    every = [
        models.ItemAnswer(
            kind=each,
            key=item.key,
            url=f"{page}#{each}-{item.key}",
            item=item.model_dump(mode="json", by_alias=True),
        )
        for each, name in LISTS.items()
        if kind in ("", each)
        for item in getattr(found.document, name)
    ]
    anchors = [f"{each.kind}-{each.key}" for each in every]
    if after and after not in anchors:
        raise NoPage("cursor names no item of the story as it is now; begin again.")
    first = anchors.index(after) + 1 if after else 0
    shown = every[first : first + limit]
    more = first + limit < len(every)
    return models.ItemList(items=shown, next=following(request, anchors[first + limit - 1] if more else ""))


@operation(
    "/api/v1/quotations",
    summary="Quotations of every published story, latest published first",
    answer=models.QuotationList,
    asked=PAGED,
)
def quotations(request: HttpRequest) -> models.QuotationList:
    """2 queries, however many stories."""
    limit, below = limit_of(request), number_cursor(request)
    entries = Entry.objects.filter(
        kind="quote", story__live__isnull=False, story__withdrawn_at__isnull=True
    ).order_by("-pk")
    if below:
        entries = entries.filter(pk__lt=below)
    page = list(entries.values_list("pk", "story_id", "key")[: limit + 1])
    found = Story.objects.published().in_bulk({story for _, story, _ in page[:limit]})
    said = [
        quotation
        for _, story, key in page[:limit]
        if story in found
        for quotation in _quotations(request, found[story], key=key)
    ]
    return models.QuotationList(
        items=said, next=following(request, page[limit - 1][0] if len(page) > limit else 0)
    )


@operation(
    "/api/v1/people", summary="People of published stories, by key", answer=models.PersonList, asked=PAGED
)
def people(request: HttpRequest) -> models.PersonList:
    """1 query."""
    limit = limit_of(request)
    entries = Entry.objects.filter(
        kind="person",
        story__live__isnull=False,
        story__withdrawn_at__isnull=True,
        key__gt=text_cursor(request),
    )
    page = list(entries.values("key").annotate(name=Max("title")).order_by("key")[: limit + 1])
    return models.PersonList(
        items=[
            models.PersonBrief(
                key=each["key"],
                name=each["name"],
                url=absolute(request, reverse("stories:person", args=[each["key"]])),
                api=absolute(request, reverse("stories:api_person", args=[each["key"]])),
            )
            for each in page[:limit]
        ],
        next=following(request, page[limit - 1]["key"] if len(page) > limit else ""),
    )


@operation(
    "/api/v1/people/{key}",
    summary="A person, with what they are quoted with",
    answer=models.PersonAnswer,
    asked=(KEY,),
)
def person(request: HttpRequest, key: str) -> models.PersonAnswer:
    """2 queries at most."""
    found, _ = stories_with("person", key)
    named = [(each, of) for each in found for of in each.document.people if of.key == key]
    if not named:
        raise Http404(f"No published story has the person {key}")
    latest_of = named[0][1]
    return models.PersonAnswer(
        key=key,
        name=latest_of.name,
        url=absolute(request, reverse("stories:person", args=[key])),
        office=latest_of.office,
        stories=[_name(request, each) for each, _ in named],
        quotations=[said for each, _ in named for said in _quotations(request, each, speaker=key)],
    )


@csrf_exempt
def person_or_its_new_key(request: HttpRequest, key: str) -> HttpResponse:
    """As `person`; a key that was renamed leads to the one of now."""
    try:
        return person(request, key=key)
    except Http404:
        if now := leads_to("person", key):
            return HttpResponsePermanentRedirect(reverse("stories:api_person", args=[now]))
        raise


def _name(request: HttpRequest, story: Story) -> models.StoryName:
    return models.StoryName(
        slug=story.slug, headline=story.document.headline, url=absolute(request, story.get_absolute_url())
    )


def _brief(request: HttpRequest, story: Story) -> models.StoryBrief:
    assert story.live is not None
    document = story.document
    return models.StoryBrief(
        **_name(request, story).model_dump(),
        category=document.category,
        standfirst=document.standfirst,
        status=document.status_line or "",
        language=language_of(document),
        as_of=document.as_of,
        revision=story.live.number,
        published_at=story.live.published_at,
        api=absolute(request, reverse("stories:api_story", args=[story.slug])),
    )


def _quotations(
    request: HttpRequest, story: Story, *, key: str = "", speaker: str = ""
) -> Iterator[models.Quotation]:
    """Of a story, those with this key or by this person."""
    document = story.document
    for quote in document.quotes:
        if (key and quote.key == key) or (speaker and quote.speaker == speaker):
            yield _quotation(request, story, document, quote)


def _quotation(request: HttpRequest, story: Story, document: StoryDocument, quote: Quote) -> models.Quotation:
    speaker = next(person for person in document.people if person.key == quote.speaker)
    source = next(source for source in document.sources if source.key == quote.source)
    of = _name(request, story)
    return models.Quotation(
        text=quote.text,
        language=language_of(document),
        speaker=models.PersonName(
            key=speaker.key,
            name=speaker.name,
            url=absolute(request, reverse("stories:person", args=[speaker.key])),
        ),
        date=quote.date,
        precision=quote.precision,
        context=quote.context,
        source=models.SourceName(title=source.title, publisher=source.publisher or "", url=source.url or ""),
        story=of,
        url=f"{of.url}#quote-{quote.key}",
    )
