"""The ledger: no call without a row, no row without a budget that covers it.

A call is reserved at its highest cost (the prompt's tokens and all it may answer) from every budget that
applies, in one short transaction of conditional UPDATEs, so any number of workers stay within each budget
to the token. Afterwards the difference to what was used goes back. What an endpoint may have charged though
we saw no answer stays reserved: a budget errs on the side of the site. So does a worker that dies.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from newsroom.generation.turns import owner_now
from newsroom.llm.errors import LlmError, OverBudget, Refused, SwitchedOff, Unavailable
from newsroom.llm.exchange import Request, estimated_tokens
from newsroom.llm.models import MICROS, Call, Outcome, Scope, Spend, Switch
from newsroom.players.models import Player

ALWAYS = "always"
LOST_AFTER_SECONDS = 600  # beyond the longest deadline
LATELY_SECONDS, LATELY_CALLS = 300, 2  # what tells how long a kind of call takes


@dataclass(frozen=True, kw_only=True)
class Budget:
    """A limit that applies to a call. Limits are the most that may be spent; None is unlimited."""

    scope: Scope
    key: str
    period: str
    tokens: int | None
    money_micros: int | None
    denial: str


@dataclass(kw_only=True)
class Entry:
    """An open row of the ledger, to be filled in while the call runs."""

    call: Call
    budgets: list[Budget] = field(repr=False)
    started: float = field(default_factory=time.monotonic)
    first_words_at: float = 0.0
    text: str = ""
    unseen_tokens: int = 0  # thoughts, estimated: paid for, but no text
    usage: tuple[int, int] | None = None
    was_sent: bool = False
    status: int = 0
    is_whole: bool = False


def check_switch(model: str) -> None:
    """Raise SwitchedOff while an editor has stopped all calls."""
    if Switch.objects.filter(calls_allowed=False).exists():
        raise SwitchedOff("an editor has stopped all calls", model=model)


def cost_micros(model: str, tokens_in: int, tokens_out: int) -> int:
    """Millionths of the price table's currency, rounded up; 0 for a model without a price."""
    per_million_in, per_million_out = settings.LLM_PRICES.get(model, (0, 0))
    return math.ceil(tokens_in * per_million_in + tokens_out * per_million_out)


@contextmanager
def recorded(request: Request, tokens_in: int, *, model: str, form: str) -> Iterator[Entry]:
    """Reserve and write the row, run the call, settle. tokens_in: an estimate. Raises OverBudget or SwitchedOff before sending."""
    check_switch(model)
    entry = _reserve(request, tokens_in, model=model, form=form)
    try:
        yield entry
    except LlmError as error:
        entry.call.failure = str(error)[:500]
        entry.call.outcome = _outcome(error, entry)
        raise
    except GeneratorExit:
        entry.call.outcome = Outcome.ABANDONED
        raise
    except BaseException as error:
        entry.call.outcome, entry.call.failure = Outcome.LOST, type(error).__name__
        raise
    else:
        entry.call.outcome = Outcome.DONE
    finally:
        _settle(entry)


def least_seconds(purpose: str, model: str) -> float:
    """What a call of this kind takes at the least, by the last few of late; 0 if there are too few to tell. Two queries.

    That is what each of them took, also those that their deadline ended, which would have taken longer; or, of
    any text of this model, the time until its first word, for it thinks as long before other words.
    """
    since = timezone.now() - dt.timedelta(seconds=LATELY_SECONDS)
    of_late = Call.objects.filter(model=model, created_at__gt=since).order_by("-created_at", "-pk")
    took = (
        of_late.filter(purpose=purpose)
        .exclude(outcome=Outcome.UNDER_WAY)
        .values_list("latency_ms", flat=True)
    )
    thought = of_late.filter(form="prose", outcome=Outcome.DONE).values_list("first_words_ms", flat=True)
    return max(_least(took), _least(thought)) / 1000


def _least(milliseconds: models.QuerySet[Call, int]) -> int:
    found = list(milliseconds[:LATELY_CALLS])
    return min(found) if len(found) == LATELY_CALLS else 0


def forget(player: Player) -> None:
    """Before a player is deleted: what their days spent. Calls stay, and lose the player by their foreign key."""
    Spend.objects.filter(scope=Scope.PLAYER_DAY, key=str(player.pk)).delete()


