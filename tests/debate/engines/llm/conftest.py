"""The fake endpoint with something behind it that writes and judges."""

from __future__ import annotations

import pytest

from tests.debate.engines.llm.parrot import Parrot
from tests.llm.conftest import fake  # noqa: F401 - a fixture
from tests.llm.fake_openai import FakeOpenAI


@pytest.fixture
def parrot(fake: FakeOpenAI) -> Parrot:  # noqa: F811
    """A model that writes from the cards and judges what it reads; each of its habits can be changed."""
    return Parrot(fake)
