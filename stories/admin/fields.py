"""Fields of the desk for what a document keeps as a list and an editor types a line at a time."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from stories.authors.models import Author
from stories.schema2 import POINTS_AT_MOST, Point


class LinesField(forms.CharField):
    """A list of short texts, typed one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))

    def run_validators(self, value: Any) -> None:
        if any(len(line) > 300 or "\x00" in line for line in value):
            raise forms.ValidationError(_("Each line has at most 300 characters, and no control characters."))


class BylineField(LinesField):
    """Who wrote the story, kept as the document has it: an author of the site, or a guest with a role, a line."""

    def prepare_value(self, value: Any) -> Any:
        known = isinstance(value, list) and all(isinstance(author, dict) for author in value)
        return "\n".join(map(_as_typed, value)) if known else value

    def to_python(self, value: Any) -> Any:
        lines = super().to_python(value)
        authors = list(Author.objects.all()) if lines else []
        found, faults = [], []
        for line in lines:
            try:
                found.append(_named(line, authors))
            except ValueError as error:
                faults.append(str(error))
        if faults:
            raise forms.ValidationError(faults)
        return found

    def run_validators(self, value: Any) -> None:
        super().run_validators([text for author in value for text in author.values()])


class PointsField(LinesField):
    """The points of a series: a date and a number a line, kept as the document has them."""

    def prepare_value(self, value: Any) -> Any:
        known = isinstance(value, list) and all(isinstance(point, dict) for point in value)
        return "\n".join(f"{point['date']} {point['value']}" for point in value) if known else value

    def to_python(self, value: Any) -> Any:
        found: list[Point] = []
        faults = []
        for n, line in enumerate(super().to_python(value), start=1):
            try:
                point = _point(line)
            except ValueError:
                faults.append(
                    _(
                        "Line %(n)s, “%(line)s”: each line is a year, a month (2026-05) or a day (2026-05-12), a blank and a number."
                    )
                    % {"n": n, "line": line[:60]}
                )
                continue
            if found and str(point.date) <= str(found[-1].date):
                faults.append(
                    _("Line %(n)s: %(date)s stands after %(before)s. Oldest first, each date once.")
                    % {"n": n, "date": point.date, "before": found[-1].date}
                )
            found.append(point)
        if len(found) > POINTS_AT_MOST:
            words = _("%(n)s lines; a series has %(most)s at most.")
            faults.append(words % {"n": len(found), "most": POINTS_AT_MOST})
        if faults:
            raise forms.ValidationError(faults)
        return [point.model_dump(mode="json") for point in found]

    def run_validators(self, value: Any) -> None:
        """Each line has been read by the document's own rule."""


def _as_typed(who: dict[str, str]) -> str:
    address = f" ({who['slug']})" if who.get("slug") else ""
    return f"{who['name']}{address}, {who['role']}"


def _named(line: str, authors: list[Author]) -> dict[str, str]:
    """Raises ValueError with a sentence where it cannot be told who is meant."""
    name, role = line, ""
    if not any(author.name.casefold() == line.casefold() for author in authors):
        head, comma, tail = line.rpartition(",")
        name, role = (head.strip(), tail.strip()) if comma else (line, "")
    by_address = re.fullmatch(r"(.*?)\s*\(([a-z0-9-]+)\)", name)
    if by_address:
        name, slug = by_address.groups()
        meant = [author for author in authors if author.slug == slug]
        if not meant:
            words = _("“%(line)s”: no author has the address %(slug)s.")
            raise ValueError(words % {"line": line[:60], "slug": slug})
    else:
        meant = [author for author in authors if author.name.casefold() == name.casefold()]
    if len(meant) > 1:
        which = ", ".join(f"{author.name} ({author.slug})" for author in meant)
        words = _("“%(name)s” is the name of %(n)s authors: write %(which)s.")
        raise ValueError(words % {"name": name[:60], "n": len(meant), "which": which})
    if meant:
        author = meant[0]
        return {"name": name or author.name, "role": role or author.role, "slug": author.slug}
    if not name or not role:
        words = _("“%(line)s” is no author of this site: for a guest write a name, a comma and a role.")
        raise ValueError(words % {"line": line[:60]})
    return {"name": name, "role": role}


def _point(line: str) -> Point:
    """Raises ValueError where a line is no date and number. A thousand may have its comma."""
    date, _, number = line.partition(" ")
    return Point.model_validate({"date": date, "value": float(number.strip().replace(",", ""))})
