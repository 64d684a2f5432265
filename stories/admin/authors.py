"""Authors at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.http import HttpRequest
from django.utils.translation import gettext as _

from stories.admin.base import DeskAdmin
from stories.admin.keeping import KeepsNewer
from stories.admin.pictures import PicturePages
from stories.authors.models import Author
from stories.authors.naming import free_slug, is_named

_is_address = URLValidator(schemes=["https", "http"])


class AuthorForm(KeepsNewer):
    class Meta:
        model = Author
        fields = ("name", "slug", "role", "biography", "contact", "is_active")

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"].strip()
        if contact:
            try:
                (validate_email if "@" in contact and "/" not in contact else _is_address)(contact)
            except ValidationError as error:
                raise forms.ValidationError(
                    _("Give an e-mail address, or a page that begins with https://.")
                ) from error
        return contact

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "slug" in cleaned and not cleaned["slug"] and cleaned.get("name"):
            cleaned["slug"] = free_slug(Author(pk=self.instance.pk, name=cleaned["name"]))
        return cleaned


@admin.register(Author)
class AuthorAdmin(PicturePages, DeskAdmin):
    """What is saved here readers see at once."""

    form = AuthorForm
    list_display = ("name", "role", "is_active", "slug")
    list_filter = ("is_active",)
    search_fields = ("name", "role", "slug")
    actions = None
    fields = ("name", "role", "slug", "picture", "biography", "contact", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("slug", "picture") if obj else ("picture",)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """An author belongs to no story, and locks none."""
        return admin.ModelAdmin.get_object(self, request, object_id, from_field)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whose name stands in a byline stays, and may be marked as no longer writing here."""
        return super().has_delete_permission(request, obj) and not (obj and is_named(obj))

    def view_on_site(self, author: Author) -> str | None:
        return author.get_absolute_url() if author.is_active or is_named(author) else None
