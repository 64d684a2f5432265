"""How writing fails. Each error carries a sentence for the reader; its text is the operator's line."""

from __future__ import annotations


class GenerationError(Exception):
    """reader_message: one sentence, fit for a page."""

    def __init__(self, operator_message: str, *, reader_message: str) -> None:
        super().__init__(operator_message)
        self.reader_message = reader_message


class TryAgain(GenerationError):
    """This attempt failed; another may succeed. after_seconds: how long to wait first."""

    def __init__(self, operator_message: str, *, reader_message: str, after_seconds: float = 1.0) -> None:
        super().__init__(operator_message, reader_message=reader_message)
        self.after_seconds = after_seconds


class GiveUp(GenerationError):
    """No attempt can succeed: the request was refused, or a budget is spent."""
