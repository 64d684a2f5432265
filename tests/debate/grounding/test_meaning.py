"""Meaning by rule: each rule on sentences that it must refuse, and beside each one that it must not."""

from __future__ import annotations

import pytest

from debate.evidence.brief import Brief, Card
from debate.grounding import check
from debate.grounding.acts import acts
from debate.grounding.order import placed
from debate.grounding.swapped import figures


def card(n: int, claim: str, detail: str = "", kind: str = "event", **more: object) -> Card:
    return Card(n=n, item=f"{kind}-{n}", kind=kind, claim=claim, detail=detail, label="it", **more)  # type: ignore[arg-type]


BRIEF = Brief(
    story="s",
    motion_key="m",
    motion="The harbour should be closed",
    cards=(
        card(
            1, "President Nixon gave the Medal of Freedom to the crew in Honolulu.", names=("Richard Nixon",)
        ),
        card(2, "American destroyers forced the Soviet submarine B-59 to surface."),
        card(
            3, "The burn came two hours after the closest approach and cut about ten hours from the journey."
        ),
        card(4, "Switches rated for 28 volts were fed 65 volts by the launch site."),
        card(5, "The revision softened the plan, and both sides called the day productive."),
        card(
            6,
            "The lines could move part of their traffic to the Cape.",
            "A new route. They could do so for good.",
            "scenario",
        ),
        card(7, "Slow messages had been one of the dangers of the crisis."),
        card(8, "An air strike was unlikely to destroy every missile, the general said.", speaker=""),
        card(
            10,
            "The controllers favoured a direct return. Kranz ruled it out.",
            "Two hours earlier the crew had shut the hatch. The module was built for 45 hours and lasted 90 hours.",
            names=("Gene Kranz",),
        ),
        card(9, "Richer countries paid four billion dollars into the fund to help poorer ones."),
    ),
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The crew gave President Nixon the Medal of Freedom in Honolulu [1].", "roles"),
        ("The Medal of Freedom was given to Nixon by the crew in Honolulu [1].", "roles"),
        ("Soviet destroyers forced an American submarine to surface [2].", "roles"),
        ("Poorer countries paid four billion dollars into the fund to help richer ones [9].", "roles"),
        ("The burn came two hours before the closest approach [3].", "order"),
        ("Kranz ruled out a direct return two hours before the crew shut the hatch [10].", "order"),
        ("Kranz favoured a direct return, but the controllers ruled it out [10].", "roles"),
        ("The module tripled the hours that it was built for [10].", "number"),
        ("The burn added about ten hours to the journey [3].", "direction"),
        ("The revision hardened the plan [5].", "direction"),
        ("An air strike was likely to destroy every missile, the general said [8].", "direction"),
        ("Switches rated for 65 volts were fed 28 volts by the launch site [4].", "swapped"),
        ("The lines moved part of their traffic to the Cape [6].", "modality"),
        ("The revision softened the plan because the ministers had threatened to resign [5].", "added"),
        ("The burn cut about ten hours from the journey, in exchange for the last oxygen [3].", "added"),
    ],
)
def test_it_refuses(text: str, rule: str) -> None:
    (sentence,) = check(text, BRIEF).sentences
    assert rule in {finding.rule for finding in sentence.findings}


@pytest.mark.parametrize(
    "text",
    [
        "Kranz ruled out a direct return two hours after the crew had shut the hatch [10].",
        "The controllers favoured a direct return, but Kranz ruled it out [10].",
        "The module lasted twice the hours that it was built for [10].",
        "Nixon gave the crew the Medal of Freedom in Honolulu [1].",
        "The Medal of Freedom was given to the crew by Nixon [1].",
        "The Soviet submarine was forced to surface by American destroyers [2].",
        "Two hours after the closest approach came the burn [3].",
        "The burn did not add to the journey; it cut about ten hours from it [3].",
        "Fed 65 volts were switches rated for 28 volts [4].",
        "The revision did not harden the plan [5].",
        "The lines could move part of their traffic for good [6].",
        "Slow messages were one danger of the crisis [7].",
        "To destroy every missile was unlikely, the general said [8].",
        "The revision softened the plan, and that is how it should be [5].",
    ],
)
def test_it_passes(text: str) -> None:
    (sentence,) = check(text, BRIEF).sentences
    assert sentence.findings == ()


def test_it_reads_who_does_what() -> None:
    (active,) = acts("American destroyers forced the submarine to the surface")
    assert (sorted(active.agent), active.verb, "submarin" in active.patient) == (
        ["@america", "destroy"],
        "forc",
        True,
    )
    (passive,) = acts("The submarine was forced up by American destroyers")
    assert (sorted(passive.agent), passive.patient) == (["@america", "destroy"], {"submarin"})
    (unknown,) = acts("who forced the submarine up")
    assert not unknown.agent


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("It came two hours before the approach", [True]),
        ("After the approach it came", [False]),
        ("Two days earlier the ministry had spoken", [True]),
        ("It came two days later", [False]),
        ("It had never come before in the war", [True]),
        ("It had never come", []),
    ],
)
def test_it_places_what_happened_in_time(text: str, earlier: list[bool]) -> None:
    assert [one.earlier for one in placed(text)] == earlier


def test_it_knows_what_stands_around_a_number() -> None:
    first, second = figures("Switches rated for 28 volts were fed, and 65 volts came")
    assert ("rate" in first.around, "rate" in second.around) == (True, False)
