"""Handles: public names of accounts. Generated at first, editable, and never passing for somebody else's.

Two handles collide when they fold to the same letters: compatibility forms, case, accents, letters of other
scripts and digits that look alike, and separators make no difference.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from newsroom.players.models import Player

SHORTEST, LONGEST = 3, 24
ADJECTIVES = (
    "amber brisk calm candid careful civil clear curious deft earnest even fair frank gentle grave keen kind lively lucid "
    "mellow mild modest nimble patient plain prompt quick quiet rapid ready silver sober solid steady stoic subtle sunny "
    "tidy true vivid warm wise witty"
).split()
NOUNS = (
    "almanac anchor archer atlas badger beacon bell bridge cedar comet compass crane delta ember falcon ferry harbour heron "
    "juniper kestrel lantern ledger linden magpie maple marten meadow meridian orchard osprey otter pilot plover quill raven "
    "reader river sparrow summit swift thistle tower walnut willow wren"
).split()

# Nobody may look as if they spoke for the house.
_NEVER_WITHIN = ("admin", "moderator", "newsroom", "official", "webmaster", "superuser")
_NEVER_WHOLE = (
    "anonymous editor editors editorial staff team root system support help mod mods house referee desk thedesk "
    "editorinchief player players nobody null none undefined deleted me you everyone owner security"
).split()
# Letters of other scripts that look Latin, and what stands in for letters. Both sides are folded alike, so
# a rough map is safe: at worst two odd names collide.
_LOOKALIKES = {
    ord(pair[0]): pair[1]
    for pair in (
        "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw вb кk мm нh тt гr пn αa βb εe ιi κk νv οo ρp τt υu χx γy ωw ηn "
        "ɑa ɡg ıi łl øo đd 0o 1i 3e 4a 5s 7t 8b 9g $s @a !i |i"
    ).split()
}
_PAIRS = (("rn", "m"), ("vv", "w"))
_ALLOWED = re.compile(r"[^\W_]+(?:[-_.][^\W_]+)*")


@lru_cache(maxsize=1024)  # the words that no handle may hold are folded for each that is tried
def fold(name: str) -> str:
    """What a handle looks like: `Ａdm1n`, `аdmіn` and `ad.min` all fold as `admin` does."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char)).translate(_LOOKALIKES)
    letters = "".join(char for char in letters if char.isalnum()).replace("l", "i")
    for pair, single in _PAIRS:
        letters = letters.replace(pair, single)
    return letters[:72]


def clean_handle(name: str, *, own: Player | None = None) -> str:
    """The handle as it will be shown. Raises ValidationError with a sentence when it may not be had."""
    name = unicodedata.normalize("NFKC", name).strip()
    if not SHORTEST <= len(name) <= LONGEST or not _ALLOWED.fullmatch(name):
        raise ValidationError(
            _(
                "A handle has %(least)d to %(most)d letters or digits, with single hyphens, dots or underscores "
                "between them."
            )
            % {"least": SHORTEST, "most": LONGEST}
        )
    if passes_for_staff(fold(name), own):
        raise ValidationError(_("That handle could be taken for someone who runs this site. Choose another."))
    from newsroom.players.models import Player

    others = Player.objects.filter(handle_key=fold(name))
    if (others.exclude(pk=own.pk) if own else others).exists():
        raise ValidationError(_("That handle is taken, or looks like one that is. Choose another."))
    return name


def passes_for_staff(folded: str, own: Player | None = None) -> bool:
    """Whether a folded name could be taken for somebody who runs the site."""
    if len(folded) < 2 or any(fold(word) in folded for word in _NEVER_WITHIN):
        return True
    if folded in {fold(word) for word in _NEVER_WHOLE}:
        return True
    staff = get_user_model()._default_manager.filter(is_staff=True)
    if own is not None and own.user_id:
        staff = staff.exclude(pk=own.user_id)
    return folded in {fold(name) for name in staff.values_list("username", flat=True)}


def suggest() -> str:
    """`candid-heron-418`."""
    return f"{secrets.choice(ADJECTIVES)}-{secrets.choice(NOUNS)}-{secrets.randbelow(900) + 100}"


def give_handle(player: Player) -> None:
    """A generated handle that nobody has. The unique constraint decides; a collision tries another."""
    for _try in range(20):
        player.handle = suggest()
        player.handle_key = fold(player.handle)
        try:
            with transaction.atomic():
                player.save(update_fields=["handle", "handle_key"])
            return
        except IntegrityError:
            continue
    raise RuntimeError("no free handle after 20 tries")


def change_handle(player: Player, name: str) -> None:
    """Set a handle. Raises ValidationError, also when another took it at the same moment."""
    player.handle = clean_handle(name, own=player)
    player.handle_key = fold(player.handle)
    try:
        with transaction.atomic():
            player.save(update_fields=["handle", "handle_key"])
    except IntegrityError:
        raise ValidationError(_("That handle is taken, or looks like one that is. Choose another.")) from None
