"""The bearings of a motion as one table: every item of the story, which side it speaks for, and why.

A line is read and written as a whole. A line that nobody touched stays exactly as it is stored, whatever it is.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from stories.admin.base import MODELS, anchor, item_url, items_of, label
from stories.document import CITABLE
from stories.models import Bearing, Motion, Story

LINES_AT_MOST = 1_200  # four fields each, of the 6,000 that a request may carry
SIDES = (("", lazy("no")), ("pro", lazy("for")), ("con", lazy("against")), ("both", lazy("both")))
GONE = lazy("No longer in the story")
_NAME = re.compile(r"bearing-(.+)-(?:side|reason|against|loaded)")
NEW = "new"  # the line in which the item itself is typed, of a story too long for a line each

Stored = Mapping[str, list[Bearing]]  # anchor → its bearings, in their order


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a line says: the side, its reason, and of an item that bears both ways another reason against."""

    side: str = ""
    reason: str = ""
    against: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr((self.side, self.reason, self.against)).encode()).hexdigest()[:8]

    def bearings(self) -> list[tuple[str, str]]:
        if self.side == "both" and self.against and self.against != self.reason:
            return [("pro", self.reason), ("con", self.against)]
        return [(self.side, self.reason)] if self.side else []


@dataclass(frozen=True, kw_only=True)
class Line:
    anchor: str
    words: str
    url: str
    said: Said
    loaded: str
    errors: list[str] = field(default_factory=list)


def said_of(bearings: list[Bearing]) -> Said:
    """What stored bearings say, read as a brief reads them: of several for a side the first counts."""
    if len(bearings) < 2:
        return Said(side=bearings[0].side, reason=bearings[0].reason) if bearings else Said()
    first = {
        side: next((b.reason for b in bearings if b.side in (side, "both")), "") for side in ("pro", "con")
    }
    return Said(side="both", reason=first["pro"], against=first["con"])


class BearingsTable(forms.Widget):
    """Written by a compiled template: a story of 400 items has 400 lines."""

    groups: list[tuple[str, list[Line]]]
    suggestions: list[tuple[str, str]]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        values = {
            "groups": self.groups,
            "sides": SIDES,
            "suggestions": self.suggestions,
            "id": (attrs or {}).get("id", "bearings"),
        }
        html = render_to_string("admin/stories/bearings.jinja", values, using="jinja2")
        return mark_safe(html)  # noqa: S308 - autoescaped

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Said]:
        """What was posted, by anchor; lines that the page did not have are not there."""
        posted = dict.fromkeys(match[1] for key in data if (match := _NAME.fullmatch(key)))
        found = {}
        for ref in posted:
            said = Said(
                **{part: _text(data.get(f"bearing-{ref}-{part}")) for part in ("side", "reason", "against")}
            )
            if ref == NEW:
                ref = _text(data.get("bearing-new-item"))
                if not ref and said == Said():
                    continue
            found[ref] = said
        self.loaded = {ref: _text(data.get(f"bearing-{ref}-loaded")) for ref in posted}
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


