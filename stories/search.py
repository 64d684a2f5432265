"""Search over everything published: one function, PostgreSQL's full text or a plain fallback behind it.

Both compare without case, accents and alphabet, find words in other endings and names in other spellings, take
"a phrase" and -without, and rank a title above a text. What a reader typed is cut to a sensible length and never an error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import reduce
from itertools import islice, product
from operator import add, or_

from django.db import connection, models
from django.db.models import (
    BooleanField,
    Case,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as lazy

from stories.directory.folding import skeleton
from stories.folding import GROUPED, folded, spelled_out
from stories.models import Entry

LONGEST_QUERY = 200  # characters; more is cut, and the page says so
MOST_TERMS = 12
MOST_FOUND = 1_000  # items that are ranked, of the stories published last
PER_PAGE = 20
SNIPPET = 240  # characters of an item's text
_TERM = re.compile(r'(-?)"([^"]+)"|(-?)(\w+)')
_WORD = re.compile(r"\w+")
_SHOWN = re.compile(rf"{GROUPED}|\w(?:[\w\u00ad\u200c\u200d]*\w)?")  # a word as it stands in a text
MOST_NAMES = 5_000  # people and organisations among whom another spelling is looked for
MOST_SPELLINGS = 4  # of one word, as many as names suggest
MOST_WAYS = 16  # of writing a whole query, for PostgreSQL
SURE, SURE_LETTERS = (
    0.8,
    5,
)  # more of the letters shared, of a word so long: another spelling without being asked
_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "es", "s", "y", "e")
_SMALL = frozenset("a an and are as at be by for from in is it of on or that the to was were with".split())


KIND_NAMES = {
    "story": lazy("Story"),
    "figure": lazy("Figure"),
    "person": lazy("Person"),
    "organisation": lazy("Organisation"),
    "event": lazy("Event"),
    "scenario": lazy("Scenario"),
    "precedent": lazy("Precedent"),
    "quote": lazy("Quote"),
    "source": lazy("Source"),
    "motion": lazy("Motion"),
}


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One item found. Title and text are marked and escaped."""

    href: str
    kind: str
    title: SafeString
    text: SafeString
    story: str  # the headline of the story it stands in, "" for a story itself
    language: str | None  # of the story, None: the site's

    @property
    def kind_name(self) -> str:
        return str(KIND_NAMES[self.kind]) if self.kind in KIND_NAMES else self.kind.capitalize()


@dataclass(frozen=True, kw_only=True)
class Results:
    query: str  # as it was understood: cut, odd characters gone
    was_cut: bool
    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int


class _Matches(Func):
    template = "stories_entry.vector @@ websearch_to_tsquery('english'::regconfig, %(expressions)s)"
    output_field = BooleanField()


class _Rank(Func):
    template = "ts_rank(stories_entry.vector, websearch_to_tsquery('english'::regconfig, %(expressions)s))"
    output_field = FloatField()


@dataclass(frozen=True, kw_only=True)
class Term:
    word: str  # or a phrase, folded
    is_unwanted: bool
    others: tuple[str, ...] = ()  # the word in other spellings

    @property
    def texts(self) -> tuple[str, ...]:
        """What is looked for in a text: words without their endings, in every spelling."""
        return tuple(word if " " in word else _stem(word) for word in (self.word, *self.others))


