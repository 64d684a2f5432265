"""Sentences of quizzes that rows keep in English, for the catalogues: `newsroom.afresh` tells them in the language of a page."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from newsroom.afresh import keep, ngettext_noop

LEDGER = (ngettext_noop("Who said what? {right} of {n} right", "Who said what? {right} of {n} right"),)
XP = (
    _("XP is for right answers."),
    _("As your account would have earned it."),
    _("{finish} for finishing."),
    _("{finish} for finishing, {each} for a quotation you had not placed before."),
    ngettext_noop(
        "{finish} for finishing, {each} for each of {n} quotation you had not placed before.",
        "{finish} for finishing, {each} for each of {n} quotations you had not placed before.",
    ),
)
# What may follow, in this order.
XP_MORE = (
    _("{before} Quizzes earn {most} XP a day at most."),
    _("{before} The day’s third and fourth quizzes earn half."),
    _("{before} From a day’s fifth quiz on, a quarter."),
)
ACHIEVED = (
    ngettext_noop(
        "You placed {right} of {n} quotation in your first quiz.",
        "You placed {right} of {n} quotations in your first quiz.",
    ),
    ngettext_noop("You placed all {n} quotation of a quiz.", "You placed all {n} quotations of a quiz."),
    ngettext_noop("You were right {n} time in a row.", "You were right {n} times in a row."),
    ngettext_noop(
        "You were right {n} time at {seconds} seconds on average.",
        "You were right {n} times at {seconds} seconds on average.",
    ),
    ngettext_noop(
        "You placed {n} quotation without the clock.", "You placed {n} quotations without the clock."
    ),
    ngettext_noop("You played the quizzes of {n} story.", "You played the quizzes of {n} stories."),
    ngettext_noop("You played {n} daily quiz.", "You played {n} daily quizzes."),
    ngettext_noop("You have placed {n} different quotation.", "You have placed {n} different quotations."),
    _("You reported a quotation, and were right."),
    ngettext_noop(
        "You stayed with {n} quotation to read who said it, when and why.",
        "You stayed with {n} quotations to read who said them, when and why.",
    ),
)


def register() -> None:
    """Called by the app when it is ready. Of two that fit a text the first is told."""
    keep(*LEDGER, *XP_MORE, *XP, *ACHIEVED)
