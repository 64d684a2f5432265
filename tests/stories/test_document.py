"""The story document: what is accepted, and what every kind of fault is called."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.documents import DocumentFaults
from stories.document import (
    check_story,
    parse_story,
    schema_needed,
    stored_story,
    story_schema,
    story_sha256,
    story_yaml,
)
from stories.schema2 import absent
from tests.debate.fixtures import documents
from tests.stories.documents import in_schema_1

EXAMPLE = Path(__file__).with_name("example.yaml").read_text(encoding="utf-8")
RAW: dict[str, Any] = parse_story(EXAMPLE).as_json()


def faults(change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What is said of the example after a change; [] if it is accepted."""
    raw = copy.deepcopy(RAW)
    change(raw)
    try:
        check_story(raw)
    except DocumentFaults as error:
        return [f"{fault.path}: {fault.message}" for fault in error.faults]
    return []


def set_at(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: dict[str, Any]) -> None:
        for step in path[:-1]:
            raw = raw[step]
        raw[path[-1]] = value

    return change


def test_the_example_round_trips_through_yaml_and_json() -> None:
    document = parse_story(EXAMPLE)
    assert parse_story(story_yaml(document)) == document
    assert parse_story(json.dumps(document.as_json())) == document
    assert story_yaml(parse_story(story_yaml(document))) == story_yaml(document)


