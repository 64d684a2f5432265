"""What every test of the stories app starts from."""

from __future__ import annotations

import pytest

from stories.shelf import pages


@pytest.fixture(autouse=True)
def an_empty_shelf() -> None:
    """A rolled-back transaction leaves this process's memory as it was; each test starts with none."""
    pages.clear()
