"""No byte and no pause tells who said it before there is an answer."""

from __future__ import annotations

import html
import re
import time
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.players.models import Player
from quiz import loading, services
from quiz.models import Run
from stories.models import Story
from tests.debate import fixtures
from tests.quiz.playing import HTMX, begin, bytes_of, loaded, right_option, round_of, url_of, wrong_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def flagship_run(flagship: Story, rae: Client) -> Run:
    return begin(rae, url=f"/stories/{fixtures.FLAGSHIP}/quiz/")


def test_nothing_sent_before_the_answer_tells_it(flagship_run: Run, rae: Client) -> None:
    """Page, fragment and refusals of each round hold nothing of the quotation but its words."""
    run = flagship_run
    for number in range(1, 9):
        round = round_of(run, number)
        quote_, options = loading.quote_of(round), list(round.options.all())
        people = loading.bank_of(round).people
        sent = [
            rae.get(url_of(run)),
            rae.get(url_of(run), **HTMX),
            rae.post(url_of(run, "answer/"), {"round": number, "option": "?"}, **HTMX),
            rae.post(url_of(run, "answer/"), {"round": 9, "option": options[0].token}),
            rae.post(url_of(run, "next/"), {"round": number}),
            rae.post(url_of(run, "report/"), {"round": number, "reason": "other"}, **HTMX),
            rae.get("/quiz/"),
        ]
        title = loading.bank_of(round).document.headline
        for response in sent:
            told = bytes_of(response).replace(title, "")
            for secret in (quote_.key, quote_.context, round.fingerprint, "is_speaker", "speaker"):
                assert secret not in told, secret
            for key in (option.person for option in options):
                assert key not in told
            counts = {told.count(people[option.person].name) for option in options}
            assert len(counts) == 1, {
                people[o.person].name: told.count(people[o.person].name) for o in options
            }
        rae.post(url_of(run, "show/"), {"round": number})
        rae.post(url_of(run, "next/"), {"round": number})


def test_the_four_differ_by_place_token_name_and_office_alone(flagship_run: Run, rae: Client) -> None:
    page = rae.get(url_of(flagship_run)).content.decode()
    round = round_of(flagship_run, 1)
    people = loading.bank_of(round).people
    shapes = set()
    for option in round.options.all():
        item = re.search(rf'<li><button[^>]*value="{re.escape(option.token)}".*?</li>', page, re.S)
        assert item is not None
        shape = html.unescape(item[0])
        person = people[option.person]
        for part in (option.token, person.name, person.office):
            shape = shape.replace(part, "")
        shapes.add(re.sub(r"\d", "", shape))
    assert len(shapes) == 1


def test_the_speaker_stands_anywhere_in_the_options_as_stored(story: Story) -> None:
    places: list[int] = []
    lowest_token: list[int] = []
    for _ in range(30):
        run = services.start(Player.objects.create(), story=story, timed=True)
        for round in loaded(run).rounds:
            ordered = list(round.options.all())
            speaker = loading.quote_of(round).speaker
            places.append(next(o.position for o in ordered if o.person == speaker))
            by_token = sorted(ordered, key=lambda o: o.token)
            lowest_token.append(next(n for n, o in enumerate(by_token) if o.person == speaker))
    for seen in (places, lowest_token):
        assert all(20 < seen.count(place) < 75 for place in set(seen))
        assert len(set(seen)) == 4


def test_right_and_wrong_cost_the_same_and_look_the_same_until_told(story: Story, sly: Client) -> None:
    """The response to a right answer and to a wrong one: same statements, same bytes, time within noise."""
    shapes: dict[bool, set[tuple[Any, ...]]] = {True: set(), False: set()}
    times: dict[bool, list[float]] = {True: [], False: []}
    for n in range(24):
        client, right = Client(), bool(n % 2)
        run = begin(client)
        round = round_of(run, 1)
        sent = {"round": 1, "option": (right_option if right else wrong_option)(round).token}
        with CaptureQueriesContext(connection) as queries:
            began = time.process_time()
            response = client.post(url_of(run, "answer/"), sent)
            times[right].append(time.process_time() - began)
        headers = tuple(sorted(name for name, _ in response.items()))
        kinds = tuple(query["sql"].split()[0] for query in queries)
        shapes[right].add((response.status_code, response.content, headers, kinds))
    assert shapes[True] == shapes[False]
    assert len(shapes[True]) == 1
    ratio = median(times[True]) / median(times[False])
    assert 0.6 < ratio < 1.67
