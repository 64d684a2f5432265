"""Why something is refused. The text of each is a sentence for whoever asked."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy


class Conflict(Exception):
    """The right request in the wrong state: 409."""


class Unknown(Exception):
    """What the request names is not there, like a round that a run does not have: 422."""


class Gone(Exception):
    """What the address stood for was taken away on purpose: 410. The text says why; `title` says what."""

    label: str | Promise = lazy("Gone")
    title: str | Promise = lazy("This is no longer here")
