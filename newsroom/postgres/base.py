"""The backend that Django loads for ENGINE "newsroom.postgres"."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from newsroom.postgres.away import CONNECT_SECONDS, database


class Connection(psycopg.Connection[Any]):
    """A connection that ends itself when the server has not answered in time: it cannot be used after that."""

    answer_within: float | None = None  # seconds, in place of the process's

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        limit = timeout or self.answer_within or database.answer_seconds or None
        try:
            return super().wait(gen, interval, limit)
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()
            database.failed()
            raise psycopg.OperationalError(f"the database has not answered within {limit:.0f} s") from error


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        if not database.may_try():
            raise psycopg.OperationalError("the database was away a moment ago")
        if database.answer_seconds:  # the server ends what nobody waits for any more
            limit = round(database.answer_seconds * 1000)
            conn_params = conn_params | {"options": f"-c statement_timeout={limit}"}
        self.isolation_level = IsolationLevel.READ_COMMITTED
        try:
            made = Connection.connect(connect_timeout=CONNECT_SECONDS, **conn_params)
        except psycopg.OperationalError:
            database.failed()
            raise
        database.answered()
        return made

    def is_usable(self) -> bool:
        """Asked at the first query of a request: a server that hangs must not hold it."""
        made = self.connection
        if isinstance(made, Connection) and database.answer_seconds:
            made.answer_within = CONNECT_SECONDS
            try:
                return super().is_usable()
            finally:
                made.answer_within = None
        return super().is_usable()
