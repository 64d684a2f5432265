"""The same thing from many threads at one moment, each with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def at_once(times: int, do: Callable[[int], Any]) -> list[Any]:
    """What each of so many threads got, in their order: a value or the exception."""
    gate = threading.Barrier(times)

    def one(n: int) -> Any:
        try:
            gate.wait(10)
            return do(n)
        except BaseException as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def raised_at_once(times: int, do: Callable[[int], Any]) -> list[BaseException]:
    """The same, of which only what was raised."""
    return [got for got in at_once(times, do) if isinstance(got, BaseException)]
