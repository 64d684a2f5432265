"""People and organisations across stories: found however they are written, asked about, and made one of two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from stories import publishing
from stories.admin.directory import directory_url
from stories.directory import finding, merging
from stories.directory.folding import alike, finds, may_be_one, plain
from stories.models import Renamed, Story
from tests.stories.desk import Desk, errors
from tests.stories.documents import example, published, raw


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zelensky", "zelenskyy"),
        ("khrushchev", "khrushchov"),
        ("khrushchev", "chruschtschow"),
        ("kyiv", "kiev"),
        ("kharkiv", "kharkov"),
        ("mohammed", "muhammad"),
        ("gorbachev", "gorbatschow"),
        ("tchaikovsky", "chaikovsky"),
        ("aleksandr", "alexander"),
        ("lavrov", "lawrow"),
        ("yeltsin", "jelzin"),
        ("yulia", "julia"),
    ],
)
def test_a_word_sounds_like_its_other_spellings(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("putin", "patten"), ("macron", "mercer"), ("lee", "loo"), ("trump", "tramp-x")]
)
def test_a_word_is_not_everything_it_sounds_like(one: str, other: str) -> None:
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Володимир Зеленський", "volodimir zelenskiy"),
        ("Erdoğan, Recep", "erdogan recep"),
        ("O’Neill", "oneill"),
        ("習近平", "xijinping"),
    ],
)
def test_a_name_is_folded_to_small_latin_letters(name: str, folded: str) -> None:
    assert plain(name) == folded


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Volodymyr Zelenskyy", "Володимир Зеленський", True),
        ("Volodymyr Zelenskyy", "Zelensky", True),
        ("V. Putin", "Vladimir Putin", True),
        ("V. Putin", "Dmitri Putin", False),
        ("Donald J. Trump", "Donald Trump", True),
        ("Donald Trump", "Melania Trump", False),
        ("President Macron", "Emmanuel Macron", True),
        ("Khrushchev Nikita", "Nikita Khrushchev", True),
        ("United Nations", "United Kingdom", False),
    ],
)
def test_two_names_may_be_one_persons(one: str, other: str, answer: bool) -> None:
    assert may_be_one(one, other) is answer
    assert may_be_one(other, one) is answer


def test_what_is_typed_finds_by_beginnings_sounds_and_abbreviation() -> None:
    assert finds("zel", "Volodymyr Zelenskyy") == 2
    assert finds("Zelenskii", "Volodymyr Zelenskyy") == 1
    assert finds("Selenskyj", "Volodymyr Zelenskyy") == 1
    assert finds("nato", "North Atlantic Treaty Organization", "NATO") == 3
    assert finds("putin", "Volodymyr Zelenskyy") == 0
    assert finds(" .!", "Volodymyr Zelenskyy") == 0


def person(key: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "office": "President",
        "part": f"{name} takes part.",
        "alive": True,
    } | fields


def second(**fields: Any) -> dict[str, Any]:
    values = raw(slug="second", headline="The second story", as_of=dt.date(2026, 7, 1))
    return values | fields


def people(*persons: dict[str, Any]) -> list[dict[str, Any]]:
    return [*raw()["people"], *persons]


@pytest.fixture
def two(db: None) -> tuple[Story, Story]:
    """One president under two keys, each in a published story; Mara Lind in both."""
    first = published(example(people=people(person("volodymyr-zelenskyy", "Volodymyr Zelenskyy"))))
    values = second(people=people(person("zelensky", "Володимир Зеленський")))
    values["timeline"][0]["people"] = ["zelensky", "mara-lind"]
    values["quotes"][0]["speaker"] = "zelensky"
    values["overview"] = "He spoke [[person-zelensky]]."
    values["motions"][0]["bearing"].append(
        {"item": "person-zelensky", "side": "pro", "reason": "He says so."}
    )
    return first, published(example(**values))


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


def test_doubles_are_suspected_and_namesakes_under_one_key_are_not(two: tuple[Story, Story]) -> None:
    known = finding.directory("person")
    assert [(one.key, len(one.stories), one.published) for one in known] == [
        ("mara-lind", 2, 2),
        ("zelensky", 1, 1),
        ("volodymyr-zelenskyy", 1, 1),
    ]
    assert [{one.key, other.key} for one, other in finding.doubles(known)] == [
        {"zelensky", "volodymyr-zelenskyy"}
    ]
    assert not any(one.apart for one in known)


def test_the_chooser_finds_across_stories_and_needs_leave(
    two: tuple[Story, Story], admin_client: Client
) -> None:
    url = directory_url("person", "find", q="Zelenski", story=two[0].pk)
    found = admin_client.get(url).json()["found"]
    assert {(one["key"], one["here"]) for one in found} == {
        ("volodymyr-zelenskyy", True),
        ("zelensky", False),
    }
    used = admin_client.get(next(one["use"] for one in found if not one["here"])).text
    assert 'value="zelensky"' in used
    assert 'value="President"' in used
    assert Client().get(url).status_code == 302


def test_a_second_key_for_somebody_known_is_asked_about_and_theirs_can_be_taken(
    two: tuple[Story, Story], desk: Desk
) -> None:
    third = publishing.load(example(**raw(slug="third", headline="The third story")))[0]
    add = f"{reverse('admin:stories_person_add')}?story={third.pk}"
    typed = desk.form(add, "person_form") | {
        "name": "Volodymyr Zelensky",
        "key": "vz",
        "office": "President",
        "part": "Typed.",
        "_save": "1",
    }
    response = desk.send(add, typed)
    assert "exists already, it seems" in errors(response)
    assert "Volodymyr Zelenskyy, President (volodymyr-zelenskyy, in 1 story). Use this one." in response.text
    again = desk.form_of(response, "person_form") | {"_save": "1"}
    assert [part.strip() for part in again["part"]] == ["Typed."]
    assert desk.send(add, again).status_code == 200, "without an answer it asks again"
    assert desk.send(add, again | {"one": "take:volodymyr-zelenskyy"}).status_code == 302
    assert third.people.get(name="Volodymyr Zelensky").key == "volodymyr-zelenskyy"
    assert desk.send(add, again | {"one": "new", "key": "another"}).status_code == 302
    assert third.people.filter(key="another").exists()


def test_a_key_that_is_somebody_elses_in_another_story_is_asked_about(
    two: tuple[Story, Story], desk: Desk
) -> None:
    third = publishing.load(example(**raw(slug="third", headline="The third story")))[0]
    add = f"{reverse('admin:stories_person_add')}?story={third.pk}"
    typed = {"name": "Ann Lee", "key": "zelensky", "office": "Clerk", "part": "Typed.", "_save": "1"}
    response = desk.send(add, desk.form(add, "person_form") | typed)
    assert "In other stories the key zelensky is" in errors(response)


def test_two_become_one_in_every_draft_and_old_addresses_lead_on(
    two: tuple[Story, Story], desk: Desk, client: Client
) -> None:
    first, other = two
    url = directory_url("person", "merge", keep="volodymyr-zelenskyy", gone="zelensky")
    page = " ".join(desk.open(url).text.split())
    assert (
        "The second story</a>: the draft’s person, 1 quotation, 1 event, 1 bearing, 1 citation in the overview."
        in page
    )
    both = {"keep": "volodymyr-zelenskyy", "gone": "zelensky"}
    unsaid = desk.send(url, both)
    assert unsaid.status_code == 422
    assert "Say for the desk’s log why." in errors(unsaid)
    response = desk.send(url, both | {"why": "One president, two spellings."})
    assert response.url == directory_url("person")
    assert LogEntry.objects.get(object_id=str(other.pk)).change_message == (
        "Merged the person zelensky (Володимир Зеленський) into volodymyr-zelenskyy (Volodymyr Zelenskyy): "
        "One president, two spellings."
    )
    other.refresh_from_db()
    document = publishing.compile_document(other)
    assert document.quotes[0].speaker == "volodymyr-zelenskyy"
    assert set(document.timeline[0].people) == {"volodymyr-zelenskyy", "mara-lind"}
    assert "[[person-volodymyr-zelenskyy]]" in document.overview
    assert document.motions[0].bearing[-1].item == "person-volodymyr-zelenskyy"
    assert client.get("/people/zelensky/").status_code == 200, "readers see them apart until it is published"
    publishing.publish(other)
    response = client.get("/people/zelensky/")
    assert (response.status_code, response["Location"]) == (301, "/people/volodymyr-zelenskyy/")
    page = client.get("/people/volodymyr-zelenskyy/").text
    assert first.headline in page
    assert other.headline in page
    assert 'id="person-zelensky" class="was"' in client.get(other.get_absolute_url()).text


def test_a_story_that_has_both_keeps_one_with_all_that_hung_on_the_other(two: tuple[Story, Story]) -> None:
    _, other = two
    kept = other.people.create(
        key="volodymyr-zelenskyy", name="Volodymyr Zelenskyy", office="President", part="Kept."
    )
    motion = other.motions.get()
    motion.bearings.create(item="person-volodymyr-zelenskyy", side="pro", reason="Kept.", order=99)
    (listed,) = merging.listing("person", "zelensky", "volodymyr-zelenskyy")
    assert listed.dropped == "Володимир Зеленський takes part."
    assert merging.doubled_bearings(other, "person", "zelensky", "volodymyr-zelenskyy") == 1
    merging.merge("person", "zelensky", "volodymyr-zelenskyy")
    assert other.people.filter(name__contains="Зел").count() == 0
    assert kept.quotes.count() == 1
    assert kept.events.count() == 1
    assert [b.reason for b in motion.bearings.filter(item__startswith="person-")] == ["Kept."]
    assert Renamed.objects.get().new == "volodymyr-zelenskyy"


def test_organisations_with_one_abbreviation_may_be_one(db: None) -> None:
    publishing.load(example())
    body = raw()["organisations"][0] | {"key": "harbour-board", "name": "Board of the Harbour"}
    motions: list[Any] = []
    values = second(organisations=[body | {"abbreviation": "HCL"}], motions=motions, debatable=False)
    values["timeline"][0]["organisations"] = ["harbour-board"]
    publishing.load(example(**values, not_debatable_reason="No."))
    Story.objects.get(slug="harbour-bridge-vote").organisations.update(abbreviation="H.C.L.")
    (pair,) = finding.doubles(finding.directory("organisation"))
    assert {one.key for one in pair} == {"council", "harbour-board"}


def test_the_directory_lists_doubles_first_and_finds(two: tuple[Story, Story], desk: Desk) -> None:
    page = desk.open(directory_url("person")).text
    assert page.index("Perhaps twice") < page.index("Mara Lind")
    assert "Mara Lind" not in desk.open(directory_url("person", q="zelenskij")).text
    assert desk.open(directory_url("organisation")).status_code == 200
    for query in ({"keep": "zelensky", "gone": "zelensky"}, {"keep": "x", "gone": "zelensky"}, {}):
        desk.open(directory_url("person", "merge", **query), status=404)
