"""Stories, people and the site as linked data: schema.org in JSON-LD, complete for what the documents say and no more.

What search engines read stands in the page (`article`, `profile`, `website`). Everything that is known of a story is a
document of its own (`everything`, at /stories/<slug>.jsonld, which the page names as its alternate), because a page has to
arrive in one round of packets and hundreds of quotations do not. The two speak of the same things by the same @id.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from newsroom.identity.reading import site
from stories.document import Quote, Source, StoryDocument
from stories.models import Revision, Story
from stories.page import category_key
from stories.page_items import Link, PictureEntry
from stories.picturing import Pictures, picture_entry
from stories.subjects import Subject

type Node = dict[str, Any]

_DATES = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}  # ISO 8601 as exact as it is known


@dataclass(frozen=True, kw_only=True)
class History:
    """When a story was published, last said something else, and was corrected."""

    first_published_at: dt.datetime
    modified_at: dt.datetime  # by more than its wording
    corrections: tuple[Revision, ...] = ()  # the latest first, without their documents


def history_of(story: Story) -> History:
    """Of a published story. 1 query if its live revision is not the first."""
    live = story.live
    assert live is not None
    if live.number == 1:
        return History(first_published_at=live.published_at, modified_at=live.published_at)
    revisions = list(story.revisions.defer("document", "tally"))
    return History(
        first_published_at=revisions[-1].published_at,
        modified_at=next((r for r in revisions if not r.is_copy_edit), revisions[-1]).published_at,
        corrections=tuple(r for r in revisions if r.kind == Revision.Kind.CORRECTION),
    )


def script(value: Mapping[str, Any]) -> SafeString:
    """JSON that cannot leave its <script>: no sign that HTML knows is left in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - see above


def language_of(document: StoryDocument) -> str:
    """The tag of the language that a story is written in, such as en-GB: the site's if it says none."""
    return document.language or str(settings.OFFERED_LANGUAGES[0].tag)


def picture(entry: PictureEntry | None, root: str, *, otherwise: str = "") -> str | Node:
    """A picture with what is said of it; where there is none, the address of the one that is drawn."""
    if entry is None:
        return otherwise
    return _with(
        {"@type": "ImageObject", "url": urljoin(root, entry.shown.largest)},
        width=entry.shown.width,
        height=entry.shown.height,
        caption=entry.caption or entry.alt,
        creditText=entry.credit,
        license=entry.licence and entry.licence.href,
    )


def article(document: StoryDocument, history: History, *, page: str, image: str | Node, root: str) -> Node:
    """A story as its page says it: what it is, of when, by whom. Addresses are full; root ends in a slash."""
    story = _article(document, history, page=page, image=image, root=root)
    return {"@context": "https://schema.org", **story}


def everything(
    document: StoryDocument,
    history: History,
    pictures: Pictures,
    *,
    number: int,
    page: str,
    image: str,
    root: str,
) -> Node:
    """A story with its quotations, whom it names, what it rests on and what was corrected. number: the revision's."""
    people = [
        _with(
            _person(root, person.key, person.name, person.office),
            image=picture(picture_entry(person.portrait, pictures), root),
        )
        for person in document.people
    ]
    lead = picture(picture_entry(document.image, pictures), root, otherwise=image)
    organisations = [
        _with(
            {"@type": "Organization", "@id": f"{root}organisations/{each.key}/", "name": each.name},
            alternateName=each.abbreviation,
            url=f"{root}organisations/{each.key}/",
        )
        for each in document.organisations
    ]
    quotations = [_quotation(quote, document, page, root) for quote in document.quotes]
    sources = [_source(source, page) for source in document.sources]
    story = _article(document, history, page=page, image=lead, root=root) | _with(
        {},
        url=page,
        description=document.standfirst,
        version=number,
        mentions=_ids([*people, *organisations]),
        citation=_ids(sources),
        hasPart=_ids(quotations),
        correction=list(_corrections(history, page)),
    )
    story["publisher"] = {"@id": f"{root}#publisher"}
    graph = [story, publisher(root), *people, *organisations, *quotations, *sources]
    return {"@context": "https://schema.org", "@graph": graph}


def profile(subject: Subject, kind: str, *, page: str, root: str) -> Node:
    """The page of a person or organisation: who it is, and which stories name them."""
    key = page.rstrip("/").rpartition("/")[2]
    about: Node = (
        _person(root, key, subject.name, subject.line)
        if kind == "person"
        else {
            "@type": "Organization",
            "@id": f"{root}organisations/{key}/",
            "name": subject.name,
            "url": page,
        }
    )
    about["subjectOf"] = [
        {"@type": "NewsArticle", "url": root.rstrip("/") + each.story.href, "headline": each.story.text}
        for each in subject.stories
    ]
    return {"@context": "https://schema.org", "@type": "ProfilePage", "url": page, "mainEntity": about}


