"""The WSGI entry. With the embedded queue, serving starts the worker thread in the same process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings are read only once Django is set up

from newsroom.postgres.away import database  # noqa: E402
from newsroom.running import beside  # noqa: E402

database.bound(settings.DATABASE_ANSWER_SECONDS)
beside.begin(application.get_response)

if settings.EMBEDDED_WORKER:
    from newsroom.generation.embedded import start_worker

    start_worker()
