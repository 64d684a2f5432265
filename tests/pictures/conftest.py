from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """A folder of the test's own for what is uploaded."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