def writer(
    name: str,
    role: str,
    biography: str,
    portrait: PictureEntry | None,
    wrote: Iterable[Link],
    *,
    page: str,
    root: str,
) -> Node:
    """An author's page: who it is, and what they wrote here."""
    person = _with(
        {"@type": "Person", "@id": page, "name": name, "jobTitle": role, "url": page},
        description=biography,
        image=picture(portrait, root),
    )
    stories = [
        {"@type": "NewsArticle", "url": urljoin(root, each.href), "headline": each.text} for each in wrote
    ]
    value = {"@context": "https://schema.org", "@type": "ProfilePage", "url": page, "mainEntity": person}
    return _with(value, hasPart=stories)


def website(root: str) -> Node:
    """The front page: the site, who publishes it and how it is searched."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site().name,
        "url": root,
        "inLanguage": str(settings.OFFERED_LANGUAGES[0].tag),
        "publisher": publisher(root),
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{root.rstrip('/')}{reverse('stories:search')}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def publisher(root: str) -> Node:
    """Who publishes the site, as its identity says, and where it says how it works."""
    here, its = root.rstrip("/"), site()
    return _with(
        {
            "@type": "NewsMediaOrganization",
            "@id": f"{root}#publisher",
            "name": its.name,
            "url": root,
            "publishingPrinciples": here + reverse("stories:about"),
            "correctionsPolicy": here + reverse("stories:corrections"),
        },
        logo=_logo(root),
        slogan=its.strapline,
        legalName=its.publisher,
        address=" · ".join(its.address.splitlines()),
        email=its.contact_email,
        telephone=its.contact_phone,
    )


def _logo(root: str) -> Node | None:
    logo = site().logo
    if logo is None:
        return None
    return {
        "@type": "ImageObject",
        "url": urljoin(root, logo.src),
        "width": logo.width,
        "height": logo.height,
    }


def _article(document: StoryDocument, history: History, *, page: str, image: str | Node, root: str) -> Node:
    organisation: Node = {"@type": "NewsMediaOrganization", "name": site().name, "url": root}
    authors = [
        _with(
            {"@type": "Person", "name": author.name, "jobTitle": author.role},
            url=author.slug and f"{root}authors/{author.slug}/",
        )
        for author in document.byline
    ]
    return {
        "@type": "NewsArticle",
        "@id": page,
        "mainEntityOfPage": {"@type": "WebPage", "breadcrumb": _breadcrumb(document, root)},
        "headline": document.headline,
        "articleSection": document.category,
        "inLanguage": language_of(document),
        "isAccessibleForFree": True,
        "datePublished": _moment(history.first_published_at),
        "dateModified": _moment(history.modified_at),
        "image": image,
        "author": authors or organisation,
        "publisher": _with(organisation, logo=_logo(root)),
    }


def _breadcrumb(document: StoryDocument, root: str) -> Node:
    category = reverse("stories:category", args=[category_key(document.category)])
    steps = [(site().name, root), (document.category, root.rstrip("/") + category)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": item}
            for place, (name, item) in enumerate(steps, start=1)
        ],
    }


def _person(root: str, key: str, name: str, office: str) -> Node:
    page = f"{root}people/{key}/"
    return {"@type": "Person", "@id": page, "name": name, "jobTitle": office, "url": page}


def _quotation(quote: Quote, document: StoryDocument, page: str, root: str) -> Node:
    """Verbatim words; an approximate date is no date for a machine."""
    original = quote.original
    return _with(
        {
            "@type": "Quotation",
            "@id": f"{page}#quote-{quote.key}",
            "url": f"{page}#quote-{quote.key}",
            "text": quote.text,
            "inLanguage": language_of(document),
            "spokenByCharacter": {"@id": f"{root}people/{quote.speaker}/"},
            "description": quote.context,
            "citation": {"@id": f"{page}#source-{quote.source}"},
            "isPartOf": {"@id": page},
        },
        dateCreated=quote.date.strftime(_DATES[quote.precision]) if quote.precision in _DATES else None,
        translationOfWork=original
        and {"@type": "Quotation", "text": original.text, "inLanguage": original.language},
    )


def _source(source: Source, page: str) -> Node:
    return _with(
        {"@type": "CreativeWork", "@id": f"{page}#source-{source.key}", "name": source.title},
        url=source.url,
        genre=source.kind,
        datePublished=source.date and source.date.isoformat(),
        author=source.author and {"@type": "Person", "name": source.author},
        publisher=source.publisher and {"@type": "Organization", "name": source.publisher},
    )


def _corrections(history: History, page: str) -> Iterator[Node]:
    for revision in history.corrections:
        yield _with(
            {"@type": "CorrectionComment", "datePublished": _moment(revision.published_at)},
            text=revision.note,
            url=f"{page}changes/?revision={revision.number}#differences",
        )


def _moment(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _with(node: Node, **more: Any) -> Node:
    """The node and those of the further properties that say something."""
    return node | {name: value for name, value in more.items() if value not in (None, "", [])}


def _ids(nodes: Sequence[Node]) -> list[Node]:
    return [{"@id": node["@id"]} for node in nodes]
