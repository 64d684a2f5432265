"""A mail of the site's: from its name at the operator's address, answered at its contact."""

from __future__ import annotations

import re
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, Policy
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from newsroom.identity.reading import site

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Unfolded(UnstructuredHeader):
    """A header whose value is an address: Python would fold a long one by encoding it, which no mail program undoes."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # mixed in by the registry


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", Unfolded)  # type: ignore[arg-type]  # as the registry's own are


class Mail(EmailMultiAlternatives):
    def message(self, *, policy: Any = SMTP) -> Any:
        return super().message(policy=policy.clone(header_factory=_headers))


def sender() -> str:
    """`"The site's name" <MAIL_FROM>`."""
    return formataddr((site().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def new_mail(subject: str, text: str, *, to: str) -> Mail:
    """subject: one line is made of it, whatever it holds; so no header can be brought in with it."""
    ours = site()
    return Mail(
        _CONTROL.sub("", " ".join(subject.split())),
        text,
        sender(),
        [to],
        reply_to=[ours.contact_email] if ours.contact_email else None,
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: no answering machine answers
    )
