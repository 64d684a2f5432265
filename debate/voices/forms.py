"""What readers of a voice post."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class VoiceReportForm(forms.Form):
    text = forms.CharField(max_length=500, error_messages={"required": _("Say what is wrong with it.")})
