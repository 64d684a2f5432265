"""The Jinja2 environment of `*.jinja` templates: as strict as can be, with filters named as Django's are."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

from jinja2 import Environment, StrictUndefined

from newsroom.templatetags.house import spoken


def environment(**options: Any) -> Environment:
    """A name that a template misspells is an error, not an empty string; all text is escaped."""
    made = Environment(**{**options, "autoescape": True, "undefined": StrictUndefined})  # noqa: S701 - it is on
    made.filters |= {"pluralize": _pluralize, "spoken": spoken}
    return made


def _pluralize(count: int | Sized, one: str = "", many: str = "s") -> str:
    """The ending for so many things, or for the length of a list."""
    return one if (count if isinstance(count, int) else len(count)) == 1 else many
