"""The play as a state machine: every step × every action → what is answered, and what changes.

Each step is reached by playing to it with real rows; each action goes through the address that a page would use.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from debate.arena import services
from debate.arena.stage import Step, stage_of
from debate.models import Debate, Persona, Play, Prediction, QuestionSet, Speech, SpeechReport, Verdict
from newsroom.generation import services as generation
from newsroom.generation.models import State
from newsroom.players.models import Award, CredEntry
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import drain
from tests.llm.fake_openai import status

pytestmark = pytest.mark.django_db

CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
CALL_1 = {"round": 1, "side": "pro", "confidence": 70}
CALL_2 = {"round": 2, "side": "con", "confidence": 85}
QUESTION = {"question": 2}


# --- the steps, and how each is reached ---------------------------------------------------------------------


def work(kind: type[Speech] | type[Verdict] | type[QuestionSet], **which: Any) -> None:
    for row in kind.objects.filter(state=State.QUEUED, **which):
        generation.work_on(kind, row.pk)


def to_writing_1(play: Play, parrot: Parrot) -> None:
    pass


def to_judging_1(play: Play, parrot: Parrot) -> None:
    work(Speech)


def to_predict_1(play: Play, parrot: Parrot) -> None:
    drain(play.debate)


def to_asking(play: Play, parrot: Parrot) -> None:
    work(Speech)
    work(Verdict)
    services.predict(play, number=1, side="pro", confidence=70)


def to_crossfire(play: Play, parrot: Parrot) -> None:
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)


def to_writing_2(play: Play, parrot: Parrot) -> None:
    to_crossfire(play, parrot)
    services.choose_question(play, number=2)


def to_judging_2(play: Play, parrot: Parrot) -> None:
    to_writing_2(play, parrot)
    work(Speech, part="answer")
    work(Speech, part="closing")


def to_predict_2(play: Play, parrot: Parrot) -> None:
    to_writing_2(play, parrot)
    drain(play.debate)


def to_finished(play: Play, parrot: Parrot) -> None:
    to_predict_2(play, parrot)
    services.predict(play, number=2, side="con", confidence=85)


def to_failed_1(play: Play, parrot: Parrot) -> None:
    parrot.fails(status(401))
    drain(play.debate)


def to_failed_2(play: Play, parrot: Parrot) -> None:
    to_writing_2(play, parrot)
    parrot.fails(status(401))
    drain(play.debate)


REACH: dict[str, tuple[Step, Callable[[Play, Parrot], None]]] = {
    "writing-1": (Step.WRITING_1, to_writing_1),
    "judging-1": (Step.JUDGING_1, to_judging_1),
    "predict-1": (Step.PREDICT_1, to_predict_1),
    "asking": (Step.ASKING, to_asking),
    "crossfire": (Step.CROSSFIRE, to_crossfire),
    "writing-2": (Step.WRITING_2, to_writing_2),
    "judging-2": (Step.JUDGING_2, to_judging_2),
    "predict-2": (Step.PREDICT_2, to_predict_2),
    "finished": (Step.FINISHED, to_finished),
    "failed-in-round-1": (Step.FAILED, to_failed_1),
    "failed-in-round-2": (Step.FAILED, to_failed_2),
}

# --- the table -----------------------------------------------------------------------------------------------

ACTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "call-1": ("predict", CALL_1),
    "other-call-1": ("predict", CALL_1 | {"side": "con"}),
    "call-2": ("predict", CALL_2),
    "other-call-2": ("predict", CALL_2 | {"confidence": 55}),
    "question-2": ("crossfire", QUESTION),
    "question-1": ("crossfire", {"question": 1}),
    "again": ("again", {}),
    "offline": ("offline", {}),
}
# 409: refused, nothing changes. 303: a repeat or nothing to do, nothing changes. A step: where it leads.
TABLE = """
                   call-1     other-call-1  call-2    other-call-2  question-2  question-1  again      offline
