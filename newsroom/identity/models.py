"""The one row that says whose site this is."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Set
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from newsroom import origin
from newsroom.identity import colours
from newsroom.identity.reading import DEFAULT_NAME, forget
from newsroom.pictures.models import Picture

POLICY_CHARACTERS = 4_000
MOST_CATEGORIES = 12  # with colours of their own, which stand in the address of a style sheet
_one_line = RegexValidator(
    "^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\\Z", lazy("One line, without control characters.")
)
_hex = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", lazy("A colour such as #1c5f76."))


def _line(length: int, label: Any, help_text: Any, **options: Any) -> models.CharField[str, str]:
    options = {"blank": True, "validators": [_one_line], **options}
    return models.CharField(label, max_length=length, help_text=help_text, **options)


def _logo() -> models.ForeignKey[Picture | None, Picture | None]:
    return models.ForeignKey(Picture, null=True, editable=False, on_delete=models.PROTECT, related_name="+")


class Words(models.Model):
    """What a newsroom says of itself, in one language."""

    strapline = _line(
        160,
        lazy("strapline"),
        lazy("One sentence on what this is: on the front page’s title and in the footer."),
    )
    publisher = _line(
        200, lazy("publisher"), lazy("The organisation or person that publishes this site, with legal form.")
    )
    address = models.TextField(
        lazy("address"), max_length=600, blank=True, help_text=lazy("As on an envelope, a line each.")
    )
    responsible = _line(200, lazy("responsible"), lazy("The person who answers for what is published."))
    corrections_policy = models.TextField(
        lazy("corrections policy"),
        max_length=POLICY_CHARACTERS,
        blank=True,
        help_text=lazy(
            "On the page of corrections and the about page. Plain text; an empty line begins a paragraph."
        ),
    )
    ai_policy = models.TextField(
        lazy("policy on generated text"),
        max_length=POLICY_CHARACTERS,
        blank=True,
        help_text=lazy("On “How it works” and the about page. Plain text; an empty line begins a paragraph."),
    )

    class Meta:
        abstract = True


class Identity(Words):
    """In the site's own language. Never read by pages: they ask `reading.site()`."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = _line(
        60,
        lazy("name"),
        lazy("On every page, in feeds, mails, previews of links."),
        blank=False,
        default=DEFAULT_NAME,
    )
    accent = _line(
        7,
        lazy("accent colour"),
        lazy("Of links and marks on pages of no category, such as #1c5f76. Empty: the house’s red."),
        validators=[_hex],
    )
    accent_dark = _line(
        7,
        lazy("accent colour, dark theme"),
        lazy("Empty: a lighter shade of the other one."),
        validators=[_hex],
    )
    category_accents = models.TextField(
        lazy("colours of categories"),
        max_length=1_000,
        blank=True,
        help_text=lazy(
            "A line each, such as “Science = #1c5f76”. Categories that are not named keep one of the house’s colours."
        ),
    )
    logo = _logo()
    logo_dark = _logo()
    contact_email = models.EmailField(
        lazy("contact: e-mail"),
        blank=True,
        help_text=lazy("Where readers report mistakes. Shown to everyone."),
    )
    contact_phone = _line(40, lazy("contact: telephone"), lazy("Optional."))
    time_zone = models.CharField(
        lazy("time zone"),
        max_length=60,
        default="UTC",
        help_text=lazy(
            "Of the times that pages and this desk show. The day of daily debates and quizzes stays UTC."
        ),
    )
    # Begins the id of every feed and entry: set once, for an id that changes makes everything new to feed readers.
    feed_tag = models.CharField(max_length=120, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_identity")]
        verbose_name = lazy("identity")
        verbose_name_plural = lazy("identity")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """This process knows at once, others within seconds."""
        self.feed_tag = self.feed_tag or first_tag()
        super().save(*args, **kwargs)
        transaction.on_commit(forget)

    def clean(self) -> None:
        """An accent that cannot be read in its theme is refused, with the nearest that can."""
        self.accent, self.accent_dark = self.accent.lower(), self.accent_dark.lower()
        faults: dict[str, str] = {}
        if self.time_zone not in zoneinfo.available_timezones():
            faults["time_zone"] = _("%(name)s is no time zone; one is Europe/Kyiv.") % {
                "name": self.time_zone
            }
        if self.accent_dark and not self.accent:
            faults["accent"] = _("Give the colour of the light theme, too.")
        for field, grounds in (("accent", colours.LIGHT), ("accent_dark", colours.DARK)):
            colour = getattr(self, field)
            if colours.COLOUR.fullmatch(colour) and (
                weak := _too_weak(colour, grounds)
            ):  # else its validator says so
                faults[field] = weak
        try:
            named = colours.of_lines(self.category_accents)
        except ValueError as error:
            line = _("“%(line)s” is no category with its colour, such as “Science = #1c5f76”.")
            faults["category_accents"] = line % {"line": error}
        else:
            faint = [said for colour in named.values() if (said := _too_weak(colour, colours.LIGHT))]
            if faint or len(named) > MOST_CATEGORIES:
                most = _("At most %(n)d categories have a colour of their own.") % {"n": MOST_CATEGORIES}
                faults["category_accents"] = " ".join(faint) or most
        if faults:
            raise ValidationError(faults)


class Wording(Words):
    """The identity's words for readers of another language. Where one is empty they get that of the site's own.

    Saved with the identity, whose saving tells the processes and makes the pages anew.
    """

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(lazy("language"), max_length=20)  # as Django writes it: uk, en-gb

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity", "language"], name="one_wording_a_language")
        ]
        ordering = ["language"]
        verbose_name = lazy("wording in another language")
        verbose_name_plural = lazy("in other languages")

    def __str__(self) -> str:
        return self.language

    def clean(self) -> None:
        if self.language not in {one.code for one in settings.OFFERED_LANGUAGES}:
            raise ValidationError({"language": _("The site does not offer this language.")})


def _too_weak(colour: str, grounds: tuple[str, ...]) -> str:
    """Why the colour cannot be read on all of these grounds, with the nearest that can; "" if it can."""
    least, ground = colours.weakest(colour, grounds)
    if least >= colours.LEAST:
        return ""
    return _(
        "%(colour)s has a contrast of %(least).1f to 1 on %(ground)s; readers need %(needed)s. "
        "%(nearest)s is the nearest that can be read."
    ) % {
        "colour": colour,
        "least": int(least * 10) / 10,
        "ground": ground,
        "needed": colours.LEAST,
        "nearest": colours.readable(colour, grounds),
    }


def first_tag() -> str:
    """`tag:example.org,2026-11-27` (RFC 4151): the host now, on a day on which it is ours."""
    host = urlsplit(origin.home()).hostname or "localhost"
    return f"tag:{re.sub(r'[^a-z0-9.-]', '-', host)},{timezone.now():%Y-%m-%d}"


def make_the_row(using: str, **_signal: Any) -> None:
    """After `migrate`: a new site has the row, with the tag that its feeds keep for good."""
    if not Identity.objects.using(using).exists():
        Identity(feed_tag=first_tag()).save(using=using)


def logos_among(keys: Set[str]) -> set[str]:
    """Of these pictures' keys, those that are a logo: the sweep leaves them."""
    rows = Identity.objects.values_list("logo__key", "logo_dark__key")
    return {key for row in rows for key in row if key in keys}
