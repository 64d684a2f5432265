"""The authors of this site."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from stories.models import Pictured, key_validator


class Author(Pictured):
    """Somebody whose name stands under stories. Readers see what is written here at once."""

    name = models.CharField(max_length=300, help_text=lazy("As it stands in bylines."))
    slug = models.CharField(
        max_length=80,
        unique=True,
        blank=True,
        validators=[key_validator],
        help_text=lazy("The address: /authors/<slug>/. Empty: made of the name. Fixed from then on."),
    )
    role = models.CharField(max_length=300, help_text=lazy("For example Reporter."))
    biography = models.TextField(
        max_length=2000, blank=True, help_text=lazy("A paragraph or two, for readers.")
    )
    contact = models.CharField(
        max_length=300, blank=True, help_text=lazy("An e-mail address or a page; readers see it.")
    )
    is_active = models.BooleanField(
        lazy("writes here now"),
        default=True,
        help_text=lazy("Not: the page and the stories stay, the contact goes."),
    )

    class Meta:
        ordering = ["name", "slug"]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"

    def get_absolute_url(self) -> str:
        return reverse("stories:author", args=[self.slug])

    @property
    def contact_href(self) -> str:
        """Where the contact leads; "" if it is neither a mail address nor a page."""
        if self.contact.startswith(("https://", "http://")):
            return self.contact
        return f"mailto:{self.contact}" if "@" in self.contact and " " not in self.contact else ""
