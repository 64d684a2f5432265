"""Lists to tick from, of any length: written without a template, what is chosen first, and found by typing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class _Pick:
    """What both lists share. `kind` and `add_url` are what a script needs to find, and to make one that is missing."""

    input_type: Any
    choices: Any
    required: bool

    def __init__(self, kind: str, add_url: str, *, required: bool) -> None:
        super().__init__()
        self.kind, self.add_url, self.is_required = kind, add_url, required

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(entry) for entry in (value if isinstance(value, list | tuple) else [value]) if entry}
        found = [(str(key), words) for key, words in self.choices if str(key)]
        found.sort(key=lambda choice: choice[0] not in chosen)
        wrapper = (attrs or {}).get("id", f"id_{name}")
        lines = format_html_join(
            "",
            '<label for="{id}_{n}"><input type="{type}" name="{name}" value="{value}" id="{id}_{n}"{checked}> {words}</label>',
            (
                {
                    "id": wrapper,
                    "n": n,
                    "type": self.input_type,
                    "name": name,
                    "value": key,
                    "checked": SafeString(" checked") if key in chosen else "",
                    "words": words,
                }
                for n, (key, words) in enumerate(found)
            ),
        )
        return format_html(
            '<div class="desk-pick" id="{}" data-desk-pick="{}" data-desk-name="{}" data-desk-type="{}" data-desk-add="{}">'
            '<div class="desk-pick-list">{}</div></div>',
            wrapper,
            self.kind,
            name,
            self.input_type,
            self.add_url,
            lines or format_html('<p class="desk-none">{}</p>', _("None yet.")),
        )


class PickMany(_Pick, forms.CheckboxSelectMultiple):
    """Any number of them."""


class PickOne(_Pick, forms.RadioSelect):
    """One of them."""
