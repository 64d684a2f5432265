"""/api/v1/: what anybody may read, as JSON: its form as described, its bytes kept, nothing that is sealed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from debate.arena import services
from debate.models import Daily, Debate, Persona, Play, Verdict
from newsroom import days
from stories import publishing
from stories.api import describing
from stories.models import Story
from tests.debate.playing import drain

pytestmark = pytest.mark.django_db
API = "/api/v1"
CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}


def get(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.content[:300]!r}"
    assert not response.cookies
    assert response["Access-Control-Allow-Origin"] == "*"
    value: dict[str, Any] = response.json()
    if status == 200:
        holds(path, value)
    else:
        assert response["Content-Type"] == "application/problem+json"
        assert value["status"] == status
        assert set(value) == {"type", "title", "status", "detail"}
    return value


def holds(path: str, value: dict[str, Any]) -> None:
    """The answer is what its operation declares, to the last field."""
    bare = path.partition("?")[0]
    found = [
        each
        for at, each in describing._operations.items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", at), bare)
    ]
    if found:
        assert found[0].answer.model_validate(value).model_dump(mode="json") == value


def pages(client: Client, path: str) -> Iterator[dict[str, Any]]:
    following: str | None = path
    while following:
        page = get(client, following)
        yield page
        following = page["next"] and page["next"].removeprefix("http://testserver")


@pytest.fixture
def called(flagship: Story, cast: dict[str, Persona], rae: Client) -> Debate:
    """A debate whose round 1 Rae has called; round 2 is judged and sealed."""
    rae.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    play = Play.objects.get()
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=2)
    drain(play.debate)
    return play.debate


def test_a_story_with_its_items_is_as_its_document_says(client: Client, flagship: Story) -> None:
    document = flagship.document
    (brief,) = get(client, f"{API}/stories")["items"]
    story = get(client, brief["api"].removeprefix("http://testserver"))
    assert (story["headline"], story["revision"]) == (document.headline, 1)
    assert story["counts"]["quote"] == len(document.quotes)
    items = [
        item
        for page in pages(client, f"{API}/stories/{flagship.slug}/items?limit=17")
        for item in page["items"]
    ]
    assert len(items) == sum(story["counts"].values()) == len({item["url"] for item in items})
    figures = get(client, f"{API}/stories/{flagship.slug}/items?kind=figure&limit=100")
    assert [each["key"] for each in figures["items"]] == [figure.key for figure in document.figures]
    assert figures["next"] is None


def test_quotations_and_people_are_paged_by_key_for_few_queries(client: Client, flagship: Story) -> None:
    document = flagship.document
    for limit in (7, 100):
        with CaptureQueriesContext(connection) as queries:
            get(client, f"{API}/quotations?limit={limit}")
        assert len([query for query in queries if "PRAGMA" not in query["sql"]]) == 2
    said = [each for page in pages(client, f"{API}/quotations?limit=7") for each in page["items"]]
    assert sorted(each["text"] for each in said) == sorted(quote.text for quote in document.quotes)
    people = [each for page in pages(client, f"{API}/people?limit=5") for each in page["items"]]
    assert [each["key"] for each in people] == sorted(person.key for person in document.people)
    speaker = document.quotes[0].speaker
    person = get(client, f"{API}/people/{speaker}")
    assert [each["text"] for each in person["quotations"]] == [
        q.text for q in document.quotes if q.speaker == speaker
    ]
    response = client.get(f"{API}/people?limit=5")
    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'


def test_a_debate_has_the_verdicts_that_are_known_and_round_two_stays_sealed(
    client: Client, called: Debate, settings: Settings
) -> None:
    (brief,) = get(client, f"{API}/debates?story={called.story.slug}")["items"]
    response = client.get(brief["api"])
    with CaptureQueriesContext(connection) as queries:
        answer = get(client, f"{API}/debates/{called.pk}")
    assert len([query for query in queries if "PRAGMA" not in query["sql"]]) <= 7
    (one,) = answer["rounds"]
    assert one["verdict"]["outcome"] in ("pro", "con", "draw", "split")
    assert {speech["credit"] for speech in one["speeches"]} == {
        "Generated by the offline engine in his manner; not his words"
    }
    assert one["speeches"][0]["digital_source_type"].endswith("/algorithmicMedia")
    sealed = Verdict.objects.get(round__debate=called, round__number=2)
    assert sealed.is_ready
    assert sealed.nonce not in response.content.decode()
    play = Play.objects.get()
    services.predict(play, number=2, side="con", confidence=55)
    rounds = get(client, f"{API}/debates/{called.pk}")["rounds"]
    assert [each["number"] for each in rounds] == [1, 2]
    assert rounds[1]["verdict"]["nonce"] == sealed.nonce


@pytest.mark.parametrize("admission", ["awaiting", "rejected"])
def test_what_no_reader_may_meet_is_not_found(client: Client, called: Debate, admission: str) -> None:
    Debate.objects.update(admission=admission)
    assert get(client, f"{API}/debates")["items"] == []
    get(client, f"{API}/debates/{called.pk}", 404)


def test_what_nobody_has_called_has_a_seal_and_no_verdict_and_the_day_s_debate_is_not_found(
    client: Client, called: Debate
) -> None:
    Verdict.objects.update(opened_at=None, opened_by=None)
    (one,) = get(client, f"{API}/debates/{called.pk}")["rounds"]
    assert (one["number"], one["verdict"]) == (1, None)
    page = client.get(f"{API}/debates/{called.pk}").content.decode()
    for verdict in Verdict.objects.filter(round__debate=called):
        assert (verdict.seal in page) == (verdict.round_id == called.rounds.get(number=1).pk)
        assert verdict.nonce not in page
        assert not [r for r in verdict.record["pro"]["reasons"].values() if r and r in page]
    today = days.today()
    Daily.objects.create(day=today, debate=called)
    assert get(client, f"{API}/debates")["items"] == []
    get(client, f"{API}/debates/{called.pk}", 404)
    with time_machine.travel(dt.datetime.combine(today + dt.timedelta(days=1), dt.time(1), dt.UTC)):
        get(client, f"{API}/debates/{called.pk}")


def test_what_has_not_changed_is_not_sent_again(client: Client, flagship: Story) -> None:
    path = f"{API}/stories/{flagship.slug}"
    for encoding in ("identity", "br"):
        response = client.get(path, headers={"accept-encoding": encoding})
        assert re.fullmatch(r'"[0-9a-f]{32}"', response["ETag"])
        again = client.get(path, headers={"accept-encoding": encoding, "if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/stories/none", 404),
        ("/stories/miami-track-ukraine/items?kind=verdict", 400),
        ("/stories/miami-track-ukraine/items?cursor=event-none", 400),
        ("/stories?limit=0", 400),
        ("/stories?limit=101", 400),
        ("/stories?limit=all", 400),
        ("/stories?cursor=' OR 1=1", 400),
        ("/quotations?cursor=abc", 400),
        ("/debates?story=%00", 400),
        ("/stories/%00", 400),
        ("/people/nobody", 404),
        ("/debates/999999", 404),
        ("/debates/" + "9" * 40, 404),
        ("/nothing", 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    client: Client, flagship: Story, path: str, status: int
) -> None:
    assert get(client, f"{API}{path}", status)["detail"]


def test_a_withdrawn_story_is_gone_from_everything(client: Client, flagship: Story, called: Debate) -> None:
    publishing.withdraw(flagship, reason="It was wrong.")
    assert get(client, f"{API}/stories/{flagship.slug}", 410)["detail"] == "It was wrong."
    get(client, f"{API}/stories/{flagship.slug}/items", 410)
    for path in ("/stories", "/quotations", "/people", "/debates"):
        assert get(client, f"{API}{path}")["items"] == []
    assert get(client, f"{API}/debates/{called.pk}", 410)["detail"] == "It was wrong."


def test_it_is_for_reading_by_scripts_of_any_origin(client: Client, flagship: Story) -> None:
    path = f"{API}/stories"
    response = client.options(path, headers={"origin": "https://elsewhere.example"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Credentials" not in response
    for method in ("post", "put", "delete"):
        response = getattr(Client(enforce_csrf_checks=True), method)(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert response["Content-Type"] == "application/problem+json"


def test_it_is_asked_so_often_and_no_more(client: Client, flagship: Story, settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "API": (0, 2, 0)}
    for _ in range(2):
        get(client, f"{API}/stories")
    response = client.get(f"{API}/stories")
    assert get(client, f"{API}/stories", 429)["title"] == "Too Many Requests"
    assert response["Retry-After"] == "600"
    assert client.get("/").status_code == 200


def test_its_description_names_every_operation_and_every_reference_leads_somewhere(client: Client) -> None:
    said = client.get(f"{API}/openapi.json").json()
    assert said["openapi"] == "3.1.0"
    assert set(said["paths"]) == {
        *("/api/v1/stories", "/api/v1/stories/{slug}", "/api/v1/stories/{slug}/items", "/api/v1/quotations"),
        *("/api/v1/people", "/api/v1/people/{key}", "/api/v1/debates", "/api/v1/debates/{id}"),
    }
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', client.get(f"{API}/openapi.json").content.decode()):
        found: Any = said
        for step in reference.split("/"):
            found = found[step]
    names = [each["get"]["operationId"] for each in said["paths"].values()]
    assert len(names) == len(set(names))
    for path, each in said["paths"].items():
        wanted = {asked["name"] for asked in each["get"]["parameters"] if asked["in"] == "path"}
        assert wanted == set(re.findall(r"\{(\w+)\}", path))
