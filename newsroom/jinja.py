"""The Jinja2 environment of `*.jinja` templates: as strict as can be, with the filters of Django's templates."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import pluralize
from jinja2 import Environment, StrictUndefined

from newsroom.templatetags.house import quoted, spoken, spoken_moment


def environment(**options: Any) -> Environment:
    """A name that a template misspells is an error, not an empty string; all text is escaped."""
    made = Environment(**{**options, "autoescape": True, "undefined": StrictUndefined})  # noqa: S701 - it is on
    made.filters |= {
        "pluralize": pluralize,
        "quoted": quoted,
        "spoken": spoken,
        "spoken_moment": spoken_moment,
    }
    return made
