"""Pieces of a story in a plain page on another origin, in a browser that takes no cookie of theirs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from debate.models import Persona
from stories.models import Story

KINDS = ("timeline", "figures", "quiz", "debate")


@pytest.fixture
def host() -> Iterator[Callable[[str], str]]:
    """A page elsewhere with this body: the address of one on another port, which is another origin."""
    body = ""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(
                f'<!doctype html><title>Host</title><link rel="icon" href="data:,">{body}'.encode()
            )

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def page(with_body: str) -> str:
        nonlocal body
        body = with_body
        return f"http://127.0.0.1:{server.server_port}/"

    yield page
    server.shutdown()
    server.server_close()


def test_pieces_stand_in_a_page_elsewhere_at_their_own_height_and_without_a_cookie(
    live_server: LiveServer,
    flagship: Story,
    cast: dict[str, Persona],
    open_page: Callable[..., Page],
    chromium: Browser,
    host: Callable[[str], str],
    settings: Settings,
) -> None:
    elsewhere = host("")
    settings.EMBED_ORIGINS = [elsewhere.rstrip("/")]
    reader = open_page(viewport={"width": 360, "height": 800})
    reader.goto(f"{live_server.url}/stories/{flagship.slug}/embed/")
    codes = [reader.locator(f"#code-{kind}").input_value() for kind in KINDS]
    host("\n".join(codes))

    page = open_page(viewport={"width": 700, "height": 900})
    page.context.new_cdp_session(page).send(
        "Network.setCookieControls",
        {
            "enableThirdPartyCookieRestriction": True,
            "disableThirdPartyCookieMetadata": False,
            "disableThirdPartyCookieHeuristics": False,
        },
    )
    page.goto(elsewhere)
    for kind in KINDS:
        frame = page.locator(f'iframe[src$="/{kind}/"]')
        frame.scroll_into_view_if_needed()
        inside = frame.content_frame
        expect(inside.locator("h1")).to_have_text(flagship.headline)
        body = inside.locator("body")
        page.wait_for_function(
            "([frame, height]) => Math.abs(frame.clientHeight - height) <= 1",
            arg=[frame.element_handle(), body.bounding_box()["height"]],  # type: ignore[index]
        )
        assert body.evaluate("body => body.scrollWidth <= innerWidth")
    assert page.context.cookies() == []
    # Nobody but the site sets a frame's height.
    page.evaluate("postMessage({newsroomHeight: 41}, '*')")
    page.wait_for_timeout(100)
    assert page.locator("iframe").first.evaluate("frame => frame.clientHeight") > 41

    settings.EMBED_ORIGINS = ["https://paper.example"]
    stranger = chromium.new_page()  # which may complain
    stranger.goto(elsewhere)
    refused = ["chrome-error://chromewebdata/"] * len(KINDS)
    stranger.wait_for_function("count => frames.length === count", arg=len(KINDS))
    for _ in range(50):  # a frame has no address until it has been refused
        if [frame.url for frame in stranger.frames[1:]] == refused:
            break
        stranger.wait_for_timeout(100)
    assert [frame.url for frame in stranger.frames[1:]] == refused
    stranger.close()
