"""Mail leaves from a worker, so that a page takes as long for an unknown address as for a known one; and tidying."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from newsroom.players import services

IDLE_DAYS = (
    2  # after which a player without an account, who has earned nothing and left nothing, is forgotten
)


@shared_task(name="newsroom.players.recovery_mail")
def recovery_mail(user_id: int, site: str) -> None:
    """Send one account its recovery link. site: scheme and host that the visitor used."""
    user = get_user_model()._default_manager.filter(pk=user_id, is_active=True).first()
    if user is None or not user.email or not user.has_usable_password():
        return
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    link = reverse("players:recover_confirm", args=[uid, default_token_generator.make_token(user)])
    text = render_to_string(
        "players/recovery_mail.txt", {"name": user.get_username(), "site": site, "link": f"{site}{link}"}
    )
    send_mail("A new password", text, None, [user.email])


@shared_task(name="newsroom.players.tidy")
def tidy() -> int:
    """Forget sessions that have run out and players who never played. Returns how many players."""
    call_command("clearsessions")
    return services.forget_idle(timezone.now() - dt.timedelta(days=IDLE_DAYS))
