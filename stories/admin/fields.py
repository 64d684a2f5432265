"""Fields of the desk for what a document keeps as a list and an editor types a line at a time."""

from __future__ import annotations

from typing import Any

from django import forms

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
            raise forms.ValidationError("Each line has at most 300 characters, and no control characters.")


class BylineField(LinesField):
    """Who wrote the story: a name and a role a line, kept as the document has them."""

    def prepare_value(self, value: Any) -> Any:
        known = isinstance(value, list) and all(isinstance(author, dict) for author in value)
        return "\n".join(f"{author['name']}, {author['role']}" for author in value) if known else value

    def to_python(self, value: Any) -> Any:
        pairs = [line.rpartition(",") for line in super().to_python(value)]
        if any(not name.strip() or not role.strip() for name, _, role in pairs):
            raise forms.ValidationError("Each line is a name, a comma and a role.")
        return [{"name": name.strip(), "role": role.strip()} for name, _, role in pairs]

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
                    f"Line {n}, “{line[:60]}”: each line is a year, a month (2026-05) or a day (2026-05-12), "
                    "a blank and a number."
                )
                continue
            if found and str(point.date) <= str(found[-1].date):
                faults.append(
                    f"Line {n}: {point.date} stands after {found[-1].date}. Oldest first, each date once."
                )
            found.append(point)
        if len(found) > POINTS_AT_MOST:
            faults.append(f"{len(found)} lines; a series has {POINTS_AT_MOST} at most.")
        if faults:
            raise forms.ValidationError(faults)
        return [point.model_dump(mode="json") for point in found]

    def run_validators(self, value: Any) -> None:
        """Each line has been read by the document's own rule."""


def _point(line: str) -> Point:
    """Raises ValueError where a line is no date and number. A thousand may have its comma."""
    date, _, number = line.partition(" ")
    return Point.model_validate({"date": date, "value": float(number.strip().replace(",", ""))})
