"""Personas: what ships, and what an editor's own has to bring."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from debate.engines.offline.prose import grams
from debate.models import Persona
from debate.personas.document import PROTECTED_YEARS, check_persona, phrases
from newsroom.documents import DocumentFaults, write_yaml
from tests.debate.fixtures import documents, personas

RAW: dict[str, Any] = personas()["thucydides"].as_json()


def test_twelve_ship_from_several_continents_and_of_both_sexes() -> None:
    assert len(personas()) >= 12
    assert len({persona.continent for persona in personas().values()}) >= 4
    assert len({persona.disposition for persona in personas().values()}) >= 5
    women = sum(persona.pronoun == "she" for persona in personas().values())
    assert 4 <= women <= len(personas()) - 4


def test_none_has_been_dead_for_less_than_seventy_years() -> None:
    assert all(persona.died <= 2026 - PROTECTED_YEARS for persona in personas().values())


def test_nobody_of_a_story_is_a_persona() -> None:
    living = {person.name for document in documents().values() for person in document.people}
    assert not living & {persona.name for persona in personas().values()}


def test_callings_are_written_alike_and_no_section_names_a_page() -> None:
    for persona in personas().values():
        assert persona.calling[0].isupper(), persona.slug
        for principle in persona.principles:
            assert not re.search(r"\bpp?\. ?\d", principle.section), (persona.slug, principle.key)


def test_no_run_of_six_words_is_shared_by_two_voices() -> None:
    owner: dict[tuple[str, ...], str] = {}
    for slug, persona in personas().items():
        for path, text in phrases(persona):
            for gram in grams(text, 6):
                assert owner.setdefault(gram, slug) == slug, (gram, path, owner[gram])


def refused(change: Callable[[dict[str, Any]], object]) -> str:
    raw = copy.deepcopy(RAW)
    change(raw)
    with pytest.raises(DocumentFaults) as error:
        check_persona(raw)
    return str(error.value)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda raw: raw.pop("voice"), "voice: is required"),
        (lambda raw: raw["voice"]["warrants"].pop("analogy"), "voice.warrants.analogy: is required"),
        (lambda raw: raw["voice"]["theses"].update(pro=[]), "voice.theses.pro: "),
        (
            lambda raw: raw["voice"]["ends"]["con"].append("He said “no” to it, and that was that."),
            "quotation mark",
        ),
        (
            lambda raw: raw["voice"]["ends"]["con"].append("In 431 we chose, and the choice was ours."),
            "digit",
        ),
        (
            lambda raw: raw["voice"]["meets"].append("{who} is wrong, as anyone may see at a glance."),
            "slot {who}",
        ),
        (
            lambda raw: raw["voice"]["weighs"].append("Set mine beside theirs and ask which of them stands."),
            "lacks the slot",
        ),
        (lambda raw: raw["voice"]["theses"]["pro"].append("I say yes to all of it."), "lacks the slot"),
        (lambda raw: raw["voice"].update(devices=[]), "voice.devices: is not a field"),
        (
            lambda raw: raw["voice"]["ends"]["pro"].append(raw["voice"]["ends"]["pro"][0]),
            "stands already at",
        ),
        (
            lambda raw: raw.update(portrait=["M0 0h1", "M0 1h1", "onload=alert(1)"]),
            "portrait[2]: is not SVG path data",
        ),
        (lambda raw: raw.update(died=-500), "died: is not after born"),
        (lambda raw: raw.update(hobby="sailing"), "hobby: is not a field"),
    ],
)
def test_a_persona_missing_parts_is_refused_with_what_is_missing(
    change: Callable[[dict[str, Any]], object], expected: str
) -> None:
    assert expected in refused(change)


@pytest.fixture
def ed(db: None) -> Client:
    """An editor, signed in."""
    client = Client()
    client.force_login(User.objects.create_superuser("ed", password="x"))
    return client


def thirteenth() -> str:
    raw = copy.deepcopy(RAW)
    raw |= {"slug": "the-thirteenth", "name": "The Thirteenth", "short_name": "Thirteenth"}
    return write_yaml(raw)


def test_an_editor_adds_a_thirteenth_without_code(ed: Client, cast: dict[str, Persona]) -> None:
    response = ed.post(
        "/admin/debate/persona/add/", {"is_active": "on", "text": thirteenth().replace("\n", "\r\n")}
    )
    assert response.status_code == 302
    assert Persona.objects.get(slug="the-thirteenth").as_document.name == "The Thirteenth"
    assert Persona.objects.speaking().count() == len(cast) + 1


def test_a_faulty_persona_comes_back_with_every_fault_and_what_was_typed(ed: Client) -> None:
    text = (
        thirteenth().replace("schema: 1", "schema: 1\nhobby: sailing").replace("pronoun: he", "pronoun: it")
    )
    response = ed.post("/admin/debate/persona/add/", {"is_active": "on", "text": text})
    page = response.content.decode()
    assert response.status_code == 200
    assert "hobby: is not a field of the document" in page
    assert "pronoun: " in page
    assert "sailing" in page
    assert Persona.objects.count() == 0


def test_a_personas_slug_and_existence_stay(ed: Client, cast: dict[str, Persona]) -> None:
    persona = cast["mozi"]
    url = f"/admin/debate/persona/{persona.pk}/change/"
    response = ed.post(url, {"is_active": "on", "text": thirteenth()})
    assert "slug: a persona" in response.content.decode()
    assert ed.post(f"/admin/debate/persona/{persona.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Persona.objects.get(pk=persona.pk).slug == "mozi"


def test_loading_personas_twice_changes_nothing_and_missing_keeps_edits(db: None) -> None:
    call_command("load_personas", verbosity=0)
    Persona.objects.filter(slug="mozi").update(is_active=False, name="Master Mo")
    call_command("load_personas", missing=True, verbosity=0)
    edited = Persona.objects.get(slug="mozi")
    assert (edited.name, edited.is_active) == ("Master Mo", False)
    assert Persona.objects.count() == len(personas())
