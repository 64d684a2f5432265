"""What the screens of a quiz show, as values. The only way from rows to templates.

A screen of a round that is not settled has nothing in it that tells the answer: no key, context, date or
source of the quotation, and four people who differ only by name, office, place and token. So whatever a
template does with it, no byte of the answer can leave before there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from newsroom.afresh import numeral
from newsroom.templatetags.house import spoken
from quiz import loading, scoring
from quiz.bank import bank
from quiz.loading import LoadedRun
from quiz.models import QuizRound, Report, Run
from quiz.scoring import RoundPoints, Score
from stories.page import accent_of
from stories.shown import shown_date


class Step(StrEnum):
    QUESTION = "question"
    SEALED = "sealed"  # answered, in a room whose host opens the answer
    REVEAL = "reveal"
    RESULT = "result"


class Mark(StrEnum):
    """What became of a round; the value is its name in the style sheet."""

    RIGHT = "right"
    WRONG = "wrong"
    VOID = "void"
    OPEN = "open"  # in play
    AHEAD = "ahead"

    @property
    def sign(self) -> str:
        return {"right": "●", "wrong": "○", "void": "–", "open": "·", "ahead": "·"}[self]

    @property
    def said(self) -> str:
        return {
            "right": pgettext("round of a quiz", "right"),
            "wrong": pgettext("round of a quiz", "wrong"),
            "void": pgettext("round of a quiz", "void"),
            "open": pgettext("round of a quiz", "in play"),
            "ahead": pgettext("round of a quiz", "to come"),
        }[self]


@dataclass(frozen=True, kw_only=True)
class Pip:
    number: int
    mark: Mark

    @property
    def glyph(self) -> str:
        return {"right": "✓", "wrong": "✗", "void": "–"}.get(self.mark, str(self.number))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One of the four people. `is_speaker` and `is_chosen` stay False until the round is settled."""

    number: int
    token: str
    name: str
    office: str
    is_speaker: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Left:
    """How much time is left, in words: what stands before the seconds and what behind them."""

    before: str
    seconds: int
    after: str


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A round in play. `left_ms` and `all_ms` include no grace; None when untimed."""

    number: int
    text: str
    story: str
    language: str | None = None  # of the quotation; None: the site's
    choices: tuple[Candidate, ...]
    left_ms: int | None
    all_ms: int = scoring.ROUND_MS

    @property
    def left_seconds(self) -> int:
        return -(-(self.left_ms or 0) // 1000)

    @property
    def left(self) -> Left:
        before, after = time_left(self.left_seconds).split(str(self.left_seconds))
        return Left(before=before, seconds=self.left_seconds, after=after)

    @property
    def reload_after_seconds(self) -> int:
        """When a page without scripts asks again: once the answer would be late."""
        return ((self.left_ms or 0) + scoring.GRACE_MS) // 1000 + 1


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Who said a quotation, when, where, and where that can be read."""

    text: str
    language: str | None = None  # of it and its story; None: the site's
    speaker: str
    office: str
    when: str
    context: str
    source: str
    source_url: str  # "" when the source has none
    quote_href: str  # of the quotation in its story, as are the next three; "" if that is not published
    source_href: str
    story: str
    story_href: str


@dataclass(frozen=True, kw_only=True)
class Reveal:
    number: int
    mark: Mark
    verdict: str
    chosen: str  # the name of who was named; "" if nobody
    is_late: bool
    seconds: str  # how long the answer took, "6.2"; "" when untimed
    choices: tuple[Candidate, ...]
    origin: Origin | None  # None once the round is void: what was wrong is not repeated
    points: RoundPoints
    is_last: bool
    next_number: int
    is_reported: bool

    @property
    def points_came(self) -> str:
        """What the points of a right answer are for."""
        values = {
            "right": self.points.right,
            "time": self.points.time,
            "seconds": self.seconds,
            "bonus": self.points.streak_bonus,
            "streak": self.points.streak,
        }
        if self.seconds and self.points.streak_bonus:
            said = _(
                "%(right)d for the answer, %(time)d for %(seconds)s s, %(bonus)d for %(streak)d in a row"
            )
        elif self.seconds:
            said = _("%(right)d for the answer, %(time)d for %(seconds)s s")
        elif self.points.streak_bonus:
            said = _("%(right)d for the answer, %(bonus)d for %(streak)d in a row")
        else:
            said = _("%(right)d for the answer")
        return said % values


@dataclass(frozen=True, kw_only=True)
class Result:
    of: int
    score: Score
    voided: int
    average: str
    xp: int
    xp_reason: str
    best: int
    is_best: bool
    are_numbers_hidden: bool  # the player asked for it: XP and bests are not shown
    share: str
    missed: tuple[Origin, ...]
    heading: str


