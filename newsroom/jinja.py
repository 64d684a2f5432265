"""The Jinja2 environment of `*.jinja` templates: as strict as can be, with the filters of Django's templates."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import pluralize
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from newsroom.templatetags.house import (
    language_name,
    listed,
    number,
    quoted,
    said_here,
    spoken,
    spoken_moment,
    written_in,
)


def environment(**options: Any) -> Environment:
    """A name that a template misspells is an error, not an empty string; all text is escaped."""
    strict = {"autoescape": True, "undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]}
    made = Environment(**{**options, **strict})  # noqa: S701 - it is on
    made.policies["ext.i18n.trimmed"] = True
    # Asked anew at each rendering: the language is the page's.
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    made.filters |= {
        "language_name": language_name,
        "listed": listed,
        "number": number,
        "pluralize": pluralize,
        "quoted": quoted,
        "said_here": said_here,
        "spoken": spoken,
        "spoken_moment": spoken_moment,
        "written_in": written_in,
    }
    return made
