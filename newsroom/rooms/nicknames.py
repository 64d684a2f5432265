"""Names for a day: cleaned as handles are, and numbered where a room has one like it already."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsroom.players.handles import fold, passes_for_staff

LONGEST = 20
_MARKS = re.compile(r"[̀-ͯ҃-҉᪰-᫿᷀-᷿⃐-⃿︠-︯]{3,}")  # piled up, they cover the lines around


def clean(name: str) -> str:
    """The nickname as it will be shown. Raises ValidationError with a sentence."""
    name = unicodedata.normalize("NFKC", name)
    name = "".join(" " if char.isspace() else char for char in name)
    name = "".join(
        char for char in name if unicodedata.category(char)[0] != "C"
    )  # control, direction, joiners
    name = " ".join(name.split())
    if not any(char.isalnum() for char in name) or len(name) > LONGEST or _MARKS.search(name):
        raise ValidationError(
            _("A nickname has 1 to %(most)s letters, digits or spaces between them.") % {"most": LONGEST}
        )
    if len(fold(name)) > 1 and passes_for_staff(fold(name)):
        raise ValidationError(_("That name could be taken for someone who runs this site. Choose another."))
    return name


def numbered(name: str, nth: int) -> tuple[str, str]:
    """The name as the nth of its kind in a room, and what it is known by there: `Anna`, `Anna 2`."""
    shown = name if nth == 1 else f"{name} {nth}"
    return shown, f"{fold(name) or name.casefold()}:{nth}"
