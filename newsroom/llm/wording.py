"""Why a text could not be written, as rows keep it, for the catalogues: `newsroom.afresh` tells it in the language of a page."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from newsroom.afresh import keep

FAILURES = (
    _("Something went wrong on our side while this was being written."),
    _("This took too long to write."),
    _("The model could not write this."),
    _("The model is not answering at the moment."),
    _("The model has not been answering; we will try it again shortly."),
    _("The model’s answer could not be used."),
    _("The model’s endpoint refused the request."),
    _("The budget for model-written text is used up."),
    _("Writing by a model is switched off at the moment."),
    _("This has used up its share of model-written text."),
    _("Today’s share of model-written text of your network is used up. It starts afresh at midnight UTC."),
    _("You have used up today’s share of model-written text. It starts afresh at midnight UTC."),
)


def register() -> None:
    """Called by the app when it is ready."""
    keep(*FAILURES)