@dataclass(frozen=True, kw_only=True)
class Screen:
    run: Run
    title: str
    accent: int
    start_url: str
    story_url: str  # "" for the daily
    step: Step
    number: int  # of the round on show; the last one at the result
    of: int
    points: int
    streak: int
    pips: tuple[Pip, ...]
    ask: Ask | None = None
    reveal: Reveal | None = None
    result: Result | None = None

    @property
    def opened(self) -> int:
        """How many answers the host of its room has opened."""
        quiz = self.run.room_quiz
        return quiz.room.opened if quiz is not None and quiz.room is not None else 0

    @property
    def announcement(self) -> str:
        """One short sentence or two for those who do not see the screen change."""
        if self.reveal is not None:
            return " ".join(self._told(self.reveal))
        if self.result is not None:
            points = ngettext("%(points)d points.", "%(points)d points.", self.points)
            return f"{self.result.heading} {points % {'points': self.points}}"
        if self.step is Step.SEALED:
            return _("Your answer is sealed. Your host opens it for all.")
        begun = _("Round %(number)d of %(all)d.") % {"number": self.number, "all": self.of}
        if self.ask is None or self.ask.left_ms is None:
            return begun
        seconds = self.ask.left_seconds
        return f"{begun} {ngettext('%(seconds)d seconds.', '%(seconds)d seconds.', seconds) % {'seconds': seconds}}"

    def _told(self, reveal: Reveal) -> Iterator[str]:
        yield reveal.verdict
        if reveal.origin:
            yield (
                _("It was %(name)s, %(day)s.") % {"name": reveal.origin.speaker, "day": reveal.origin.when}
            )
        else:
            yield _("The round does not count.")
        earned = reveal.points.total
        yield (
            ngettext("%(earned)d points, %(points)d in all.", "%(earned)d points, %(points)d in all.", earned)
            % {"earned": earned, "points": self.points}
        )
        yield _("Streak %(streak)d.") % {"streak": self.streak}


def time_left(seconds: int) -> str:
    return ngettext("%(seconds)d second left", "%(seconds)d seconds left", seconds) % {"seconds": seconds}


