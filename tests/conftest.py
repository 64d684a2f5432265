"""Fixtures that every test may use.

Nothing here stands in for our own code: the database, the queue and its worker, the HTTP server and the
browser are real. What is missing on a machine (PostgreSQL, Redis, Chromium) is skipped with its reason,
except in CI, where it is a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import connection
from django.dispatch import receiver
from django.test import Client
from django.urls import URLResolver, get_resolver
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from debate.models import Persona
from debate.personas.document import PersonaDocument
from newsroom.generation.embedded import EmbeddedWorker
from newsroom.identity import reading
from stories import publishing
from stories.document import StoryDocument
from stories.models import Story
from tests import rows, template
from tests.debate import fixtures

# What is asked of a second database and queue (`-m second`) is every test that uses the database, but for these: their
# subject is what a model is told and what becomes of its answer, a text, who may open a page, or its look; what rows they
# need are made as in tests that are asked. Of the browser's, the walks through debate and daily are.
ONE_DATABASE = (
    *("debate/engines/", "debate/measuring/", "debate/fairness/"),
    *("stories/intake/", "moderation/test_matrix.py", "test_linear.py"),
    *("llm/test_odd_servers.py", "llm/test_thinking.py", "llm/test_failures.py", "llm/test_doctor.py"),
    *("identity/", "languages/", "pictures/", "stories/test_lettering.py", "accounts/test_organisation.py"),
)
WALKS = ("journeys/test_debate.py", "journeys/test_daily.py")
HERE = Path(__file__).parent
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}
_connect = socket.socket.connect


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `second` what a run on a second database and queue repeats."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        uses_database = item.get_closest_marker("django_db") is not None or fixtures & DATABASE_FIXTURES
        where = item.path.relative_to(HERE).as_posix()
        is_asked = where in WALKS if where.startswith("journeys/") else not where.startswith(ONE_DATABASE)
        if uses_database and is_asked:
            item.add_marker("second")


def pytest_runtest_setup() -> None:
    """Nobody has asked for anything yet: what limits count is in the cache, which outlives a test."""
    cache.clear()


@receiver(setting_changed)
def addresses_anew(setting: str, **kwargs: object) -> None:
    """Resolvers keep each language's addresses, and which of them has a prefix depends on the site's own language."""
    waiting = [get_resolver()] if setting == "LANGUAGE_CODE" else []
    while waiting:
        resolver = waiting.pop()
        for kept in ("_reverse_dict", "_namespace_dict", "_app_dict"):
            vars(resolver)[kept].clear()
        waiting += [each for each in resolver.url_patterns if isinstance(each, URLResolver)]


@pytest.fixture(autouse=True)
def nobodys_site() -> None:
    """A site that nobody has named, without a look at its row: a test that names it calls `reading.forget`."""
    reading.keep(reading.Site(), seconds=3600)


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """A test that would reach a real endpoint fails, whatever library it uses."""

    def guarded(self: socket.socket, address: object) -> object:
        host = address[0] if isinstance(address, tuple) else ""
        if host not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {host}")
        return _connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Whether the test database is there already: as asked for by `--reuse-db`, or copied from a migrated one."""
    if request.config.getoption("reuse_db") or connection.vendor != "sqlite":
        return bool(request.config.getoption("reuse_db"))
    return template.take()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    if connection.vendor == "sqlite" and not django_db_keepdb:
        with django_db_blocker.unblock():
            template.keep()


def missing(reason: str) -> None:
    """Skip for something this machine lacks; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}")
    pytest.skip(reason)


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """A folder of the test's own for what is uploaded."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def publish(db: None) -> Callable[[StoryDocument], Story]:
    """Load a document into rows and publish it."""

    def load_and_publish(document: StoryDocument) -> Story:
        story, _ = publishing.load(document)
        publishing.publish(story)
        story.refresh_from_db()
        return story

    return load_and_publish


@pytest.fixture
def flagship(publish: Callable[[StoryDocument], Story]) -> Story:
    """The flagship story, published: by our own code the first time in a process, then the rows it left."""
    if Story.objects.exists():
        return publish(fixtures.documents()[fixtures.FLAGSHIP])
    if rows.put_back("flagship"):
        return Story.objects.get()
    with rows.kept("flagship", "stories"):
        return publish(fixtures.documents()[fixtures.FLAGSHIP])


@pytest.fixture
def cast(db: None) -> dict[str, Persona]:
    """Every shipped persona, as rows."""
    made = {}
    for slug, document in fixtures.personas().items():
        made[slug] = persona_row(document)
    return made


def persona_row(document: PersonaDocument) -> Persona:
    persona = Persona()
    persona.set_document(document)
    persona.save()
    return persona


@pytest.fixture
def worker(transactional_db: None) -> Iterator[EmbeddedWorker]:
    """A running worker: the real Celery consumer, in threads, on whatever broker is configured."""
    running = EmbeddedWorker()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def rae() -> Client:
    """A reader who plays."""
    return Client()


@pytest.fixture
def sly() -> Client:
    """A stranger."""
    return Client()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        missing("no Chromium on this machine (Debian: apt-get install chromium)")
        raise AssertionError
    return found
