"""Where a move lands: with the eyes on what it led to, or on why it was not made. For pages without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from debate.models import Persona, Play, QuestionSet, Speech
from newsroom.generation.models import State
from stories.models import Story
from tests.debate.playing import drain

pytestmark = pytest.mark.django_db
CALL = {"round": 1, "side": "pro", "confidence": 70}


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona], rae: Client) -> Play:
    choice = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
    rae.post(f"/stories/{flagship.slug}/arena/", choice)
    made = Play.objects.get()
    drain(made.debate)
    return made


def move(client: Client, play: Play, name: str, **sent: object) -> str:
    """The place on the play's page that a move leads to, which has to be there."""
    response = client.post(f"/plays/{play.pk}/{name}/", sent)
    assert response.status_code == 303
    address, _, place = response["Location"].partition("#")
    assert f'id="{place}"' in client.get(address).content.decode()
    assert address.partition("?")[0] == play.get_absolute_url()
    return place


def test_every_move_lands_where_its_result_is(play: Play, rae: Client) -> None:
    assert move(rae, play, "predict", **CALL) == "verdict-1"
    assert move(rae, play, "crossfire", question=1) == "round-2"
    drain(play.debate)
    assert move(rae, play, "predict", round=2, side="con", confidence=55) == "verdict-2"


def test_trying_again_lands_where_it_is_tried(play: Play, rae: Client) -> None:
    Speech.objects.filter(side="pro").update(state=State.FAILED, failure="It broke.")
    assert move(rae, play, "again") == "round-1-title"


def test_a_page_that_waits_at_a_place_comes_anew_at_another_address(play: Play, rae: Client) -> None:
    """A browser takes no page anew whose address has a fragment and is otherwise the same."""
    QuestionSet.objects.update(state=State.RUNNING)
    address = rae.post(f"/plays/{play.pk}/predict/", CALL)["Location"]
    assert address == f"{play.get_absolute_url()}?w=1#verdict-1"
    for here, there in (("1", "2"), ("2", "1")):
        page = rae.get(play.get_absolute_url(), {"w": here}).content.decode()
        assert f'content="1; url=?w={there}#verdict-1-title"' in page
    assert 'http-equiv="refresh" content="2"' in rae.get(play.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "sent", "status"),
    [
        ("predict", CALL | {"side": ""}, 422),
        ("crossfire", {"question": "4"}, 422),
        ("crossfire", {"question": 2}, 409),
    ],
)
def test_a_refusal_is_shown_where_the_form_leads(
    play: Play, rae: Client, name: str, sent: dict[str, object], status: int
) -> None:
    if name == "crossfire":
        rae.post(f"/plays/{play.pk}/predict/", CALL)
    page = rae.get(play.get_absolute_url()).content.decode()
    assert f'action="/plays/{play.pk}/{name}/#problem"' in page
    if status == 409:
        rae.post(f"/plays/{play.pk}/crossfire/", {"question": 1})
    response = rae.post(f"/plays/{play.pk}/{name}/", sent)
    assert response.status_code == status
    shown = response.content.decode()
    assert shown.count('id="problem"') == 1
    if status == 422:  # beside what is to be mended, not at the top of the page
        form = "predict" if name == "predict" else "crossfire"
        assert 0 < abs(shown.index('id="problem"') - shown.index(f'id="{form}"')) < 900


# --- a call takes two choices and a button -----------------------------------------------------------------


def test_no_single_button_seals_a_call(play: Play, rae: Client) -> None:
    page = rae.get(play.get_absolute_url()).content.decode()
    (form,) = re.findall(r'<form class="odds".*?</form>', page, re.DOTALL)
    assert not re.search(r"<button[^>]*name=", form)
    assert form.count('type="radio" name="side"') == 2
    assert form.count('type="radio" name="confidence"') == 3
    assert "checked" not in form


# --- the result comes in two steps -------------------------------------------------------------------------


def test_round_two_is_revealed_before_the_debate(play: Play, rae: Client) -> None:
    rae.post(f"/plays/{play.pk}/predict/", CALL)
    rae.post(f"/plays/{play.pk}/crossfire/", {"question": 1})
    drain(play.debate)
    call = {"round": 2, "side": "con", "confidence": 55}
    for revealed in (
        rae.post(f"/plays/{play.pk}/predict/", call, HTTP_HX_REQUEST="true").content.decode(),
        rae.get(rae.post(f"/plays/{play.pk}/predict/", call)["Location"]).content.decode(),
    ):
        assert 'id="verdict-2"' in revealed
        assert "See who won the debate" in revealed
        for tells in ('id="result"', "wins the debate", "The debate is"):
            assert tells not in revealed
    whole = rae.get(play.get_absolute_url()).content.decode()
    assert whole.index('id="result"') < whole.index('id="round-1"')
    assert whole.count('<details class="over">') == 3
    assert "See who won the debate" not in whole


# --- waiting -----------------------------------------------------------------------------------------------


def test_what_is_awaited_is_said_with_how_long_it_usually_takes(play: Play, rae: Client) -> None:
    rae.post(f"/plays/{play.pk}/predict/", CALL)
    QuestionSet.objects.update(state=State.RUNNING)
    page = rae.get(play.get_absolute_url()).content.decode()
    assert re.search(r"Crafting questions….*?This usually takes \w", page, re.DOTALL)
    QuestionSet.objects.update(state=State.READY)
    rae.post(f"/plays/{play.pk}/crossfire/", {"question": 1})
    page = rae.get(play.get_absolute_url()).content.decode()
    assert re.search(r"Generating….*?answering your question.*?This usually takes \w", page, re.DOTALL)


# --- a session that has ended ------------------------------------------------------------------------------


def test_a_lost_session_is_named_and_leads_to_the_same_debate(play: Play, rae: Client) -> None:
    rae.cookies.clear()
    for response in (
        rae.get(f"/plays/{play.pk}/stage/?v=1", HTTP_HX_REQUEST="true"),
        rae.post(f"/plays/{play.pk}/predict/", CALL, HTTP_HX_REQUEST="true"),
    ):
        assert response.status_code == 404
        lost = response.content.decode()
        assert lost.lstrip().startswith('<section id="stage"')
        assert "Your session has ended" in lost
    page = rae.get(play.get_absolute_url()).content.decode()
    assert "If it was yours, that session has ended" in page
    (form,) = re.findall(r'<form class="again".*?</form>', page, re.DOTALL)
    (action,) = re.findall(r'action="([^"]+)"', form)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert rae.post(action, sent).status_code == 303
    assert Play.objects.exclude(pk=play.pk).get().debate_id == play.debate_id


def test_a_refused_token_leads_back_to_a_page_that_can_be_read(play: Play, rae: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = rae.cookies
    here = f"http://testserver{play.get_absolute_url()}"
    page = strict.post(f"/plays/{play.pk}/predict/", CALL, headers={"referer": here}).content.decode()
    assert f'href="{play.get_absolute_url()}">Back' in page
    assert "/predict/" not in strict.post(f"/plays/{play.pk}/predict/", CALL).content.decode()
