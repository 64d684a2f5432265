"""Letters leave: what waits is claimed by one conditional UPDATE and handed to the mail server.

A letter that the server did not take for now is tried again, over RETRIED_FOR. One that broke off while it was being
handed over may have arrived, and is left: nobody is written to twice. While the server is away nothing is claimed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import smtplib
import time
from typing import Any

from django.core.mail import mailers
from django.db.models import F
from django.utils import timezone

from stories.letters import due, following
from stories.letters.models import Letter
from stories.letters.writing import mail_of

log = logging.getLogger(__name__)
State = Letter.State

SECONDS = 50  # that one sweep sends for; the next goes on
LOST_AFTER = dt.timedelta(minutes=15)  # far above what a server may take for one mail
RETRIED_FOR = dt.timedelta(days=3)
LONGEST_WAIT = dt.timedelta(hours=4)  # between two tries


class _Away(Exception):
    """The mail server cannot be reached."""


def sweep() -> int:
    """Make what is due, send what waits, forget what is over. Any number may run at once. Returns how many left."""
    lost = Letter.objects.filter(state=State.SENDING, began_at__lt=timezone.now() - LOST_AFTER)
    lost.update(state=State.UNKNOWN, ended_at=timezone.now(), failure="Its worker died.")
    following.tidy()
    due.make_due()
    return send_waiting()


def send_waiting() -> int:
    """Send what waits, for SECONDS at most."""
    end, sent = time.monotonic() + SECONDS, 0
    waiting = Letter.objects.filter(state=State.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")
    mailer: Any = mailers.default
    try:
        for pk in list(waiting.values_list("pk", flat=True)[:5_000]):
            if time.monotonic() > end:
                break
            _reach(mailer)
            sent += _send(mailer, pk)
    except _Away as away:
        log.warning("the mail server is away; letters wait: %s", away)
    finally:
        with contextlib.suppress(OSError):
            mailer.close()
    return sent


def _reach(mailer: Any) -> None:
    """A connection that answers, before anything is claimed. Raises _Away."""
    try:
        if getattr(mailer, "connection", None) is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                if mailer.connection.noop()[0] == 250:
                    return
            mailer.connection = None
        mailer.open()
    except OSError as error:  # smtplib's own are too
        raise _Away(str(error)) from error


def _send(mailer: Any, pk: int) -> bool:
    now = timezone.now()
    mine = Letter.objects.filter(pk=pk)
    if not mine.filter(state=State.WAITING).update(state=State.SENDING, began_at=now, tries=F("tries") + 1):
        return False  # another worker has it, or its reader left
    letter = Letter.objects.select_related("correspondent", "asks__story__live").filter(pk=pk).first()
    try:
        mail = mail_of(letter) if letter else None
    except Exception:  # one that cannot be written must not keep the others
        log.exception("letter %s could not be written", pk)
        mine.update(state=State.REFUSED, ended_at=now, failure="It could not be written; see the log.")
        return False
    if letter is None or mail is None:
        mine.delete()
        return False
    try:
        mailer.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _refused(letter, code, said)
    except smtplib.SMTPResponseException as error:
        _refused(letter, error.smtp_code, error.smtp_error)
    except ValueError as error:  # no address that mail can carry
        _refused(letter, 553, str(error))
    except OSError as error:
        _end(letter, State.UNKNOWN, str(error))
        mailer.connection = None
    else:
        _end(letter, State.SENT)
        return True
    return False


def _refused(letter: Letter, code: int, said: bytes | str) -> None:
    """By its code for good, or for now."""
    words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    log.info("letter %s was refused: %s", letter.pk, code)
    now = timezone.now()
    wait = min(dt.timedelta(minutes=2**letter.tries), LONGEST_WAIT)
    if code >= 500 or now + wait > letter.made_at + RETRIED_FOR:
        _end(letter, State.REFUSED, words)
        return
    Letter.objects.filter(pk=letter.pk, state=State.SENDING).update(
        state=State.WAITING, due_at=now + wait, failure=words[:300]
    )


def _end(letter: Letter, state: State, failure: str = "") -> None:
    Letter.objects.filter(pk=letter.pk, state=State.SENDING).update(
        state=state, ended_at=timezone.now(), failure=failure[:300]
    )
