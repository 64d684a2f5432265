"""The prompts of this engine, in the files beside this one; `newsroom.llm.prompts` says what a file holds."""

from __future__ import annotations

from pathlib import Path

from newsroom.llm.prompts import Prompt, prompt_file

FOLDER = Path(__file__).parent / "prompts"


def prompt(name: str) -> Prompt:
    return prompt_file(FOLDER / f"{name}.txt")
