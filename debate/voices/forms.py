"""What readers of a voice post."""

from __future__ import annotations

from django import forms


class VoiceReportForm(forms.Form):
    text = forms.CharField(max_length=500, error_messages={"required": "Say what is wrong with it."})
