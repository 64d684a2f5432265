"""On what each quotation of a draft rests: words found in its source's text, a check by hand, or nothing.

What was found and what was checked are kept on the quotation's row together with hashes of what they were found in and
checked for. So nothing has to be told that something changed: once the words, the speaker, the source or the text is
another one, the hashes no longer match, and the row rests on nothing until it is found or checked again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from newsroom.documents import Fault
from stories.models import Quote, SourceText, Story
from stories.truth.keeping import called
from stories.truth.verbatim import Haystack, Passage, Place, is_named_near, passage


class Grounds(Enum):
    VERBATIM = lazy("Word for word in the text of its source that is kept here.")
    BY_HAND = lazy("Checked by hand.")
    NOTHING = lazy("Rests on nothing yet: this blocks publication.")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a quotation rests on. `why` says what is wrong where that is nothing."""

    grounds: Grounds
    is_checked: bool  # by hand, and what was checked is what stands there now
    is_near_speaker: bool  # where it was found
    why: str = ""


def standings(story: Story) -> Mapping[int, Standing]:
    """What every quotation of the draft rests on, by its row's id. 2 queries.

    Where words, speaker or text have changed since a quotation was looked for, it is looked for now and what came of
    it is kept: one query more for each such source and each such quotation.
    """
    quotes = list(story.quotes.select_related("speaker", "source"))
    kept = dict(SourceText.objects.filter(source__story=story).values_list("source_id", "sha256"))
    _look_for(quotes, kept)
    return {quote.pk: _standing(quote, kept.get(quote.source_id, "")) for quote in quotes}


def standing_of(quote: Quote) -> Standing:
    """What one quotation rests on."""
    kept = dict(SourceText.objects.filter(source=quote.source_id).values_list("source_id", "sha256"))
    _look_for([quote], kept)
    return _standing(quote, kept.get(quote.source_id, ""))


def passage_of(quote: Quote) -> tuple[Passage, bool] | None:
    """The passage of its source's text around a quotation, and whether these are its words; else the nearest ones."""
    kept = SourceText.objects.filter(source=quote.source_id).first()
    if kept is None:
        return None
    _look_for([quote], {quote.source_id: kept.sha256})
    if quote.found_start is not None and quote.found_end is not None:
        return passage(kept.text, Place(start=quote.found_start, end=quote.found_end)), True
    near = Haystack(kept.text).nearest(quote.text)
    return (passage(kept.text, near), False) if near else None


def sign(quote: Quote, by: User, against: str) -> None:
    """Say on the row that this person has compared the quotation, as it stands there now, by hand today. Saves nothing."""
    quote.checked_on = timezone.now().date()
    quote.checked_by = by.get_username()[:80]
    quote.checked_against = against
    quote.checked_for = _checked_for(quote)
    quote.claimed_by, quote.claimed_on = "", None
    quote.checked_text = (
        SourceText.objects.filter(source=quote.source_id).values_list("sha256", flat=True).first() or ""
    )


def unsign(quote: Quote) -> None:
    """Take the check by hand back. Saves nothing."""
    quote.checked_on, quote.checked_by, quote.checked_against = None, "", ""
    quote.checked_for = quote.checked_text = ""
    quote.claimed_by, quote.claimed_on = "", None


def take_as_checked(story: Story) -> None:
    """After a document was loaded: what it says of checks by hand holds for what it says of the quotations. 1 query,
    and one for each check that is new.
    """
    for quote in story.quotes.filter(checked_on__isnull=False).select_related("speaker", "source"):
        checked_for = _checked_for(quote)
        if quote.checked_for != checked_for:
            Quote.objects.filter(pk=quote.pk).update(checked_for=checked_for, checked_text="")


def checks_of(story: Story) -> frozenset[tuple[object, ...]]:
    """Every check by hand that the draft's rows hold, with what it was of. 1 query."""
    return frozenset(
        story.quotes.filter(checked_on__isnull=False).values_list(
            "key", "checked_on", "checked_by", "checked_against", "checked_for"
        )
    )


def claim(story: Story, before: frozenset[tuple[object, ...]], by: User) -> None:
    """After somebody imported a document at the desk: checks that the draft did not have are theirs to answer for."""
    new = [check[0] for check in checks_of(story) - before]
    story.quotes.filter(key__in=new).update(
        claimed_by=by.get_username()[:150], claimed_on=timezone.now().date()
    )


def quotation_faults(story: Story) -> list[Fault]:
    """Every quotation of the draft that rests on nothing."""
    return quotation_findings(story)[0]


