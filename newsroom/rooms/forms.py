"""What is posted to a room, by members and by its host."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newsroom.rooms import nicknames
from newsroom.rooms.models import ALPHABET, CODE_LENGTH, Room

TYPED_MOST = 100  # characters of what may be a code


def code_of(typed: str) -> str:
    """A code as it was meant: case, spaces and hyphens make no difference. "" for what cannot be one."""
    if len(typed) > TYPED_MOST:  # one sign may become eighteen
        return ""
    code = "".join(char for char in unicodedata.normalize("NFKC", typed).casefold() if char.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


class NicknameForm(forms.Form):
    nickname = forms.CharField(
        max_length=200, strip=False, error_messages={"required": _("Choose a nickname for today.")}
    )

    def clean_nickname(self) -> str:
        return nicknames.clean(self.cleaned_data["nickname"])


class OpenForm(forms.Form):
    """What to play, as `debate:17`, and at which pace."""

    play = forms.CharField(max_length=120, error_messages={"required": _("Choose what your group plays.")})
    pace = forms.ChoiceField(
        choices=Room.Pace.choices, error_messages={"required": _("Choose how your group plays it.")}
    )


class HostForm(forms.Form):
    """One of the things that a host does. number: of a round, a branch, or the member's id."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("open", "pick", "remove", "close")])
    number = forms.IntegerField(min_value=0, max_value=2**53, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("do") != "close" and cleaned.get("number") is None:
            self.add_error("number", _("That was not understood. Do it once more."))
        return cleaned
