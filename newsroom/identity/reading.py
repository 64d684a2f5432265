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
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import Error
from django.db.models import Model
from django.urls import reverse

from newsroom.identity import colours

log = logging.getLogger(__name__)

CHECK_SECONDS = 2.0
DEFAULT_NAME = "Newsroom"


@dataclass(frozen=True, kw_only=True)
class Logo:
    """src: as the storage gives it, perhaps of another host. width, height: of the file, which is shown smaller."""

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

    @cached_property
    def version(self) -> str:
        """Another one whenever anything of it is another: part of what finished pages are made of."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]

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

    @property
    def stylesheet(self) -> str:
        """The address of the accents, which are part of it; "" for the house's own."""
        if not self.accent:
            return ""
        dark = self.accent_dark or colours.readable(self.accent, colours.DARK)
        return reverse("identity:accent", args=[self.accent[1:], dark[1:]])

    @property
    def icon(self) -> str:
        """The address of the name's first letter or digit as an icon, which is part of it; "" for the house's own."""
        first = next((c for c in self.name if c.isalnum()), "").upper()[:1]
        house = next(c for c in DEFAULT_NAME if c.isalnum())
        return reverse("identity:icon", args=[f"{ord(first):x}"]) if first and first != house else ""

    def tag(self, *parts: object) -> str:
        """The id of something in a feed, for good: tag:example.org,2026-11-27:stories/a-slug/2."""
        return f"{self.feed_tag}:{'/'.join(map(str, parts))}"


def of_row(row: Model) -> Site:
    said = {field.name: getattr(row, field.name) for field in fields(Site)}
    return Site(**said | {name: _logo_of(said[name]) for name in ("logo", "logo_dark")})


LOGO_PIXELS = 480  # the least width that is asked for: twice what the masthead shows


def _logo_of(picture: Any) -> Logo | None:
    if picture is None:
        return None
    width = next((each for each in picture.widths if each >= LOGO_PIXELS), picture.widths[-1])
    file = picture.rendition(width, picture.formats[-1])  # the one that every browser reads
    height = max(1, round(picture.height * width / picture.width))
    return Logo(src=default_storage.url(file), width=width, height=height)


_kept, _until = Site(), 0.0
_saved = _seen = 0  # how often the row was saved here; how often it had been when it was last looked at
_looking = threading.Lock()
_shown: ContextVar[Site | None] = ContextVar("shown", default=None)


def site() -> Site:
    """The identity as of CHECK_SECONDS ago at most. Never raises."""
    shown = _shown.get()
    if shown is not None:
        return shown
    if time.monotonic() >= _until:
        _look()
    return _kept


def kept() -> Site:
    """As last read, for pages that must ask the database nothing."""
    return _shown.get() or _kept


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
        row = apps.get_model("identity.Identity")._base_manager.select_related("logo", "logo_dark").first()
    except Error as error:  # away, or not migrated yet
        log.info("the site's identity could not be read: %s", error)
        keep(_kept, seconds=CHECK_SECONDS)
    else:
        keep(of_row(row) if row else Site(), seconds=CHECK_SECONDS)
        _seen = saved
        if saved != _saved:  # saved while it was read
            _until = 0.0
    finally:
        _looking.release()
