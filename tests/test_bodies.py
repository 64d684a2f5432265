"""Slow senders wait for each other, and not the site for them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from newsroom.bodies import BodyFirst


class Dripping:
    """A sender that has said how much comes, and then waits."""

    def __init__(self) -> None:
        self.asked, self.goes_on = threading.Event(), threading.Event()

    readline = None

    def read(self, _size: int = -1) -> bytes:
        self.asked.set()
        self.goes_on.wait(20)
        return b""


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body)


def drip() -> tuple[HttpRequest, Dripping]:
    sender = Dripping()
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": "/sign-in/", "CONTENT_LENGTH": "10"}
    request = RequestFactory().request(**asked, **{"wsgi.input": sender})
    return request, sender


def test_half_of_the_threads_read_bodies_and_the_rest_go_on(settings: Settings) -> None:
    settings.WEB_THREADS = 4
    site: Callable[[HttpRequest], HttpResponse] = BodyFirst(answer)
    slow = [drip() for _ in range(2)]
    threads = [threading.Thread(target=site, args=(request,)) for request, _ in slow]
    for thread, (_, sender) in zip(threads, slow, strict=True):
        thread.start()
        assert sender.asked.wait(10)
    third, _ = drip()
    refused = site(third)
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert site(RequestFactory().get("/")).status_code == 200, "readers are not kept"
    for _, sender in slow:
        sender.goes_on.set()
    for thread in threads:
        thread.join(10)
    body = RequestFactory().post("/", data=b"all of it", content_type="text/plain")
    assert site(body).content == b"all of it"


def test_what_is_too_large_for_memory_is_left_to_the_view(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5
    request = RequestFactory().post("/", data=b"more than five", content_type="text/plain")
    assert BodyFirst(lambda _request: HttpResponse("the view"))(request).content == b"the view"


def test_what_is_larger_than_any_form_is_not_read() -> None:
    asked = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/rooms/",
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    for length, status in (("64000000", 200), ("64000001", 413), ("9" * 5_000, 413)):
        request = RequestFactory().request(**asked, CONTENT_LENGTH=length)
        assert BodyFirst(lambda _request: HttpResponse())(request).status_code == status
