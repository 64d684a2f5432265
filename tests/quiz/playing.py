"""Playing a quiz: by the services and a clock that is turned by hand, or by the pages."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

from django.test import Client

from quiz import loading, services
from quiz.loading import LoadedRun
from quiz.models import Option, QuizRound, Run

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


class Hands:
    """The hands of the server's clock."""

    def __init__(self) -> None:
        self.now = NOON

    def read(self) -> dt.datetime:
        return self.now

    def pass_ms(self, ms: int) -> None:
        """Time goes by; or, less than none, somebody sets the clock back."""
        self.now += dt.timedelta(milliseconds=ms)


def loaded(run: Run) -> LoadedRun:
    found = loading.load(run.pk)
    assert found is not None
    return found


def opened(run: Run, hands: Hands) -> LoadedRun:
    return services.open_run(loaded(run), hands.read())


def right_option(round: QuizRound) -> Option:
    return round.options.get(person=loading.quote_of(round).speaker)


def wrong_option(round: QuizRound) -> Option:
    wrong = round.options.exclude(person=loading.quote_of(round).speaker).first()
    assert wrong is not None
    return wrong


def round_of(run: Run, number: int) -> QuizRound:
    found = loaded(run).round(number)
    assert found is not None
    return found


def answer(run: Run, number: int, hands: Hands, *, right: bool = True, after_ms: int = 0) -> None:
    """Answer the round on show after so long, and go on to the next."""
    hands.pass_ms(after_ms)
    round = round_of(run, number)
    option = right_option(round) if right else wrong_option(round)
    services.answer(run, number=number, token=option.token, now=hands.read())
    services.go_on(run, number=number)
    opened(run, hands)


def play(run: Run, hands: Hands, rights: str = "", *, after_ms: int = 1_000) -> Run:
    """Play a run to its end; `rights` says each round as 1 or 0, all right if not said."""
    opened(run, hands)
    count = run.rounds.count()
    for number, is_right in enumerate(rights or "1" * count, start=1):
        answer(run, number, hands, right=is_right == "1", after_ms=after_ms)
    run.refresh_from_db()
    return run


START = "/stories/harbour-bridge-vote/quiz/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def begin(client: Client, *, timed: str = "1", url: str = START) -> Run:
    response = client.post(url, {"timed": timed})
    assert response.status_code == 303
    found = Run.objects.get(pk=response["Location"].split("/")[2])
    client.get(response["Location"])
    return found


def url_of(run: Run, move: str = "") -> str:
    return f"/quiz/{run.pk}/{move}"


def bytes_of(response: Any) -> str:
    """Everything a client gets: status line aside, headers and body."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = response.cookies.output()
    return f"{headers}\n{cookies}\n{html.unescape(response.content.decode())}"