class BearingsField(forms.Field):
    """The table of one motion. `read` it for a story before the form is used."""

    widget = BearingsTable

    def read(self, story: Story, motion: Motion | None) -> None:
        """Lines for the story's items, as stored. One query per kind, and one."""
        self.stored: dict[str, list[Bearing]] = defaultdict(list)
        for bearing in Bearing.objects.filter(motion=motion).order_by("order", "pk") if motion else ():
            self.stored[bearing.item].append(bearing)
        self.lines: dict[str, dict[str, Line]] = {}
        for kind in CITABLE:
            items = items_of(story, kind)
            items = items.select_related("speaker") if kind == "quote" else items
            heading = str(MODELS[kind]._meta.verbose_name_plural).capitalize()
            self.lines[heading] = {
                (ref := anchor(item)): self._line(ref, label(item), item_url(kind, item.pk)) for item in items
            }
        self.known = {ref for lines in self.lines.values() for ref in lines}
        self.is_long = len(self.known) > LINES_AT_MOST
        gone = [ref for ref in self.stored if ref not in self.known]
        self.lines[str(GONE)] = {ref: self._line(ref, ref, "") for ref in gone}
        self.changes: dict[str, Said] = {}
        self._show()

    def _line(self, ref: str, words: str, url: str) -> Line:
        said = said_of(self.stored.get(ref, []))
        return Line(anchor=ref, words=words, url=url, said=said, loaded=said.digest)

    def _show(self) -> None:
        groups = [
            (
                heading,
                [line for line in lines.values() if not self.is_long or line.said != Said() or line.errors],
            )
            for heading, lines in self.lines.items()
        ]
        assert isinstance(self.widget, BearingsTable)
        self.widget.groups = [(heading, lines) for heading, lines in groups if lines]
        self.widget.suggestions = (
            [(line.anchor, line.words) for lines in self.lines.values() for line in lines.values()]
            if self.is_long
            else []
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(said != said_of(self.stored.get(ref, [])) for ref, said in (data or {}).items())

    def clean(self, value: Any) -> dict[str, Said]:
        """The lines that change something. Raises ValidationError; each line then says what is wrong with it."""
        posted: dict[str, Said] = value or {}
        refused = 0
        for ref, said in posted.items():
            line = self._find(ref)
            errors, loaded = self._judge(ref, said, line)
            refused += bool(errors)
            if line is None:
                heading = str(GONE)
                line = Line(anchor=ref, words=ref, url="", said=said, loaded=loaded)
            else:
                heading = next(heading for heading, lines in self.lines.items() if ref in lines)
            kept = said if ref in self.changes or errors else line.said
            self.lines[heading][ref] = replace(line, said=kept, loaded=loaded, errors=errors)
        self._show()
        if refused:
            raise forms.ValidationError(
                ngettext(
                    "%(n)s line of the table cannot be saved like this.",
                    "%(n)s lines of the table cannot be saved like this.",
                    refused,
                )
                % {"n": refused}
            )
        return self.changes

    def _find(self, ref: str) -> Line | None:
        return next((lines[ref] for lines in self.lines.values() if ref in lines), None)

    def _judge(self, ref: str, said: Said, line: Line | None) -> tuple[list[str], str]:
        """What is wrong with a line, and the digest of what its editor has now seen stored."""
        stored = said_of(self.stored.get(ref, []))
        assert isinstance(self.widget, BearingsTable)
        seen = self.widget.loaded.get(ref, Said().digest)
        if said == stored or (line is not None and seen == said.digest):
            return [], stored.digest  # left alone here, whatever became of it elsewhere
        if (line is None or ref not in self.known) and (said.side or not stored.side):
            return [
                _("%(item)s is no item of this story.") % {"item": ref}
                if ref
                else _("What you typed is no item of this story.")
            ], seen
        if seen != stored.digest:
            now = " · ".join(filter(None, (str(dict(SIDES)[stored.side]), stored.reason, stored.against)))
            words = _(
                "Somebody changed this line after you opened the page. It is now: “%(now)s”. Save again to put yours in its place."
            ) % {"now": now}
            return [words], stored.digest
        if errors := list(_wrong(said, stored)):
            return errors, seen
        self.changes[ref] = said
        return [], seen

    def save(self, motion: Motion) -> None:
        """Write what changed. A bearing keeps its place; a new one comes last."""
        last = max((b.order for found in self.stored.values() for b in found), default=0)
        for ref, said in self.changes.items():
            found = self.stored.get(ref, [])
            orders = [bearing.order for bearing in found]
            Bearing.objects.filter(pk__in=[bearing.pk for bearing in found]).delete()
            for n, (side, reason) in enumerate(said.bearings()):
                if n >= len(orders):
                    last += 10
                    orders.append(last)
                Bearing.objects.create(motion=motion, item=ref, side=side, reason=reason, order=orders[n])


def _wrong(said: Said, stored: Said) -> Iterator[str]:
    if said.side not in dict(SIDES):
        yield _("Choose a side.")
    elif said.side and not said.reason:
        yield _("Give a reason: one sentence that a debater could say after citing it.")
    elif not said.side and (said.reason, said.against) != (stored.reason, stored.against) and said.reason:
        yield _("Choose the side for which it speaks, or empty the reason.")
    if said.side != "both" and said.against and said.against != stored.against:
        yield _("A reason of its own against it belongs to an item that bears both ways.")
