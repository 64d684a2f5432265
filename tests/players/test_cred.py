"""Cred by hand-worked tables: K·((q−y)² − (p−y)²)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from newsroom.players import cred


@pytest.mark.parametrize(
    ("side", "confidence", "house", "outcome", "k", "expected"),
    [
        # p = .70, q = .50, y = 1: 60 · (.25 − .09)
        ("pro", 70, ".50", "pro", 60, "9.6"),
        # y = 0: 60 · (.25 − .49)
        ("pro", 70, ".50", "con", 60, "-14.4"),
        # CON at 70 is p = .30; y = 0: 60 · (.25 − .09)
        ("con", 70, ".50", "con", 60, "9.6"),
        ("con", 70, ".50", "pro", 60, "-14.4"),
        # 100 · (.25 − .0225) and 100 · (.25 − .7225)
        ("pro", 85, ".50", "pro", 100, "22.75"),
        ("pro", 85, ".50", "con", 100, "-47.25"),
        ("con", 85, ".50", "con", 60, "13.65"),
        ("con", 55, ".50", "pro", 60, "-3.15"),
        ("pro", 55, ".50", "pro", 100, "4.75"),
        # Against the house: q = .30, p = .55, y = 1: 60 · (.49 − .2025)
        ("pro", 55, ".30", "pro", 60, "17.25"),
        # Less sure than the house and right costs: q = .85, p = .55: 100 · (.0225 − .2025)
        ("pro", 55, ".85", "pro", 100, "-18"),
        # Worst and best there are: q = .15 or .85 at the far end
        ("con", 85, ".85", "pro", 100, "-70"),
        ("pro", 85, ".15", "pro", 100, "70"),
        # Copying the house moves nothing
        ("pro", 70, ".70", "con", 100, "0"),
        ("con", 55, ".45", "pro", 60, "0"),
        # Nobody won
        ("pro", 85, ".50", "draw", 100, "0"),
        ("con", 85, ".20", "split", 60, "0"),
        # Clipped: .95 counts as .85
        ("pro", 85, ".95", "pro", 60, "0"),
        # Whole percent: .504 counts as .50
        ("pro", 70, ".504", "pro", 60, "9.6"),
    ],
)
def test_it_moves_by_the_worked_amount(
    side: str, confidence: int, house: str, outcome: str, k: int, expected: str
) -> None:
    moved = cred.delta(side=side, confidence=confidence, house_line=D(house), outcome=outcome, k=k)
    assert moved == D(expected)


@pytest.mark.parametrize("percent", range(15, 86))
def test_it_is_proper_saying_what_one_believes_is_best(percent: int) -> None:
    """Among the offered probabilities, the one nearest to the truth expects most."""
    truth = D(percent) / 100

    def expects(side: str, confidence: int) -> D:
        pro, con = (
            cred.delta(side=side, confidence=confidence, house_line=D(".5"), outcome=won, k=100)
            for won in cred.SIDES
        )
        return truth * pro + (1 - truth) * con

    calls = [(side, confidence) for side in cred.SIDES for confidence in cred.CONFIDENCES]
    best = max(calls, key=lambda call: expects(*call))
    distance = {call: abs(cred.probability(*call) - truth) for call in calls}
    assert distance[best] == min(distance.values())


def test_the_preview_is_what_is_then_paid() -> None:
    for (side, confidence), (right, wrong) in cred.preview(D(".37"), 60).items():
        other = "con" if side == "pro" else "pro"
        common = {"side": side, "confidence": confidence, "house_line": D(".37"), "k": 60}
        assert right == cred.delta(outcome=side, **common)
        assert wrong == cred.delta(outcome=other, **common)
        house = D(".37") if side == "pro" else D(".63")
        # Surer than the house wins by being right; less sure than the house wins by the other's winning.
        assert (right > 0 > wrong) is (D(confidence) / 100 > house)
        assert (right < 0 < wrong) is (D(confidence) / 100 < house)


def test_the_preview_covers_every_call_on_offer() -> None:
    assert set(cred.preview(D(".5"), 60)) == {(s, c) for s in ("pro", "con") for c in (55, 70, 85)}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "You were 70 % sure of the case for, and it won: you gain 9.6 cred."),
        (
            {"outcome": "con"},
            "You were 70 % sure of the case for, but the case against won: you lose 14.4 cred.",
        ),
        (
            {"side": "con", "house_line": D(".62"), "outcome": "con"},
            # q for CON = .38, p = .30, y = 0: 60 · (.3844 − .09) = 17.664
            "You were 70 % sure of the case against, and it won: you gain 17.7 cred.",
        ),
        (
            # q = .80, p = .70, y = 1: 60 · (.04 − .09) = −3
            {"house_line": D(".80")},
            "The case for won, but the house was surer of it, 80 % to your 70 %: you lose 3.0 cred.",
        ),
        (
            # y = 0: 60 · (.64 − .49) = 9
            {"house_line": D(".80"), "outcome": "con"},
            "The case against won, and the house was surer of the case for, 80 % to your 70 %: you gain 9.0 cred.",
        ),
        (
            {"house_line": D(".70")},
            "You were as sure of the case for as the house, 70 %, so your cred stays.",
        ),
        ({"outcome": "split"}, "The round was a split decision, so your cred stays."),
        ({"outcome": "draw"}, "The round was a draw, so your cred stays."),
        (
            {"is_rated": False, "for_xp": "somebody had opened it"},
            "Called for XP, so your cred stays: somebody had opened it.",
        ),
        (
            {"is_counted": False},
            "Cred counts in 8 debates a day and this was a later one, so yours stays.",
        ),
    ],
)
def test_it_says_why(change: dict[str, object], expected: str) -> None:
    call: dict[str, object] = {
        "side": "pro",
        "confidence": 70,
        "house_line": D(".50"),
        "outcome": "pro",
        "k": 60,
        "is_rated": True,
        "is_counted": True,
    }
    assert cred.sentence(**(call | change)) == expected  # type: ignore[arg-type]


def test_the_sum_behind_it_can_be_checked() -> None:
    call = {"side": "con", "confidence": 85, "house_line": D(".50"), "k": 100}
    # p for PRO = .15, y = 1: 100 · (.25 − .7225) = −47.25
    assert cred.working(**call, outcome="pro") == "100 × ((0.50 − 1)² − (0.15 − 1)²) = −47.3"
    assert cred.working(**call, outcome="draw") == ""


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("2.85", "+2.9"), ("-2.85", "−2.9"), ("0.04", "0"), ("-0.04", "0"), ("-18", "−18.0")],
)
def test_it_is_shown_to_a_tenth(amount: str, expected: str) -> None:
    assert cred.shown(D(amount)) == expected


@pytest.mark.parametrize(("side", "confidence"), [("PRO", 70), ("draw", 70), ("pro", 49), ("pro", 101)])
def test_it_refuses_what_is_no_call(side: str, confidence: int) -> None:
    with pytest.raises(ValueError):
        cred.probability(side, confidence)


def test_calibration_counts_decided_rounds_by_confidence() -> None:
    calls = [
        ("pro", 70, "pro"),
        ("pro", 70, "con"),
        ("con", 85, "con"),
        ("con", 85, "draw"),
        ("pro", 55, "split"),
    ]
    low, middle, high = cred.calibration(calls)
    assert (low.rounds, low.percent) == (0, None)
    assert (middle.rounds, middle.right, middle.percent) == (2, 1, 50)
    assert (high.rounds, high.right, high.percent) == (1, 1, 100)
