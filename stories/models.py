"""The rows editors edit, and the revisions readers see.

Rows are drafts: nothing public is rendered from them. `stories.publishing` compiles them into a document
and stores it as a `Revision`; `Story.live` points at the one that readers see. Item rows hang on their
story under the names of the document's lists (`stories.document.LISTS`): story.timeline, story.history.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from stories.document import CITABLE, LISTS, StoryDocument, stored_story
from stories.schema2 import MENTION_CHARACTERS
from stories.shelf import Bounded, pages

# Parsed documents of revisions lately read, by row and content: a stored revision was checked when it was
# published and never changes, so a process reads it once.
_PARSED: Bounded[tuple[int, str], StoryDocument] = Bounded(32_000_000)
_PARSED_BYTES_PER_ITEM = 4_000  # measured on the flagship: a parsed item with its texts

KEPT_CHARACTERS = 200_000  # of a source's text: a book's chapter; whoever quotes a longer one keeps the part

key_validator = RegexValidator(r"^[a-z0-9-]+$", lazy("Use a–z, 0–9 and hyphens only."))


class Pictured(models.Model):
    """What can have a picture, and what is said of it: columns of the document's `Image`, see `stories.picturing`."""

    image_file = models.CharField(
        lazy("image"),
        max_length=300,
        blank=True,
        help_text=lazy("A file of the site’s media, for example harbour.jpg."),
    )
    image_alt = models.CharField(
        lazy("what it shows"), max_length=300, blank=True, help_text=lazy("For readers who do not see it.")
    )
    image_is_decorative = models.BooleanField(
        lazy("it only decorates"), default=False, help_text=lazy("Readers who do not see it miss nothing.")
    )
    image_credit = models.CharField(
        lazy("credit"), max_length=300, blank=True, help_text=lazy("Who made it, as it is printed beside it.")
    )
    image_caption = models.CharField(lazy("caption"), max_length=300, blank=True, help_text=lazy("Optional."))
    image_licence = models.CharField(
        lazy("licence"),
        max_length=300,
        blank=True,
        help_text=lazy("By what right it is shown: CC-BY-4.0, CC0-1.0, or words and an address."),
    )
    image_focus_x = models.PositiveSmallIntegerField(lazy("percent from the left"), null=True, blank=True)
    image_focus_y = models.PositiveSmallIntegerField(lazy("percent from the top"), null=True, blank=True)

    class Meta:
        abstract = True


class StoryQuerySet(models.QuerySet["Story"]):
    def published(self) -> Self:
        """Stories that readers may see, with their live revision: 1 query."""
        return self.filter(live__isnull=False, withdrawn_at__isnull=True).select_related("live")


