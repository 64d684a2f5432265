"""A wrong value stops the start and names its variable."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import settings


@pytest.mark.parametrize("value", ["x", "-1", "1e3", "0.1", "111", "nan", "٣", "1,5"])
def test_a_number_out_of_bounds_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LLM_DEADLINE_SECONDS", value)
    with pytest.raises(ImproperlyConfigured, match="LLM_DEADLINE_SECONDS"):
        settings.number("LLM_DEADLINE_SECONDS", default=90, low=1, high=110)


def test_a_number_may_have_a_decimal_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_DEADLINE_SECONDS", "12.5")
    assert settings.number("LLM_DEADLINE_SECONDS", default=90, low=1, high=110) == 12.5


@pytest.mark.parametrize(
    "value",
    ["x", "[]", "5", '{"m": 1}', '{"m": [1]}', '{"m": [1, -2]}', '{"m": ["a", 1]}', '{"m": [NaN, 1]}'],
)
def test_a_price_table_that_cannot_be_read_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("LLM_PRICES", value)
    with pytest.raises(ImproperlyConfigured, match="LLM_PRICES"):
        settings.prices("LLM_PRICES")


def test_a_price_table_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PRICES", '{"m": [0.25, 2]}')
    assert settings.prices("LLM_PRICES") == {"m": (0.25, 2.0)}


def test_a_budget_in_money_needs_a_price() -> None:
    environment = {**os.environ, "DEBUG": "1", "NEWSROOM_MODEL": "owl-2", "LLM_BUDGET_SITE_DAY_MONEY": "5"}
    code = [sys.executable, "-c", "import newsroom.settings"]
    stopped = subprocess.run(code, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert stopped.returncode != 0
    assert "LLM_PRICES must price owl-2" in stopped.stderr


@pytest.mark.parametrize(
    ("ahead", "said"),
    [("29", "must be a number from 30 to 1800"), ("1801", "must be a number"), ("60", "must not be below")],
)
def test_a_deadline_of_what_nobody_waits_for_is_refused_by_name(ahead: str, said: str) -> None:
    environment = {**os.environ, "DEBUG": "1", "LLM_AHEAD_DEADLINE_SECONDS": ahead}
    code = [sys.executable, "-c", "import newsroom.settings"]
    stopped = subprocess.run(code, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert stopped.returncode != 0
    assert "LLM_AHEAD_DEADLINE_SECONDS" in stopped.stderr
    assert said in stopped.stderr