def search(asked: str, page: int = 1) -> Results:
    """A page of what was found. 4 queries at most; none for a query without a word. Of more than MOST_FOUND items the newest."""
    query = _clean(asked)
    terms = terms_of(query)
    wanted = [term for term in terms if not term.is_unwanted]
    if not wanted:
        return Results(query=query, was_cut=False, hits=(), total=0, page=1, pages=0)
    terms = _in_every_spelling(terms)
    wanted = [term for term in terms if not term.is_unwanted]
    entries = _found(terms)
    total = entries.count()
    headline = Entry.objects.filter(story=OuterRef("story"), kind="story").values("title")[:1]
    start = (page - 1) * PER_PAGE
    shown = (
        entries.select_related("story").annotate(
            headline=Subquery(headline), language=KeyTextTransform("language", "story__live__document")
        )[start : start + PER_PAGE]
        if start < total
        else ()
    )
    return Results(
        query=query,
        was_cut=len(asked.strip()) > LONGEST_QUERY,
        hits=tuple(_hit(entry, wanted) for entry in shown),
        total=total,
        page=page,
        pages=-(-total // PER_PAGE),
    )


def _clean(asked: str) -> str:
    kinds = ((c, unicodedata.category(c)) for c in asked.strip()[:LONGEST_QUERY])
    kept = ("" if kind == "Cf" else " " if kind[0] == "C" else c for c, kind in kinds)
    return " ".join("".join(kept).split())


def terms_of(query: str) -> list[Term]:
    """What to look for. Small words count only where there is nothing else."""
    found: list[Term] = []
    small: list[Term] = []
    written = _TERM.findall(folded(query))
    as_two = _TERM.findall(spelled_out(query))
    if len(as_two) != len(written):
        as_two = written
    for (no_phrase, phrase, no_word, word), (_, _, _, two) in zip(written, as_two, strict=True):
        if words := _WORD.findall(phrase):
            found.append(Term(word=" ".join(words), is_unwanted=bool(no_phrase)))
        elif word:
            others = (two,) if two != word else ()
            (small if word in _SMALL else found).append(
                Term(word=word, is_unwanted=bool(no_word), others=others)
            )
    wanted = any(not term.is_unwanted for term in found)
    return (found if wanted else found + small)[:MOST_TERMS]


def _stem(word: str) -> str:
    """A word without its ending, roughly: voted, votes, voting and vote are one."""
    for ending in _ENDINGS:
        if len(word) - len(ending) >= 3 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _in_every_spelling(terms: list[Term]) -> list[Term]:
    """The terms with what else people and organisations of that sound are called here. 1 query if a word is long enough."""
    if not any(_may_be_a_name(term) for term in terms):
        return terms
    entries = Entry.objects.filter(kind__in=("person", "organisation"), story__withdrawn_at__isnull=True)
    titles = entries.order_by("-pk").values_list("title", flat=True)[:MOST_NAMES]
    known: dict[str, str] = {}  # how a word of a name may be typed → how it stands in the index
    for title in set(titles):
        words, as_two = _WORD.findall(folded(title)), _WORD.findall(spelled_out(title))
        known |= zip(as_two, words, strict=False) if len(words) == len(as_two) else ()
        known |= zip(words, words, strict=True)
    by_sound: dict[str, list[str]] = {}
    for word in known:
        if len(word) >= SURE_LETTERS:
            by_sound.setdefault(skeleton(word), []).append(word)
    return [
        replace(term, others=tuple(dict.fromkeys([*term.others, *_also(term.word, known, by_sound)])))
        if _may_be_a_name(term)
        else term
        for term in terms
    ]


def _may_be_a_name(term: Term) -> bool:
    return not term.is_unwanted and len(term.word) >= SURE_LETTERS and term.word.isalpha()


def _also(word: str, known: dict[str, str], by_sound: dict[str, list[str]]) -> list[str]:
    near = [other for other in by_sound.get(skeleton(word), ()) if _surely_one(word, other)]
    if word in known:
        near.append(word)
    return [other for other in dict.fromkeys(known[other] for other in near) if other != word][
        :MOST_SPELLINGS
    ]


def _surely_one(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() > SURE


def _as_websearch(terms: list[Term]) -> str:
    """Every way of writing the query, in PostgreSQL's own words: `zelensky plan or zelenskyy plan`."""
    choices = [
        [f'-"{term.word}"'] if term.is_unwanted else [f'"{word}"' for word in (term.word, *term.others)]
        for term in terms
    ]
    return " or ".join(" ".join(way) for way in islice(product(*choices), MOST_WAYS))


def _found(terms: list[Term]) -> models.QuerySet[Entry]:
    entries = Entry.objects.filter(story__live__isnull=False, story__withdrawn_at__isnull=True).exclude(
        kind__in=("category", "author")
    )
    if connection.vendor == "postgresql":
        query = _as_websearch(terms)
        # Ranking reads each word list, which is most of the cost: only the newest matches are ranked. Not as a subquery:
        # the expressions name the table, and would mean the outer one.
        newest = entries.filter(_Matches(Value(query))).order_by("-pk").values_list("pk", flat=True)
        return Entry.objects.filter(pk__in=list(newest[:MOST_FOUND])).order_by(
            _Rank(Value(query)).desc(), F("story").desc(), "order"
        )
    for term in terms:
        hit = reduce(or_, (Q(folded_title__contains=t) | Q(folded_text__contains=t) for t in term.texts))
        entries = entries.exclude(hit) if term.is_unwanted else entries.filter(hit)
    in_title = [
        Case(
            When(reduce(or_, (Q(folded_title__contains=t) for t in term.texts)), then=Value(3)),
            default=Value(1),
            output_field=IntegerField(),
        )
        for term in terms
        if not term.is_unwanted
    ]
    return entries.order_by(reduce(add, in_title).desc(), F("story").desc(), "order")


def _hit(entry: Entry, wanted: list[Term]) -> Hit:
    return Hit(
        href=entry.get_absolute_url(),
        kind=entry.kind,
        title=marked(entry.title, wanted),
        text=marked(_snippet(entry.text, wanted), wanted),
        story="" if entry.kind == "story" else getattr(entry, "headline", ""),
        language=getattr(entry, "language", None),
    )


def marked(text: str, terms: list[Term]) -> SafeString:
    """Escaped text with the words that were looked for in <mark>."""
    words = _words_of(terms)
    parts: list[str] = []
    end = 0
    for match in _SHOWN.finditer(text):
        if _is_hit(match[0], words):
            parts += (escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>")
            end = match.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part of the text is escaped above


def _words_of(terms: list[Term]) -> list[str]:
    return [word for term in terms for text in term.texts for word in text.split()]


def _is_hit(word: str, wanted: list[str]) -> bool:
    plain = folded(word)
    return any(plain.startswith(stem) for stem in wanted)


def _snippet(text: str, terms: list[Term]) -> str:
    """The part of a text around the first word that was looked for, cut at words."""
    if len(text) <= SNIPPET:
        return text
    words = _words_of(terms)
    first = next((match.start() for match in _SHOWN.finditer(text) if _is_hit(match[0], words)), 0)
    start = 0 if first < SNIPPET // 2 else text.rfind(" ", 0, first - SNIPPET // 3) + 1
    end = start + SNIPPET
    cut = text[start:end] if end >= len(text) else text[start:end].rsplit(" ", 1)[0]
    return f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}"
