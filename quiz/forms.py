"""What players post."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from quiz.choosing import ROUNDS_MOST
from quiz.models import Report


class StartForm(forms.Form):
    timed = forms.TypedChoiceField(
        choices=[(1, "timed"), (0, "untimed")],
        coerce=lambda value: value == "1",
        empty_value=None,
        error_messages={
            "required": _("Choose whether the clock runs."),
            "invalid_choice": _("Choose one of the two: with the clock, or without."),
        },
    )


class RoundForm(forms.Form):
    """Which round a move is about."""

    round = forms.IntegerField(
        min_value=1,
        max_value=ROUNDS_MOST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Say which round you mean: reload the page.")
        ),
    )


class AnswerForm(RoundForm):
    option = forms.CharField(
        max_length=64,
        error_messages=dict.fromkeys(("required", "max_length"), _("Choose one of the four people.")),
    )


class ReportForm(RoundForm):
    reason = forms.ChoiceField(
        choices=Report.Reason, error_messages={"required": _("Choose what is wrong with the quotation.")}
    )
    note = forms.CharField(
        max_length=500,
        required=False,
        error_messages={"max_length": _("Keep your note under 500 characters.")},
    )
