"""Prints what the check makes of the sentences, by kind and story.

Of the half that rules are tuned on; `--unseen` prints those they are not tuned on too, `-v` the tuned half's faults.
"""

from __future__ import annotations

import sys
from collections import Counter

from .sentences import KINDS, Case, cases


def main() -> None:
    every = list(cases())
    halves = ("tune", "unseen", "held", "fresh", "later") if "--unseen" in sys.argv else ("tune",)
    refused = {case: case.refused for case in every if case.half in halves}
    for half in halves:
        _say(half)
        mine = [case for case in every if case.half == half]
        for kind in KINDS:
            _line(f"false, {kind}", [case for case in mine if case.kind == kind], refused)
        for wanted in ("false", "true", "free"):
            _line(wanted, [case for case in mine if case.wanted == wanted], refused)
        for story in sorted({case.story for case in mine}):
            for wanted in ("false", "true", "free"):
                _line(
                    f"{story}, {wanted}", [c for c in mine if (c.story, c.wanted) == (story, wanted)], refused
                )
    if "-v" in sys.argv:
        for case in every:
            if case.half == "tune" and refused[case] != (case.wanted == "false"):
                found = [(f.rule, f.message) for s in case.report().failures for f in s.findings]
                _say(f"{case.wanted} {case.kind}: {case.text}  {found or ''}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _line(label: str, some: list[Case], refused: dict[Case, bool]) -> None:
    count = Counter(refused[case] for case in some)
    if some:
        _say(f"  {label:38} {count[True]:3} of {len(some):3} refused  {100 * count[True] / len(some):5.1f} %")


if __name__ == "__main__":
    main()
