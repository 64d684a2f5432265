"""Somebody who plays on the site of a rig, with a browser's cookies."""

from __future__ import annotations

import http.cookiejar
import itertools
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

from tests.faults.rig import STORY, Rig, until

Choice = dict[str, str]
_counting = threading.Lock()


class _Stay(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer."""

    def redirect_request(self, *_args: Any) -> None:
        return None


class Reader:
    """Starts a debate, waits for its round and makes a call. choice: of the debate, in place of one nobody has had."""

    def __init__(self, rig: Rig, choice: Choice | None = None) -> None:
        self._rig, self._choice = rig, choice
        self._cookies = http.cookiejar.CookieJar()
        self._browser = self._opener()
        self._staying = self._opener(_Stay())

    # --- Playing ------------------------------------------------------------------------------------
    def start(self) -> str:
        """The address of a new play."""
        return self._post(f"/stories/{STORY}/arena/", self._choice or self.next_choice())

    def is_written(self, play: str) -> bool:
        return "/predict/" in self.get(play)

    def call(self, play: str) -> None:
        """Call round 1 of a play that is written. Counts only if it was acknowledged."""
        self._post(f"{play}predict/", {"round": "1", "side": "pro", "confidence": "70"}, page=play)
        self._acknowledged()

    def play(self, *, seconds: float) -> float:
        """A whole play; returns how long its round took."""
        play = self.start()
        took = until(lambda: self.is_written(play), seconds=seconds, what="the round")
        self.call(play)
        return took

    def call_again(self, play: str) -> int:
        """The same form once more, as from another tab; returns the answer's status."""
        return self.send(
            f"{play}predict/", {"round": "1", "side": "con", "confidence": "85"}, self.token(play)
        )

    def sealed(self, play: str, token: str) -> int:
        """The call alone, with a form fetched before; returns the answer's status."""
        fields = {"round": "1", "side": "pro", "confidence": "70"}
        status = self.send(f"{play}predict/", fields, token)
        if status in (200, 302, 303):
            self._acknowledged()
        return status

    def another_tab(self) -> Reader:
        """The same browser once more, with the cookies it has now."""
        other = Reader(self._rig, self._choice)
        for cookie in self._cookies:
            other._cookies.set_cookie(cookie)
        return other

    def next_choice(self) -> Choice:
        """Never the same twice, while there is another: a debate that is written is written."""
        with _counting:
            if self._rig.offers is None:
                self._rig.offers = itertools.cycle(self._offers())
            return next(self._rig.offers)

    # --- The browser --------------------------------------------------------------------------------
    def get(self, path: str) -> str:
        with self._browser.open(self._rig.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def status(self, path: str) -> int:
        try:
            with self._staying.open(self._rig.url + path, timeout=30) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def token(self, page: str) -> str:
        """Of a form on that page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page))
        assert found is not None, f"no form on {page}"
        return found[1]

    def send(self, path: str, fields: dict[str, str], token: str) -> int:
        """Post a form; returns the answer's status, and goes nowhere."""
        try:
            with self._staying.open(self._rig.url + path, data=_form(fields, token), timeout=60) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def _post(self, path: str, fields: dict[str, str], page: str = "") -> str:
        sent = _form(fields, self.token(page or path))
        with self._browser.open(self._rig.url + path, data=sent, timeout=60) as answer:
            return urllib.parse.urlsplit(answer.url).path

    def _opener(self, *handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
        return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies), *handlers)

    def _acknowledged(self) -> None:
        with _counting:
            self._rig.acknowledged += 1

    def _offers(self) -> Iterator[Choice]:
        html = self.get(f"/stories/{STORY}/arena/")
        offered = {
            name: re.findall(rf'name="{name}" value="([^"]+)"', html) for name in ("motion", "pro", "con")
        }
        for shift in range(1, len(offered["con"])):
            for pro in offered["pro"]:
                con = offered["con"][(offered["con"].index(pro) + shift) % len(offered["con"])]
                yield {"motion": offered["motion"][shift % len(offered["motion"])], "pro": pro, "con": con}


def _form(fields: dict[str, str], token: str) -> bytes:
    return urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
