"""The question that every act of the desk asks: why. The answer stands in the log."""

from __future__ import annotations

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext_lazy as lazy

WHY_CHARACTERS = 300


class WhyForm(forms.Form):
    why = forms.CharField(
        max_length=WHY_CHARACTERS,
        label=lazy("Why"),
        help_text=lazy("For the desk’s log."),
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide"}),
        error_messages={"required": lazy("Say for the desk’s log why.")},
    )


class WhyActionForm(ActionForm):
    """Beside the actions of a list; the action asks `WhyForm` whether there is an answer."""

    why = forms.CharField(max_length=WHY_CHARACTERS, required=False, label=lazy("Why, for the desk’s log"))
