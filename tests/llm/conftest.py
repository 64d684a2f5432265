"""The fake endpoint as a fixture, and the site configured to use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

import newsroom.llm.endpoint  # noqa: F401 - openai takes seconds to import on a busy machine
from newsroom.llm.exchange import Request, system, user
from newsroom.llm.models import Call, Outcome
from tests.llm.fake_openai import KEY, MODEL, FakeOpenAI, running

SHORT_SECONDS = 0.5  # the deadline of tests that run into it
PATIENCE_SECONDS = 20.0  # of those that must not, however busy the machine


@pytest.fixture
def fake(settings: Settings) -> Iterator[FakeOpenAI]:
    """A running endpoint, and a site that is configured for it without limits."""
    for fake in running():
        settings.OPENAI_BASE_URL = fake.url
        settings.OPENAI_API_KEY = KEY
        settings.NEWSROOM_MODEL = settings.NEWSROOM_REFEREE_MODEL = MODEL
        settings.NEWSROOM_CHECKER_MODEL = MODEL
        settings.LLM_DEADLINE_SECONDS = PATIENCE_SECONDS
        settings.LLM_BREAKER_FAILURES = 1000
        settings.LLM_PRICES = {MODEL: (2.0, 10.0)}
        for budget in ("PLAYER_DAY", "NETWORK_DAY", "SUBJECT", "SITE_DAY"):
            setattr(settings, f"LLM_BUDGET_{budget}_TOKENS", 0)
            setattr(settings, f"LLM_BUDGET_{budget}_MONEY", 0)
        yield fake


def asking(purpose: str = "opening", **fields: object) -> Request:
    """A request for a few words."""
    messages = (system("You write for a newspaper."), user("Say something about the tram."))
    return Request(**({"purpose": purpose, "messages": messages, "max_tokens": 100} | fields))  # type: ignore[arg-type]


def sent_calls() -> int:
    """The ledger's count of requests that reached the endpoint."""
    return Call.objects.exclude(outcome=Outcome.UNREACHED).count()