class Story(Pictured):
    """One story: its own fields as drafted, and which revision is live."""

    slug = models.CharField(
        max_length=80,
        unique=True,
        validators=[key_validator],
        help_text=lazy("The address: /stories/<slug>/."),
    )
    headline = models.CharField(max_length=300, help_text=lazy("The top of the page, the front page, feeds."))
    category = models.CharField(
        max_length=300, help_text=lazy("Above the headline, for example “Force in Play”.")
    )
    standfirst = models.CharField(max_length=300, help_text=lazy("One or two sentences under the headline."))
    status_line = models.CharField(
        max_length=300, blank=True, help_text=lazy("Where things stand; optional.")
    )
    as_of = models.DateField(help_text=lazy("The day on which the story is true."))
    overview = models.TextField(
        help_text=lazy("Two to four paragraphs of Markdown. Cite an item as [[event-its-key]].")
    )
    debatable = models.BooleanField(default=True, help_text=lazy("Whether the Debate Arena is open."))
    not_debatable_reason = models.CharField(
        max_length=300, blank=True, help_text=lazy("Shown in place of the arena; required when it is closed.")
    )
    voices = models.BooleanField(
        default=True, help_text=lazy("Whether historical figures may comment on it.")
    )
    reviewed_only = models.BooleanField(
        default=False,
        help_text=lazy(
            "Whether readers meet only debates and voices that were written ahead and approved at this desk."
        ),
    )
    second_pair_of_eyes = models.BooleanField(
        default=False,
        help_text=lazy(
            "Whether somebody other than the publisher must have reviewed exactly what is published."
        ),
    )
    loaded_sha256 = models.CharField(max_length=64, blank=True, editable=False)  # the draft as last imported
    schema_version = models.PositiveSmallIntegerField(
        default=1, editable=False
    )  # the lowest it is written in
    language = models.CharField(
        max_length=35, blank=True, help_text=lazy("A tag such as en or pt-BR; empty: the site’s language.")
    )
    # As the document has it: [{"name": "Ines Ruhl", "role": "Reporter", "slug": "ines-ruhl"}]; a guest has no slug.
    byline = models.JSONField(default=list, blank=True, help_text=lazy("Who wrote it."))

    live = models.OneToOneField(
        "Revision",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="live_in",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = lazy("stories")
        ordering = ["-as_of", "slug"]
        indexes = [models.Index(fields=["-as_of", "slug"], name="story_as_listed")]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whatever is saved may have changed what readers see: this process looks again."""
        super().save(*args, **kwargs)
        transaction.on_commit(pages.clear)

    def get_absolute_url(self) -> str:
        return reverse("stories:story", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.live_id is not None and self.withdrawn_at is None

    @property
    def document(self) -> StoryDocument:
        """The published document. Raises Revision.DoesNotExist if there is none."""
        if self.live is None:
            raise Revision.DoesNotExist(f"{self.slug} is not published")
        return self.live.as_document()


class Revision(models.Model):
    """A published document: numbered, dated, hashed, never changed."""

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", lazy("substantive: something readers know has changed")
        CORRECTION = "correction", lazy("correction: something readers had seen was wrong")
        COPY_EDIT = "copy_edit", lazy("copy edit: wording only")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SUBSTANTIVE)
    note = models.CharField(max_length=300, blank=True, help_text=lazy("What changed, for readers."))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField()
    # What it did to the revision before it, worked out at publication: the corrections page reads no document.
    alters = models.BooleanField(default=False, editable=False)  # something was changed or taken away
    tally = models.JSONField(default=dict, editable=False)  # {"added": 2, "changed": 1, "removed": ["Name"]}

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="revision_number_once_per_story")
        ]
        indexes = [models.Index(fields=["-id"], name="revision_alters", condition=models.Q(alters=True))]

    def __str__(self) -> str:
        return f"{self.story_id} revision {self.number}"

    @property
    def is_copy_edit(self) -> bool:
        """Whether only wording changed: nothing made of the revision before it is out of date."""
        return self.kind == self.Kind.COPY_EDIT

    def as_document(self) -> StoryDocument:
        """The document as a value, read by the current code: an old schema too. Do not change it."""
        key = (self.pk, self.sha256)
        document = _PARSED.get(key)
        if document is None:
            document = stored_story(self.document)
            items = sum(len(getattr(document, name)) for name in LISTS.values())
            _PARSED.put(key, document, _PARSED_BYTES_PER_ITEM * (items + 1))
        return document


class FinishedPage(models.Model):
    """A story's page as bytes, for one address of the site in one language; see `stories.finished`. Losing these loses nothing."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="finished_pages")
    origin = models.CharField(max_length=300)  # https://example.org
    language = models.CharField(max_length=35)  # en-gb
    made_of = models.CharField(max_length=64)  # the hash of the revision and the code that it was made of
    good_until = models.DateTimeField(null=True)  # then it would say that nobody has checked it lately
    brotli = models.BinaryField()
    gzip = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "origin", "language"],
                name="finished_page_once_per_story_origin_and_language",
            )
        ]

    def __str__(self) -> str:
        return f"{self.story_id} at {self.origin} in {self.language}"


