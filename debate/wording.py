"""Sentences of debates that rows keep in English, for the catalogues: `newsroom.afresh` tells them in the language of a page.

Whoever writes one adds it here. A speech, a question and what a model notes are texts and stay as they were written.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from newsroom.afresh import keep, ngettext_noop

FAILURES = (
    _("The story was withdrawn before this was written."),
    _("Too little of what the model wrote rested on items of the story."),
    _("Too little of what the model wrote was borne out by the story."),
    _("There was no time left for the checker."),
    _("There was no time left for the model to write this."),
    _("The model is too slow at the moment to write this in time."),
    _("The model’s judgements of this round could not be used."),
)
CLOSED = (
    _("Too little in this story speaks for it yet."),
    _("Too little in this story speaks against it yet."),
    _(
        "The language of this story is written without blanks between words, by which debates and voices are counted."
    ),
    _("This story is not in English, and debates and voices are written and checked in English alone."),
)
NOTICES = (
    _("A moderator has taken this speech down."),
    _("A moderator has taken this text down."),
)
# Who has read what was written ahead, where it was no person.
REVIEWERS = (_("a second language model"),)
LEDGER = (
    _("Round {number} played"),
    _("Round {number} called right"),
    _("Debate finished"),
    _("Crossfire question chosen"),
    _("Daily debate, round {number} played"),
    _("Daily debate, round {number} called right"),
    _("Daily debate finished"),
)
FOR_XP = (
    _("you may have seen a verdict of this debate in a replay"),
    _("somebody has opened a verdict of this debate already"),
    _("this debate was written and judged ahead, so that its verdict could be looked up"),
    _("the offline referee goes by public rules, so that anyone could work its verdict out first"),
    _("it was called before you had this account, and cred begins anew with one"),
    _("cred counts in the first {debates} debates of a day, and this is a later one"),
    _("it is called in a room, where others may tell"),
)
ACHIEVED = (
    _("You heard out “{motion}”."),
    ngettext_noop("You have heard {n} debate to the end.", "You have heard {n} debates to the end."),
    _("You called both rounds of a debate right."),
    ngettext_noop(
        "You have heard {n} figure, {name} among them.", "You have heard {n} figures, {name} among them."
    ),
    ngettext_noop("You have heard debates on {n} story.", "You have heard debates on {n} stories."),
    _("You have heard two figures argue one motion from both sides."),
    _("You have called rounds for and against."),
    ngettext_noop(
        "You took the time to read both sides of {n} round before calling it.",
        "You took the time to read both sides of {n} rounds before calling them.",
    ),
    ngettext_noop(
        "You read before you called in debates on {n} story.",
        "You read before you called in debates on {n} stories.",
    ),
)
TITLES = (
    _("The Referee’s Shadow"),
    _("You called both rounds."),
    _("Ahead of the Bench"),
    _("You called the round that was decided."),
    _("The Even Hand"),
    _("One call right and one wrong."),
    _("Neither round was decided, so neither call could be."),
    _("Counsel for the Other Side"),
    _("The round that was decided went against you."),
    _("The Lone Dissenter"),
    _("Both rounds went against you: a useful record, read upside down."),
)
# Of the offline engine's questions: what each presses.
WEAKNESSES = (
    _("Presses {name}: {weakness}."),
    _("Presses both: {weakness}."),
    _("what would change this side’s mind"),
    _("whether what was found shows what the motion says"),
    _("whether the case would stand without it"),
    _("whether anything beyond the words bears them out"),
    _("whether it is more than a supposition"),
    _("whether that case is enough like this one"),
    _("which of the two counts for more"),
    _("what neither of them has faced"),
)
# How the referee was shown the speeches, as stored with its call.
ORDERS = (
    _("blind"),
    _("{first_label}=pro first, {second_label}=con second"),
    _("{first_label}=con first, {second_label}=pro second"),
)
# Lines of the offline referee's receipts, without their points; {item} and {other} are the story's own words.
RECEIPTS = (
    _("{points} to start"),
    _("= {mark} (the sum is {sum})"),
    _("= {mark}"),
    _("at most {most}, since the question is not answered"),
    _("{item} (told before)"),
    _("{item} (a possibility)"),
    _("{item} (comment or reference)"),
    _("{item} (a record or report)"),
    _("{item} (a record or report, and another source)"),
    ngettext_noop(
        "for {n} claim not borne out, or made twice", "for {n} claims not borne out, or made twice"
    ),
    _("{item}: a fact, and why it bears on the motion"),
    _("{item}: a reason, no fact told"),
    ngettext_noop("for grounds of {n} kind", "for grounds of {n} kinds"),
    _("faces {item}"),
    _("answers the question"),
    _("bears the answer out with {item}"),
    _("meets their strongest, {item}, with {other}, no worse sourced"),
    _("meets their strongest, {item}, with {other}, less well sourced"),
    _("weighs {item} against {other}, no worse sourced"),
    _("weighs {item} against {other}, less well sourced"),
    ngettext_noop("for {n} reason tied to a card", "for {n} reasons tied to a card"),
    ngettext_noop("for {n} number ({shown})", "for {n} numbers ({shown})"),
    ngettext_noop("for {n} name ({shown})", "for {n} names ({shown})"),
    ngettext_noop(
        "for {n} sentence of more than {most} words", "for {n} sentences of more than {most} words"
    ),
    _("for words said twice"),
    ngettext_noop(
        "for {n} sentence that begins like the one before",
        "for {n} sentences that begin like the one before",
    ),
    _("for shouting"),
    ngettext_noop(
        "for {n} sentence too many that rests on no card", "for {n} sentences too many that rest on no card"
    ),
    ngettext_noop(
        "for {n} claim that the check refused, or made twice",
        "for {n} claims that the check refused, or made twice",
    ),
    ngettext_noop("for stopping {n} words under {floor}", "for stopping {n} words under {floor}"),
)

# What no rule can see, as `debate.grounding` lists it.
UNDECIDABLE = (
    _("Who did what to whom, when the verb is not the card’s own or nobody is named."),
    _("The right number about the wrong thing, unless two numbers have changed places."),
    _("Whether one event caused another, when both are in the cards."),
    _("A quotation torn from its context: every word is right, and the meaning is not."),
    _("A card that a later event has overtaken."),
    _("Irony, and what is only implied."),
    _("Reckoning: a sum, a difference or a share that no card states is refused even if it is right."),
    _("A denial in other words: “a dead letter” for an agreement that was kept."),
    _("Who holds a reported view, when the sentence names somebody vague (“critics say”)."),
    _("What a sentence leaves out of a card, beyond a “not”, a “may”, a “some” or an “up to”."),
    _("Whether “he” or “it” means whom the sentence before named."),
    _("Comparisons and degrees (“the largest”, “far more”, “the only”) that no card draws."),
    _(
        "A statement without a citation, if it has no figure, date or quotation and is not one card’s own words."
    ),
    _("Whether a maxim is wise: sentences that state no fact are not checked at all."),
    _("Whether the source of a card is right."),
)
# What a referee was held against, as its measurement is stored.
GATES = (
    _("sides mirrored, the same speech wins"),
    _("names of the speakers swapped, same outcome"),
    _("other blanks between words, same outcome"),
    _("the same speech twice, nobody wins"),
    _("three empty sentences turn a defeat into victory"),
    _("of the rounds that somebody had won"),
    _("a made-up citation wins"),
    _("against the same text without it"),
    _("how length goes with marks"),
    _("from −1 to 1; 0 is no link"),
    _("too few rounds"),
    _("never"),
    _("reported"),
    _("{share} ({part} of {whole})"),
)


def register() -> None:
    """Called by the app when it is ready. Of two that fit a text the first is told."""
    keep(*REVIEWERS, *FAILURES, *CLOSED, *NOTICES, *LEDGER, *FOR_XP, *ACHIEVED, *TITLES, *ORDERS)
    keep(*WEAKNESSES)
    keep(*RECEIPTS, *UNDECIDABLE, *GATES)
