"""What the checks are worth, as measured on natural sentences: how many false ones they caught, how many true ones
they refused. Kept by hand in `rates.json`; tests hold it to what they measure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "rates.json"


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Of `false` false sentences `caught` were caught; of `true` true ones `refused` were refused."""

    false: int
    caught: int
    true: int
    refused: int

    @property
    def catch_percent(self) -> int:
        return round(100 * self.caught / self.false)

    @property
    def alarm_percent(self) -> str:
        return f"{100 * self.refused / self.true:.1f}".removesuffix(".0")


@cache
def rates() -> dict[str, Rates]:
    """By check: "rule" for the rules alone, "checker" for a model that reads. What nobody measured is left out."""
    measured = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: Rates(**counts) for name, counts in measured.items() if counts["false"] and counts["true"]}