class Entry(models.Model):
    """One published item as it is searched and gathered: made anew for the whole story at each publication.

    `kind` is the item's kind in the document, `story` for the story itself, `category` or `author`; `key` is the
    item's key (of a category or author: the last part of its address). On PostgreSQL the table has one more column,
    `vector`, which the database keeps (migration 0002).
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    order = models.PositiveIntegerField()  # within the story, as its document has it
    title = models.TextField()
    text = models.TextField()
    folded_title = models.TextField()  # both without case and accents, for databases without full text
    folded_text = models.TextField()

    class Meta:
        verbose_name_plural = lazy("entries")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["story", "kind", "key"], name="entry_once_per_story_kind_and_key")
        ]
        indexes = [models.Index(fields=["kind", "key"], name="entry_by_kind_and_key")]

    def __str__(self) -> str:
        return f"{self.kind}-{self.key}"

    def get_absolute_url(self) -> str:
        """The item in its story. `story` must have been fetched along."""
        page = self.story.get_absolute_url()
        return page if self.kind in ("story", "category", "author") else f"{page}#{self.kind}-{self.key}"


class Item(models.Model):
    """What every item of a story shares: a key unique among its kind, and a place in the order."""

    story: models.ForeignKey[Story, Story]
    key = models.CharField(
        max_length=80,
        validators=[key_validator],
        help_text=lazy("Short name; makes the anchor, e.g. event-<key>."),
    )
    order = models.PositiveIntegerField(default=0, help_text=lazy("Low numbers first."))

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.key


def _mention() -> models.CharField[str, str]:
    return models.CharField(
        max_length=MENTION_CHARACTERS,
        blank=True,
        help_text=lazy(
            "How a speech names it: a noun phrase such as “the nine minutes saved”, without a full stop."
        ),
    )


def _item_meta(kind: str) -> list[models.BaseConstraint]:
    return [models.UniqueConstraint(fields=["story", "key"], name=f"{kind}_key_once_per_story")]


def _story(name: str) -> models.ForeignKey[Story, Story]:
    return models.ForeignKey(Story, on_delete=models.CASCADE, related_name=name)


class Precision(models.TextChoices):
    DAY = "day", lazy("to the day")
    MONTH = "month", lazy("to the month")
    YEAR = "year", lazy("to the year")
    APPROXIMATE = "approximate", lazy("approximately")


class Source(Item):
    class Kind(models.TextChoices):
        OFFICIAL = "official", lazy("Official")
        REPORTING = "reporting", lazy("Reporting")
        COMMENTARY = "commentary", lazy("Commentary")
        REFERENCE = "reference", lazy("Reference")

    story = _story("sources")
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    date = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    reliability = models.TextField(help_text=lazy("What a reader should know before relying on it."))

    class Meta(Item.Meta):
        constraints = _item_meta("source")


class SourceText(models.Model):
    """What a source says, kept to hold quotations against: private, and written by `stories.truth.keeping` alone.

    It is the desk's own and never in a document, an export, a page, a feed or an answer of the API.
    """

    class Origin(models.TextChoices):
        PASTED = "pasted", lazy("pasted")
        UPLOADED = "uploaded", lazy("uploaded")
        FETCHED = "fetched", lazy("fetched text, given by an editor")

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="kept")
    text = models.TextField(max_length=KEPT_CHARACTERS)
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=8, choices=Origin)
    title = models.CharField(max_length=300, blank=True)  # the text's own, where it differs from the source's
    given_as = models.TextField(
        blank=True
    )  # what the source was called when it was given: title, publisher, address

    def __str__(self) -> str:
        return f"{len(self.text):,} characters"


class Figure(Item):
    story = _story("figures")
    value = models.CharField(max_length=300, help_text=lazy("As shown large, for example 800,000."))
    unit = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=300)
    explanation = models.TextField(help_text=lazy("The first sentence stands alone: debates cite it."))
    as_of = models.DateField()
    sources = models.ManyToManyField(Source, related_name="figures")
    mention = _mention()
    series_unit = models.CharField(lazy("unit of the series"), max_length=80, blank=True)
    series_source = models.CharField(
        lazy("source of the series"),
        max_length=80,
        blank=True,
        help_text=lazy("The key of one of the story’s sources."),
    )
    series_points = models.JSONField(
        lazy("points"), default=list, blank=True
    )  # [{"date": 2016, "value": 11}]

    class Meta(Item.Meta):
        constraints = _item_meta("figure")


class Person(Pictured, Item):
    story = _story("people")
    name = models.CharField(max_length=300)
    office = models.CharField(max_length=300)
    part = models.TextField(help_text=lazy("Their part in this story."))
    alive = models.BooleanField(default=True, help_text=lazy("Living people are never personas."))
    featured = models.BooleanField(default=True, help_text=lazy("Has a card of their own under People."))
    sources = models.ManyToManyField(Source, blank=True, related_name="people")

    class Meta(Item.Meta):
        verbose_name_plural = lazy("people")
        constraints = _item_meta("person")


class Organisation(Item):
    story = _story("organisations")
    name = models.CharField(max_length=300)
    type = models.CharField(max_length=300)
    status = models.CharField(max_length=300, help_text=lazy("Where it stands now, in one line."))
    description = models.TextField()
    abbreviation = models.CharField(max_length=12, blank=True)
    sources = models.ManyToManyField(Source, related_name="organisations")

    class Meta(Item.Meta):
        constraints = _item_meta("organisation")


class Event(Item):
    story = _story("timeline")
    date = models.DateField()
    end_date = models.DateField(null=True, blank=True, help_text=lazy("Only for a range."))
    precision = models.CharField(max_length=12, choices=Precision, default=Precision.DAY)
    title = models.CharField(max_length=300)
    type = models.CharField(max_length=300, help_text=lazy("For example Diplomacy, Public statement."))
    description = models.TextField(help_text=lazy("The first sentence stands alone: debates cite it."))
    people = models.ManyToManyField(Person, blank=True, related_name="events")
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="events")
    sources = models.ManyToManyField(Source, related_name="events")
    is_key = models.BooleanField(default=False, help_text=lazy("Stays when readers choose key events only."))
    mention = _mention()

    class Meta(Item.Meta):
        constraints = _item_meta("event")


class Scenario(Item):
    class Resolution(models.TextChoices):
        YES = "yes", lazy("it happened")
        NO = "no", lazy("it did not happen")
        VOID = "void", lazy("it can no longer be decided")

    story = _story("scenarios")
    title = models.CharField(max_length=300)
    description = models.TextField()
    discussed_by = models.JSONField(
        default=list, help_text=lazy('A list: ["Reuters", "European officials"].')
    )
    resolves_when = models.TextField(blank=True)
    resolution = models.CharField(max_length=4, choices=Resolution, blank=True)
    sources = models.ManyToManyField(Source, related_name="scenarios")
    mention = _mention()

    class Meta(Item.Meta):
        constraints = _item_meta("scenario")


class Precedent(Item):
    story = _story("history")
    title = models.CharField(max_length=300)
    period = models.CharField(max_length=300)
    what_happened = models.TextField()
    short_term = models.TextField()
    long_term = models.TextField()
    relevance = models.TextField()
    sources = models.ManyToManyField(Source, blank=True, related_name="precedents")
    mention = _mention()

    class Meta(Item.Meta):
        constraints = _item_meta("precedent")


class Quote(Item):
    story = _story("quotes")
    text = models.TextField(help_text=lazy("Verbatim, without quotation marks."))
    speaker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="quotes")
    date = models.DateField()
    precision = models.CharField(max_length=12, choices=Precision, default=Precision.DAY)
    context = models.TextField(help_text=lazy("When, where and about what, without naming the speaker."))
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="quotes")
    checked_on = models.DateField(
        null=True,
        blank=True,
        help_text=lazy("The day on which somebody compared it by hand; all three or none."),
    )
    checked_by = models.CharField(max_length=80, blank=True)
    checked_against = models.CharField(
        max_length=300,
        blank=True,
        help_text=lazy("What it was compared with, exactly: say what was not compared."),
    )
    # What was compared by hand, and where our code found the words: `stories.truth.checking` alone writes and reads it.
    checked_for = models.CharField(
        max_length=64, blank=True, editable=False
    )  # sha256 of words, speaker, source
    checked_text = models.CharField(max_length=64, blank=True, editable=False)  # sha256 of the text kept then
    # Whose import brought the check, if nobody signed it at this desk: then a document says so, and no more.
    claimed_by = models.CharField(max_length=150, blank=True, editable=False)
    claimed_on = models.DateField(null=True, editable=False)
    found_for = models.CharField(max_length=64, blank=True, editable=False)  # sha256 of words and speaker
    found_in = models.CharField(max_length=64, blank=True, editable=False)  # sha256 of the text looked in
    found_start = models.PositiveIntegerField(null=True, editable=False)  # null: they do not stand there
    found_end = models.PositiveIntegerField(null=True, editable=False)
    found_near_speaker = models.BooleanField(default=False, editable=False)
    original_language = models.CharField(
        max_length=35, blank=True, help_text=lazy("Of a translation: the original’s, for example uk.")
    )
    original_text = models.TextField(blank=True, help_text=lazy("Of a translation: the words themselves."))
    mention = _mention()

    class Meta(Item.Meta):
        constraints = _item_meta("quote")


class Motion(Item):
    story = _story("motions")
    text = models.CharField(max_length=300, help_text=lazy("A plain statement, without a full stop."))
    default = models.BooleanField(default=False, help_text=lazy("Offered first; exactly one of a story."))

    class Meta(Item.Meta):
        constraints = _item_meta("motion")


class Bearing(models.Model):
    """That an item speaks for a side of a motion, and why."""

    class Side(models.TextChoices):
        PRO = "pro", lazy("for")
        CON = "con", lazy("against")
        BOTH = "both", lazy("both")

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="bearings")
    item = models.CharField(max_length=120, help_text=lazy("The item's anchor, for example event-its-key."))
    side = models.CharField(max_length=4, choices=Side)
    reason = models.TextField(help_text=lazy("One sentence a debater could say after citing the item."))
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "item", "side"], name="bearing_once_per_item_and_side")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_side_display()}"

    def clean(self) -> None:
        kind, _dash, key = self.item.partition("-")
        if kind not in CITABLE:
            raise ValidationError(
                {"item": _("Begin with one of %(kinds)s, then a hyphen.") % {"kinds": ", ".join(CITABLE)}}
            )
        if self.motion_id and not getattr(self.motion.story, LISTS[kind]).filter(key=key).exists():
            words = _("This story has no %(item)s.") % {"item": self.item}
            raise ValidationError({"item": words})


class Renamed(models.Model):
    """That an item of a story once had another key: what points at the old one still reaches it.

    Written by `stories.renaming` for keys that readers have met, never for a draft's own. Two rows may make a
    way of two steps; which key an item has *now* is asked of a document or of the draft.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="renamed")
    kind = models.CharField(max_length=12)
    old = models.CharField(max_length=80)
    new = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = lazy("renamed")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "kind", "old"], name="renamed_once_per_story_kind_and_key"
            )
        ]
        indexes = [models.Index(fields=["kind", "old"], name="renamed_by_kind_and_old_key")]

    def __str__(self) -> str:
        return f"{self.kind}-{self.old} is {self.kind}-{self.new}"


class Deleted(models.Model):
    """What was deleted from a draft, kept so that it can be put back until the next publication.

    `kept` is what `stories.deletion` reads again: the items as documents have them, and what else of the
    story named them.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="deleted")
    what = models.CharField(max_length=300)
    kept = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = lazy("deleted")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.what


from stories.release_models import PreviewLink, Review, Scheduled  # noqa: E402, F401 - so that Django finds them
