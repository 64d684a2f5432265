"""Sentences that rows keep in English, told in the language of the page."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.utils import translation

from debate.arena import stakes
from debate.engines.offline import questions
from debate.fairness.how import worked_receipts
from debate.grounding import UNDECIDABLE
from debate.referee import scoring
from newsroom import afresh
from newsroom.generation import services
from newsroom.llm import errors
from newsroom.players import cred


def calls() -> set[str]:
    """Every sentence that the cred ledger can hold."""
    return {
        cred.sentence(
            side=side,
            confidence=confidence,
            house_line=Decimal(house) / 100,
            outcome=outcome,
            k=60,
            is_rated=rated,
            is_counted=counted,
            for_xp=why,
        )
        for side in cred.SIDES
        for confidence in cred.CONFIDENCES
        for house in (20, 45, 55, 70, 80)
        for outcome in ("pro", "con", "draw", "split")
        for rated in (True, False)
        for counted in (True, False)
        for why in (stakes.LOOKED, "")
    }


def kept() -> set[str]:
    """What rows may hold, as those who write it write it."""
    titles = {each for title in scoring._TITLES.values() for each in (title.name, title.meaning)}
    failures = {services.BROKEN, services.TOO_LATE, *(e.READER for e in errors.LlmError.__subclasses__())}
    why = {stakes.LOOKED, stakes.OPENED, stakes.SHIPPED, stakes.COMPUTABLE, stakes.BEFORE_THE_ACCOUNT}
    presses = {way.weakness for way in questions._WAYS.values()}
    lines = {re.sub(r"^[+−]\d+ ", "", line) for each in worked_receipts() for line in each["lines"]}
    return set(UNDECIDABLE) | calls() | titles | failures | why | {stakes.LATER} | presses | lines


def test_everything_of_ours_that_rows_hold_is_known() -> None:
    assert {text for text in kept() if not afresh.is_kept(text)} == set()


def test_english_pages_tell_it_word_for_word() -> None:
    with translation.override("en-gb"):
        assert {afresh.afresh(text) for text in kept()} == kept()


@pytest.mark.parametrize("text", ["", "A moderator’s own words.", "You called 12 owls."])
def test_what_is_not_ours_is_told_as_it_stands(text: str) -> None:
    with translation.override("uk"):
        assert afresh.afresh(text) == text
