"""What machines are told of generated text: by what it was made, and whether a person has read it.

The vocabularies are IPTC's digital source types, which schema.org repeats as members of its own, and the words of the
proposed `ai-disclosure`. docs/machines.md says what of this stands where.
"""

from __future__ import annotations

from dataclasses import dataclass

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"  # http: that is how IPTC names its terms


@dataclass(frozen=True, kw_only=True)
class DigitalSource:
    """By what a text was made, in two vocabularies: for data, and for schema.org's `digitalSourceType`."""

    iptc: str
    schema: str


TRAINED = DigitalSource(
    iptc=f"{_IPTC}trainedAlgorithmicMedia", schema="https://schema.org/TrainedAlgorithmicMediaDigitalSource"
)
ALGORITHMIC = DigitalSource(
    iptc=f"{_IPTC}algorithmicMedia", schema="https://schema.org/AlgorithmicMediaDigitalSource"
)


def digital_source(engine: str) -> DigitalSource:
    """By the engine that wrote it: a language model, or rules that were not trained on anything."""
    return TRAINED if engine == "llm" else ALGORITHMIC


def disclosure(*, is_reviewed: bool) -> str:
    """For `ai-disclosure`: generated and read by a person before anyone saw it, or not.

    The offline engine's texts say so, too. Who reads this one word alone must not take them for a person's.
    """
    return "ai-generated" if is_reviewed else "autonomous"
