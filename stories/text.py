"""Text as readers see it: Markdown made safe, monograms, reading time. Pure: no database, clock or network.

Only the overview is Markdown. It is rendered without raw HTML, headings or images, and then sanitised
against an allow-list, so that neither a slip here nor one in the Markdown library lets markup through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

WORDS_A_MINUTE = 230  # silent reading of non-fiction: Brysbaert 2019, doi:10.1016/j.jml.2019.104047, 238
_CITATION = re.compile(r"\[\[([^\[\]\n]{1,120})\]\]")
_CITED = re.compile(rf"(?:(?<!\s)\s++)?{_CITATION.pattern}")
_BEFORE_A_STOP = re.compile(r"((?:(?:(?<!\s)\s++)?\[\[[^\[\]\n]{1,120}\]\]){1,20})([.,;:])")
_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "br", "sup", "code"}
_ATTRIBUTES = {"a": {"href", "title", "class"}, "ol": {"start"}}
_YEAR_FIRST = re.compile(
    r"^( {0,3}[0-9]{4,9})([.)])(?=[ \t])", re.MULTILINE
)  # "1986. A great year.": no list begins there
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")
_SMALL_WORDS = frozenset(["of", "the", "for", "and", "on", "de", "la", "von", "van", "di"])


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What `[[event-vote-called]]` points at: an address on the page and the item's own name."""

    href: str
    title: str


Resolve = Callable[[str], Citation | None]


def overview_html(markdown: str, resolve: Resolve) -> SafeString:
    """The overview as sanitised HTML, its item citations as numbered links in order of first mention.

    A citation that resolves to nothing leaves no trace; publishing refuses such a document anyway.
    """
    refs = {ref.strip() for ref in _CITATION.findall(markdown)}
    markdown = _BEFORE_A_STOP.sub(r"\2\1", markdown)  # as print sets a note: behind the stop
    markdown = _YEAR_FIRST.sub(r"\1\\\2", markdown)
    return _rendered(markdown, frozenset((ref, resolve(ref)) for ref in refs))


@lru_cache(maxsize=128)  # the same for every filter of a story's timeline that leaves what it cites in place
def _rendered(markdown: str, cited: frozenset[tuple[str, Citation | None]]) -> SafeString:
    html = _PARSER.render(markdown, {"cited": dict(cited), "numbers": {}}).strip()
    clean = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
    return mark_safe(clean)  # noqa: S308 - what nh3 returns is the allow-list


def _citation(state: StateInline, silent: bool) -> bool:
    """The inline rule for `[[event-vote-called]]`; it stands before Markdown's own links."""
    match = _CITATION.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        _close_up(state)
        if found := state.env["cited"].get(match[1].strip()):
            numbers = state.env["numbers"]
            token = state.push("citation", "", 0)
            token.meta = {"found": found, "number": numbers.setdefault(found.href, len(numbers) + 1)}
    state.pos = match.end()
    return True


def _close_up(state: StateInline) -> None:
    """A citation stands at the word before it, whatever space or line end the author put between."""
    state.pending = state.pending.rstrip()
    if not state.pending and state.tokens and state.tokens[-1].type == "softbreak":
        state.tokens.pop()


def _mark(found: Citation, number: int) -> str:
    title = escape(found.title)
    return f'<sup><a class="cite" title="{title}" href="{escape(found.href)}">{number}</a></sup>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable(
        ["heading", "lheading", "image", "code", "fence", "hr", "html_block", "html_inline", "reference"]
    )
    parser.inline.ruler.before("link", "citation", _citation)
    parser.add_render_rule("citation", lambda _self, tokens, i, _options, _env: _mark(**tokens[i].meta))
    return parser


_PARSER = _parser()  # keeps nothing of a text between calls; making one costs more than a rendering


# What Markdown has elsewhere and the overview does not: it is printed as it was typed.
_UNSHOWN = {
    "a heading": re.compile(r"^ {0,3}#{1,6}[ \t]|^ {0,3}(?:={3,}|-{3,})[ \t]*$"),
    "a table": re.compile(r"^ {0,3}\|.*\||^[ |:]*-{3,}[ ]*\|"),
    "a footnote": re.compile(r"\[\^[\w-]{1,40}\]"),
    "an image": re.compile(r"!\[[^\[\]\n]{0,200}\]\("),
    "a block of code": re.compile(r"^ {0,3}(?:```|~~~)"),
    "HTML": re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}(?:\s[^<>\n]{0,200})?/?>"),
}
_MARKED_UP = re.compile(r"\*\*\w[^*\n]{0,200}\*\*|\[[^\[\]\n]{1,200}\]\((?:https?:|mailto:)")


def not_shown(markdown: str) -> list[str]:
    """What of an overview readers see as typed signs, each with the line where it first stands."""
    found: dict[str, str] = {}
    for number, line in enumerate(markdown.split("\n"), start=1):
        for what, pattern in _UNSHOWN.items():
            if what not in found and pattern.search(line):
                found[what] = (
                    f"{what} in line {number}, “{line.strip()[:40]}”, is not made one: readers see it as typed"
                )
    return list(found.values())


def marked_up(text: str) -> str:
    """The first Markdown in a text that is none, and so printed with its signs; "" if there is none."""
    found = _MARKED_UP.search(text)
    return found[0][:60] if found else ""


def plain(markdown: str) -> str:
    """The overview's words alone: for counting, descriptions and search."""
    return " ".join(_CITED.sub("", markdown).replace("*", "").split())


def reading_minutes(texts: Iterable[str]) -> int:
    """Whole minutes, at least one. Words are counted by the spaces between them."""
    words = sum(text.count(" ") + 1 for text in texts)
    return max(1, round(words / WORDS_A_MINUTE))


def monogram(name: str, abbreviation: str | None = None) -> str:
    """One to four letters that stand for a name: its abbreviation if short, otherwise its initials."""
    if abbreviation and len(abbreviation) <= 4:
        return abbreviation
    words = [word for word in _WORD.findall(name) if word.casefold() not in _SMALL_WORDS] or [name]
    return "".join(word[0] for word in words[:3]).upper()
