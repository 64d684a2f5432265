"""The files of pictures, where no proxy serves them: they never change, so a browser asks once."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.http import require_safe

from newsroom.pictures.making import TYPES

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, file: str, format: str) -> HttpResponse:
    """A name that is none of ours never reaches the storage: see the address."""
    try:
        with default_storage.open(f"{file}.{format}") as stored:
            response = HttpResponse(stored.read(), content_type=TYPES[format])
    except OSError as error:
        raise Http404(f"There is no picture {file}") from error
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns = [
    re_path(
        rf"^media/(?P<file>pictures/[0-9a-f]{{32}}(?:/[0-9]{{1,5}})?)\.(?P<format>{'|'.join(TYPES)})$",
        picture,
        name="picture",
    )
]