@pytest.mark.parametrize("slug", sorted(documents()))
def test_every_shipped_story_round_trips_and_meets_the_published_schema(slug: str) -> None:
    document = documents()[slug]
    assert parse_story(story_yaml(document)) == document
    assert story_sha256(parse_story(story_yaml(document))) == story_sha256(document)
    schema = story_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) <= set(document.as_json()) <= set(schema["properties"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            set_at("timeline", 0, "date", value="-0044-03-15"),
            "timeline[0].date: -0044-03-15 is before the year 1",
        ),
        (set_at("timeline", 0, "date", value=-44), "timeline[0].date: -44 is before the year 1"),
        (set_at("quotes", 0, "date", value="44 BC"), "quotes[0].date: 44 BC is before the year 1"),
        (
            set_at("figures", 0, "series", "points", 0, "date", value=-44),
            "figures[0].series.points[0].date: -44 is before",
        ),
        (set_at("timeline", 0, "date", value="soon"), "timeline[0].date: must be a date such as 2026-01-08"),
        (
            set_at("timeline", 0, "date", value=20260108),
            "timeline[0].date: must be a date such as 2026-01-08",
        ),
        (set_at("as_of", value="2026-02-30"), "as_of: "),
        (set_at("timeline", 0, "end_date", value="2020-01-01"), "timeline[0].end_date: 2020-01-01 is before"),
        (set_at("timeline", 0, "precision", value="month"), "timeline[0].date: with precision month"),
        (set_at("timeline", 0, "precision", value="vague"), "timeline[0].precision: "),
        (set_at("figures", 0, "value", value=9), "figures[0].value: must be text (put numbers in quotes)"),
        (set_at("figures", 0, "key", value="Minutes!"), "figures[0].key: may only hold a-z, 0-9 and hyphens"),
        (
            set_at("figures", 0, "sources", value=["nope"]),
            "figures[0].sources[0]: no source has the key nope",
        ),
        (set_at("figures", 0, "label", value="  "), "figures[0].label: is empty"),
        (set_at("people", 0, "alive", value="yes"), "people[0].alive: must be true or false"),
        (set_at("people", 0, "nickname", value="x"), "people[0].nickname: is not a field of the document"),
        (set_at("quotes", 0, "speaker", value="nobody"), "quotes[0].speaker: no person has the key nobody"),
        (set_at("quotes", 0, "source", value="nope"), "quotes[0].source: no source has the key nope"),
        (set_at("sources", 0, "kind", value="rumour"), "sources[0].kind: "),
        (set_at("sources", 0, "url", value="javascript:alert(1)"), "sources[0].url: "),
        (set_at("overview", value="Look [[event-never]]."), "overview: cites [[event-never]]"),
        (set_at("headline", value="a\x00b"), "headline: contains a control character"),
        (set_at("headline", value="a\u202eb"), "headline: contains an invisible"),
        (
            set_at("headline", value="The har\u200bbour"),
            "headline: contains an invisible character, at “The har⟨U+200B⟩bour”",
        ),
        (set_at("headline", value="a\u2067b"), "headline: contains a direction that no U+2069 closes"),
        (
            set_at("overview", value="a\u2067b\n\nc\u2069"),
            "overview: contains a direction that no U+2069 closes",
        ),
        (
            set_at("headline", value="It\x92s on"),
            "headline: contains a control character, at “It⟨U+0092⟩s on”; ’ was meant",
        ),
        (set_at("figures", 0, "unit", value="\x80"), "figures[0].unit: contains a control character"),
        (set_at("headline", value="Two\nlines"), "headline: is one line"),
        (set_at("people", 0, "name", value="Mara\nLind"), "people[0].name: is one line"),
        (set_at("slug", value="-"), "slug: is words of"),
        (set_at("slug", value="--x--"), "slug: is words of"),
        (
            set_at("sources", 0, "url", value="https://me:pw@example.org/"),
            "sources[0].url: has an address with",
        ),
        (set_at("schema", value=3), "schema: "),
        (set_at("schema", value=1), "language: needs schema: 2"),
        (set_at("schema", value=1), "figures[0].mention: needs schema: 2"),
        (set_at("schema", value=1), "quotes[0].checked: needs schema: 2"),
        (set_at("language", value="English, mostly"), "language: is no language tag"),
        (set_at("byline", 0, "role", value=""), "byline[0].role: is empty"),
        (set_at("image", "file", value="/etc/passwd"), "image.file: is no file of the site’s media"),
        (set_at("image", "file", value="../harbour.jpg"), "image.file: is no file of the site’s media"),
        (set_at("image", "alt", value="a\u202eb"), "image.alt: contains an invisible"),
        (set_at("image", "focus", value=[50]), "image.focus: "),
        (set_at("image", "focus", value=[50, 101]), "image.focus[1]: must be a whole number from 0 to 100"),
        (set_at("image", "focus", value=[True, 0.5]), "image.focus[0]: must be a whole number from 0 to 100"),
        (set_at("byline", 0, "slug", value="Ines Ruhl"), "byline[0].slug: may only hold a-z"),
        (set_at("people", 0, "portrait", value={"file": "a.jpg"}), "people[0].portrait.alt: "),
        (set_at("figures", 0, "mention", value="the nine minutes."), "figures[0].mention: ends with a stop"),
        (
            set_at("figures", 0, "mention", value="the " + "very " * 11 + "end"),
            "figures[0].mention: has more than",
        ),
        (set_at("figures", 0, "mention", value="x" * 81), "figures[0].mention: "),
        (
            set_at("figures", 0, "mention", value="Nine. That is all of it"),
            "figures[0].mention: is a sentence",
        ),
        (
            set_at("figures", 0, "mention", value="They save nine minutes"),
            "figures[0].mention: is a sentence",
        ),
        (
            set_at("figures", 0, "series", "source", value="nope"),
            "figures[0].series.source: no source has the key",
        ),
        (
            set_at("figures", 0, "series", "points", 1, "date", value=2015),
            "figures[0].series: points stand in order of date, oldest first, each date once: 2015 stands after 2016",
        ),
        (
            set_at("figures", 0, "series", "points", 1, "date", value="soon"),
            "figures[0].series.points[1].date: must be",
        ),
        (
            set_at("figures", 0, "series", "points", 1, "date", value="2026-02-30"),
            "figures[0].series.points[1].date: ",
        ),
        (
            set_at("figures", 0, "series", "points", 0, "date", value="0000"),
            "figures[0].series.points[0].date: must be",
        ),
        (set_at("figures", 0, "series", "unit", value=" "), "figures[0].series.unit: is empty"),
        (
            set_at("figures", 0, "series", "points", 1, "value", value="14"),
            "figures[0].series.points[1].value: must be",
        ),
        (
            set_at("figures", 0, "series", "points", 1, "value", value=1e99),
            "figures[0].series.points[1].value: must be",
        ),
        (
            set_at(
                "figures", 0, "series", "points", value=[{"date": 1900 + i, "value": i} for i in range(61)]
            ),
            "figures[0].series.points: ",
        ),
        (lambda raw: raw["quotes"][0]["checked"].pop("by"), "quotes[0].checked.by: is required"),
        (
            set_at("quotes", 0, "original", value={"language": "de", "text": " "}),
            "quotes[0].original.text: is empty",
        ),
        (set_at("motions", 0, "bearing", 0, "item", value="event-never"), "motions[0].bearing[0].item: "),
        (set_at("motions", 0, "bearing", 0, "side", value="left"), "motions[0].bearing[0].side: "),
        (set_at("motions", 0, "default", value=False), "motions: exactly one is the default, not 0"),
        (set_at("motions", value=[]), "motions: a debatable story has at least one motion"),
        (set_at("debatable", value=False), "not_debatable_reason: is required when debatable is false"),
        (lambda raw: raw.pop("headline"), "headline: is required"),
        (lambda raw: raw["figures"][0].pop("unit"), "figures[0].unit: is required"),
        (lambda raw: raw["sources"].append(raw["sources"][0]), "sources[1].key: survey is already the key"),
        (set_at("timeline", value="none"), "timeline: must be a list"),
        (set_at("timeline", 0, value=7), "timeline[0]: "),
    ],
)
def test_each_fault_is_named_with_its_path(change: Callable[[dict[str, Any]], None], expected: str) -> None:
    found = faults(change)
    assert any(fault.startswith(expected) for fault in found), found


