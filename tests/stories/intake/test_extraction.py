"""What the desk reads of what an editor gives, in every form, and of what is no article at all."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import docx
import pytest

from stories.intake.extraction import MOST_BYTES, NotRead, SeveralEntries, read_pasted, read_uploaded
from stories.intake.language import is_english

PAGE = """<!doctype html><html lang="en-GB"><head><title>A dam is planned – The Paper</title>
<meta name="author" content="Jo Doe"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2026-02-03T10:00:00Z"></head>
<body><nav><a href="/">Home</a> Subscribe now</nav><article><h1>A dam is planned</h1>
<p>The river rises every spring, and on 5 March 2019 the town was flooded.{more}</p><p>“We will go,” said Ann Lee.</p></article>
<footer>All rights reserved by nobody</footer></body></html>""".replace(
    "{more}", " The water stood for a week." * 12
)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title>
<item><title>One &amp; all</title><description>&lt;p&gt;The dam broke.&lt;/p&gt;</description><pubDate>Tue, 03 Feb 2031 10:00:00 GMT</pubDate>
<link>https://example.org/1</link></item><item><title>Two</title><description>The second text.</description></item></channel></rss>"""


def test_it_reads_a_web_page_without_what_stands_around_the_article() -> None:
    given = read_pasted(PAGE)
    assert given.date == dt.date(2026, 2, 3)
    assert (given.author, given.publisher, given.language) == ("Jo Doe", "The Paper", "en-GB")
    assert given.title.startswith("A dam is planned")
    assert "“We will go,” said Ann Lee." in given.text
    assert "Subscribe" not in given.text
    assert "rights reserved" not in given.text


def test_it_takes_no_day_of_the_text_for_the_day_of_the_page() -> None:
    given = read_pasted(re.sub("<meta property=.article[^>]*>", "", PAGE))
    assert given.date is None


def test_it_reads_title_author_and_date_from_the_head_of_plain_text() -> None:
    given = read_uploaded(
        b"A dam is planned\r\n\r\nBy Jo Doe\r\n3 February 2031\r\n\r\nIt rained.\r\n", "dam.txt"
    )
    assert (given.title, given.author, given.date) == ("A dam is planned", "Jo Doe", dt.date(2031, 2, 3))
    assert "\r" not in given.text


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("VALMORA, Sept. 18, 2030 (Wire) — Shares of a drugmaker fell.", dt.date(2030, 9, 18)),
        ("LONDON, 3 March 2031 – The court said on 4 May 2029 that it would.", dt.date(2031, 3, 3)),
        ("PORT LEVAN, March 3, 2031 -- The court met.", dt.date(2031, 3, 3)),
        ("The court, which met on 4 May 2029 — twice — rose.", None),
        ("NATO, on 4 May 2029, said no.", None),
    ],
)
def test_it_reads_the_day_of_an_agencys_dateline(line: str, day: dt.date | None) -> None:
    assert read_pasted(f"{line}\n\nRain fell.").date == day


def test_it_reads_markdown_without_its_marks() -> None:
    given = read_uploaded(
        b"---\ntitle: A dam\ndate: 2031-02-03 12:00\n---\n# A dam\n\nThe **river** [rose](https://example.org) in *March*.\n\n* One\n",
        "a.md",
    )
    assert (given.title, given.date) == ("A dam", dt.date(2031, 2, 3))
    assert given.text == "The river rose in March.\n\nOne"


def test_it_reads_a_docx() -> None:
    file, document = io.BytesIO(), docx.Document()
    for line in ("A dam is planned", "By Jo Doe", "“We will go,” said Ann Lee."):
        document.add_paragraph(line)
    document.add_table(1, 1).cell(0, 0).text = "In a table."
    document.save(file)
    given = read_uploaded(file.getvalue(), "dam.docx")
    assert (given.title, given.author) == ("A dam is planned", "Jo Doe")
    assert given.text.endswith("“We will go,” said Ann Lee.\n\nIn a table.")


def test_it_has_one_entry_of_a_feed_chosen() -> None:
    with pytest.raises(SeveralEntries) as asked:
        read_pasted(FEED)
    assert [(entry.title, entry.date) for entry in asked.value.entries] == [
        ("One & all", dt.date(2031, 2, 3)),
        ("Two", None),
    ]
    given = read_uploaded(FEED.encode(), "feed.xml", entry=0)
    assert (given.text, given.title, given.url) == ("The dam broke.", "One & all", "https://example.org/1")
    assert read_pasted(FEED, entry=1).text == "The second text."
    with pytest.raises(NotRead):
        read_pasted(FEED, entry=2)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "iso-8859-15"])
def test_it_reads_other_encodings(encoding: str) -> None:
    text = "Die Brücke über den Fluß ist gebrochen, und niemand weiß, wer daran schuld ist. Für die Stadt ist das schlimm."
    assert read_uploaded(text.encode(encoding), "b.txt").text == text


def test_it_drops_invisible_characters() -> None:
    assert read_pasted("The\u200b dam\u202e broke\ufeff\u00a0today.").text == "The dam broke today."


def _zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no text"),
        (b" \n\t ", "no text"),
        (b"x" * (MOST_BYTES + 1), "bytes"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\x00\x01\x02" * 99, "no text"),
        (b"PK\x03\x04 nothing", "damaged archive"),
        (_zipped("readme.txt", b"x"), "no .docx"),
        (_zipped("word/document.xml", b" " * 40_000_000), "unpacks to more"),
        (_zipped("word/document.xml", b"<w:document/>"), "cannot be read"),
        (b"a" * 300_000, "at most 200,000"),
        (b"<html><p>word</p>" + b"<p>word</p>" * 30_000, "tags"),
        (b"<html>" + b"<div>" * 15_000 + b"deep", "No article"),
        (b"<?xml version='1.0'?><rss><channel></channel></rss>", "no entry"),
    ],
)
def test_it_says_why_it_cannot_read_something(raw: bytes, why: str) -> None:
    with pytest.raises(NotRead, match=why):
        read_uploaded(raw, "file")


def test_it_expands_no_entity_into_a_text() -> None:
    names = "".join(f"<!ENTITY a{n + 1} '&a{n};&a{n};'>" for n in range(30))
    item = "<channel><item><description>The dam &a30; broke.</description></item></channel>"
    given = read_pasted(f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'ha'>{names}]><rss>{item}</rss>")
    assert len(given.text) < 100


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The bridge that the council had built was closed by the mayor on Monday.", True),
        ("Die Brücke, die der Rat gebaut hatte, wurde am Montag von der Bürgermeisterin geschlossen.", False),
        ("Le pont que le conseil avait construit a été fermé lundi par la maire de la ville.", False),
        ("Міст, який збудувала рада, у понеділок закрила мерка.", False),
    ],
)
def test_it_tells_english_from_other_languages(text: str, english: bool) -> None:
    assert is_english(text) is english
