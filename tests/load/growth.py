"""python -m tests.load.growth: the same requests with 10, 1,000 and 100,000 stories' rows, on PostgreSQL.

Fills a database of its own beside the one that DATABASE_URL names, and drops it. Writes growth.json and growth.md: for each
request its CPU, the database's time and how much it read, at each size; and the plans of the queries that read most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

FLAT = 2.0  # times the cost at a hundred stories, at most
BASE = 100
ROOM = 1_000  # blocks beside that: what a page of a hundred rows reads when there are hundreds at all
READ_ENOUGH = 2_000  # 8 KB blocks: a query that reads more is shown with its plan


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    parser = argparse.ArgumentParser(prog="python -m tests.load.growth", description=__doc__)
    parser.add_argument("--sizes", default=f"10,{BASE},1000,100000")
    asked = parser.parse_args()
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL must name a PostgreSQL server: growth is measured there.")
    setup_test_environment(debug=False)
    scratch = setup_databases(verbosity=0, interactive=False)
    try:
        found = measure([int(size) for size in asked.sizes.split(",")])
    finally:
        teardown_databases(scratch, verbosity=0)
    Path("growth.json").write_text(json.dumps(found, indent=1) + "\n")
    Path("growth.md").write_text(text := markdown(found))
    sys.stdout.write(text)
    return 0


def measure(sizes: list[int]) -> dict[str, Any]:
    from django.db import connection

    from tests.load.rows import grow

    seed()
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    plans: list[dict[str, Any]] = []
    filled: dict[int, float] = {}
    low = 0
    for size in sizes:
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        grow(low, size)
        low, filled[size] = size, round(time.monotonic() - began, 1)
        sys.stderr.write(f"{size} stories after {filled[size]} s\n")
        for name, do in operations().items():
            rows.setdefault(name, {})[size], costly = cost(do)
            plans += [{"of": name, "stories": size, **plan} for plan in costly if size == max(sizes)]
    return {"sizes": sizes, "filled_s": filled, "rows": rows, "plans": plans}


def seed() -> None:
    """One story, one finished play of an account, one model's call: what is copied."""
    from django.conf import settings
    from django.contrib.auth import get_user_model

    from debate.arena import services
    from debate.models import Persona
    from newsroom.llm.models import Call
    from newsroom.players.services import player_of
    from stories.document import parse_story
    from stories.models import Story
    from tests.bench.games import _cast, _publish
    from tests.debate.playing import drain

    paths = sorted(
        (settings.BASE_DIR / "fixtures" / "stories").glob("*.yaml"), key=lambda path: path.stat().st_size
    )
    document = parse_story(paths[0].read_bytes())
    _publish(document)
    _cast()
    player = player_of(get_user_model().objects.create_user("first", password=None))
    story, personas = Story.objects.get(slug=document.slug), list(Persona.objects.all())
    motion = document.motions[0]
    play = services.start_play(player, story=story, motion=motion, pro=personas[0], con=personas[1])
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=1)
    drain(play.debate)
    services.predict(play, number=2, side="con", confidence=55)
    Call.objects.create(purpose="opening", model="parrot-1", outcome="done")
    get_user_model().objects.create_superuser("editor", password=None)


