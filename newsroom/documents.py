"""What every document that people write and import shares: strict reading, and faults with their paths.

Story documents (`stories.document`) and persona documents (`debate.personas`) are pydantic models over
these text types. Reading is stricter than YAML: no aliases (a bomb's fuse), no key twice, and `yes` and
`no` are words, not booleans. A refused document raises `DocumentFaults` with every fault, not the first.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
)
from yaml.composer import Composer

from newsroom.characters import as_meant, fault_in, hidden_in

MAX_CHARACTERS = 4_000_000  # a story of 5,000 events is about 2.5 million; a larger one is a mistake

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# Of what is hidden (`newsroom.characters`), what no document ever had; the rest is refused where a document is checked.
_NEVER = re.compile("[\u200b\u202a-\u202e\ufeff]")
_KEY = r"^[a-z0-9-]+$"
_TIDY_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def clean_text(value: str) -> str:
    """The text without outer blanks, as it was meant. Raises ValueError if it is empty or holds hidden characters."""
    if _CONTROL.search(value):
        raise ValueError("contains a control character")
    if hidden := hidden_in(value, _NEVER):
        raise ValueError(hidden)
    value = as_meant(value).strip()
    if not value:
        raise ValueError("is empty")
    return value


Key = Annotated[str, Field(pattern=_KEY, max_length=80)]
Label = Annotated[str, Field(max_length=300), AfterValidator(clean_text)]
Prose = Annotated[str, Field(max_length=20_000), AfterValidator(clean_text)]


def _small_scheme(value: Any) -> Any:
    """`HTTPS://example.org` is an address as good as any."""
    return (
        re.sub(r"^https?://", lambda scheme: scheme[0].lower(), value, flags=re.IGNORECASE)
        if isinstance(value, str)
        else value
    )


Url = Annotated[
    str, BeforeValidator(_small_scheme), Field(max_length=2_000, pattern=r"^https?://[^\s<>\"]+$")
]


# What the calendar of days cannot say: it begins in year 1. `period` of a precedent is words.
BEFORE_YEAR_1 = (
    "is before the year 1, where the dates here begin: write a year BC in words, "
    "as the period of a precedent or in a text, and leave it out of the timeline"
)
_BEFORE_YEAR_1 = re.compile(r"[-−–] ?\d|0000-|[\w .-]{0,24}\d ?B\.? ?C", re.IGNORECASE)


def is_before_year_1(text: str) -> bool:
    """Whether a text that is no date names a year BC: `-0044-03-15`, `0000-01-01`, `44 BC`."""
    return _BEFORE_YEAR_1.match(text.strip()) is not None


def real_day(text: str) -> dt.date:
    """The day that `2026-01-08` names. Raises ValueError with what to write instead where the calendar has no such day."""
    if is_before_year_1(text):
        raise ValueError(f"{text} {BEFORE_YEAR_1}")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        year, month, day = (int(part) for part in text.split("-"))
        if not (1 <= month <= 12 and year and day):
            raise ValueError(f"{text} is no date") from error
        last = calendar.monthrange(year, month)[1]
        raise ValueError(
            f"{text} is no date; write {year:04}-{month:02}-{last}, or give a precision"
        ) from error


def _iso_day(value: Any) -> Any:
    """Only a calendar day passes: pydantic alone would read 20260108 as seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return real_day(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str | int) and is_before_year_1(str(value)):
        raise ValueError(f"{str(value)[:40]} {BEFORE_YEAR_1}")
    raise ValueError("must be a date such as 2026-01-08; of an early year, four digits: 0520-01-01")


Day = Annotated[dt.date, BeforeValidator(_iso_day)]
Flag = StrictBool


class Part(BaseModel):
    """A piece of a document: frozen, and refusing fields it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with a document: where (`timeline[7].date`) and what. `item` is the key of the item that has it."""

    path: str
    message: str
    item: str = ""

    @property
    def where(self) -> str:
        """The place in words: `timeline › paris-summit › date`; the path itself where it names no item."""
        steps = _STEP.findall(self.path)
        if not self.item or len(steps) < 2:
            return self.path
        (name, _), _, *rest = steps
        words = [name, self.item]
        for step, place in rest:
            if place:
                words[-1] += f" {int(place) + 1}"
            else:
                words.append(step)
        return " › ".join(words)

    def __str__(self) -> str:
        named = f"{self.path.partition('[')[0]} › {self.item}: " if self.item else ""
        return f"{self.path}: {named}{self.message}"


