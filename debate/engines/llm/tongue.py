"""In which language a model is to write, and whether it has. Pure.

A prompt for a debate in English says no more than it ever did; for any other, its last words name the language.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from babel import Locale

from debate.evidence.brief import Brief
from debate.evidence.tongue import script_of
from debate.text.marks import spans
from newsroom.languages.offered import Unusable, locale_of
from stories.intake.language import is_english

_PROSE: Final = (
    " Write in {language}, all of it, whatever language what stands above is in: as somebody writes whose own language it is, "
    "with its own quotation marks. Names of the story stand as in its cards, other names as above. A citation is [3]. "
    "Give figures as figures, as the card does."
)
_SAID: Final = {
    "prose": _PROSE,
    "questions": " text and weakness are in {language}.",
    "sentences": " Each text is in {language}.",
    "checker": " The text and its cards are in {language}: copy passages and beyond as they stand. Write reason in English.",
    "referee": " The speeches are in {language}. Copy quote as it stands; write note, why and point in {language}.",
}
# ISO 15924 to how Unicode names a letter of the script.
_LETTERS: Final = {
    "Latn": ("LATIN",),
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Armn": ("ARMENIAN",),
    "Geor": ("GEORGIAN",),
    "Deva": ("DEVANAGARI",),
    "Beng": ("BENGALI",),
    "Kore": ("HANGUL",),
    "Ethi": ("ETHIOPIC",),
}
_NOT_OF: Final = {"uk": "ыэъё", "ru": "іїєґў", "be": "ищъї"}  # letters of a neighbour, into which models slip
LEAST_SHARE: Final = 0.5  # of the letters that are of the language's own script


def language_name(tag: str) -> str:
    """As a prompt calls it: Ukrainian."""
    try:
        return locale_of((tag or "en").lower()).get_display_name(Locale("en")) or tag
    except Unusable:
        return tag


def tongue_blanks(brief: Brief, what: str) -> dict[str, str]:
    """The blanks of a prompt that say in which language to answer. what: see _SAID."""
    language = language_name(brief.language)
    said = _SAID[what].format(language=language) if brief.language else ""
    return {"language": language, "tongue": said}


def is_in(text: str, tag: str) -> bool:
    """Whether a text may be in this language, not English: by its letters, and by no English words."""
    letters = [character for character in text if character.isalpha()]
    own = _LETTERS.get(script_of(tag))
    if own and letters:
        mine = sum(unicodedata.name(letter, "").startswith(own) for letter in letters)
        if mine < LEAST_SHARE * len(letters):
            return False
    outside = text
    for span in reversed([span for span in spans(text) if span.closed]):
        outside = outside[: span.start] + outside[span.end :]
    if set(outside.lower()) & set(_NOT_OF.get(tag.partition("-")[0].lower(), "")):
        return False
    return len(re.findall(r"[^\W\d_]+", text)) < 8 or not is_english(text)
