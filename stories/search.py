"""Search over everything published: one function, PostgreSQL's full text or a plain fallback behind it.

Both compare without case and accents, find words in other endings, take "a phrase" and -without, and rank a
title above a text. What a reader typed is cut to a sensible length and never an error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import reduce
from operator import add

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
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from stories.index import folded
from stories.models import Entry

LONGEST_QUERY = 200  # characters; more is cut, and the page says so
MOST_TERMS = 12
MOST_FOUND = 1_000  # items that are ranked, of the stories published last
PER_PAGE = 20
SNIPPET = 240  # characters of an item's text
_TERM = re.compile(r'(-?)"([^"]+)"|(-?)(\w+)')
_WORD = re.compile(r"\w+")
_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "es", "s", "y", "e")
_SMALL = frozenset("a an and are as at be by for from in is it of on or that the to was were with".split())


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One item found. Title and text are marked and escaped."""

    href: str
    kind: str
    title: SafeString
    text: SafeString
    story: str  # the headline of the story it stands in, "" for a story itself


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
    text: str  # a word without its ending, or a phrase, folded
    is_unwanted: bool


def search(asked: str, page: int = 1) -> Results:
    """A page of what was found. 3 queries at most; none for a query without a word. Of more than MOST_FOUND items the newest."""
    query = _clean(asked)
    terms = terms_of(query)
    wanted = [term for term in terms if not term.is_unwanted]
    if not wanted:
        return Results(query=query, was_cut=False, hits=(), total=0, page=1, pages=0)
    entries = _found(folded(query), terms)
    total = entries.count()
    headline = Entry.objects.filter(story=OuterRef("story"), kind="story").values("title")[:1]
    start = (page - 1) * PER_PAGE
    shown = (
        entries.select_related("story").annotate(headline=Subquery(headline))[start : start + PER_PAGE]
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
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in asked.strip()[:LONGEST_QUERY])
    return " ".join(kept.split())


def terms_of(query: str) -> list[Term]:
    """What to look for. Small words count only where there is nothing else."""
    found: list[Term] = []
    small: list[Term] = []
    for no_phrase, phrase, no_word, word in _TERM.findall(folded(query)):
        if words := _WORD.findall(phrase):
            found.append(Term(text=" ".join(words), is_unwanted=bool(no_phrase)))
        elif word:
            (small if word in _SMALL else found).append(Term(text=_stem(word), is_unwanted=bool(no_word)))
    wanted = any(not term.is_unwanted for term in found)
    return (found if wanted else found + small)[:MOST_TERMS]


def _stem(word: str) -> str:
    """A word without its ending, roughly: voted, votes, voting and vote are one."""
    for ending in _ENDINGS:
        if len(word) - len(ending) >= 3 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _found(query: str, terms: list[Term]) -> models.QuerySet[Entry]:
    entries = Entry.objects.filter(story__live__isnull=False, story__withdrawn_at__isnull=True).exclude(
        kind__in=("category", "author")
    )
    if connection.vendor == "postgresql":
        # Ranking reads each word list, which is most of the cost: only the newest matches are ranked. Not as a subquery:
        # the expressions name the table, and would mean the outer one.
        newest = entries.filter(_Matches(Value(query))).order_by("-pk").values_list("pk", flat=True)
        return Entry.objects.filter(pk__in=list(newest[:MOST_FOUND])).order_by(
            _Rank(Value(query)).desc(), F("story").desc(), "order"
        )
    for term in terms:
        hit = Q(folded_title__contains=term.text) | Q(folded_text__contains=term.text)
        entries = entries.exclude(hit) if term.is_unwanted else entries.filter(hit)
    in_title = [
        Case(
            When(folded_title__contains=term.text, then=Value(3)),
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
    )


def marked(text: str, terms: list[Term]) -> SafeString:
    """Escaped text with the words that were looked for in <mark>."""
    words = [word for term in terms for word in term.text.split()]
    parts: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        if _is_hit(match[0], words):
            parts += (escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>")
            end = match.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part of the text is escaped above


def _is_hit(word: str, wanted: list[str]) -> bool:
    plain = folded(word)
    return any(plain.startswith(stem) for stem in wanted)


def _snippet(text: str, terms: list[Term]) -> str:
    """The part of a text around the first word that was looked for, cut at words."""
    if len(text) <= SNIPPET:
        return text
    words = [word for term in terms for word in term.text.split()]
    first = next((match.start() for match in _WORD.finditer(text) if _is_hit(match[0], words)), 0)
    start = 0 if first < SNIPPET // 2 else text.rfind(" ", 0, first - SNIPPET // 3) + 1
    end = start + SNIPPET
    cut = text[start:end] if end >= len(text) else text[start:end].rsplit(" ", 1)[0]
    return f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}"
