"""An author's page as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from stories.authors.models import Author
from stories.front import Teaser, front_teasers
from stories.page_items import Link, PictureEntry
from stories.picturing import image_of, picture_entry, pictures_of
from stories.schema2 import Image
from stories.subjects import stories_with


@dataclass(frozen=True, kw_only=True)
class AuthorPage:
    slug: str
    name: str
    role: str
    biography: tuple[str, ...]  # its paragraphs
    contact: Link | None
    portrait: PictureEntry | None
    is_active: bool
    stories: tuple[Teaser, ...]  # the latest published first
    stories_total: int


def author_page(slug: str) -> AuthorPage | None:
    """None where nobody has the address: a row says who it is, or the bylines of stories do. At most 5 queries."""
    stories, total = stories_with("author", slug)
    row = Author.objects.filter(slug=slug).first()
    if not stories and (row is None or not row.is_active):
        return None
    if row is None:
        named = next(who for who in stories[0].document.byline if who.slug == slug)
        row = Author(slug=slug, name=named.name, role=named.role, is_active=False)
    order = {story.get_absolute_url(): n for n, story in enumerate(stories)}
    contact = row.contact if row.is_active else ""
    return AuthorPage(
        slug=row.slug,
        name=row.name,
        role=row.role,
        biography=tuple(filter(None, map(str.strip, row.biography.replace("\r", "").split("\n\n")))),
        contact=Link(href=row.contact_href, text=contact.partition("://")[2] or contact) if contact else None,
        portrait=_portrait(image_of(row)),
        is_active=row.is_active,
        stories=tuple(sorted(front_teasers(stories), key=lambda teaser: order[teaser.url])),
        stories_total=total,
    )


def _portrait(raw: dict[str, Any] | None) -> PictureEntry | None:
    """A portrait of which not all has been said yet is not shown."""
    try:
        image = Image.model_validate(raw) if raw else None
    except ValidationError:
        return None
    return picture_entry(image, pictures_of(image))
