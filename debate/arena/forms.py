"""What players post. Unknown, missing and foreign values are errors of a field, with a way to mend them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debate.evidence.cards import lacking_side
from debate.models import Persona, Play, Side, Speech
from newsroom.players.cred import CONFIDENCES
from stories.document import Motion, StoryDocument


class ChooseForm(forms.Form):
    """Motion and champions for one story. `cleaned_data` holds a Motion and two Personas."""

    motion = forms.CharField(max_length=80, error_messages={"required": _("Choose a motion.")})
    pro = forms.CharField(max_length=80, error_messages={"required": _("Choose who argues for it.")})
    con = forms.CharField(max_length=80, error_messages={"required": _("Choose who argues against it.")})

    def __init__(self, *args: Any, document: StoryDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document

    def clean_motion(self) -> Motion:
        key = self.cleaned_data["motion"]
        motion = next((m for m in self.document.motions if m.key == key), None)
        if motion is None:
            raise forms.ValidationError(_("This story has no such motion. Choose one of those below."))
        if side := lacking_side(motion):
            raise forms.ValidationError(
                _("Too little in this story speaks for this motion. Choose another one.")
                if side == Side.PRO
                else _("Too little in this story speaks against this motion. Choose another one.")
            )
        return motion

    @cached_property
    def _chosen(self) -> dict[str, Persona]:
        """Those who speak of the two that were sent. 1 query."""
        sent = [value for value in (self.data.get("pro"), self.data.get("con")) if value]
        speaking = Persona.objects.speaking().filter(slug__in=sent)
        return {persona.slug: persona for persona in speaking}

    def _persona(self, field: str) -> Persona:
        persona = self._chosen.get(self.cleaned_data[field])
        if persona is None:
            raise forms.ValidationError(_("Nobody of that name speaks here. Choose one of those below."))
        return persona

    def clean_pro(self) -> Persona:
        return self._persona("pro")

    def clean_con(self) -> Persona:
        return self._persona("con")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "pro" in cleaned and cleaned.get("pro") == cleaned.get("con"):
            self.add_error("con", _("Nobody argues both sides. Choose someone else here."))
        return cleaned


class PredictForm(forms.Form):
    round = forms.TypedChoiceField(choices=[(1, "1"), (2, "2")], coerce=int)
    side = forms.ChoiceField(
        choices=Side.choices, error_messages={"required": _("Choose a side and how sure you are.")}
    )
    confidence = forms.TypedChoiceField(
        choices=[(percent, f"{percent} %") for percent in CONFIDENCES],
        coerce=int,
        error_messages={"required": _("Choose how sure you are.")},
    )


class StakeForm(PredictForm):
    """A call, and whether its player was told that it moves cred: then it is not made if it does not any more."""

    stake = forms.ChoiceField(choices=[("cred", ""), ("xp", "")], required=False)


class CrossfireForm(forms.Form):
    question = forms.TypedChoiceField(
        choices=[(n, str(n)) for n in (1, 2, 3)],
        coerce=int,
        error_messages={"required": _("Choose one of the three questions.")},
    )


class ReportForm(forms.Form):
    """A report on a speech that the play shows. `cleaned_data["speech"]` is the row."""

    speech = forms.ModelChoiceField(
        Speech.objects.none(), error_messages={"invalid_choice": _("This play shows no such speech.")}
    )
    text = forms.CharField(max_length=500, error_messages={"required": _("Say what is wrong with it.")})

    def __init__(self, *args: Any, play: Play, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speech"].queryset = Speech.objects.filter(  # type: ignore[attr-defined]
            round__in=play.debate.rounds_with(play.question_id)
        )