def budgets_for(request: Request, today: dt.date) -> list[Budget]:
    """The budgets a call must fit in, in the order in which their rows are locked."""
    day = today.isoformat()
    budgets = [
        _budget(
            Scope.SITE_DAY,
            "",
            day,
            "LLM_BUDGET_SITE_DAY",
            "Today’s model-written text is used up for everyone.",
        )
    ]
    if request.subject:
        key = f"{request.subject}:{request.subject_id}"
        budgets.append(
            _budget(
                Scope.SUBJECT,
                key,
                ALWAYS,
                "LLM_BUDGET_SUBJECT",
                "This has used up its share of model-written text.",
            )
        )
    if owner := owner_now():  # whoever begins anew with another cookie is of the same network
        denial = "Today’s share of model-written text of your network is used up."
        budgets.append(_budget(Scope.NETWORK_DAY, owner, day, "LLM_BUDGET_NETWORK_DAY", denial))
    if request.player_id is not None:
        denial = "You have used up today’s share of model-written text."
        budgets.append(
            _budget(Scope.PLAYER_DAY, str(request.player_id), day, "LLM_BUDGET_PLAYER_DAY", denial)
        )
    return budgets


def _budget(scope: Scope, key: str, period: str, setting: str, denial: str) -> Budget:
    tokens, money = getattr(settings, f"{setting}_TOKENS"), getattr(settings, f"{setting}_MONEY")
    return Budget(
        scope=scope,
        key=key,
        period=period,
        tokens=tokens or None,
        money_micros=math.floor(money * MICROS) or None,
        denial=denial if period == ALWAYS else f"{denial} It starts afresh at midnight UTC.",
    )


def _reserve(request: Request, tokens_in: int, *, model: str, form: str) -> Entry:
    today = timezone.now().date()
    budgets = budgets_for(request, today)
    micros = cost_micros(model, tokens_in, request.max_tokens)
    rows = [Spend(scope=budget.scope, key=budget.key, period=budget.period) for budget in budgets]
    with transaction.atomic():
        Spend.objects.bulk_create(rows, ignore_conflicts=True)
        for budget in budgets:
            if not _take(budget, tokens_in + request.max_tokens, micros):
                raise OverBudget(
                    f"budget of {budget.scope} {budget.key} is spent",
                    reader_message=budget.denial,
                    model=model,
                    resets_at=None if budget.period == ALWAYS else _midnight_after(today),
                )
        call = Call.objects.create(
            purpose=request.purpose,
            subject=request.subject,
            subject_id=str(request.subject_id),
            player_id=request.player_id,
            model=model,
            prompt_version=request.prompt_version,
            form=form,
            tokens_in=tokens_in,
            tokens_out=request.max_tokens,
            money_micros=micros,
        )
    return Entry(call=call, budgets=budgets)


def _take(budget: Budget, tokens: int, micros: int) -> bool:
    """Add to what is spent if the budget allows. One UPDATE: its condition is checked under the row's lock."""
    row = _row(budget)
    if budget.tokens is not None:
        row = row.filter(tokens__lte=budget.tokens - tokens)
    if budget.money_micros is not None:
        row = row.filter(money_micros__lte=budget.money_micros - micros)
    return bool(row.update(tokens=F("tokens") + tokens, money_micros=F("money_micros") + micros))


def _settle(entry: Entry) -> None:
    """Write what the call took, and give back what it did not."""
    call = entry.call
    reserved_tokens, reserved_micros = call.tokens_in + call.tokens_out, call.money_micros
    if not entry.was_sent or entry.status >= 400:
        call.tokens_in = call.tokens_out = 0
        call.tokens_are_estimated = False
    elif entry.usage is not None:
        call.tokens_in, call.tokens_out = entry.usage
        call.tokens_are_estimated = False
    elif entry.is_whole:
        call.tokens_out = estimated_tokens(entry.text) + entry.unseen_tokens
    call.money_micros = cost_micros(call.model, call.tokens_in, call.tokens_out)
    call.latency_ms = round((time.monotonic() - entry.started) * 1000)
    call.first_words_ms = max(0, round((entry.first_words_at - entry.started) * 1000))
    call.raw_output = entry.text
    with transaction.atomic():
        for budget in entry.budgets:
            _row(budget).update(
                tokens=F("tokens") + (call.tokens_in + call.tokens_out - reserved_tokens),
                money_micros=F("money_micros") + (call.money_micros - reserved_micros),
            )
        call.save()


def _row(budget: Budget) -> models.QuerySet[Spend]:
    return Spend.objects.filter(scope=budget.scope, key=budget.key, period=budget.period)


def _outcome(error: LlmError, entry: Entry) -> Outcome:
    if not entry.was_sent:
        return Outcome.UNREACHED
    if isinstance(error, Unavailable):
        return Outcome.UNAVAILABLE
    return Outcome.REFUSED if isinstance(error, Refused) else Outcome.UNUSABLE


def _midnight_after(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, tzinfo=dt.UTC)
