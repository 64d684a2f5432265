"""A site's rows by the thousand: what is really there (a published story, a play of it) is copied inside PostgreSQL."""

from __future__ import annotations

from django.db import connection

STEP = 1_000_000  # the first copied key: above those of the rows that are copied


def copy(table: str, low: int, high: int, *, where: str, **other: str) -> None:
    """One copy of a row of this table for each number above `low` up to `high`. other: column to SQL, with the number as n."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        kept = [name for name in columns if name != "vector" or name in other]  # which the database makes
        values = ", ".join(other.get(name, f'it."{name}"') for name in kept)
        names = ", ".join(f'"{name}"' for name in kept)
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values}'
            f' FROM (SELECT * FROM "{table}" WHERE {where}) it, generate_series({low + 1}, {high}) n'
        )


def grow(low: int, high: int) -> None:
    """From `low` to `high` stories, and as many debates, accounts and finished plays, with what the ledgers hold of each."""
    at = f"{STEP} + n"
    ago = "now() - n % 864000 * interval '1 second'"  # within ten days, as unevenly as keys are
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, live_id FROM stories_story WHERE id < %s AND live_id IS NOT NULL LIMIT 1", [STEP]
        )
        story, live = cursor.fetchone()
        cursor.execute("SELECT id FROM debate_debate WHERE id < %s LIMIT 1", [STEP])
        (debate,) = cursor.fetchone()
        cursor.execute("SELECT id, player_id FROM debate_play WHERE debate_id = %s LIMIT 1", [debate])
        play, player = cursor.fetchone()
        cursor.execute("SELECT user_id FROM players_player WHERE id = %s", [player])
        (user,) = cursor.fetchone()
        cursor.execute("SELECT id, number FROM debate_round WHERE debate_id = %s AND number = 1", [debate])
        round_one, _ = cursor.fetchone()
    uuid = f"md5('play' || {at})::uuid"
    steps: list[tuple[str, str, dict[str, str]]] = [
        ("stories_story", f"id = {story}", {"id": at, "slug": "'grown-' || n", "live_id": "NULL"}),
        ("stories_revision", f"id = {live}", {"id": at, "story_id": at, "number": "1", "alters": "n % 10 = 0",
            "document": "jsonb_set(jsonb_set(it.document::jsonb, '{slug}', to_jsonb('grown-' || n)), '{headline}', to_jsonb('Grown ' || n))",
            "sha256": "md5(n::text) || md5('x' || n)", "published_at": "now() - interval '40 days' + n * interval '20 second'"}),
        ("stories_entry", f'story_id = {story} AND "order" < 12', {
            "id": f'({STEP} + n)::bigint * 100 + it."order"', "story_id": at,
            "key": "CASE WHEN it.kind IN ('category', 'story') THEN it.key ELSE it.key || '-' || n % 5000 END"}),
        ("auth_user", f"id = {user}", {"id": at, "username": "'grown' || n", "date_joined": "now() - interval '60 days'"}),
        ("players_player", f"id = {player}", {"id": at, "user_id": at, "handle": "'Grown ' || n", "handle_key": "'grown' || n"}),
        ("debate_debate", f"id = {debate}", {"id": at, "story_id": at, "revision_id": at}),
        ("debate_round", f"id = {round_one}", {"id": at, "debate_id": at}),
        ("debate_speech", f"round_id = {round_one}", {"id": f"({STEP} + n)::bigint * 10 + (it.side = 'pro')::int", "round_id": at, "finished_at": ago}),
        ("debate_verdict", f"round_id = {round_one}", {"id": at, "round_id": at, "finished_at": ago, "tally_id": "NULL", "first_play_id": "NULL"}),
        ("debate_play", f"id = '{play}'", {"id": uuid, "player_id": at, "debate_id": at, "question_id": "NULL",
            "replay_code": "substr(md5('r' || n), 1, 11)", "started_at": ago, "finished_at": ago}),
        ("debate_prediction", f"play_id = '{play}' AND number = 1", {"id": at, "play_id": uuid, "round_id": at}),
        ("players_award", f"player_id = {player}", {"id": f"({STEP} + n)::bigint * 100 + it.id % 100", "player_id": at, "created_at": ago}),
        ("players_credentry", f"player_id = {player}", {"id": f"({STEP} + n)::bigint * 100 + it.id % 100", "player_id": at, "played_at": ago, "kind": "CASE WHEN n % 2 = 0 THEN 'daily' ELSE 'debate' END"}),
        ("llm_call", f"id < {STEP}", {"id": at, "created_at": ago}),
    ]  # fmt: skip
    for table, where, other in steps:
        with connection.cursor() as cursor:
            known = {column.name for column in connection.introspection.get_table_description(cursor, table)}
        copy(table, low, high, where=where, **{name: value for name, value in other.items() if name in known})
        if table == "stories_revision":
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE stories_story SET live_id = id WHERE id > %s AND id <= %s",
                    [STEP + low, STEP + high],
                )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
