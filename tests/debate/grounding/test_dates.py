"""Dates with their precision."""

from __future__ import annotations

import pytest

from debate.grounding.dates import borne_out, dates, stored, with_year
from debate.grounding.text import clean


@pytest.mark.parametrize(
    ("text", "grain", "first"),
    [
        ("8 January 2026", "day", (2026, 1, 8)),
        ("January 8, 2026", "day", (2026, 1, 8)),
        ("8th of January", "day", (0, 1, 8)),
        ("the sixth of January 2026", "day", (2026, 1, 6)),
        ("Jan. 8", "day", (0, 1, 8)),
        ("2026-01-08", "day", (2026, 1, 8)),
        ("24–26 October 2025", "day", (2025, 10, 24)),
        ("late January 2026", "month", (2026, 1, 0)),
        ("in May", "month", (0, 5, 0)),
        ("the winter of 2025", "season", (2025, 12, 0)),
        ("in 1945", "year", (1945, 0, 0)),
        ("2014–2015", "year", (2014, 0, 0)),
        ("the 1990s", "decade", (1990, 0, 0)),
        ("the nineteenth century", "century", (19, 0, 0)),
        ("416 BC", "year", (-416, 0, 0)),
        ("on Tuesday", "weekday", (0, 0, 0)),
        ("three days ago", "relative", (0, 0, 0)),
        ("last week", "relative", (0, 0, 0)),
    ],
)
def test_it_reads_a_date(text: str, grain: str, first: tuple[int, int, int]) -> None:
    (date,) = dates(clean(text))
    assert date.grain == grain
    assert (date.first.year, date.first.month, date.first.day) == first


@pytest.mark.parametrize(
    "text", ["2000 troops", "1,945 men", "they may march", "$2000", "1500 km", "2026.5 points"]
)
def test_it_reads_no_date_into_counts(text: str) -> None:
    assert dates(text) == ()


DAY = ("2026-01-08", "", "day")
APPROXIMATE = ("2026-01-09", "", "approximate")
RANGE = ("2025-10-24", "2025-10-26", "day")
MONTH = ("2022-02-01", "", "month")
YEARS = ("2014-01-01", "2015-01-01", "year")


@pytest.mark.parametrize(
    ("said", "given", "text", "borne"),
    [
        ("8 January 2026", DAY, "", True),
        ("8 January", DAY, "", True),
        ("January 2026", DAY, "", True),
        ("early January 2026", DAY, "", True),
        ("late January 2026", DAY, "", False),
        ("in 2026", DAY, "", True),
        ("the 2020s", DAY, "", True),
        ("the twenty-first century", DAY, "", True),
        ("9 January 2026", DAY, "", False),
        ("8 January 2025", DAY, "", False),
        ("Thursday", DAY, "", True),
        ("Friday", DAY, "", False),
        ("yesterday", DAY, "", False),
        ("yesterday", DAY, "It fell yesterday.", True),
        ("9 January 2026", APPROXIMATE, "", False),
        ("about 9 January 2026", APPROXIMATE, "", True),
        ("January 2026", APPROXIMATE, "", True),
        ("24–26 October 2025", RANGE, "", True),
        ("24 to 27 October 2025", RANGE, "", False),
        ("26 October 2025", RANGE, "", True),
        ("25 October 2025", RANGE, "", False),
        ("24 February 2022", MONTH, "", False),
        ("February 2022", MONTH, "", True),
        ("the winter of 2022", MONTH, "", True),
        ("the spring of 2022", MONTH, "", False),
        ("in 2014", YEARS, "", True),
        ("2014–2015", YEARS, "", True),
        ("2014–15", YEARS, "", True),
        ("2013–2015", YEARS, "", False),
        ("March 2014", YEARS, "", False),
    ],
)
def test_it_lets_a_coarser_date_match_a_finer_one_only(
    said: str, given: tuple[str, str, str], text: str, borne: bool
) -> None:
    (date,) = dates(clean(said))
    assert borne_out(date, stored(*given), text) is borne


def test_it_gives_a_cards_dates_its_year() -> None:
    (date,) = with_year(dates("on 8 January"), 2026)
    assert date.first.year == 2026


def test_it_takes_nothing_from_a_broken_date() -> None:
    assert stored("2026-13-40", "", "day") == stored("", "", "") == ()
