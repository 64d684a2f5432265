"""What the rules find in real and made-up articles; `measuring` says how it is counted and prints the table."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from stories.intake.drafts import Article, Draft
from stories.intake.rules import propose
from tests.stories.intake.measuring import all_measured, table

DAY = dt.date(2031, 5, 15)  # a Thursday


def read(text: str, date: dt.date | None = DAY) -> tuple[Draft, ...]:
    return propose(Article(text=text, date=date))


def said(text: str) -> list[tuple[str, str]]:
    return [(d.values["text"], d.values["speaker"]) for d in read(text) if d.kind == "quote"]


def when(text: str, date: dt.date | None = DAY) -> list[str]:
    return [
        f"{d.values['date']}{'/' + d.values['end_date'] if d.values['end_date'] else ''} {d.values['precision']}"
        for d in read(text, date)
        if d.kind == "event"
    ]


def counted(text: str) -> list[str]:
    return [f"{d.values['value']} {d.values['unit']}".strip() for d in read(text) if d.kind == "figure"]


def test_it_finds_what_a_careful_reader_finds_and_little_else() -> None:
    rows, seen, held = all_measured(unseen=True)
    print(table(rows | {"tuned on": seen, "unseen": held}))  # noqa: T201 - with -s, the table
    seen.add(held)
    assert seen.share("quotes") >= 0.8, seen.missed
    assert seen.share("numbers") >= 0.9, seen.missed
    assert seen.share("dates") >= 0.8, seen.missed
    assert seen.nonsense_share <= 0.1, seen.odd


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“We will rebuild it,” said Ann Lee, the mayor of Brae.", ["Ann Lee"]),
        ("“We will rebuild it,” the mayor of Brae, Ann Lee, told reporters.", ["Ann Lee"]),
        ("Ann Lee, the mayor of Brae, said: “We will rebuild it.”", ["Ann Lee"]),
        ("According to Ann Lee, “we will rebuild it by the autumn”.", ["Ann Lee"]),
        ("Ann Lee, 54, spoke first. “We will rebuild it,” she said.", ["Ann Lee"]),
        ("Mayor Ann Lee arrived. “We will,” Ms Lee said, “rebuild all of it before the autumn rains have come.”", ["Ann Lee", "Ann Lee"]),
        ("“We will rebuild it,” said Ann Lee. “It will take a year.”", ["Ann Lee", "Ann Lee"]),
        ("“We will rebuild it,” an official said.", [""]),
        ('"We will rebuild it," he said.', [""]),
        ("“We will rebuild it,” the Kremlin said. “It will take a year,” Moscow added.", ["", ""]),
        ("‘We will rebuild it,’ said Ann Lee, who doesn’t doubt it.", ["Ann Lee"]),
        ("They call it a “line of contact” between the “two sides”.", []),
    ],
)  # fmt: skip
def test_it_gives_words_to_whom_the_text_gives_them(text: str, speakers: list[str]) -> None:
    assert [speaker for _, speaker in said(text)] == speakers


def test_it_names_nobody_for_a_pronoun_that_could_be_two_people() -> None:
    text = "Mr Ian Roe and Mrs Ann Lee met in Brae.\n\nA day passed.\n\nRain fell.\n\nSnow fell.\n\n“We will rebuild it,” she said."
    assert [speaker for _, speaker in said(text)] == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge fell on 3 April 2029 at noon.", ["2029-04-03 day"]),
        ("The bridge fell on April 3, 2029 at noon.", ["2029-04-03 day"]),
        ("The bridge fell on the 3rd of April 2029 at noon.", ["2029-04-03 day"]),
        ("The bridge was shut from 24–26 October 2030 for repair.", ["2030-10-24/2030-10-26 day"]),
        ("The bridge was built in June 1998 by hand.", ["1998-06-01 month"]),
        ("The bridge was built in 1998 by hand.", ["1998-01-01 year"]),
        ("The famine of 1932–33 killed millions.", ["1932-01-01/1933-01-01 year"]),
        ("The bridge fell on Tuesday at noon.", ["2031-05-13 day"]),
        ("The council will meet on Tuesday at noon.", ["2031-05-20 day"]),
        ("The bridge fell yesterday at noon.", ["2031-05-14 day"]),
        ("The bridge fell three days ago at noon.", ["2031-05-12 day"]),
        ("The bridge fell last month at noon.", ["2031-04-01 month"]),
        ("The bridge fell on 3 April at noon.", ["2031-04-03 day"]),
        ("The work is to begin on 3 April at noon.", ["2032-04-03 day"]),
        ("It may rain; they march on and on.", []),
        ("It fell on 31 February 2029 at noon.", []),
    ],
)
def test_it_tells_a_day_from_its_words_and_the_day_of_the_article(text: str, expected: list[str]) -> None:
    assert when(text) == expected


def test_it_makes_up_no_day_where_the_article_has_none() -> None:
    assert when("The bridge fell on Tuesday. The council met in 1998. It fell on 3 April, too.", None) == [
        " day", "1998-01-01 year", " day",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost €4.2 million and took nine weeks.", ["€4.2 million", "nine weeks"]),
        ("Some 1,200 people and 40 cars crossed.", ["1,200 people", "40 cars"]),
        ("Prices rose 7.5 per cent, or 3 percentage points.", ["7.5 per cent", "3 percentage points"]),
        ("It lost 12–17 square kilometres a day.", ["12–17 square kilometres"]),
        ("Between 30,000 and 45,000 jobs would go.", ["30,000 and 45,000 jobs"]),
        ("The 28-point plan was cut.", ["28 points"]),
        ("At 9 a.m. Ann Lee, 54, took Route 7 to Room 12 under Article 5.", []),
        ("It opened in 1998 on 3 April 2029.", []),
    ],
)
def test_it_counts_what_is_named(text: str, expected: list[str]) -> None:
    assert counted(text) == expected


def test_it_rests_every_draft_on_a_passage_that_holds_its_words() -> None:
    text = "“We will rebuild it,” said Ann Lee, the mayor of Brae. It cost €4 million in 1998.\n\nThe Brae Bridge Board (BBB) met."
    drafts = read(text)
    assert {draft.kind for draft in drafts} == {"person", "organisation", "figure", "event", "quote"}
    for draft in drafts:
        passage = text[draft.start : draft.end]
        named = "text value name description".split()
        assert all(str(draft.values[name]) in passage for name in named if draft.values.get(name))


def test_it_reads_a_long_text_in_a_second_or_so() -> None:
    text = (
        "“We will rebuild it,” said Ann Lee, the mayor of Brae, on Tuesday. It cost €4 million in 1998. "
        * 2_000
    )[:200_000]
    assert len(read(text)) > 500


@pytest.mark.parametrize(
    "text", ["", "“", '"' * 5_000, "(" * 5_000, "A " * 20_000, "1 " * 20_000, "‘" * 5_000, "a.b.c." * 5_000]
)
def test_it_comes_to_an_end_with_any_text(text: str) -> None:
    read(text)


@pytest.mark.parametrize("pump", ["1 May ", "“Aa,” he said. ", "A. ", "€1 ", "said Aa of the ", "“a” "])
def test_it_takes_time_that_grows_with_the_length_of_a_text(pump: str) -> None:
    def spent(characters: int) -> float:
        started = time.process_time()
        read((pump * characters)[:characters])
        return time.process_time() - started

    spent(1_000)
    assert spent(24_000) < 24 * max(spent(4_000), 0.02)  # 6 times is linear, 36 quadratic
