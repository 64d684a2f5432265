"""HTML and Markdown as text."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any, Final

from stories.intake.extraction import plain
from stories.intake.extraction.given import Given, NotRead

_HTML: Final = re.compile(
    r"<(?:!doctype|html|head|body|article|main|section|div|p|h[1-6]|ul|ol|table|blockquote|meta|br)\b[^<>]*>",
    re.IGNORECASE,
)
MOST_TAGS: Final = 20_000  # a long article's page has 3,000; the time to read one grows with their square
_FRONT: Final = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD: Final = re.compile(
    r"^(title|author|byline|date|lang|language|description|url|link|canonical_url)\s*:\s*(.+?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_MARKDOWN: Final = re.compile(r"^#{1,6} \S|\]\(https?://|^[ \t]{0,40}[-*] \[|\*\*\S", re.MULTILINE)


def looks_like_html(text: str) -> bool:
    found = _HTML.findall(text[:20_000])
    return len(found) > 2 or bool(re.match(r"\s*<(?:!doctype\s+html|html)\b", text, re.IGNORECASE))


def looks_like_markdown(text: str) -> bool:
    return bool(_FRONT.match(text)) or len(_MARKDOWN.findall(text[:20_000])) > 1


def read_html(html: str) -> Given:
    """The article of a web page: its text without navigation, and what its head says of it. Raises NotRead."""
    if html.count("<") > MOST_TAGS:
        raise NotRead(f"The page has more than {MOST_TAGS:,} tags. Paste the part of it that is the article.")
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read, the editor is told
    found: Any = trafilatura.bare_extraction(
        html,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        favor_recall=True,
        # Of the head and of markup that means a date: a day that merely stands in the text is not when it was written.
        date_extraction_params={"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"},
    )
    text = (found.text or "") if found is not None else ""
    if len(text.split()) < 40:  # a fragment, in which nothing says what is the article
        everything = trafilatura.html2txt(html, clean=True) or ""
        text = everything if len(everything) > len(text) else text
    if not text.strip():
        raise NotRead("No article could be found in this HTML. Copy the text as it reads and paste that.")
    return Given(
        text=_joined(text),
        title=(found and found.title) or "",
        author=((found and found.author) or "").replace(";", ","),
        publisher=(found and found.sitename) or "",
        url=(found and found.url) or "",
        date=_date((found and found.date) or ""),
        language=_language(html),
        description=(found and found.description) or "",
    )


def read_markdown(text: str) -> Given:
    """The words of a Markdown text, a paragraph a line, and what stands in its front matter."""
    front = _FRONT.match(text)
    fields = {name.lower(): value.strip("'\"") for name, value in _FIELD.findall(front[1])} if front else {}
    lines = _markdown_lines(text[front.end() :] if front else text)
    if fields.get("title") and lines and lines[0].strip() == fields["title"]:
        lines = lines[1:]
    read = plain.read_plain("\n\n".join(lines))
    return Given(
        text=read.text,
        title=fields.get("title") or read.title,
        author=fields.get("author") or fields.get("byline") or read.author,
        date=_date(fields.get("date", "")) or read.date,
        language=(fields.get("lang") or fields.get("language") or "")[:35],
        description=fields.get("description", ""),
        url=fields.get("url") or fields.get("link") or fields.get("canonical_url") or "",
    )


def _markdown_lines(text: str) -> list[str]:
    from markdown_it import MarkdownIt

    def words(children: Any) -> str:
        parts = []
        for child in children or ():
            if child.type in ("text", "code_inline"):
                parts.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                parts.append(" ")
        return "".join(parts)

    tokens = MarkdownIt("commonmark", {"html": False}).parse(text)
    lines = [
        words(token.children) if token.type == "inline" else token.content
        for token in tokens
        if token.type in ("inline", "fence", "code_block")
    ]
    return [line.strip() for line in lines if line.strip()]


def _joined(text: str) -> str:
    """A paragraph a line, with an empty one between."""
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def _date(text: str) -> dt.date | None:
    found = re.match(r"\s*(\d{4})-(\d{2})-(\d{2})", text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _language(html: str) -> str:
    found = re.search(
        r"<html\b[^<>]{0,400}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)",
        html[:5_000],
        re.IGNORECASE,
    )
    return found[1] if found else ""
