"""A web process, a worker, Redis, PostgreSQL or beat dies, hangs or is stopped."""

from __future__ import annotations

import http.client
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.cases.register import Figures, case, slowly
from tests.faults.reader import Reader
from tests.faults.rig import STORY, Rig, until


@case("R1")
def a_web_process_dies(rig: Rig, reader: Reader) -> Figures:
    """kill -9 of one of two: the other one serves, and it is back."""
    victims = rig.children("web")
    os.kill(victims[-1], signal.SIGKILL)
    failed = sum(not rig.serves("/") for _ in range(40))
    assert failed <= 2, (
        f"{failed} of 40 pages failed"
    )  # what it had taken in already; the proxy asks the other one
    back = until(lambda: len(rig.children("web")) == len(victims), seconds=45, what="the process")
    return {"pages_failed": failed, "back_seconds": back, "play_seconds": reader.play(seconds=60)}


@case("R2")
def the_worker_dies(rig: Rig, reader: Reader) -> Figures:
    """kill -9 of the worker in the middle of a round: the round is written all the same."""
    slowly(rig, 1)
    play = reader.start()
    time.sleep(1.5)
    os.kill(rig.children("worker")[0], signal.SIGKILL)
    took = until(lambda: reader.is_written(play), seconds=120, what="the round")
    reader.call(play)
    return {"written_seconds": took}


@case("R3")
def a_deployment(rig: Rig, reader: Reader) -> Figures:
    """SIGTERM in the middle of a round: finished, or taken up again."""
    slowly(rig, 1)
    play = reader.start()
    time.sleep(1)
    rig.kill("worker", signal.SIGTERM)
    rig.start("worker")
    took = until(lambda: reader.is_written(play), seconds=120, what="the round")
    reader.call(play)
    return {"written_seconds": took}


@case("R4-crash")
def redis_crashes(rig: Rig, reader: Reader) -> Figures:
    """kill -9 of Redis while the worker is busy; back after 5 s."""
    slowly(rig, 0.5)
    play = reader.start()
    time.sleep(0.5)
    rig.kill("redis")
    began = time.monotonic()
    assert rig.status("/") == 200
    assert rig.status(f"/stories/{STORY}/") == 200
    reading = time.monotonic() - began
    time.sleep(5)
    rig.start("redis")
    took = until(lambda: reader.is_written(play), seconds=90, what="the round")
    reader.call(play)
    ready = until(lambda: rig.status("/readyz") == 200, seconds=60, what="/readyz")
    return {"written_seconds": took, "two_pages_seconds": reading, "ready_seconds": ready}


@case("R4-flush")
def redis_forgets(rig: Rig, reader: Reader) -> Figures:
    """FLUSHALL and half a minute without Redis; five debates are under way. Work resumes within 15 s of its return."""
    plays = [reader.start() for _ in range(5)]
    rig.redis("FLUSHALL")
    rig.kill("redis")
    (rig.folder / "appendonlydir").exists() and [
        file.unlink() for file in (rig.folder / "appendonlydir").iterdir()
    ]
    time.sleep(30)
    rig.start("redis")
    took = until(lambda: all(map(reader.is_written, plays)), seconds=90, what="five rounds")
    for play in plays:
        reader.call(play)
    return {"written_seconds": took}


@case("R4-pause")
def redis_hangs(rig: Rig, reader: Reader) -> Figures:
    """CLIENT PAUSE for 15 s: reading goes on, and so does the round after it."""
    rig.redis("CLIENT", "PAUSE", "15000")
    assert rig.status("/") == 200
    time.sleep(15)
    return {"play_seconds": reader.play(seconds=90)}


@case("R5")
def postgres_crashes(rig: Rig, reader: Reader) -> Figures:
    """An immediate stop: stories are read on, and what was acknowledged is there afterwards."""
    reader.play(seconds=60)
    assert rig.status(f"/stories/{STORY}/") == 200
    rig.kill("db", signal.SIGQUIT)
    kept = [rig.status(path) for path in ("/", f"/stories/{STORY}/", "/livez")]
    away = rig.status("/arena/")
    assert kept == [200, 200, 200], kept
    assert away == 503
    rig.start("db")
    # Each web process finds it by itself, within some four seconds.
    back = until(lambda: all(rig.status("/arena/") == 200 for _ in range(12)), seconds=60, what="the arena")
    assert all(rig.status("/arena/") == 200 for _ in range(20)), "a page failed after it was back"
    return {"back_seconds": back, "play_seconds": reader.play(seconds=90)}


