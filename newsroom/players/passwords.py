"""What Django says of a password, in the words of our forms."""

from __future__ import annotations

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator


class UnlikeOwnName(UserAttributeSimilarityValidator):
    """Django's rule and measure; its message would name a column, “username”, that no form shows."""

    def get_error_message(self) -> str:
        return "The password is too much like the name or the email address."
