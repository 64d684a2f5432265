"""What may be asked of each address, how often. One line an address; what is posted anywhere else is a move."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from newsroom.problems import is_api

WINDOW_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Most within WINDOW_SECONDS by one visitor, one network and everybody; 0 is no limit.

    name: of its setting (`LIMIT_STARTS`) and counters. what: as the page says it. spends: a model may be paid for it,
    so it closes while nobody counts. when: which requests count; by default those that post.
    """

    name: str
    what: str | Promise
    spends: bool = False

    @property
    def limits(self) -> tuple[int, int, int]:
        found: tuple[int, int, int] = settings.LIMITS[self.name]
        return found


STARTS = Rule(name="STARTS", what=lazy("debates begun"), spends=True)
VOICES = Rule(name="VOICES", what=lazy("views asked for"), spends=True)
ROUNDS = Rule(name="ROUNDS", what=lazy("rounds asked for"), spends=True)
QUIZZES = Rule(name="QUIZZES", what=lazy("quizzes begun"))
REPORTS = Rule(name="REPORTS", what=lazy("reports sent"))
ACCOUNTS = Rule(name="ACCOUNTS", what=lazy("forms of an account sent"))
FOLLOWS = Rule(name="FOLLOWS", what=lazy("stories followed"))
MOVES = Rule(name="MOVES", what=lazy("moves made"))
SEARCHES = Rule(name="SEARCHES", what=lazy("searches"))
FILTERS = Rule(name="FILTERS", what=lazy("filtered pages asked for"))
API = Rule(name="API", what=lazy("answers of the API asked for"))
ROOMS = Rule(name="ROOMS", what=lazy("rooms opened"))
JOINS = Rule(name="JOINS", what=lazy("tries to join a room"))
GUESSES = Rule(
    name="GUESSES", what=lazy("wrong codes of rooms")
)  # counted by `guessing`, where one was wrong

POSTED = {
    "debate:choose": STARTS,
    "debate:voice": VOICES,
    "debate:crossfire": ROUNDS,
    "debate:try_again": ROUNDS,
    "debate:go_offline": ROUNDS,
    "quiz:start": QUIZZES,
    "quiz:daily": QUIZZES,
    "rooms:open": ROOMS,
    "rooms:door": JOINS,
    "rooms:room": JOINS,
    "debate:report": REPORTS,
    "debate:voice_report": REPORTS,
    "quiz:report": REPORTS,
    "players:report_name": REPORTS,
    # Wrong passwords, new accounts and mails are counted closer in `signing_in`.
    "account_login": ACCOUNTS,
    "account_signup": ACCOUNTS,
    "account_change_password": ACCOUNTS,
    "account_set_password": ACCOUNTS,
    "account_reset_password": ACCOUNTS,
    "account_reset_password_from_key": ACCOUNTS,
    "account_reauthenticate": ACCOUNTS,
    "account_email": ACCOUNTS,
    "mfa_authenticate": ACCOUNTS,
    "mfa_reauthenticate": ACCOUNTS,
    "mfa_reauthenticate_webauthn": ACCOUNTS,
    "mfa_login_webauthn": ACCOUNTS,
    "mfa_activate_totp": ACCOUNTS,
    "mfa_add_webauthn": ACCOUNTS,
    "mfa_generate_recovery_codes": ACCOUNTS,
    "account_confirm_email": ACCOUNTS,
    "players:delete": ACCOUNTS,
    "admin:login": ACCOUNTS,
    "stories:follow": FOLLOWS,
}
BEGUN = {
    "mfa_login_webauthn": ACCOUNTS
}  # each question for a passkey is a session's row, asked by nobody known
READ = {"stories:search": SEARCHES, "stories:story": FILTERS}  # with a query; without one a page is a page


def rule_for(request: HttpRequest) -> Rule | None:
    """The rule of a request whose address has been resolved; None: read as much as you like."""
    match = request.resolver_match
    name = match.view_name if match else ""
    if is_api(request):
        return API
    if request.method in ("GET", "HEAD"):
        if name in BEGUN:
            return BEGUN[name]
        return READ.get(name) if request.META.get("QUERY_STRING") else None
    if name in POSTED:
        return POSTED[name]
    return None if name.startswith("admin:") else MOVES  # the desk's people are known, and log what they do
