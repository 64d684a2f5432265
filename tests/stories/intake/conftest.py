"""Fixtures of other rooms that these tests start from."""

from __future__ import annotations

from tests.llm.conftest import fake

__all__ = ["fake"]
