"""A second pair of eyes: where a story asks for one, nobody publishes what nobody else has looked at.

A review is of one draft, named by its hash: any edit after it makes another draft, which nobody has reviewed. It is also
of the texts that the quotations are held against: one that was given after it makes the review void.
The rule holds for everyone, an administrator too, and for every way to publish; `publishing.publish` asks it.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.errors import Conflict
from stories.models import Quote, SourceText, Story
from stories.release_models import Review


class NotReviewed(Conflict):
    """The draft may not go out by this person's hand; the text says what is missing."""


def reviewer_of(story: Story, sha256: str) -> User | None:
    """Who has reviewed exactly this draft and what its quotations rest on. 2 queries."""
    review = Review.objects.filter(story=story, sha256=sha256).select_related("given_by").first()
    if review is None or is_void(review):
        return None
    reviewer: User | None = review.given_by  # type: ignore[assignment]
    return reviewer


def is_void(review: Review) -> bool:
    """Whether a text that the story quotes from was given after the review, so that the reviewer cannot have seen it."""
    if review.given_at is None:
        return False
    quoted = Quote.objects.filter(story=review.story_id).values("source")
    return SourceText.objects.filter(source__in=quoted, kept_at__gt=review.given_at).exists()


def why_not(story: Story, sha256: str, publisher: User | None) -> str:
    """Why this person may not publish this draft, in words; "" if they may. At most 2 queries."""
    if not story.second_pair_of_eyes:
        return ""
    reviewer = reviewer_of(story, sha256)
    if reviewer is None:
        return _(
            "This story asks for a second pair of eyes, and nobody has reviewed the draft as it is now, with the texts "
            "that its quotations are held against."
        )
    if publisher is not None and reviewer.pk == publisher.pk:
        return _(
            "This story asks for a second pair of eyes: you reviewed this draft, so somebody else publishes it."
        )
    return ""


def require(story: Story, sha256: str, publisher: User | None) -> None:
    """Raises NotReviewed if `why_not` has something to say."""
    if why := why_not(story, sha256, publisher):
        raise NotReviewed(why)


def ask(story: Story, sha256: str, by: User) -> Review:
    """Ask for a review of this draft; asking twice is asking once."""
    return Review.objects.get_or_create(story=story, sha256=sha256, defaults={"asked_by": by})[0]


def give(story: Story, sha256: str, by: User) -> Review:
    """Say that this draft may go out. Raises Conflict if somebody else has said so."""
    review = ask(story, sha256, by)
    given = Review.objects.filter(pk=review.pk)
    if not is_void(review):
        given = given.filter(given_by=None)
    given.update(given_by=by, given_at=timezone.now())
    review.refresh_from_db()
    if review.given_by != by:
        raise Conflict(_("%(who)s has reviewed this draft already.") % {"who": review.given_by})
    return review
