"""Readers, viewers and players over HTTP. Arrivals are scheduled by the clock, not by the answers: a slow site is asked
as often as a fast one, and what it answers late counts from when it should have been asked."""

from __future__ import annotations

import asyncio
import html
import itertools
import random
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.load.counting import Counted

WITHIN = aiohttp.ClientTimeout(total=20)
WRITTEN_WITHIN = 30.0  # seconds that a round may take
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_POLL = re.compile(r'hx-get="([^"]*/stage/\?v=[^"]*)"')


class Asked:
    """What was asked and how it went, by class; and one place that sends."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.counted: dict[str, Counted] = defaultdict(Counted)
        self.unsent = 0  # arrivals that found too many others waiting for their answers

    async def send(
        self,
        session: aiohttp.ClientSession,
        name: str,
        path: str,
        *,
        since: float = 0.0,
        wanted: tuple[int, ...] = (200,),
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str, str]:
        """Status, text and Location. since: when it should have been asked."""
        counted, began = self.counted[name], since or time.perf_counter()
        try:
            async with session.request(
                "POST" if data is not None else "GET",
                self.url + path,
                data=data,
                headers=headers,
                allow_redirects=False,
                timeout=WITHIN,
            ) as answer:
                body = await answer.read()
                status, place = answer.status, answer.headers.get("Location", "")
                text = body.decode() if data is None and name not in QUIET else ""
        except (aiohttp.ClientError, TimeoutError) as error:
            counted.errors[type(error).__name__] += 1
            return 0, "", ""
        counted.ms.append((time.perf_counter() - began) * 1000)
        if status not in wanted:
            counted.errors[str(status)] += 1
        return status, text, place


QUIET = ("kept page", "front page", "poll")  # whose bytes nobody here reads


@asynccontextmanager
async def browser(**more: Any) -> Any:
    """A session of its own, with cookies also for an address without a name."""
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(**more),
        auto_decompress=True,
    ) as session:
        yield session


async def arrive(
    rate: float, ends: float, go: Callable[[float], Awaitable[object]], asked: Asked, most: int = 400
) -> None:
    """Start `go` at this rate until `ends`, evenly. What finds `most` of them waiting is not sent, and told."""
    if rate <= 0:
        return
    under_way: set[asyncio.Task[Any]] = set()
    began = time.perf_counter()
    for n in itertools.count():
        due = began + n / rate
        if due >= ends:
            break
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        if len(under_way) >= most:
            asked.unsent += 1
            continue
        task = asyncio.ensure_future(go(due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)


class Readers:
    """Pages as readers ask for them: nine stories to one front page; every third asks whether it has changed."""

    def __init__(
        self, asked: Asked, session: aiohttp.ClientSession, stories: list[str], dice: random.Random
    ) -> None:
        self._asked, self._session, self._stories, self._dice = asked, session, stories, dice
        self._etags: dict[str, str] = {}

    async def learn(self) -> None:
        for path in self._stories:
            async with self._session.get(self._asked.url + path, headers=COMPRESSED) as answer:
                assert answer.status == 200, path
                self._etags[path] = answer.headers["ETag"]

    async def read(self, due: float) -> None:
        if self._dice.random() < 0.1:
            await self._asked.send(self._session, "front page", "/", since=due, headers=COMPRESSED)
            return
        path = self._dice.choice(self._stories)
        headers = COMPRESSED | ({"If-None-Match": self._etags[path]} if self._dice.random() < 1 / 3 else {})
        await self._asked.send(
            self._session, "kept page", path, since=due, wanted=(200, 304), headers=headers
        )


COMPRESSED = {"Accept-Encoding": "gzip"}


class Choices:
    """What players may choose, of every story: the shipped pairs, which are written, and all the others."""

    def __init__(
        self, offered: dict[str, dict[str, list[str]]], dice: random.Random, *, always_one: bool = False
    ) -> None:
        self._offered, self._dice = offered, dice
        self._always = self._drawn() if always_one else None

    def one(self) -> tuple[str, dict[str, str]]:
        return self._always or self._drawn()

    def _drawn(self) -> tuple[str, dict[str, str]]:
        path = self._dice.choice(sorted(self._offered))
        of = self._offered[path]
        pro, con = self._dice.sample(of["pro"], 2)
        return path, {"motion": self._dice.choice(of["motion"]), "pro": pro, "con": con}


async def offered(
    asked: Asked, session: aiohttp.ClientSession, stories: list[str]
) -> dict[str, dict[str, list[str]]]:
    found = {}
    for story in stories:
        path = f"{story}arena/"
        async with session.get(asked.url + path) as answer:
            html = await answer.text()
        of = {name: re.findall(rf'name="{name}" value="([^"]+)"', html) for name in ("motion", "pro", "con")}
        open_motions = [key for key in of["motion"] if not re.search(rf'value="{key}"[^>]*disabled', html)]
        if open_motions and len(of["pro"]) > 1:
            found[path] = of | {"motion": open_motions}
    return found


class Players:
    """A whole play: choose, call round 1, choose a question, call round 2; each a new visitor."""

    def __init__(self, asked: Asked, choices: Choices) -> None:
        self._asked, self._choices = asked, choices
        self.finished = 0
        self.waits: list[float] = []  # seconds until a round was written

    async def start(self, session: aiohttp.ClientSession, due: float = 0.0) -> tuple[str, str, str]:
        """The address of a new play, its page and its token; "" if it was refused."""
        path, choice = self._choices.one()
        _, page, _ = await self._asked.send(session, "choosing page", path, since=due)
        token = _TOKEN.search(page)
        if token is None:
            return "", "", ""
        sent = choice | {"csrfmiddlewaretoken": token[1]}
        status, _, place = await self._asked.send(session, "POST start", path, data=sent, wanted=(303,))
        if status != 303:
            return "", "", ""
        play = place.partition("?")[0].partition("#")[0]
        _, page, _ = await self._asked.send(session, "play page", play)
        return play, page, token[1]

    async def play(self, due: float) -> None:
        async with browser(limit=2) as session:
            play, page, token = await self.start(session, due)
            if not play:
                return
            for number, action in ((1, "crossfire/"), (2, "")):
                page = await self._until(session, play, page, f'name="round" value="{number}"')
                if not page:
                    return
                call = {"round": str(number), "side": "pro", "confidence": "70", "csrfmiddlewaretoken": token}
                status, _, place = await self._asked.send(
                    session, "POST predict", f"{play}predict/", data=call, wanted=(303,)
                )
                if status != 303:
                    return
                _, page, _ = await self._asked.send(session, "play page", place.partition("#")[0])
                if action:
                    page = await self._until(session, play, page, 'name="question"')
                    if not page:
                        return
                    question = {"question": "1", "csrfmiddlewaretoken": token}
                    await self._asked.send(
                        session, "POST crossfire", f"{play}crossfire/", data=question, wanted=(303,)
                    )
                    _, page, _ = await self._asked.send(session, "play page", play)
            self.finished += 1

    async def _until(self, session: aiohttp.ClientSession, play: str, page: str, mark: str) -> str:
        """The stage once it shows what to do next, asked for each second as the page does; "" if it never did."""
        began = time.perf_counter()
        while mark not in page:
            if time.perf_counter() - began > WRITTEN_WITHIN:
                self._asked.counted["play page"].errors[f"not written within {WRITTEN_WITHIN:.0f} s"] += 1
                return ""
            poll = _POLL.search(page)
            await asyncio.sleep(1)
            path = html.unescape(poll[1]) if poll else f"{play}stage/"
            status, text, _ = await self._asked.send(
                session, "stage, new", path, wanted=(200, 204), headers={"HX-Request": "true"}
            )
            page = text if status == 200 else page
        self.waits.append(time.perf_counter() - began)
        return page


class Viewers:
    """Pages that wait and ask each second whether there is anything new, which there is not."""

    def __init__(self, asked: Asked, plays: list[tuple[str, str]], keys: Mapping[str, str]) -> None:
        """plays: address and Cookie header of each. keys: what each page would have in its poll's address."""
        self._asked, self._plays, self._keys = asked, plays, keys

    async def watch(self, session: aiohttp.ClientSession, ends: float) -> None:
        async def one(n: int, play: str, cookie: str) -> None:
            due = time.perf_counter() + n / len(self._plays)  # spread over the second
            while due < ends:
                if (wait := due - time.perf_counter()) > 0:
                    await asyncio.sleep(wait)
                await self._asked.send(
                    session,
                    "poll",
                    f"{play}stage/?v=999999999&k={self._keys[play]}",
                    since=due,
                    wanted=(204,),
                    headers={"HX-Request": "true", "Cookie": cookie},
                )
                due += 1

        await asyncio.gather(*(one(n, play, cookie) for n, (play, cookie) in enumerate(self._plays)))


async def seated(players: Players, count: int, at_once: int = 6) -> list[tuple[str, str]]:
    """So many started plays, each of a visitor of its own: address and Cookie header."""
    gate, found = asyncio.Semaphore(at_once), []

    async def one() -> None:
        async with gate, browser(limit=1) as session:
            play, _, _ = await players.start(session)
            if play:
                cookies = "; ".join(f"{c.key}={c.value}" for c in session.cookie_jar)
                found.append((play, cookies))

    await asyncio.gather(*(one() for _ in range(count)))
    return found
