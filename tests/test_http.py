"""newsroom.http: a move goes through, or says why not, with a page or a fragment."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import CharField, Form
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails

from newsroom.errors import Conflict, Unknown
from newsroom.http import Request, move, moved


class Word(Form):
    word = CharField(error_messages={"required": "Say a word."})


def request(*, htmx: bool) -> Request:
    made: Any = RequestFactory().post("/there/", headers={"HX-Request": "true"} if htmx else {})
    made.htmx = HtmxDetails(made)
    return made


def page(*, problem: str = "", status: int = 200) -> HttpResponse:
    return HttpResponse(problem or "as it is", status=status)


def refuse(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("form", "error", "status", "said"),
    [
        (Word({}), None, 422, "Say a word."),
        (Word({"word": "x"}), Conflict("Too late."), 409, "Too late."),
        (Word({"word": "x"}), Unknown("No such thing."), 422, "No such thing."),
        (None, Conflict("Too late."), 409, "Too late."),
    ],
)
def test_a_refused_move_is_the_page_with_its_reason(
    htmx: bool, form: Form | None, error: Exception, status: int, said: str
) -> None:
    answer = move(request(htmx=htmx), form, lambda sent: refuse(error), page=page, url="/there/")
    assert (answer.status_code, answer.content.decode()) == (status, said)


@pytest.mark.parametrize(("form", "sent"), [(Word({"word": "x"}), {"word": "x"}), (None, {})])
def test_a_move_gets_what_was_sent_and_leads_to_its_page(form: Form | None, sent: dict[str, str]) -> None:
    done: list[dict[str, Any]] = []
    answer = move(request(htmx=False), form, done.append, page=page, url="/there/")
    assert (done, answer.status_code, answer["Location"]) == ([sent], 303, "/there/")


def test_with_htmx_the_answer_is_the_page_and_its_address_if_that_is_new() -> None:
    here = moved(request(htmx=True), page=page, url="/there/")
    there = moved(request(htmx=True), page=page, url="/there/", is_new=True)
    assert (here.status_code, here.get("HX-Push-Url"), there["HX-Push-Url"]) == (200, None, "/there/")


def test_any_other_failure_is_not_a_refusal() -> None:
    with pytest.raises(KeyError):
        move(request(htmx=True), None, lambda sent: sent["word"], page=page, url="/there/")


def test_a_form_that_comes_from_no_address_at_all_is_refused_like_any_other(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/sign-in/", headers={"referer": "http://["}).status_code == 403
