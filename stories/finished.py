"""A story's page as bytes, made when it is published.

The page is the same for everyone, so it is written once: `finish` renders a published story for each
address that it may name as its own (`newsroom.origin.written_origins`: one, but for development) in each language
offered, compresses it as well as can be, and stores it. Whichever process is asked for it first reads the bytes,
one query in place of a rendering. A stored page is used only if this very code made it of the live
revision under the site's present name; anything else is rendered as if nothing were stored.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import product
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.autoreload import file_changed

from newsroom.identity.reading import site
from newsroom.languages.addresses import page_language
from newsroom.llm.gateway import is_configured
from newsroom.origin import written_origins
from stories.document import StoryDocument
from stories.linked import article, history_of, script
from stories.linked import picture as linked_picture
from stories.models import FinishedPage, Revision, Story
from stories.page import RevisionNote, build_page
from stories.picturing import images_in, picture_entry, pictures_of
from stories.playing import playable
from stories.renaming import Renames, follow, former_anchors, keys_of, renames_for
from stories.responses import Encoding, compressed, page_html
from stories.share import image_address
from stories.shelf import pages
from stories.timeline import TimelineFilter

BEST_UP_TO = 400_000  # bytes; brotli 11 takes 1 to 2 ms per KB, so a larger page gets 9


@dataclass(frozen=True, kw_only=True)
class Rendered:
    html: bytes
    good_until: dt.datetime | None  # from then the page would say something else


def render(story: Story, origin: str, asked: TimelineFilter | None = None) -> Rendered:
    """The page of a published story at an origin such as https://example.org, in the active language. At most 4 queries, 5 with pictures."""
    assert story.live is not None
    document, path = story.document, story.get_absolute_url()
    stale_from = goes_stale_on(document)
    is_stale = stale_from is not None and timezone.now() >= stale_from
    image = origin + image_address(document)
    pictures = pictures_of(*images_in(document))
    lead = linked_picture(picture_entry(document.image, pictures), f"{origin}/", otherwise=image)
    renames = renames_for(story.live)
    html = page_html(
        "stories/story.html",
        canonical=origin + path,
        page=build_page(
            document,
            url=path,
            revision=note_of(story.live),
            asked=_asked_now(asked, renames, document) if asked and renames else asked,
            playable=playable(document, story.live),
            was=former_anchors(renames, document),
            pictures=pictures,
        ),
        is_stale=is_stale,
        oembed=f"{origin}{reverse('stories:oembed')}?url={origin}{path}" if settings.EMBED_ORIGINS else "",
        share_image=image,
        linked_data=script(
            article(document, history_of(story), page=origin + path, image=lead, root=f"{origin}/")
        ),
    )
    return Rendered(html=html, good_until=None if is_stale else stale_from)


def _asked_now(asked: TimelineFilter, renames: Renames, document: StoryDocument) -> TimelineFilter:
    """The filter under the keys that people and organisations have now: an address of earlier days still filters."""
    keys = keys_of(document)
    return replace(
        asked,
        person=follow(renames, "person", asked.person, keys["person"]) or asked.person,
        organisation=follow(renames, "organisation", asked.organisation, keys["organisation"])
        or asked.organisation,
    )


def finished_form(story: Story, origin: str, encoding: Encoding) -> bytes | None:
    """The stored page in one form, if this code made it of the live revision. 1 query at an origin of ours."""
    if origin not in written_origins():
        return None
    column = "brotli" if encoding == "br" else "gzip"
    at = {"story": story, "origin": origin, "language": page_language().code}
    usable = FinishedPage.objects.filter(_is_good(), **at, made_of=_made_of(story))
    body = usable.values_list(column, flat=True).first()
    if body is None:
        return None
    return gzip.decompress(body) if encoding == "identity" else bytes(body)


def finish(story: Story) -> int:
    """Render, compress and store a story's page for every known origin and language; returns how many were not there yet.

    About 0.2 s of brotli each. Call it after the publication has committed.
    """
    found = Story.objects.published().filter(pk=story.pk).first()
    if found is None:
        return 0
    stored = FinishedPage.objects.filter(story=found)
    good = stored.filter(_is_good(), made_of=_made_of(found)).values_list("origin", "language")
    codes = [language.code for language in settings.OFFERED_LANGUAGES]
    missing = [at for at in product(written_origins(), codes) if at not in set(good)]
    for origin, code in missing:
        with translation.override(code):
            rendered = render(found, origin)
        quality = 11 if len(rendered.html) <= BEST_UP_TO else 9
        FinishedPage.objects.update_or_create(
            story=found,
            origin=origin,
            language=code,
            defaults={
                "made_of": _made_of(found),
                "good_until": rendered.good_until,
                "brotli": compressed(rendered.html, "br", brotli_quality=quality),
                "gzip": compressed(rendered.html, "gzip", gzip_level=9),
            },
        )
    stored.exclude(origin__in=written_origins(), language__in=codes).delete()
    return len(missing)


def finish_anew(story: Story) -> None:
    """What the page says has changed without a publication: make it again once that is committed."""
    FinishedPage.objects.filter(story=story).delete()
    transaction.on_commit(pages.clear)
    transaction.on_commit(partial(finish, story), robust=True)


def note_of(revision: Revision) -> RevisionNote:
    """What the page says about the revision it shows."""
    return RevisionNote(
        number=revision.number,
        published_at=revision.published_at,
        kind=revision.kind,
        note=revision.note,
    )


def goes_stale_on(document: StoryDocument) -> dt.datetime | None:
    """From when the page says that nobody has checked it lately; None if nothing in it is open."""
    if all(scenario.resolution for scenario in document.scenarios):
        return None
    day = document.as_of + dt.timedelta(days=settings.STORY_STALE_DAYS)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _is_good() -> Q:
    return Q(good_until=None) | Q(good_until__gt=timezone.now())


def _made_of(story: Story) -> str:
    assert story.live is not None
    return hashlib.sha256(
        f"{story.live.pk} {story.live.sha256} {site().version} {code()}".encode()
    ).hexdigest()


@lru_cache(maxsize=1)
def code() -> str:
    """The hash of all that turns a revision into bytes: some 10 ms, once a process.

    By content: a container's build may give every file one date, and nobody raises a version for a template.
    """
    root = Path(settings.BASE_DIR)
    told = f"{settings.STORY_STALE_DAYS} {settings.DEBUG} {settings.LANGUAGES} {bool(settings.EMBED_ORIGINS)}"
    told += f" {is_configured()}"  # whether a model writes: what can be played of a story in another language than English
    told += f" {settings.MEDIA_S3_PUBLIC}"  # where pictures are
    digest = hashlib.sha256(told.encode())
    digest.update((root / "uv.lock").read_bytes())
    for folder in ("newsroom", "stories", "debate", "quiz", "templates", "static"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(
                    f"{file.relative_to(root)} {file.stat().st_size}\n".encode() + file.read_bytes()
                )
    return digest.hexdigest()


@receiver(file_changed)
def _edited(**_kwargs: object) -> None:
    """While developing, a template was edited: what was made before is no longer this code's."""
    code.cache_clear()
