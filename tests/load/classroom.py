"""A class in a room, over HTTP: `python -m tests.load.classroom http://127.0.0.1:8000` against a running `make demo`.

Forty members join, call, vote and answer at one moment, each move sent twice as a double click would; those who wait poll
as their pages do. It looks into every byte that a member can ask for before the host opens a verdict, counts what the
host's board says against what was sent, and prints how long everything took.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.load.clients import Asked, browser
from tests.load.counting import percentile

POLL_SECONDS = 2.0
PATIENCE_SECONDS = 60.0
CALLS = [(side, confidence) for confidence in (55, 70, 85) for side in ("pro", "con")]
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_OPTION = re.compile(r'name="option" value="([^"]+)"')
_QUESTION = re.compile(r'name="round" value="(\d+)"')
TELLTALE = ("takes the round", "called right", "The round is drawn", "A split decision", '"nonce"')


class Wrong(Exception):
    """Something that must not be; the text says what."""


@dataclass
class Person:
    """A browser: its cookies, the page it is on, what it has called."""

    asked: Asked
    session: aiohttp.ClientSession
    name: str
    poll_seconds: float = POLL_SECONDS
    page: str = ""
    token: str = ""
    calls: list[tuple[str, int]] = field(default_factory=list)

    async def get(self, what: str, path: str, *, wanted: tuple[int, ...] = (200,)) -> str:
        _, text, _ = await self.asked.send(self.session, what, path, wanted=wanted)
        if found := _TOKEN.search(text):
            self.token = found.group(1)
        return text

    async def post(self, what: str, path: str, *, wanted: tuple[int, ...] = (303,), **data: object) -> str:
        sent = {name: str(value) for name, value in data.items()} | {"csrfmiddlewaretoken": self.token}
        _, _, place = await self.asked.send(self.session, what, path, data=sent, wanted=wanted)
        return place

    async def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(await self.get("json", self.page.rstrip("/") + ".json"))
        return found

    async def until(self, steps: Iterable[str]) -> str:
        """Poll as the page does until the play stands at one of these steps; the step."""
        ends = time.monotonic() + PATIENCE_SECONDS
        poll = f"{self.page}stage/"
        while time.monotonic() < ends:
            text = await self.get("waiting", poll, wanted=(200, 204))
            if found := re.search(r'hx-get="([^"]*/stage/\?v=[^"]*)"', text):
                poll = html.unescape(found.group(1))
            if (now := re.search(r'data-step="([\w-]+)"', text)) and now.group(1) in steps:
                return now.group(1)
            await asyncio.sleep(self.poll_seconds)
        raise Wrong(f"{self.name} still waits for {steps}")


async def lesson(
    url: str,
    *,
    members: int,
    say: Callable[[str], None],
    poll_seconds: float = POLL_SECONDS,
    with_quiz: bool = True,
) -> Asked:
    """A debate together, then a quiz at own pace if the site has one. Raises Wrong."""
    asked = Asked(url)
    async with AsyncExitStack() as stack:

        async def person(name: str) -> Person:
            return Person(asked, await stack.enter_async_context(browser()), name, poll_seconds)

        host = await person("the host")
        pupils = [await person(f"Pupil {n}") for n in range(members)]
        await _debate(host, pupils, say)
        if with_quiz:
            await _quiz(host, pupils, say)
    if failed := {name: dict(each.errors) for name, each in asked.counted.items() if each.errors}:
        raise Wrong(f"answers that were none: {failed}")
    return asked


async def _opened(host: Person, kind: str, pace: str) -> str:
    """A room with the first of this kind on offer; its address, or "" if there is none."""
    offers = re.findall(rf'name="play" value="({kind}:[^"]+)"', await host.get("offers", "/rooms/open/"))
    if not offers:
        return ""
    place = await host.post("open a room", "/rooms/open/", play=offers[0], pace=pace)
    return place.removesuffix("host/")


async def _join(pupils: list[Person], room: str) -> None:
    async def join(pupil: Person) -> None:
        await pupil.get("room", room)
        pupil.page = await pupil.post("join", room, nickname=pupil.name)

    await _at_once(join(pupil) for pupil in pupils)
    if not all(pupil.page for pupil in pupils):
        raise Wrong("somebody was not seated")


async def _debate(host: Person, pupils: list[Person], say: Callable[[str], None]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (room := await _opened(host, "debate", "together")):  # a demo loads them once it serves
        if time.monotonic() > ends:
            raise Wrong("no debate is ready for a room")
        await asyncio.sleep(host.poll_seconds)
    await _join(pupils, room)
    say(f"{len(pupils)} have joined {room}")
    for number in (1, 2):
        await _call(pupils, number)
        await _nothing_told(pupils, room, opened=number - 1)
        await _counted(host, pupils, room, number)
        began = time.perf_counter()
        await host.post("open the verdict", f"{room}host/", do="open", number=number)
        took = time.perf_counter() - began
        await _at_once(p.until(("crossfire",) if number == 1 else ("finished",)) for p in pupils)
        say(
            f"round {number} opened in {took:.2f} s, on every page {time.perf_counter() - began:.1f} s after the click"
        )
        if number == 1:
            await _at_once(
                _twice(p, "vote", f"{p.page}crossfire/", question=1 + n % 2) for n, p in enumerate(pupils)
            )
            await host.post("go on with a question", f"{room}host/", do="pick", number=1)
            await _at_once(p.until(("predict-2",)) for p in pupils)
    for pupil in pupils:
        state = await pupil.state()
        made = [(each["prediction"]["side"], each["prediction"]["confidence"]) for each in state["rounds"]]
        if made != pupil.calls or state["rounds"][1]["question"] != 1:
            raise Wrong(f"{pupil.name} called {pupil.calls}, the site has {made}")


async def _call(pupils: list[Person], number: int) -> None:
    async def call(n: int, pupil: Person) -> None:
        side, confidence = CALLS[(n * number) % len(CALLS)]
        pupil.calls.append((side, confidence))
        await pupil.get("stage", pupil.page)
        await _twice(pupil, "call", f"{pupil.page}predict/", round=number, side=side, confidence=confidence)

    await _at_once(call(n, pupil) for n, pupil in enumerate(pupils))


async def _nothing_told(pupils: list[Person], room: str, *, opened: int) -> None:
    async def look(pupil: Person) -> None:
        if not opened:
            for path in (pupil.page, f"{pupil.page}stage/", "/me/", room):
                page = await pupil.get("look", path)
                if found := [word for word in TELLTALE if word in page]:
                    raise Wrong(f"{path} tells {found} before the host has opened it")
        state = await pupil.state()
        if any(each["verdict"] for each in state["rounds"][opened:]) or state["result"]:
            raise Wrong(f"{pupil.page} as JSON tells a sealed verdict")

    await _at_once(look(pupil) for pupil in pupils)


async def _counted(host: Person, pupils: list[Person], room: str, number: int) -> None:
    board = await host.get("host's page", f"{room}host/?calls=1")
    table = re.findall(r'<tr class="(pro|con)">(.*?)</tr>', board, re.DOTALL)[2 * number - 2 : 2 * number]
    told = {side: [int(n) for n in re.findall(r"<td>(?:<b>)?(\d+)", cells)] for side, cells in table}
    sent = [pupil.calls[number - 1] for pupil in pupils]
    for side in ("pro", "con"):
        by = [sent.count((side, confidence)) for confidence in (55, 70, 85)]
        if told.get(side) != [*by, sum(by)]:
            raise Wrong(f"round {number}: {side} was called {by}, the board says {told.get(side)}")


async def _quiz(host: Person, pupils: list[Person], say: Callable[[str], None]) -> None:
    room = await _opened(host, "quiz", "own")
    if not room:
        return
    await _join(pupils, room)
    right = 0

    async def play(pupil: Person) -> None:
        nonlocal right
        while True:
            page = await pupil.get("question", pupil.page)
            if not (options := _OPTION.findall(page)):
                break
            number = _QUESTION.findall(page)[0]
            await _twice(pupil, "answer", f"{pupil.page}answer/", round=number, option=options[0])
            if "Right." in await pupil.get("answer told", pupil.page):
                right += 1
            await pupil.post("next", f"{pupil.page}next/", round=number)

    await _at_once(play(pupil) for pupil in pupils)
    board = await host.get("host's page", f"{room}host/?names=1")
    answered = [int(n) for n in re.findall(r"<b>(\d+)</b> of \d+ have answered", board)]
    board_right = sum(int(n) for n in re.findall(r"<li>[^<]* <b>(\d+)</b> <small>", board))
    if set(answered) != {len(pupils)} or board_right != right:
        raise Wrong(f"the board counts {answered} answers and {board_right} right ones, not {right}")
    say(f"{len(pupils)} have answered {len(answered)} questions each")


async def _twice(pupil: Person, what: str, path: str, **data: object) -> None:
    """A double click: the same move from two connections at one moment."""
    await asyncio.gather(*(pupil.post(what, path, **data) for _ in range(2)))


async def _at_once(doing: Iterable[Awaitable[object]]) -> None:
    await asyncio.gather(*doing)


def table(asked: Asked) -> str:
    """How often each thing was asked and how long it took, in milliseconds."""
    lines = [f"{'asked':<24}{'times':>7}{'p50':>8}{'p95':>8}{'most':>8}"]
    for name, each in asked.counted.items():
        p50, p95 = (percentile(sorted(each.ms), share) for share in (50, 95))
        lines.append(f"{name:<24}{len(each.ms):>7}{p50:>8.0f}{p95:>8.0f}{max(each.ms):>8.0f}")
    return "\n".join(lines)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", help="such as http://127.0.0.1:8000")
    parser.add_argument("--members", type=int, default=40)
    given = parser.parse_args()
    began = time.perf_counter()
    try:
        asked = asyncio.run(lesson(given.url.rstrip("/"), members=given.members, say=say))
    except Wrong as wrong:
        sys.exit(f"Wrong: {wrong}")
    say(table(asked))
    say(f"All as it should be, in {time.perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    main()
