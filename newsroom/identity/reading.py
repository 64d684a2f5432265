"""The site's identity as everything that names it reads it: from memory.

The row is looked at again once CHECK_SECONDS have passed, so a change reaches every process within them, and a request
pays for a query at most that often. While the database is away, what was read last stays.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import Error
from django.urls import reverse
from django.utils.translation import get_language

from newsroom.identity import colours

log = logging.getLogger(__name__)

CHECK_SECONDS = 2.0
DEFAULT_NAME = "Newsroom"
WORDS = (
    "strapline",
    "publisher",
    "address",
    "responsible",
    "corrections_policy",
    "ai_policy",
)  # in each language


@dataclass(frozen=True, kw_only=True)
class Logo:
    """src: as the storage gives it, perhaps of another host. width, height: of the file, which is shown smaller."""

    file: str  # of the storage
    src: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Site:
    """The row as a value. What is not said is ""."""

    name: str = DEFAULT_NAME
    strapline: str = ""
    accent: str = ""
    accent_dark: str = ""
    category_accents: str = ""  # as `colours.of_lines` reads it
    logo: Logo | None = None  # in the place of the name; None: the name
    logo_dark: Logo | None = None  # for the dark theme, where the other one could not be seen
    publisher: str = ""
    address: str = ""
    responsible: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    corrections_policy: str = ""
    ai_policy: str = ""
    time_zone: str = "UTC"
    feed_tag: str = "tag:localhost,2026"
    wordings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by language: those WORDS it has
    own: Site | None = None  # this one as the site's own language says it; None: that is this one

    @cached_property
    def version(self) -> str:
        """Another one whenever anything of it is another, the same in every language: finished pages are made of it."""
        return hashlib.sha256(json.dumps(asdict(self.own or self)).encode()).hexdigest()[:16]

    @cached_property
    def _worded(self) -> dict[str, Site]:
        return {code: replace(self, **said, own=self) for code, said in self.wordings.items()}

    def worded(self, language: str | None) -> Site:
        """As readers of a language are told it."""
        return self._worded.get(language or "", self)

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):  # one that a newer list of zones no longer has
            return zoneinfo.ZoneInfo("UTC")

    @property
    def has_imprint(self) -> bool:
        return bool(self.publisher or self.address or self.responsible or self.has_contact)

    @property
    def has_contact(self) -> bool:
        return bool(self.contact_email or self.contact_phone)

    @cached_property
    def category_colours(self) -> dict[str, tuple[int, str]]:
        """By the folded name of a category: the number of its class (accent-8), and its colour in the light theme."""
        try:
            named = colours.of_lines(self.category_accents)
        except ValueError:  # stored past the checks of the desk
            return {}
        return {
            name.casefold(): (number, colour)
            for number, (name, colour) in enumerate(named.items(), start=colours.HOUSE_ACCENTS + 1)
        }

    @cached_property
    def stylesheet(self) -> str:
        """The address of the accents, which are part of it; "" for the house's own."""
        site = (self.accent, self.accent_dark or (self.accent and colours.dark_of(self.accent)))
        named = [(light, colours.dark_of(light)) for _number, light in self.category_colours.values()]
        if not self.accent and not named:
            return ""
        pairs = [colour.lstrip("#") or "0" for pair in (site, *named) for colour in pair]
        return reverse("identity:accents", args=["-".join(pairs)])

    @property
    def icon(self) -> str:
        """The address of the name's first letter or digit as an icon, which is part of it; "" for the house's own."""
        first = next((c for c in self.name if c.isalnum()), "").upper()[:1]
        house = next(c for c in DEFAULT_NAME if c.isalnum())
        return reverse("identity:icon", args=[f"{ord(first):x}"]) if first and first != house else ""

    def tag(self, *parts: object) -> str:
        """The id of something in a feed, for good: tag:example.org,2026-11-27:stories/a-slug/2."""
        return f"{self.feed_tag}:{'/'.join(map(str, parts))}"


def of_row(row: Any, wordings: Iterable[Any]) -> Site:
    said = {
        each.name: getattr(row, each.name) for each in fields(Site) if each.name not in ("wordings", "own")
    }
    others = {
        each.language: {name: text for name in WORDS if (text := getattr(each, name))} for each in wordings
    }
    logos = {name: _logo_of(said[name]) for name in ("logo", "logo_dark")}
    return Site(**said | logos, wordings=others)


LOGO_PIXELS = 480  # the least width that is asked for: twice what the masthead shows


def _logo_of(picture: Any) -> Logo | None:
    if picture is None:
        return None
    width = next((each for each in picture.widths if each >= LOGO_PIXELS), picture.widths[-1])
    file = picture.rendition(width, picture.formats[-1])  # the one that every browser reads
    height = max(1, round(picture.height * width / picture.width))
    return Logo(file=file, src=default_storage.url(file), width=width, height=height)


_kept, _until = Site(), 0.0
_saved = _seen = 0  # how often the row was saved here; how often it had been when it was last looked at
_looking = threading.Lock()
_shown: ContextVar[Site | None] = ContextVar("shown", default=None)


def site() -> Site:
    """The identity as of CHECK_SECONDS ago at most, in the words of the active language. Never raises."""
    shown = _shown.get()
    if shown is None and time.monotonic() >= _until:
        _look()
    return (shown or _kept).worded(get_language())


def kept() -> Site:
    """As last read, for pages that must ask the database nothing."""
    return (_shown.get() or _kept).worded(get_language())


@contextmanager
def shown_as(other: Site) -> Iterator[None]:
    """Within the block, this identity: for the desk's preview."""
    token = _shown.set(other)
    try:
        yield
    finally:
        _shown.reset(token)


def forget() -> None:
    """Whoever asks next looks at the row, and waits for it."""
    global _until, _saved
    _saved += 1
    _until = 0.0


def keep(other: Site, *, seconds: float) -> None:
    """Use this one for so long without a look."""
    global _kept, _until
    _kept, _until = other, time.monotonic() + seconds


def _look() -> None:
    """One thread asks; others meanwhile use what there is, unless the row was saved since."""
    global _until, _seen
    if not _looking.acquire(blocking=_seen != _saved):
        return
    try:
        saved = _saved
        rows = apps.get_model("identity.Identity")._base_manager
        row = rows.select_related("logo", "logo_dark").prefetch_related("wordings").first()
    except Error as error:  # away, or not migrated yet
        log.info("the site's identity could not be read: %s", error)
        keep(_kept, seconds=CHECK_SECONDS)
    else:
        keep(of_row(row, row.wordings.all()) if row else Site(), seconds=CHECK_SECONDS)
        _seen = saved
        if saved != _saved:  # saved while it was read
            _until = 0.0
    finally:
        _looking.release()
