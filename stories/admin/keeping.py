"""A form that never overwrites what somebody else saved, and knows whether anything was changed at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.db import models
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from newsroom.afresh import afresh
from newsroom.characters import as_meant, fault_in, hidden_in, in_each_text, without_hidden
from newsroom.documents import texts_of
from stories.admin.base import proposed_mention
from stories.schema2 import as_mention

WITHOUT_HIDDEN = "without-hidden"  # the box that an editor ticks to have invisible characters removed


def _offer() -> SafeString:
    box = '<label><input type="checkbox" name="{}" value="1"> {}</label>'
    return format_html(box, WITHOUT_HIDDEN, _("Remove the invisible characters when saving"))


def _plain(value: Any) -> Any:
    """A field's value as something that compares and hashes: rows by id, texts with one kind of newline."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet | list | tuple):
        found = [_plain(part) for part in value]
        return sorted(found) if found and isinstance(found[0], int) else found
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value.isoformat() if isinstance(value, dt.date) else value


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def check_mention(value: str) -> str:
    """An editor's mention, or "" where there is none. Raises ValidationError where it is no noun phrase."""
    try:
        return as_mention(value) if value.strip() else ""
    except ValueError as error:
        raise forms.ValidationError(_("This %(fault)s.") % {"fault": afresh(str(error))}) from error


class KeepsNewer(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A form that never overwrites what somebody else saved after it was opened.

    A hidden field carries a digest of each value as it was loaded. At saving, a field that this editor
    left alone keeps what is stored now; a field that both changed is refused, with what was typed kept
    and the newer text beside it, and a second save replaces it knowingly.
    """

    loaded = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # the admin prints help as HTML; ours is text
            field.help_text = conditional_escape(field.help_text)
        self._stored: dict[str, Any] = {}
        self._left_alone: set[str] = set()
        if self.instance.pk:
            names = sorted(set(self._meta.fields or ()) & set(self.fields) & set(self.initial))
            self._stored = {name: _plain(self.initial[name]) for name in names}
            self.fields["loaded"].initial = ".".join(map(_digest, self._stored.values()))
            if "mention" in self.fields:
                self.fields["mention"].widget.attrs["placeholder"] = proposed_mention(self.instance)

    @property
    def changed_data(self) -> list[str]:  # cached in Django, where a line end of another kind counts
        """The fields whose stored value this form changes: a line end of another kind is no edit."""
        return [name for name in super().changed_data if self._is_an_edit(name)]

    def _is_an_edit(self, name: str) -> bool:
        if name == "loaded" or name in self._left_alone:
            return False
        if name not in self._stored:
            return True
        typed = getattr(self, "cleaned_data", {}).get(name, self[name].data)
        return bool(_plain(typed) != self._stored[name])

    def typed_since(self) -> dict[str, str]:
        """Of a line whose row is gone: everything that stands in it if something was typed there, else nothing."""
        names = sorted((set(self._meta.fields or ()) & set(self.fields)) - {"story"})
        digests = (self.data.get(self.add_prefix("loaded")) or "").split(".")
        raw = {
            name: self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name in names
        }
        if len(digests) != len(names) or all(
            seen == _digest(_plain(self._as_value(name, raw[name])))
            for name, seen in zip(names, digests, strict=True)
        ):
            return {}
        return {name: str(value) for name, value in raw.items() if value}

    def _as_value(self, name: str, raw: Any) -> Any:
        try:
            return self.fields[name].clean(raw)
        except forms.ValidationError:
            return raw

    def clean_mention(self) -> str:
        return check_mention(self.cleaned_data["mention"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):  # browsers send \r\n; documents hold no \r
                cleaned[name] = value.replace("\r\n", "\n")
        for name in sorted(set(self._meta.fields or ()) & cleaned.keys()):
            self._tidy(name, cleaned)
        self._refuse_to_overwrite(cleaned)
        return cleaned

    def _tidy(self, name: str, cleaned: dict[str, Any]) -> None:
        """Write what Windows-1252 meant; refuse what nobody sees, with its place and an offer to remove it."""
        value = in_each_text(cleaned[name], as_meant)
        if WITHOUT_HIDDEN in self.data:
            value = in_each_text(value, without_hidden)
        cleaned[name] = value
        for _path, text in texts_of(value):
            if why := fault_in(text):
                offer = _offer() if hidden_in(text) else ""
                self.add_error(
                    name, format_html("{} {}", _("This %(fault)s.") % {"fault": afresh(why)}, offer)
                )
                return

    def _refuse_to_overwrite(self, cleaned: dict[str, Any]) -> None:
        digests = (cleaned.get("loaded") or "").split(".")
        if len(digests) != len(self._stored):
            digests = [""] * len(self._stored)
        seen = dict(zip(self._stored, digests, strict=True))
        refused = False
        for name, stored in self._stored.items():
            if name not in cleaned or seen[name] == _digest(stored):
                continue
            typed = _plain(cleaned[name])
            if typed == stored:
                continue
            if seen[name] == _digest(typed):
                del cleaned[name]  # left alone here, changed elsewhere: the row keeps the newer value
                self._left_alone.add(name)
            else:
                refused = True
                self.add_error(name, self._newer(name, stored))
                seen[name] = _digest(stored)  # this one has been shown: the next save is made knowing it
        if refused:
            self.data = replaced(self.data, self.add_prefix("loaded"), ".".join(seen.values()))

    def _newer(self, name: str, stored: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            keys = stored if isinstance(stored, list) else [stored]
            stored = ", ".join(str(row) for row in field.queryset.filter(pk__in=keys))
        now = Truncator(str(stored)).chars(600)
        return _(
            "Somebody changed this after you opened the page. It is now: “%(now)s”. What you typed is still here; save again to put it in its place."
        ) % {"now": now}


def replaced(data: Any, name: str, value: str) -> Any:
    """Posted data with one value replaced, for a form that is shown again."""
    data = data.copy()
    data[name] = value
    return data
