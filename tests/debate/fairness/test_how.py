"""/how-it-works/: its examples are the code's own. (Its fairness figures: `test_tallies`.)"""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.test import Client
from django.utils.html import escape

from debate.engines.base import VOICE_WORDS
from debate.engines.offline.receipt import added_up
from debate.fairness import how
from debate.grounding import UNDECIDABLE
from debate.grounding.rates import Rates, rates
from newsroom.players import cred

pytestmark = pytest.mark.django_db


def test_it_is_public_and_the_same_for_everyone(client: Client) -> None:
    response = client.get("/how-it-works/")
    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response["Cache-Control"]


def test_it_says_what_no_rule_can_decide(client: Client) -> None:
    page = client.get("/how-it-works/").content.decode()
    assert all(escape(limit) in page for limit in UNDECIDABLE)


def test_its_examples_are_worked_out_by_the_game() -> None:
    assert how.worked_xp()["most"] == 80
    assert how.worked_xp()["full_debates"] == 8
    judged = how.judged()
    # 8·.4 + 7·.3 + 6·.2 + 7·.1 = 7.2 and 7·.4 + 7·.3 + 7·.2 + 6·.1 = 6.9
    assert (judged["pro"], judged["con"], judged["outcome"]) == ("7.2", "6.9", "the case for wins")
    first = how.worked_cred(D("0.50"))["rows"][0]
    assert first == {"call": "55 % for", "amounts": ["+2.9", "−3.2", "+4.8", "−5.3"]}
    assert cred.shown(cred.preview(D("0.5"), 60)["pro", 55][0]) == "+2.9"


def test_its_receipts_are_the_offline_referees_own_and_add_up(client: Client) -> None:
    page = client.get("/how-it-works/").content.decode()
    section = page.partition('<h3 id="receipt"')[2].partition("</section>")[0]
    for receipt in how.worked_receipts():
        *lines, total = receipt["lines"]
        assert f"= {added_up(chr(10).join(lines))}" == total
        assert all(escape(line) in section for line in receipt["lines"])
    evidence = next(r["lines"] for r in how.worked_receipts() if r["name"] == "evidence")
    assert evidence[-1] == "= 7"


def test_it_says_how_a_voice_is_labelled_and_when_it_is_old(client: Client) -> None:
    page = client.get("/how-it-works/").content.decode()
    section = page.partition('<section id="voices"')[2].partition("</section>")[0]
    assert f"{VOICE_WORDS[0]} to {VOICE_WORDS[1]} words" in section
    assert "AI-written imagination" in section
    assert "older than the story" in section


def test_it_says_what_each_check_is_worth_as_measured(client: Client) -> None:
    page = client.get("/how-it-works/").content.decode()
    section = page.partition('<section id="checked"')[2].partition("</section>")[0]
    for measured in rates().values():
        assert f"{measured.catch_percent} % of {measured.false}" in section
        assert f"{measured.alarm_percent} % of {measured.true}" in section
    assert "checked by rule only" in section


def test_a_rate_is_a_share_of_what_was_measured() -> None:
    measured = Rates(false=40, caught=39, true=52, refused=1)
    assert (measured.catch_percent, measured.alarm_percent) == (98, "1.9")
    assert Rates(false=1, caught=1, true=50, refused=0).alarm_percent == "0"