@case("R5-frozen")
def postgres_hangs(rig: Rig, reader: Reader) -> Figures:
    """SIGSTOP of every process of the server: /livez goes on within seconds, stories from memory."""
    assert rig.status(f"/stories/{STORY}/") == 200
    frozen = [rig._running["db"].pid, *rig.children("db")]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        first = rig.status("/arena/", timeout=30)
        began = time.monotonic()
        assert [rig.status(path) for path in ("/", f"/stories/{STORY}/", "/livez")] == [200, 200, 200]
        reading = time.monotonic() - began
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    assert first == 503
    back = until(lambda: rig.status("/arena/") == 200, seconds=60, what="the arena")
    return {"three_pages_seconds": reading, "back_seconds": back}


@case("R9")
def a_message_comes_five_times(rig: Rig, reader: Reader) -> Figures:
    """Every wake-up again and again while the round is written: each piece once."""
    slowly(rig, 0.3)
    play = reader.start()
    again = "from debate.models import Speech; from newsroom.generation import services as s"
    rig.manage(
        "shell", "-v0", "-c", f"{again}; [s._send(row) for row in Speech.objects.all() for _ in range(5)]"
    )
    took = until(lambda: reader.is_written(play), seconds=120, what="the round")
    reader.call(play)
    return {"written_seconds": took}


@case("R10")
def a_form_is_sent_twice(rig: Rig, reader: Reader) -> Figures:
    """A call that is made again is the same call."""
    play = reader.start()
    until(lambda: reader.is_written(play), seconds=60, what="the round")
    reader.call(play)
    again = reader.call_again(play)
    assert again in (200, 409, 422), again
    return {"second_answer": again}


@case("beat")
def beat_dies(rig: Rig, reader: Reader) -> Figures:
    """Without beat the workers sweep and keep the schedule."""
    rig.kill("beat")
    took = reader.play(seconds=60)
    assert rig.status("/readyz") == 200
    rig.start("beat")
    return {"play_seconds": took}


@case("R19")
def a_merge_is_cut_short(rig: Rig, reader: Reader) -> Figures:
    """Two tabs sign in at once while every web process is killed; then again: XP moves to the account once."""
    choice, merged, cut = reader.next_choice(), 0, 0
    for number, moment in enumerate((0.0, 0.1, 0.2, 0.3, 0.45)):
        name = f"merged-{number}"
        rig.shell(
            "from django.contrib.auth.models import User;"
            f"User.objects.create_user({name!r}, password='a long enough one')"
        )
        player = Reader(rig, choice)
        player.play(seconds=60)
        tabs = [player.another_tab() for _ in range(2)]
        form = {"name": name, "password": "a long enough one"}
        tokens = [tab.token(SIGN_IN) for tab in tabs]
        with ThreadPoolExecutor(2) as pool:
            answers = [
                pool.submit(_sign_in, tab, form, token) for tab, token in zip(tabs, tokens, strict=True)
            ]
            time.sleep(moment)
            victims = rig.children("web")
            for victim in victims:
                os.kill(victim, signal.SIGKILL)
            cut += sum(answer.result() == 0 for answer in answers)
        until(lambda: rig.serves("/livez"), seconds=30, what="the web processes")
        for tab in tabs:
            until(lambda tab=tab, form=form: _sign_in(tab, form, tab.token(SIGN_IN)) in (302, 303) or _is_in(tab), seconds=30, what="signing in")  # fmt: skip
        held = rig.shell(
            "from newsroom.players.models import *; from django.db.models import Sum;"
            f"who = Player.objects.get(user__username={name!r});"
            "say([Merge.objects.filter(account=who.pk).count(), who.xp, who.awards.aggregate(x=Sum('amount'))['x'] or 0,"
            " who.awards.count(), who.awards.values('source').distinct().count()])"
        )
        merges, xp, paid, awards, sources = held
        assert merges == 1, f"merged {merges} times"
        assert (xp, awards) == (paid, sources), held
        merged += merges
    return {"accounts": merged, "sign_ins_cut": cut}


SIGN_IN = "/accounts/sign-in/"


def _sign_in(tab: Reader, form: dict[str, str], token: str) -> int:
    """The answer's status; 0 for none."""
    try:
        return tab.send(SIGN_IN, form, token)
    except (OSError, http.client.HTTPException):
        return 0


def _is_in(tab: Reader) -> bool:
    return tab.status(SIGN_IN) in (302, 303)