def hidden_faults(raw: Any) -> Iterator[Fault]:
    """Invisible characters and addresses with a user name or password, anywhere in an unchecked document."""
    for path, text in texts_of(raw):
        if why := fault_in(text):
            yield Fault(path=path, message=why)


def is_tidy(key: str) -> bool:
    """Whether a key or slug is words with single hyphens between them, as an address that is read aloud."""
    return _TIDY_KEY.fullmatch(key) is not None


def texts_of(raw: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a parsed document with its path."""
    if isinstance(raw, str):
        yield path, raw
    elif isinstance(raw, Mapping):
        for name, value in raw.items():
            yield from texts_of(value, f"{path}.{name}" if path else str(name))
    elif isinstance(raw, list):
        for i, value in enumerate(raw):
            yield from texts_of(value, f"{path}[{i}]")


_STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


def with_items(faults: Iterable[Fault], raw: Any) -> list[Fault]:
    """The faults of an unchecked document, each with the key of the item that has it."""
    return [replace(fault, item=_item(fault.path, raw)) for fault in faults]


def _item(path: str, raw: Any) -> str:
    steps = _STEP.findall(path)
    if len(steps) < 2 or not steps[1][1]:
        return ""
    rows = raw.get(steps[0][0]) if isinstance(raw, Mapping) else None
    place = int(steps[1][1])
    row = rows[place] if isinstance(rows, list) and place < len(rows) else None
    key = row.get("key") if isinstance(row, Mapping) else None
    return key[:80] if isinstance(key, str) else ""


class DocumentFaults(ValueError):
    """A document was refused. `faults` holds every reason, in the document's order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class _Loader(Composer, yaml.CSafeLoader):
    """YAML as people mean it: no aliases (a bomb's fuse), no repeated keys, `yes` and `no` are words.

    Parsed in C, seven times as fast, and composed in Python, where this class has a say.
    """

    def __init__(self, stream: str) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()
            raise yaml.constructor.ConstructorError(None, None, "aliases are not allowed", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            name = str(key_node.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{name} stands twice", key_node.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: Any) -> Any:
        """A day that no calendar has stays the text it is: whoever reads the field says what is wrong with it."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return self.construct_scalar(node)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)

_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(text: str | bytes) -> Any:
    """The value that YAML or JSON text holds. Raises DocumentFaults when it cannot be read."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise DocumentFaults(
                [Fault(path="document", message=f"is not UTF-8 text: {error.reason}")]
            ) from error
    if len(text) > MAX_CHARACTERS:
        raise DocumentFaults(
            [Fault(path="document", message=f"is longer than {MAX_CHARACTERS:,} characters")]
        )
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, stricter
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"is not readable YAML or JSON: {_one_line(error)}"
        raise DocumentFaults([Fault(path="document", message=message)]) from error


def write_yaml(value: Any) -> str:
    """The value as YAML, byte-stable: same value, same bytes."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def faults_of(error: ValidationError) -> list[Fault]:
    """Pydantic's findings as ours, in words an editor can act on."""
    return [_fault_from(detail) for detail in error.errors(include_url=False)]


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    if value in ("yes", "no", "on", "off") or re.fullmatch(r"[\d.,:eE+-]+", value):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _represent_text)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


_MESSAGES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of the document",
    "string_type": "must be text (put numbers in quotes)",
    "string_pattern_mismatch": "has characters that are not allowed here",
    "list_type": "must be a list",
    "model_type": "must be a mapping of fields",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}


def _fault_from(detail: Mapping[str, Any]) -> Fault:
    path = _path(detail["loc"])
    message = _MESSAGES.get(detail["type"], detail["msg"].removeprefix("Value error, "))
    if detail["type"] in ("too_long", "string_too_long"):
        context = detail["ctx"]
        has = f", and has {context['actual_length']}" if "actual_length" in context else ""
        what = "entries" if detail["type"] == "too_long" else "characters"
        message = f"has at most {context['max_length']:,} {what}{has}"
    if detail["type"] == "string_pattern_mismatch" and detail["ctx"]["pattern"] == _KEY:
        message = "may only hold a-z, 0-9 and hyphens"
    field, separator, rest = message.partition(": ")
    if detail["type"] == "value_error" and separator and field in ("date", "end_date"):
        path, message = f"{path}.{field}", rest
    return Fault(path=path or "document", message=message)


def _path(location: tuple[str | int, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else (f".{step}" if path else step)
    return path
