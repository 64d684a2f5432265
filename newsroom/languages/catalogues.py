"""The catalogues: every string that a reader sees, found in the sources, and what is wrong with its translations.

A room has one catalogue a language, `<room>/locale/<language>/LC_MESSAGES/django.po`, of its Python, of its templates,
Django's and Jinja's, and of the names of its models (`naming`). Scripts hold no words: what they say stands in their page's template, as data.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

from newsroom.languages import naming

# Where the function's words stand among its arguments; (n, "c") is a context.
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,  # gettext_lazy, as most modules call it
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*(?:![rs])?(?::[^}]*)?\}|%%")
_SKIPPED = ("migrations", "locale")
WIDTH = 110


def file_of(room: str, code: str) -> Path:
    return Path(settings.BASE_DIR) / room / "locale" / code / "LC_MESSAGES" / "django.po"


def rooms() -> list[str]:
    return [room.name for room in settings.ROOMS]


def codes() -> list[str]:
    """Of the languages that have been begun in any room."""
    return sorted(
        {
            file.parents[1].name
            for room in rooms()
            for file in file_of(room, "*").parents[2].glob("*/LC_MESSAGES/django.po")
        }
    )


def found(room: str) -> Catalog:
    """What the sources of a room say, in the order of its files."""
    catalog = Catalog(charset="utf-8")
    for path in _sources(room):
        at: Any = [
            (str(path.relative_to(settings.BASE_DIR)), None)
        ]  # no line: it would change with every edit
        for _line, message, comments, context in strings_of(path):
            catalog.add(message, None, at, auto_comments=comments, context=context)
    for name in naming.names_of(room):
        at = [("models", None)]
        catalog.add(name, None, at, context=naming.CONTEXT)
    return catalog


def strings_of(path: Path) -> list[tuple[int, Any, list[str], str | None]]:
    """Line, words, translators' comments and context, in their order."""
    method: Any = _jinja if path.suffix == ".jinja" else extract_python if path.suffix == ".py" else _django
    with path.open("rb") as source:
        return list(extract(method, source, KEYWORDS, ["Translators:"]))


def updated(room: str, code: str) -> bytes:
    """The catalogue with what the sources say now: new strings empty, gone ones gone, translations kept."""
    file = file_of(room, code)
    catalog = read(file, code) if file.is_file() else Catalog(locale=code.replace("-", "_"))
    catalog.update(found(room), no_fuzzy_matching=True)
    written = io.BytesIO()
    write_po(written, catalog, width=WIDTH, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return _HEADER.format(code=code, plural_forms=catalog.plural_forms).encode() + written.getvalue()


# Without dates and names: two who translate at the same time do not change the same lines.
_HEADER = r"""msgid ""
msgstr ""
"Language: {code}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural_forms}\n"

"""


def read(file: Path, code: str) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=code.replace("-", "_"))


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a catalogue, for whoever mends it."""

    where: str
    what: str


def faults() -> Iterator[Fault]:
    """In every catalogue that has been begun: stale, a plural form missing, placeholders that differ, two words for one."""
    for code in codes():
        by_id: dict[object, tuple[object, str]] = {}
        for room in rooms():
            where = f"{room}/{code}"
            file = file_of(room, code)
            if not file.is_file() or file.read_bytes() != updated(room, code):
                yield Fault(where=where, what="is not what the sources say now: run `manage.py messages`")
                continue
            for message in read(file, code):
                if not message.id or not message.string or message.fuzzy:
                    continue
                yield from (Fault(where=where, what=what) for what in wrong(message))
                if all(_strings(message.string)):
                    key = (message.context, message.id)
                    before, other = by_id.setdefault(key, (message.string, room))
                    if before != message.string:
                        yield Fault(where=where, what=f"{_first(message)!r} is said otherwise in {other}")


def untranslated(code: str) -> Iterator[tuple[str, str]]:
    """Room and string of what has no translation yet, and so is read in English."""
    for room in rooms():
        file = file_of(room, code)
        for message in read(file, code) if file.is_file() else found(room):
            if message.id and (message.fuzzy or not message.string or not all(_strings(message.string))):
                yield room, _first(message)


def wrong(message: Message) -> Iterator[str]:
    """A plural form that is missing; a placeholder that is not the source's."""
    strings = _strings(message.string)
    if not any(strings):
        return
    if not all(strings):
        yield f"{_first(message)!r} lacks a plural form"
        return
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = _placeholders(sources[-1:])
    for string in strings:
        if (has := _placeholders([string])) != wanted and not (
            len(strings) > 1 and has == _placeholders(sources[:1])
        ):
            yield f"{string!r} has not the placeholders of {sources[-1]!r}"


def _placeholders(texts: Iterable[str]) -> set[str]:
    return {found for text in texts for found in _PLACEHOLDER.findall(text)}


def _strings(string: str | Sequence[str] | None) -> Sequence[str]:
    return [string] if isinstance(string, str) else string or []


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _sources(room: str) -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for path in sorted((root / room).rglob("*.py")):
        if not set(path.relative_to(root).parts) & set(_SKIPPED):
            yield path
    for path in sorted((root / "templates").rglob("*")):
        if (
            path.suffix in (".html", ".txt", ".jinja", ".xml")
            and room_of(path.relative_to(root / "templates")) == room
        ):
            yield path


def room_of(template: Path) -> str:
    """By its folder; what belongs to no app is the project's."""
    return next((part for part in template.parts[:2] if part in rooms()), rooms()[0])


def _django(source: BinaryIO, keywords: Any, comments: Any, options: Any) -> Any:
    """Django's own reading of a template: as Python that calls gettext."""
    # To its tokens only: an indented line would be a block.
    text = "\n".join(line.strip() for line in templatize(source.read().decode()).split("\n"))
    return extract_python(io.BytesIO(text.encode()), keywords, comments, options)


def _jinja(source: BinaryIO, keywords: Any, comments: Any, options: Any) -> Any:
    how = {**options, "trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
    return babel_extract(source, keywords, comments, how)