writing-1          409        409           409       409           409         409         303        409
judging-1          409        409           409       409           409         409         303        409
predict-1          crossfire  crossfire     409       409           409         409         303        409
asking             303        409           409       409           409         409         303        409
crossfire          303        409           409       409           writing-2   writing-2   303        409
writing-2          303        409           409       409           303         409         303        409
judging-2          303        409           409       409           303         409         303        409
predict-2          303        409           finished  finished      303         409         303        409
finished           303        409           303       409           303         409         303        409
failed-in-round-1  409        409           409       409           409         409         writing-1  writing-1
failed-in-round-2  303        409           409       409           303         409         writing-2  writing-2
"""


def cells(step: str) -> Iterator[tuple[str, int, str]]:
    """Action, status, and the step it leads to ("" for none)."""
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    assert head == list(ACTIONS)
    row = next(row for row in rows if row[0] == step)
    for action, cell in zip(head, row[1:], strict=True):
        yield (action, int(cell), "") if cell.isdigit() else (action, 303, cell)


@pytest.fixture
def play(parrot: Parrot, flagship: Story, cast: dict[str, Persona], rae: Client, settings: Settings) -> Play:
    settings.NEWSROOM_FALLBACK = False  # so that a debate can fail
    rae.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    return Play.objects.get()


def reach(name: str, play: Play, parrot: Parrot) -> None:
    step, play_on = REACH[name]
    play_on(play, parrot)
    assert stage_of(play).step is step


def everything() -> tuple[Any, ...]:
    """What an action could change: who called what, what was paid, what is asked and where the play is."""
    return (
        list(Prediction.objects.values_list("play", "number", "side", "confidence")),
        list(Award.objects.values_list("source", "amount")),
        list(CredEntry.objects.values_list("source", "delta")),
        list(
            Play.objects.values_list(
                "debate", "question", "rated", "finished_at", "replay_code", "moved_from"
            )
        ),
        list(Speech.objects.order_by("pk").values_list("pk", "state", "attempt")),
        list(SpeechReport.objects.values_list("speech", "player")),
        Debate.objects.count(),
    )


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing behind, so a step that took a debate to reach serves many actions."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


MOVES = ("predict", "crossfire", "again", "offline", "report")


@pytest.mark.parametrize("step", REACH)
def test_in_every_step(play: Play, parrot: Parrot, rae: Client, sly: Client, step: str) -> None:
    reach(step, play, parrot)
    for action, code, leads_to in cells(step):
        with undone():
            the_table_holds(play, rae, action, code, leads_to)
    with undone():
        strangers_gets_and_posts_without_a_token_change_nothing(play, rae, sly)
    reload_second_tab_and_json_show_the_same(play, rae, REACH[step][0])
    with undone():
        a_stale_tab_is_brought_up_to_date(play, rae)
    with undone():
        a_speech_that_is_there_can_be_reported_once(play, rae)


def the_table_holds(play: Play, rae: Client, action: str, code: int, leads_to: str) -> None:
    before, was = everything(), stage_of(play).step
    path, data = ACTIONS[action]
    response = rae.post(f"/plays/{play.pk}/{path}/", data)
    assert response.status_code == code, action
    if leads_to:
        assert everything() != before, action
        assert stage_of(play).step == leads_to, action
    else:
        assert everything() == before, f"{action}: a refusal or a repeat changes nothing"
        assert stage_of(play).step is was, action
    if code == 409:
        assert 'role="alert"' in response.content.decode(), "a refusal is the page with its reason"
    # The same again has one effect: whatever was done stands, and nothing is done twice.
    after = everything()
    assert rae.post(f"/plays/{play.pk}/{path}/", data).status_code == code, action
    assert everything() == after, action


def strangers_gets_and_posts_without_a_token_change_nothing(play: Play, rae: Client, sly: Client) -> None:
    before = everything()
    cache.clear()  # as if no network had reported anything lately: what is asked here is whose play it is
    data = CALL_1 | QUESTION | {"speech": Speech.objects.order_by("pk")[0].pk, "text": "It is wrong."}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = rae.cookies
    for move in MOVES:
        url = f"/plays/{play.pk}/{move}/"
        assert rae.get(url).status_code == 405, move
        assert sly.post(url, data).status_code == 404, move
        assert strict.post(url, data).status_code == 403, move
    for path in ("/", "/stage/", ".json"):
        assert sly.get(f"/plays/{play.pk}{path}").status_code == 404, path
    assert everything() == before


def reload_second_tab_and_json_show_the_same(play: Play, rae: Client, step: Step) -> None:
    """A reload, Back (the page is never stored) and a second tab are all one thing: the page, asked for again."""
    before = everything()
    url = play.get_absolute_url()
    first, second = (rae.get(url) for _ in range(2))
    assert "no-store" in first["Cache-Control"]
    assert f'data-step="{step}"' in first.content.decode()
    body = first.content.decode().partition("<main")[2]
    assert _without_tokens(body) == _without_tokens(second.content.decode().partition("<main")[2])
    fragment = rae.get(f"{url}stage/").content.decode()
    assert _without_tokens(fragment).strip() in _without_tokens(body)
    state = json.loads(rae.get(f"/plays/{play.pk}.json").content)
    assert state["step"] == step
    assert rae.get(f"{url}stage/", {"v": state["version"]}).status_code == 204
    assert everything() == before, "looking changes nothing"


def _without_tokens(html: str) -> str:
    # data-fresh only says how the page is to show its text: it goes ten seconds after the play began.
    head, *rest = html.replace(" data-fresh", "").split('name="csrfmiddlewaretoken" value="')
    return head + "".join(part[64:] for part in rest)


def a_stale_tab_is_brought_up_to_date(play: Play, rae: Client) -> None:
    """A tab that still shows the first prediction posts it: the answer is the stage as it is now."""
    call = CALL_1 | {"side": "con"}
    response = rae.post(f"/plays/{play.pk}/predict/", call, HTTP_HX_REQUEST="true")
    assert f'data-step="{stage_of(play).step}"' in response.content.decode()


def a_speech_that_is_there_can_be_reported_once(play: Play, rae: Client) -> None:
    shown = Speech.objects.filter(state=State.READY).order_by("pk").first()
    data = {"speech": shown.pk if shown else 0, "text": "It is wrong."}
    codes = [rae.post(f"/plays/{play.pk}/report/", data).status_code for _ in range(2)]
    assert codes == ([200, 200] if shown else [422, 422])
    assert SpeechReport.objects.count() == (1 if shown else 0)
    foreign = rae.post(f"/plays/{play.pk}/report/", {"speech": 10**6, "text": "It is wrong."})
    assert foreign.status_code == 422