def operations() -> dict[str, Callable[[], object]]:
    """What is asked, by name: pages as a visitor, lists of the desk as an editor, and what workers do by the clock."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from debate.daily import services as daily
    from debate.fairness import tallies
    from debate.models import Daily, Play
    from newsroom.generation import services as generation
    from newsroom.players import boards
    from newsroom.players.models import Player

    visitor, editor, player = Client(), Client(), Client()
    editor.force_login(get_user_model().objects.get(username="editor"))
    first = get_user_model().objects.get(username="first")
    player.force_login(first)
    play = Play.objects.filter(player__user=first).get()
    slug = play.debate.story.slug

    def get(client: Client, path: str) -> Callable[[], object]:
        def ask() -> None:
            answer = client.get(path, headers={"host": "localhost"}, follow=False)
            assert answer.status_code in (200, 204), (path, answer.status_code)

        return ask

    def day() -> None:
        Daily.objects.all().delete()
        assert daily.choose(timezone.now().date())

    pages = [
        "/", "/arena/", f"/stories/{slug}/", f"/stories/{slug}/arena/", f"/stories/{slug}/changes/", "/quiz/", "/quiz/daily/",
        "/leaderboard/", "/corrections/", "/corrections/feed.atom", "/feed.atom", "/sitemap.xml", "/search/?q=power",
        "/how-it-works/", "/since/", "/metrics",
    ]  # fmt: skip
    desk = [
        "/admin/", "/admin/stories/story/", "/admin/debate/debate/", "/admin/debate/play/", "/admin/players/player/",
        "/admin/llm/call/", "/admin/machinery/",
    ]  # fmt: skip
    found: dict[str, Callable[[], object]] = {path: get(visitor, path) for path in pages}
    found |= {
        path: get(editor, path)
        for path in desk
        if editor.get(path, headers={"host": "localhost"}).status_code == 200
    }
    found |= {
        f"/plays/…/ of {slug}": get(player, play.get_absolute_url()),
        "a poll, nothing new": get(player, f"{play.get_absolute_url()}stage/?v=999999999"),
        "leaderboard with one’s own place": lambda: boards.weekly(timezone.now(), page=1, visitor=Player.objects.get(user=first)),
        "the day’s choice": day,
        "sweep": generation.sweep,
        "health: oldest wait": generation.oldest_wait_seconds,
        "fairness: what is ripe": tallies.take_in,
    }  # fmt: skip
    return found


def cost(do: Callable[[], object]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Medians of three: CPU of the process and time on the clock; queries, the blocks they read; the costly ones' plans."""
    from django.core.cache import cache
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from stories.shelf import pages

    with transaction.atomic():
        do()  # what a process learns once
        cpu, clock = [], []
        for _ in range(3):
            pages.clear()
            cache.clear()
            began, used = time.perf_counter(), time.process_time()
            do()
            cpu.append((time.process_time() - used) * 1000)
            clock.append((time.perf_counter() - began) * 1000)
        pages.clear()
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            do()
        blocks, costly = 0, []
        for query in captured.captured_queries:
            if not query["sql"].lstrip("(").startswith("SELECT"):
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query['sql'].replace('%', '%%')}", []
                )
                told = cursor.fetchone()[0]
                plan = (json.loads(told) if isinstance(told, str) else told)[0]
            read = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
            blocks += read
            if read > READ_ENOUGH:
                costly.append(
                    {
                        "sql": query["sql"][:600],
                        "blocks": read,
                        "ms": round(plan["Execution Time"], 1),
                        "plan": outline(plan["Plan"]),
                    }
                )
        transaction.set_rollback(True)
    return {
        "cpu_ms": round(statistics.median(cpu), 1),
        "ms": round(statistics.median(clock), 1),
        "queries": len(captured),
        "blocks": blocks,
    }, costly


def outline(plan: dict[str, Any], depth: int = 0) -> list[str]:
    """A plan as lines: what each step does, with which index, and how many rows came."""
    what = " ".join(filter(None, (plan["Node Type"], plan.get("Relation Name"), plan.get("Index Name"))))
    return [f"{'  ' * depth}{what}: {plan['Actual Rows']} rows × {plan['Actual Loops']}"] + [
        line for child in plan.get("Plans", ()) for line in outline(child, depth + 1)
    ]


def markdown(found: dict[str, Any]) -> str:
    sizes = found["sizes"]
    heads = " | ".join(f"{size:,}" for size in sizes)
    lines = [
        f"| request | queries | ms: {heads} | blocks read: {heads} | |",
        "|---" * (2 * len(sizes) + 3) + "|",
    ]
    for name, by_size in found["rows"].items():
        last, base = by_size[sizes[-1]], by_size[BASE if BASE in by_size else sizes[0]]
        grows = last["blocks"] > FLAT * base["blocks"] + ROOM
        ms = " | ".join(f"{by_size[size]['ms']:g}" for size in sizes)
        blocks = " | ".join(f"{by_size[size]['blocks']:,}" for size in sizes)
        lines.append(f"| {name} | {last['queries']} | {ms} | {blocks} | {'grows' if grows else 'flat'} |")
    for plan in found["plans"]:
        lines += [
            "",
            f"{plan['of']}, {plan['stories']:,} stories: {plan['blocks']:,} blocks, {plan['ms']} ms",
            "```",
            plan["sql"],
            *plan["plan"],
            "```",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