def quotation_findings(story: Story) -> tuple[list[Fault], list[Fault]]:
    """Every quotation of the draft that rests on nothing; and what is doubtful: a text that was given as another source's,
    a check that only an imported document knows of, words found where their speaker is not named. 4 queries.
    """
    found = standings(story)
    faults: list[Fault] = []
    claims: list[Fault] = [*_called_otherwise(story)]
    warnings: list[Fault] = []
    for i, quote in enumerate(story.quotes.order_by("order", "pk")):
        standing, key = found[quote.pk], quote.key
        if standing.grounds is Grounds.NOTHING:
            faults.append(Fault(path=f"quotes[{i}].text", item=key, message=standing.why))
        elif standing.grounds is Grounds.BY_HAND and quote.claimed_by:
            claims.append(Fault(path=f"quotes[{i}].checked", item=key, message=claimed(quote)))
        elif not (standing.is_checked or standing.is_near_speaker):
            words = "is not named near these words in the source’s text; look at the passage"
            warnings.append(Fault(path=f"quotes[{i}].speaker", item=key, message=words))
    return faults, [*claims, *warnings]


def _called_otherwise(story: Story) -> Iterator[Fault]:
    """Every source that is quoted from a text which was given when the source was called something else."""
    kept = dict(
        SourceText.objects.filter(source__in=story.quotes.values("source")).values_list(
            "source_id", "given_as"
        )
    )
    for i, source in enumerate(story.sources.order_by("order", "pk") if kept else ()):
        if (given_as := kept.get(source.pk)) and given_as != called(source):
            yield Fault(
                path=f"sources[{i}].title",
                item=source.key,
                message=f"its text was given as that of “{given_as}”, and the source is called something else now: "
                "compare them, and keep the text once more if it is the same source",
            )


def claimed(quote: Quote) -> str:
    """That nobody at this desk signed its check, and who brought it."""
    return (
        f"rests on a check that nobody signed here: a document says that {quote.checked_by} made it on "
        f"{quote.checked_on:%Y-%m-%d}, and {quote.claimed_by} imported it on {quote.claimed_on:%Y-%m-%d}; "
        "compare it by hand, or ask them"
    )


def _look_for(quotes: list[Quote], kept: Mapping[int, str]) -> None:
    """Bring what is kept of where the quotations stand up to date; a row is written only if something is new."""
    stale: dict[int, list[Quote]] = defaultdict(list)
    for quote in quotes:
        text = kept.get(quote.source_id, "")
        if (quote.found_in, quote.found_for) != (text, _found_for(quote) if text else ""):
            stale[quote.source_id].append(quote)
    for source, those in stale.items():
        stored = SourceText.objects.filter(source=source).first() if source in kept else None
        haystack = Haystack(stored.text) if stored else None
        for quote in those:
            place, is_near = _found(quote, haystack) if haystack else (None, False)
            found = {
                "found_in": stored.sha256 if stored else "",
                "found_for": _found_for(quote) if stored else "",
                "found_start": place.start if place else None,
                "found_end": place.end if place else None,
                "found_near_speaker": is_near,
            }
            for name, value in found.items():
                setattr(quote, name, value)
            Quote.objects.filter(pk=quote.pk).update(**found)


def _found(quote: Quote, text: Haystack) -> tuple[Place | None, bool]:
    """Where it stands, rather near its speaker's name: of a translation, where its original does."""
    places = text.places(quote.original_text or quote.text)
    if not places:
        return None, False
    for place in places:
        if is_named_near(text.text, place, quote.speaker.name):
            return place, True
    return places[0], False


def _standing(quote: Quote, text: str) -> Standing:
    """`text` is the hash of what is kept of its source, "" where that is nothing."""
    is_found = bool(text) and quote.found_start is not None
    is_signed = bool(quote.checked_on and quote.checked_by and quote.checked_against)
    is_same = quote.checked_for == _checked_for(quote)
    is_same_text = not text or quote.checked_text in ("", text)
    is_checked = is_signed and is_same and is_same_text
    grounds = Grounds.VERBATIM if is_found else Grounds.BY_HAND if is_checked else Grounds.NOTHING
    why = ""
    if grounds is Grounds.NOTHING:
        if is_signed and not is_same:
            why = "was checked by hand, but its words, speaker or source have changed since; "
        elif is_signed:
            why = "was checked by hand, but the text of its source has been replaced since; "
        if text:
            why += "it " if why else ""
            why += f"does not stand word for word in the text that is kept of {quote.source.key}: "
            why += "correct it, or compare it by hand"
        else:
            why += f"nobody vouches for it: keep the text of {quote.source.key}, or compare it by hand"
    return Standing(grounds=grounds, is_checked=is_checked, is_near_speaker=quote.found_near_speaker, why=why)


def _found_for(quote: Quote) -> str:
    return _sha256(quote.text, quote.original_text, quote.speaker.name)


def _checked_for(quote: Quote) -> str:
    """The migration that brought this has the same sum for rows of before."""
    source = quote.source
    said = (quote.text, quote.original_language, quote.original_text, quote.speaker.name)
    return _sha256(*said, source.title, source.publisher, source.url)


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
