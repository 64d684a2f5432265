"""What `/styleguide/players/` shows: a form with faults, the plots, the pager."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from newsroom.players import plots
from newsroom.players.cred import Bucket


class Specimen(forms.Form):
    name = forms.CharField(help_text="What a field is for stands below it.")
    email = forms.EmailField(label="Email")


def values() -> dict[str, Any]:
    form = Specimen({"name": "", "email": "not an address"})
    form.add_error(None, "This is how a fault of the whole form is told.")
    course = (1000, 1012, 1004, 1031, 1022, 1048, 1040, 1066)
    counted = ((15, 4, 1), (30, 8, 3), (45, 6, 2), (55, 9, 5), (70, 11, 8), (85, 7, 6))
    return {
        "form": form,
        "plot": plots.line([Decimal(cred) for cred in course]),
        "me": {"cred": f"{course[-1]:,}"},
        "dots": plots.dots([Bucket(confidence=said, rounds=n, right=right) for said, n, right in counted]),
    }