@pytest.mark.parametrize(
    "mention",
    [
        "the nine minutes saved",
        "the U.S. Senate’s vote of 1987",
        "DEFCON 2",
        "what Mara Lind said in council",
        "“the bell”",
    ],
)
def test_a_noun_phrase_is_a_mention(mention: str) -> None:
    assert faults(set_at("figures", 0, "mention", value=mention)) == []


def test_isolates_that_are_closed_and_loud_schemes_are_accepted() -> None:
    raw = copy.deepcopy(RAW)
    raw["headline"] = "The book \u2068שלום\u2069 is out"
    raw["sources"][0]["url"] = "HTTPS://example.org/A"
    document = check_story(raw)
    assert document.headline == raw["headline"]
    assert document.sources[0].url == "https://example.org/A"


def test_what_windows_1252_left_in_a_document_of_before_is_read_as_it_was_meant() -> None:
    assert (
        stored_story(copy.deepcopy(RAW) | {"headline": "It\x92s on: \x80 5\x85"}).headline == "It’s on: € 5…"
    )


def test_a_document_of_schema_1_is_read_and_written_as_it_was() -> None:
    raw = in_schema_1()
    document = check_story(raw)
    assert document.as_json() == raw
    assert "mention" not in story_yaml(document)
    assert schema_needed(raw) == 1
    assert schema_needed(RAW) == 2


def test_an_empty_field_of_schema_2_is_as_good_as_none() -> None:
    raw = in_schema_1() | {"byline": [], "language": None, "image": None}
    assert check_story(raw) == check_story(in_schema_1())


def test_a_series_keeps_the_precision_of_its_dates_and_whole_numbers_whole() -> None:
    raw = copy.deepcopy(RAW)
    dates = [2016, "2017", "2017-05", "2018-01-02"]
    raw["figures"][0]["series"]["points"] = [
        {"date": date, "value": 2.0 + i / 2} for i, date in enumerate(dates)
    ]
    document = check_story(raw)
    points = document.as_json()["figures"][0]["series"]["points"]
    assert [(p["date"], p["value"]) for p in points] == [
        (2016, 2),
        (2017, 2.5),
        ("2017-05", 3),
        ("2018-01-02", 3.5),
    ]
    assert parse_story(story_yaml(document)).as_json() == document.as_json()
    assert "value: 2\n" in story_yaml(document)


def test_every_fault_is_reported_at_once_whatever_its_kind() -> None:
    def spoil(raw: dict[str, Any]) -> None:
        raw["timeline"][0]["date"] = "soon"
        raw["figures"][0]["sources"] = ["nope"]
        raw["colour"] = "red"
        del raw["standfirst"]

    paths = {fault.partition(":")[0] for fault in faults(spoil)}
    assert paths == {"timeline[0].date", "figures[0].sources[0]", "colour", "standfirst"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "document: is not a mapping of fields"),
        ("[1, 2]", "document: is not a mapping of fields"),
        ("a: [", "document: is not readable YAML or JSON"),
        ("a: &x 1\nb: *x", "aliases are not allowed"),
        ("slug: a\nslug: b", "slug stands twice"),
        ("!!python/object/apply:os.system [id]", "document: is not readable YAML or JSON"),
        ("[" * 5000, "document: is not readable YAML or JSON"),
        ("x" * 4_000_001, "document: is longer than"),
    ],
)
def test_text_that_is_no_document_is_refused_in_a_line(text: str, expected: str) -> None:
    with pytest.raises(DocumentFaults) as refused:
        parse_story(text)
    assert expected in str(refused.value)
    assert "\n" not in str(refused.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(DocumentFaults, match="not UTF-8"):
        parse_story(b"\xff\xfe\x00")


def test_words_that_yaml_would_turn_into_booleans_stay_words() -> None:
    document = parse_story(EXAMPLE.replace("resolution: null", "resolution: yes"))
    assert document.scenarios[0].resolution == "yes"
    assert parse_story(story_yaml(document)) == document


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine too


@unhurried
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=20,
    )
)
def test_no_value_breaks_the_check(value: Any) -> None:
    with pytest.raises(DocumentFaults):
        check_story(value)


@unhurried
@given(
    field=st.sampled_from(sorted(RAW)),
    value=st.none() | st.integers() | st.text(max_size=30) | st.lists(st.text(max_size=5), max_size=3),
)
def test_no_field_of_any_value_breaks_the_check(field: str, value: Any) -> None:
    with contextlib.suppress(DocumentFaults):
        kept = value.strip() if isinstance(value, str) else value
        written = check_story({**RAW, field: value}).as_json()
        assert written[field] == kept if field in written else absent(kept)


def test_a_document_is_plain_yaml_to_other_readers() -> None:
    assert yaml.safe_load(story_yaml(parse_story(EXAMPLE)))["slug"] == "harbour-bridge-vote"
