"""What the story page costs, in CPU and in bytes."""

from __future__ import annotations

import datetime as dt
import gzip
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import brotli
from django.conf import settings
from django.test import override_settings

from stories import publishing
from stories.document import StoryDocument, parse_story
from stories.models import Story
from stories.page import build_page
from stories.responses import compressed, page_html
from stories.shelf import pages
from tests.bench.measuring import Row, Site, cpu_ms, measurement, row

BR = {"HTTP_ACCEPT_ENCODING": "br, gzip", "HTTP_HOST": "localhost"}
FIRST_FLIGHT = 14_600  # bytes: ten segments, what a server may send before it hears from the browser
UNCACHED = ("story page, uncached: its finished bytes", "story page, rendered")
STATIC = ("css/base.css", "css/story.css", "js/story.js")


@measurement
def story_page() -> Iterable[Row]:
    """The flagship's page kept, not changed and made anew; beside WhiteNoise and a view that does nothing."""
    path = settings.BASE_DIR / "fixtures" / "stories" / "miami-track-ukraine.yaml"
    document = parse_story(path.read_bytes())
    story, _ = publishing.load(document)
    page = story.get_absolute_url()
    with tempfile.TemporaryDirectory() as folder, override_settings(STORY_ORIGINS=["http://localhost"]):
        publishing.publish(story)
        status, body = Site().get(page, HTTP_HOST="localhost")
        assert status == 200, status
        yield from _costs(page, body, Path(folder))
        yield from _firsts(story, document)
    yield from _sizes(body)
    yield from _long(document)


def _costs(page: str, body: bytes, folder: Path) -> Iterable[Row]:
    """CPU of each answer. WhiteNoise serves the same bytes, compressed the same, from `folder`."""
    (folder / "page.html").write_bytes(body)
    (folder / "page.html.br").write_bytes(brotli.compress(body, quality=11))
    with override_settings(
        STATIC_ROOT=folder, WHITENOISE_USE_FINDERS=False, WHITENOISE_AUTOREFRESH=False, DEBUG=False
    ):
        site = Site()
        status, compressed = site.get(page, **BR)
        assert status == 200
        assert site.get("/static/page.html", **BR) == (200, compressed), "the same bytes"
        etag = {"HTTP_IF_NONE_MATCH": _etag(page), **BR}
        assert site.get(page, **etag) == (304, b"")

        def stored() -> None:
            pages.clear()
            site.get(page, **BR)

        def rendered() -> None:
            site.get(page, QUERY_STRING="order=oldest", HTTP_HOST="localhost")

        runs: dict[str, Callable[[], object]] = {
            "kept": lambda: site.get(page, **BR),
            "its 304": lambda: site.get(page, **etag),
            "same bytes by WhiteNoise": lambda: site.get("/static/page.html", **BR),
            "no-op view": lambda: site.get("/livez", **BR),
        }
        fast = dict(zip(runs, cpu_ms(list(runs.values()), each=400), strict=True))
        turns = cpu_ms([stored, rendered, runs["no-op view"], runs["same bytes by WhiteNoise"]])
        *slow_rounds, nothing, whitenoise = turns
        slow = dict(zip(UNCACHED, slow_rounds, strict=True))
        pages.clear()
        yield Row(what="story page, uncached: queries", value=site.queries(page, **BR), unit="")
        yield Row(what="story page, kept: queries", value=_queries_when_kept(site, page), unit="")
    for name, cost in fast.items():
        yield row(f"story page, {name}" if name in ("kept", "its 304") else name, cost, "ms CPU")
    for name, cost in slow.items():
        yield row(name, cost, "ms CPU")
    for name in ("kept", "its 304"):
        for beside in ("same bytes by WhiteNoise", "no-op view"):
            pairs = zip(fast[name], fast[beside], strict=True)
            yield row(f"story page, {name} / {beside}", [a / b for a, b in pairs], "×")
    for name, cost in slow.items():
        pairs = zip(cost, nothing, strict=True)
        yield row(f"{name} / no-op view", [a / b for a, b in pairs], "×")
        pairs = zip(cost, whitenoise, strict=True)
        yield row(f"{name} / same bytes by WhiteNoise", [a / b for a, b in pairs], "×")


def _firsts(story: Story, document: StoryDocument) -> Iterable[Row]:
    """How long the first visitor after a publication waits, by the clock: with its finished page and without."""
    for what, origins in (
        ("first visit after publishing", ["http://localhost"]),
        ("first visit of a page that nobody finished", []),
    ):
        site, waits = Site(), []
        for n in range(5):
            with override_settings(STORY_ORIGINS=origins):
                publishing.load(document.model_copy(update={"headline": f"{what} {n}"}))
                publishing.publish(story)
                started = time.perf_counter()
                site.get(story.get_absolute_url(), **BR)
                waits.append((time.perf_counter() - started) * 1000)
        yield row(f"story page, {what}", waits, "ms")


def _long(document: StoryDocument) -> Iterable[Row]:
    """The same story with 5,000 events, three a day: rendered, and as a browser gets it."""
    event, start = document.timeline[0], dt.date(2020, 1, 1)
    events = [
        event.model_copy(update={"key": f"e{n}", "date": start + dt.timedelta(days=n // 3), "end_date": None})
        for n in range(5_000)
    ]
    long = document.model_copy(update={"timeline": events})

    def render() -> bytes:
        return page_html("stories/story.html", page=build_page(long, url="/stories/long/"))

    yield row("story of 5,000 events: rendered", cpu_ms([render], rounds=3, each=1)[0], "ms CPU")
    packed = compressed(render(), "br")
    yield Row(what="story of 5,000 events: HTML, brotli", value=len(packed), unit="bytes")


def _etag(page: str) -> str:
    """The ETag of the compressed page: what a browser sends back."""
    from django.test import Client

    return Client().get(page, headers={"accept-encoding": "br, gzip", "host": "localhost"})["ETag"]


def _queries_when_kept(site: Site, page: str) -> int:
    """Within STORY_CHECK_SECONDS of the last look."""
    site.get(page, **BR)
    deadline = time.monotonic() + settings.STORY_CHECK_SECONDS / 2
    found = site.queries(page, **BR)
    return found if time.monotonic() < deadline else 1


def _sizes(body: bytes) -> Iterable[Row]:
    """Brotli 11 unless said otherwise. The head up to the end of the overview is what a first screen needs."""
    static = {name: (settings.BASE_DIR / "static" / name).read_bytes() for name in STATIC}
    packed = {name: len(brotli.compress(content, quality=11)) for name, content in static.items()}
    html = len(brotli.compress(body, quality=11))
    css = packed["css/base.css"] + packed["css/story.css"]
    first = body[: body.index(b'id="arena"')]
    yield Row(what="story page: HTML", value=len(body), unit="bytes")
    yield Row(what="story page: HTML, gzip 9", value=len(gzip.compress(body, 9, mtime=0)), unit="bytes")
    yield Row(what="story page: HTML, brotli 11 (goal 18,432)", value=html, unit="bytes")
    yield Row(what="story page: CSS (goal 8,000)", value=css, unit="bytes")
    yield Row(
        what="story page: everything (it needs no htmx), font apart (goal 60,000)",
        value=html + sum(packed.values()),
        unit="bytes",
    )
    first_screen = len(brotli.compress(first, quality=11)) + css
    yield Row(
        what=f"story page: first screen with CSS (goal {FIRST_FLIGHT:,})", value=first_screen, unit="bytes"
    )
