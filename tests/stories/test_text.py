"""stories.text: Markdown made safe, monograms, reading time."""

from __future__ import annotations

import pytest

from stories.text import Citation, monogram, overview_html, plain, reading_minutes


def resolve(ref: str) -> Citation | None:
    return Citation(href=f"#{ref}", title=f"Title of {ref}") if ref.startswith("event-") else None


def html(markdown: str) -> str:
    return overview_html(markdown, resolve)


def test_it_numbers_citations_by_first_mention_and_closes_them_up() -> None:
    found = html("One [[event-a]]. Two\n[[event-b]], and one again [[event-a]].")
    assert found == (
        '<p>One.<sup><a class="cite" title="Title of event-a" href="#event-a">1</a></sup> '
        'Two,<sup><a class="cite" title="Title of event-b" href="#event-b">2</a></sup> '
        'and one again.<sup><a class="cite" title="Title of event-a" href="#event-a">1</a></sup></p>'
    )


def test_it_leaves_no_trace_of_a_citation_that_resolves_to_nothing() -> None:
    assert html("Here [[figure-gone]].") == "<p>Here.</p>"


def test_it_keeps_the_markdown_that_an_overview_needs() -> None:
    assert html("*a* **b** [c](https://example.org)\n\n- d") == (
        '<p><em>a</em> <strong>b</strong> <a href="https://example.org">c</a></p>\n<ul>\n<li>d</li>\n</ul>'
    )


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("1986. A great year.", "<p>1986. A great year.</p>"),
        ("It was so.\n\n1986) A great year.", "<p>It was so.</p>\n<p>1986) A great year.</p>"),
        ("3. Third.\n4. Fourth.", '<ol start="3">\n<li>Third.</li>\n<li>Fourth.</li>\n</ol>'),
        ("1. First.", "<ol>\n<li>First.</li>\n</ol>"),
    ],
)
def test_a_paragraph_that_begins_with_a_number_keeps_it(markdown: str, shown: str) -> None:
    assert html(markdown) == shown


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/pixel.png)",
        "![x](javascript:alert(1))",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "[event-a]: javascript:alert(1)\n\n[event-a]",
        '[x](https://e.example "onmouseover=alert(1)")',
        '[[event-a"><script>alert(1)</script>]]',
        "<a href='x' onclick='alert(1)'>x</a>",
        "<style>*{}</style>\n\n<iframe src=x>",
        "# A heading\n\n---\n\n```html\n<b>\n```",
    ],
)
def test_it_makes_no_active_markup_from_hostile_text(hostile: str) -> None:
    found = html(hostile)
    for tag in ("<script", "<img", "<iframe", "<style", "<h1", "<hr", "<pre"):
        assert tag not in found
    for scheme in ("javascript:", "data:", "vbscript:"):
        assert f'href="{scheme}' not in found.lower()
    assert " onclick=" not in found.replace("&quot;", "") or "&lt;a" in found


def test_it_counts_words_without_their_marks() -> None:
    assert plain("One [[event-a]] *two*\nthree") == "One two three"
    assert reading_minutes(["word"] * 10) == 1
    assert reading_minutes(["word " * 460]) == 2


@pytest.mark.parametrize(
    ("name", "abbreviation", "letters"),
    [
        ("Harbour Council", "HC", "HC"),
        ("United Nations", None, "UN"),
        ("Government of Ukraine", None, "GU"),
        ("NATO", "NATO", "NATO"),
        ("Executive Committee", "ExComm", "EC"),
        ("of", None, "O"),
        ("—", None, "—"),
        ("École normale", None, "ÉN"),
    ],
)
def test_it_makes_a_monogram(name: str, abbreviation: str | None, letters: str) -> None:
    assert monogram(name, abbreviation) == letters


def test_an_address_to_write_to_is_a_link() -> None:
    html = overview_html("Write to [the desk](mailto:desk@example.org).", lambda ref: None)
    assert '<a href="mailto:desk@example.org">the desk</a>' in html
