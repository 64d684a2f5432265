"""Sentences of the ledgers that rows keep in English, for the catalogues: `newsroom.afresh` tells them in the language of a page."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from newsroom.afresh import keep, ngettext_noop

CRED = (
    _("Called for XP, so your cred stays: {reason}."),
    _("you may have seen a verdict first"),
    _("The round was a draw, so your cred stays."),
    _("The round was a split decision, so your cred stays."),
    _("Cred counts in {debates} debates a day and this was a later one, so yours stays."),
    _("You were as sure of the case for as the house, {house} %, so your cred stays."),
    _("You were as sure of the case against as the house, {house} %, so your cred stays."),
    _(
        "The case for won, but the house was surer of it, {house} % to your {yours} %: you lose {amount} cred."
    ),
    _(
        "The case against won, but the house was surer of it, {house} % to your {yours} %: you lose {amount} cred."
    ),
    _(
        "The case against won, and the house was surer of the case for, {house} % to your {yours} %: you gain {amount} cred."
    ),
    _(
        "The case for won, and the house was surer of the case against, {house} % to your {yours} %: you gain {amount} cred."
    ),
    _("You were {yours} % sure of the case for, and it won: you gain {amount} cred."),
    _("You were {yours} % sure of the case against, and it won: you gain {amount} cred."),
    _("You were {yours} % sure of the case for, but the case against won: you lose {amount} cred."),
    _("You were {yours} % sure of the case against, but the case for won: you lose {amount} cred."),
)
ACHIEVED = (
    _("You reached level {level}."),
    _("Your cred reached {cred}."),
    ngettext_noop("You played on {n} day.", "You played on {n} days."),
    ngettext_noop("You called {n} decided round in a row.", "You called {n} decided rounds in a row."),
    _("Your first call that counted: {sentence}"),
    _("You were {yours} % sure of a round, and right."),
    _("You named a winner to whom the house gave {house} %."),
    ngettext_noop(
        "Of {n} round you called at {yours} %, {right} came out your way.",
        "Of {n} rounds you called at {yours} %, {right} came out your way.",
    ),
    ngettext_noop(
        "You rightly called {n} round for the motion and {against} against.",
        "You rightly called {n} rounds for the motion and {against} against.",
    ),
    ngettext_noop(
        "Over {n} decided round, you were right about as often as you said.",
        "Over {n} decided rounds, you were right about as often as you said.",
    ),
    ngettext_noop(
        "Over {n} round that counted you are {amount} ahead of the house.",
        "Over {n} rounds that counted you are {amount} ahead of the house.",
    ),
    ngettext_noop("You called {n} daily debate.", "You called {n} daily debates."),
    _("You earned XP in debates and in quizzes."),
)


def register() -> None:
    """Called by the app when it is ready."""
    keep(*CRED, *ACHIEVED)
