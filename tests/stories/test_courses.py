"""stories.courses: where the numbers of a series stand when they are drawn."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from stories.courses import Course, course
from stories.document import story_schema
from stories.page_items import Link
from stories.schema2 import Series
from tests.stories.browser import Tags, assert_valid
from tests.stories.documents import example, published, raw, shipped


def drawn(*points: tuple[Any, float]) -> Course:
    series = Series.model_validate(
        {"unit": "things", "source": "s", "points": [{"date": d, "value": v} for d, v in points]}
    )
    return course(series, anchor="series-x", figure=Link(href="#figure-x", text="x"), sources=())


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((225, 92.3), ["0", "100", "200", "300"]),
        ((24, 27), ["0", "10", "20", "30"]),  # a small change looks small
        ((-3, 5), ["−5", "0", "5"]),
        ((-8, -2), ["−10", "−5", "0"]),
        ((0, 0), ["0", "0.5"]),
        ((0.002, 0.001), ["0", "0.001", "0.002"]),
        ((1e15, 1), ["0", "500,000,000,000,000", "1,000,000,000,000,000"]),
    ],
)
def test_its_scale_is_round_and_includes_nought(values: tuple[float, float], ticks: list[str]) -> None:
    found = drawn((2000, values[0]), (2001, values[1]))
    assert [said for _, said in found.ticks] == ticks
    downs = [float(y) for y, _ in found.ticks]
    assert downs == sorted(downs, reverse=True)
    assert all(downs[-1] <= float(spot.y) <= downs[0] for spot in found.spots)


def test_dates_stand_as_far_apart_as_they_are_and_as_exact_as_they_are_known() -> None:
    found = drawn((2000, 1), ("2000-12", 2), ("2002-07-01", 3))
    first, second, third = (float(spot.x) for spot in found.spots)
    assert first < second < third
    assert (second - first) / (third - first) == pytest.approx(167 / 730, abs=0.01)
    assert [spot.when for spot in found.spots] == ["2000", "December 2000", "1 July 2002"]


def test_it_says_in_a_sentence_what_the_line_shows() -> None:
    assert drawn((1979, 225), (1994, 92.3), (2025, 138.3)).summary == (
        "From 225 in 1979 to 138.3 in 2025; lowest 92.3 in 1994."
    )
    assert (
        drawn(("2015-04", 27), ("2025-03-07", 24)).summary == "From 27 in April 2015 to 24 on 7 March 2025."
    )
    assert drawn((2001, 1000), (2002, 5), (2003, 2000)).summary == (
        "From 1,000 in 2001 to 2,000 in 2003; lowest 5 in 2002."
    )


def test_its_line_breaks_where_a_yearly_series_misses_a_year_and_an_irregular_one_has_no_gaps() -> None:
    yearly = [(year, 1.0) for year in range(1990, 2000) if year != 1995]
    before, after = drawn(*yearly).line.removeprefix("M").split("M")
    assert (before.count("L"), after.count("L")) == (4, 3)
    assert drawn((1979, 1), (1980, 1), (1994, 1), (2025, 1)).line.count("M") == 1


@pytest.mark.django_db
def test_a_page_draws_it_with_its_source_and_every_number_in_a_table(client: Client) -> None:
    story = published(example())
    html = client.get(story.get_absolute_url()).content.decode()
    assert_valid(html)
    part = html[html.index('id="series-minutes"') : html.index('class="wrap body"')]
    assert "From 11 in 2016 to 14 in 2026." in part
    assert 'href="#source-survey"' in part
    assert '<tr><th scope="row">2016</th><td>11</td></tr>' in part
    assert part.count("<circle") == 2
    assert 'href="#series-minutes"' in html
    assert not [tag for tag, has in Tags(part).found if "style" in has]
    without = raw()["figures"]
    del without[0]["series"]
    html = client.get(published(example(figures=without)).get_absolute_url()).content.decode()
    assert "<table" not in html
    assert "series-minutes" not in html


@pytest.mark.parametrize(
    ("slug", "figure", "points"),
    [("ozone-montreal-protocol", "recovery", 46), ("unity-dow-citizenship", "still-unequal", 4)],
)
def test_shipped_stories_draw_sourced_numbers(slug: str, figure: str, points: int) -> None:
    document = shipped(slug)
    found = next(one for one in document.figures if one.key == figure)
    assert found.series is not None
    assert len(found.series.points) == points
    source = next(one for one in document.sources if one.key == found.series.source)
    assert source.kind == "official"


def test_the_schema_says_what_a_series_is() -> None:
    parts = story_schema()["$defs"]
    assert parts["Series"]["properties"]["points"]["maxItems"] == 60
    assert "As exact as it is known" in parts["Point"]["properties"]["date"]["description"]
    assert parts["Point"]["properties"]["value"]["type"] == "number"
