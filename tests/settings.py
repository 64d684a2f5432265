"""The project's settings as tests need them. Database and queue still come from the environment:
the same suite runs on SQLite with the in-process queue and on PostgreSQL with Redis."""

import os
from typing import Any

os.environ["DEBUG"] = "1"
for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "NEWSROOM_MODEL"):
    os.environ.pop(name, None)  # no test may reach a real endpoint

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import CACHES, DATABASES, INSTALLED_APPS, REDIS_URL  # noqa: E402

DEBUG = False  # pages must work as they do on a site; DEBUG above only allows the development secret
ALLOWED_HOSTS = ["*"]
STORY_ORIGINS: list[str] = []  # tests of finished pages name their own
STORY_CHECK_SECONDS = 0  # tests publish by every road, and look at once
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
if "init_command" in DATABASES["default"].get(
    "OPTIONS", {}
):  # SQLite: nobody needs the rows after a power cut
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {}  # what has a clock of its own is tested by name
if REDIS_URL:
    # Each xdist worker has a queue of its own, and a database of Redis for its cache (10 to 15), since
    # clearing a cache empties the database it is in.
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    CELERY_TASK_DEFAULT_QUEUE = f"test-{_worker}"
    _cache = REDIS_URL.rpartition("/")[0] + f"/{10 + int(_worker.removeprefix('gw') or 0) % 6}"
    CACHES["default"]["LOCATION"] = _cache

INSTALLED_APPS = [*INSTALLED_APPS, "tests.scribe"]
