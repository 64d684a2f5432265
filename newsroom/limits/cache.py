"""Redis as Django's cache, which is away now and then.

While it is, each process keeps its own: what was kept may be missing, and a count lets more through, by as many times
as there are processes; nobody is locked out or kept waiting. After a failure Redis is left alone for a few seconds,
so that of all requests one waits for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

REST_SECONDS = 5.0


class SteadyRedisCache(RedisCache):
    _rests_until = 0.0  # of all threads' instances, on the monotonic clock

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._here = LocMemCache("redis-is-away", {})

    @property
    def is_away(self) -> bool:
        return time.monotonic() < SteadyRedisCache._rests_until

    def _either[T](self, there: Callable[[], T], here: Callable[[], T]) -> T:
        if not self.is_away:
            try:
                return there()
            except (RedisError, OSError) as error:
                SteadyRedisCache._rests_until = time.monotonic() + REST_SECONDS
                log.warning("the cache is away: %s", type(error).__name__)
        return here()

    def add(self, key: Any, value: Any, *args: Any, **more: Any) -> bool:
        there = super().add
        return self._either(
            lambda: there(key, value, *args, **more), lambda: self._here.add(key, value, *args, **more)
        )

    def get(self, key: Any, *args: Any, **more: Any) -> Any:
        there = super().get
        return self._either(lambda: there(key, *args, **more), lambda: self._here.get(key, *args, **more))

    def set(self, key: Any, value: Any, *args: Any, **more: Any) -> None:
        there = super().set
        self._either(
            lambda: there(key, value, *args, **more), lambda: self._here.set(key, value, *args, **more)
        )

    def incr(self, key: Any, *args: Any, **more: Any) -> int:
        there = super().incr
        return self._either(lambda: there(key, *args, **more), lambda: self._here.incr(key, *args, **more))

    def delete(self, key: Any, *args: Any, **more: Any) -> bool:
        there = super().delete
        return self._either(lambda: there(key, *args, **more), lambda: self._here.delete(key, *args, **more))