def countdown() -> list[str]:
    """What the clock says, by how many whole seconds are left."""
    return [time_left(seconds) for seconds in range(scoring.ROUND_MS // 1000 + 1)]


def screen_of(loaded: LoadedRun, *, now: dt.datetime, site: str = "") -> Screen:
    """The screen of a run that `services.open_run` has opened. `site` begins addresses that are shared."""
    run, score = loaded.run, loaded.score
    current = loaded.current
    step = _step(loaded, current)
    return Screen(
        run=run,
        title=title_of(run),
        accent=accent_of(loading.bank_of(loaded.rounds[0]).document.category) if run.story else 0,
        start_url=start_url(run),
        story_url=run.story.get_absolute_url() if run.story else "",
        step=step,
        number=min(run.position, len(loaded.rounds)),
        of=len(loaded.rounds),
        points=score.points,
        streak=score.streak,
        pips=tuple(
            Pip(number=r.number, mark=_mark(r, r is current, is_sealed=loaded.seals(r)))
            for r in loaded.rounds
        ),
        ask=_ask(loaded, current, now) if current and step is Step.QUESTION else None,
        reveal=_reveal(loaded, current) if current and step is Step.REVEAL else None,
        result=_result(loaded, site) if step is Step.RESULT else None,
    )


def title_of(run: Run) -> str:
    """The headline of the story as published now, or the day. Of a withdrawn story nothing is repeated."""
    if run.daily is not None:
        return _("Daily quiz, %(day)s") % {"day": spoken(run.daily.day)}
    if run.story is None or run.story.live is None or not run.story.is_published:
        return _("A story that was withdrawn")
    return bank(run.story.live).document.headline


def start_url(run: Run) -> str:
    if run.story is not None:
        return reverse("quiz:start", args=[run.story.slug])
    return reverse("quiz:daily")


def _step(loaded: LoadedRun, current: QuizRound | None) -> Step:
    if current is None:
        return Step.RESULT if not loaded.is_sealed else Step.SEALED
    if not current.is_settled:
        return Step.QUESTION
    return Step.SEALED if loaded.seals(current) else Step.REVEAL


def _mark(round: QuizRound, is_current: bool, *, is_sealed: bool = False) -> Mark:
    if round.is_void:
        return Mark.VOID
    if round.given is not None and not is_sealed:
        return Mark.RIGHT if round.given.is_right else Mark.WRONG
    return Mark.OPEN if is_current else Mark.AHEAD


def _choices(round: QuizRound, *, tell: bool) -> tuple[Candidate, ...]:
    people = loading.bank_of(round).people
    speaker = loading.quote_of(round).speaker if tell else None
    chosen = round.given.option_id if tell and round.given else None
    return tuple(
        Candidate(
            number=option.position,
            token="" if tell else option.token,
            name=people[option.person].name,
            office=people[option.person].office,
            is_speaker=option.person == speaker,
            is_chosen=option.pk == chosen,
        )
        for option in round.options.all()
    )


def _ask(loaded: LoadedRun, round: QuizRound, now: dt.datetime) -> Ask:
    elapsed = scoring.elapsed_ms(round.shown_at, now) if round.shown_at else 0
    return Ask(
        number=round.number,
        text=loading.quote_of(round).text,
        story="" if loaded.run.story else loading.bank_of(round).document.headline,
        language=loading.bank_of(round).document.language,
        choices=_choices(round, tell=False),
        left_ms=scoring.left_ms(elapsed) if loaded.run.timed else None,
    )


def origin_of(round: QuizRound) -> Origin:
    told, quote, speaker = loading.bank_of(round), loading.quote_of(round), loading.speaker_of(round)
    source = told.sources[quote.source]
    story_href = round.story.get_absolute_url() if round.story.is_published else ""
    return Origin(
        text=quote.text,
        language=told.document.language,
        speaker=speaker.name,
        office=speaker.office,
        when=shown_date(quote.date, quote.precision),
        context=quote.context,
        source=", ".join(dict.fromkeys(filter(None, (source.title, source.publisher)))),
        source_url=source.url or "",
        quote_href=f"{story_href}#quote-{quote.key}" if story_href else "",
        source_href=f"{story_href}#source-{quote.source}" if story_href else "",
        story=told.document.headline,
        story_href=story_href,
    )


def _reveal(loaded: LoadedRun, round: QuizRound) -> Reveal:
    given, mark = round.given, _mark(round, True)
    choices = _choices(round, tell=True)
    later = [r.number for r in loaded.rounds[round.number :] if not (r.is_void and r.given is None)]
    return Reveal(
        number=round.number,
        mark=mark,
        verdict=_verdict(round, mark),
        chosen=next((choice.name for choice in choices if choice.is_chosen), ""),
        is_late=bool(given and given.is_late),
        seconds=numeral(f"{given.elapsed_ms / 1000:.1f}")
        if given and given.option_id and loaded.run.timed
        else "",
        choices=choices,
        origin=None if round.is_void else origin_of(round),
        points=loaded.score.rounds[round.number - 1],
        is_last=not later,
        next_number=later[0] if later else 0,
        is_reported=Report.objects.filter(round=round, player=loaded.run.player_id).exists(),
    )


def _verdict(round: QuizRound, mark: Mark) -> str:
    given = round.given
    if mark is Mark.VOID or given is None:
        return pgettext("quotation", "Withdrawn.")
    if mark is Mark.RIGHT:
        return pgettext("answer", "Right.")
    if given.is_late:
        return _("Too late.") if given.option_id else _("Time is up.")
    return _("Not quite.") if given.option_id else _("Here it is.")


def _result(loaded: LoadedRun, site: str) -> Result:
    run, score, of = loaded.run, loaded.score, len(loaded.rounds)
    all_points = list(Run.objects.finished().like(run).values_list("points", flat=True))
    best = max(all_points, default=0)
    return Result(
        of=of,
        score=score,
        voided=sum(round.is_void for round in loaded.rounds),
        average=_("%(seconds)s s") % {"seconds": numeral(f"{score.average_ms / 1000:.1f}")}
        if run.timed and score.average_ms is not None
        else "",
        xp=run.xp,
        xp_reason=run.xp_reason,
        best=best,
        is_best=score.points == best > 0 and len(all_points) > 1,
        are_numbers_hidden=run.player.numbers_hidden,
        share=_share(loaded, site),
        missed=tuple(
            origin_of(r) for r in loaded.rounds if r.given and not r.given.is_right and not r.is_void
        ),
        heading=_heading(score),
    )


def _heading(score: Score) -> str:
    if not score.counted:
        return _("Nothing of this quiz counts.")
    if score.correct == score.counted:
        return _("Every one of them.")
    return ngettext("%(right)d of %(all)d right.", "%(right)d of %(all)d right.", score.counted) % {
        "right": score.correct,
        "all": score.counted,
    }


def _share(loaded: LoadedRun, site: str) -> str:
    """What a player may post: how it went, and nothing of what was asked."""
    run, score = loaded.run, loaded.score
    signs = "".join(_mark(round, False).sign for round in loaded.rounds)
    return "\n".join(
        (
            _("Who said what? %(title)s") % {"title": title_of(run)},
            f"{signs}  {_came(run, score)}",
            f"{site}{start_url(run)}",
        )
    )


def _came(run: Run, score: Score) -> str:
    values = {
        "right": score.correct,
        "all": score.counted,
        "points": number_format(score.points, use_l10n=True, force_grouping=True),
    }
    if run.timed:
        return (
            ngettext(
                "%(right)d of %(all)d, %(points)s points",
                "%(right)d of %(all)d, %(points)s points",
                score.points,
            )
            % values
        )
    return (
        ngettext(
            "%(right)d of %(all)d, %(points)s points, untimed",
            "%(right)d of %(all)d, %(points)s points, untimed",
            score.points,
        )
        % values
    )
