"""What the story page costs."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

import brotli
from django.conf import settings

from newsroom.benchmarks import Row, Site, cpu_ms, measurement, row
from stories import publishing
from stories.document import parse_story


@measurement
def story_page() -> Iterable[Row]:
    """The flagship's page as rendered without any cache, next to a view that does nothing."""
    path = settings.BASE_DIR / "fixtures" / "stories" / "miami-track-ukraine.yaml"
    story, _ = publishing.load(parse_story(path.read_bytes()))
    publishing.publish(story)
    site, page = Site(), story.get_absolute_url()
    status, body = site.get(page)
    assert status == 200, status
    cost, nothing = cpu_ms([lambda: site.get(page), lambda: site.get("/livez")])
    yield Row(what="story page, uncached: queries", value=site.queries(page), unit="")
    yield row("story page, uncached", cost, "ms CPU")
    yield row("no-op view", nothing, "ms CPU")
    yield row("story page / no-op view", [a / b for a, b in zip(cost, nothing, strict=True)], "×")
    yield Row(what="story page: HTML", value=len(body), unit="bytes")
    yield Row(what="story page: gzip 9", value=len(gzip.compress(body, 9)), unit="bytes")
    yield Row(what="story page: brotli 11", value=len(brotli.compress(body, quality=11)), unit="bytes")
