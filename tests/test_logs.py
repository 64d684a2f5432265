"""The log: a line knows its request, in the worker too, and holds no secret."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from newsroom import logs
from newsroom.celery import app


def line(message: str, formatter: logging.Formatter) -> str:
    record = logging.LogRecord("x", logging.INFO, "", 0, message, (), None)
    logs.WithRequest().filter(record)
    return formatter.format(record)


@pytest.mark.parametrize("secret", ["hunter2", "sk-abcdef0123456789", "eyJhbGciOi"])
def test_no_line_holds_a_secret(secret: str) -> None:
    said = (
        "postgres://newsroom:hunter2@db/n failed, key sk-abcdef0123456789, Authorization: Bearer eyJhbGciOi"
    )
    for formatter in (logs.Line("{message}", style="{"), logs.Json()):
        assert secret not in line(said, formatter)
        assert "postgres://newsroom:***@db/n failed" in line(said, formatter)


def test_a_line_of_json_has_its_request() -> None:
    token = logs.request_id.set("abc12345")
    try:
        told = json.loads(line("Said “so”.", logs.Json()))
    finally:
        logs.request_id.reset(token)
    assert (told["request_id"], told["message"], told["level"]) == ("abc12345", "Said “so”.", "INFO")


def test_a_proxys_id_is_kept_where_there_is_a_proxy_and_comes_back_in_the_answer(settings: Settings) -> None:
    asked = {"headers": {"x-request-id": "from-the-proxy-1"}}
    assert Client().get("/livez", **asked)["X-Request-ID"] != "from-the-proxy-1"
    settings.PROXIES = 1
    assert Client().get("/livez", **asked)["X-Request-ID"] == "from-the-proxy-1"
    settings.PROXIES = 1
    assert len(Client().get("/livez", headers={"x-request-id": "a\nb"})["X-Request-ID"]) == 32


def test_a_task_carries_the_id_of_the_request_that_sent_it() -> None:
    seen: list[str] = []

    @app.task(name="tests.who_asked")
    def who_asked() -> None:
        seen.append(logs.request_id.get())

    headers: dict[str, str] = {}
    token = logs.request_id.set("of-the-request")
    try:
        logs._give(headers=headers)
    finally:
        logs.request_id.reset(token)
    who_asked.apply(headers=headers)
    assert seen == ["of-the-request"]
    assert logs.request_id.get() == "-"
