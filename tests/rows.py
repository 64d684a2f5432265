"""Rows that many tests begin with: made once a process by our own code, then put back as it left them.

Columns of times that were now then are now again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class _Table:
    """now: the places, as (row, column), of times that were now."""

    insert: str
    rows: list[tuple[Any, ...]]
    now: list[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class _Kept:
    tables: list[_Table]
    reset: list[str]  # what brings a database's sequences up to these rows


_KEPT: dict[str, _Kept] = {}


@contextmanager
def kept(name: str, app: str) -> Iterator[None]:
    """Keep what the block makes in the app's tables, which are empty before."""
    began = timezone.now()
    yield
    found = list(apps.get_app_config(app).get_models(include_auto_created=True))
    tables = [_read(model, began, timezone.now()) for model in found]
    reset = connection.ops.sequence_reset_sql(no_style(), found)
    _KEPT[name] = _Kept(tables=[table for table in tables if table.rows], reset=reset)


def put_back(name: str) -> bool:
    """Put the rows of this name where they were. False if there are none yet."""
    if name not in _KEPT:
        return False
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _KEPT[name].tables:
            rows = [list(row) for row in table.rows]
            for row, column in table.now:
                rows[row][column] = now
            cursor.executemany(table.insert, rows)
        for statement in _KEPT[name].reset:
            cursor.execute(statement)
    return True


def _read(model: type[models.Model], began: dt.datetime, ended: dt.datetime) -> _Table:
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column or "") for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")
        rows = cursor.fetchall()
    low, high = map(connection.ops.adapt_datetimefield_value, (began, ended))  # as text they sort as in time
    times = [at for at, field in enumerate(fields) if isinstance(field, models.DateTimeField)]
    return _Table(
        insert=f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})",
        rows=rows,
        now=[
            (at, column)
            for at, row in enumerate(rows)
            for column in times
            if row[column] is not None and str(low) <= str(row[column]) <= str(high)
        ],
    )
