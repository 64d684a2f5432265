"""The model's endpoint refuses, hangs, never ends or talks nonsense."""

from __future__ import annotations

from tests.faults.cases.register import Figures, case
from tests.faults.reader import Reader
from tests.faults.rig import Rig, until
from tests.llm import fake_openai as fake
from tests.llm.fake_openai import Behaviour, reply, reset, status

LONGEST_CALL = 95.0  # seconds: LLM_DEADLINE_SECONDS, and what it takes to close
WORKER_MB = 50.0  # that it may grow by


@case("R6")
def the_model_refuses(rig: Rig, reader: Reader) -> Figures:
    """429, 500, 503 and broken connections: the round is written, by the offline engine if need be."""
    rig.model.then(status(429, retry_after="1"), status(500), status(503), reset, reset)
    return {"play_seconds": reader.play(seconds=120)}


@case("R7")
def the_model_never_ends(rig: Rig, reader: Reader) -> Figures:
    """Silence, a byte now and then, words for ever, 10 MB: cut off by a deadline of the whole, and memory stays."""
    reader.play(seconds=60)
    before, grown = rig.worker_mb(), 0.0
    figures: Figures = {}
    for name in ("hang", "drip", "endless", "huge", "huge_line"):
        _forget_failures(rig)
        asked, rig.model.always = len(rig.model.chats()), getattr(fake, name)
        figures[f"{name}_play_seconds"] = reader.play(seconds=130)
        assert len(rig.model.chats()) > asked, f"{name}: the endpoint was not asked"
        grown = max(grown, rig.worker_mb() - before)
    longest = rig.shell(
        "from newsroom.llm.models import Call; from django.db.models import Max;"
        "say(Call.objects.aggregate(longest=Max('latency_ms'))['longest'])"
    )
    figures |= {"longest_call_seconds": longest / 1000, "worker_grown_mb": grown}
    assert longest / 1000 <= LONGEST_CALL, figures
    assert grown <= WORKER_MB, figures
    return figures


NONSENSE = "zqxv"  # in every answer that must never be shown
GARBAGE: dict[str, Behaviour] = {
    "not json": fake.broken_chunk,
    "another form": reply(f'{{"{NONSENSE}": [1, 2, {{"marks": "{NONSENSE}"}}]}}'),
    "empty": reply(""),
    "a refusal": reply("", refusal=f"I cannot help with {NONSENSE}."),
    "100,000 characters": reply(f"{NONSENSE} is what they say. " * 4_000),
    "another language": reply(f"Das ist leider alles {NONSENSE} und gehört hier nicht her. " * 5),
    "markup": reply(f"<script>alert('{NONSENSE}')</script><img src=x onerror={NONSENSE}()>"),
    "a proxy's page": fake.garbage(),
    "no choices": fake.no_choices(),
    "an error called success": fake.error_in_200(500),
}


@case("R8")
def the_model_talks_nonsense(rig: Rig, reader: Reader) -> Figures:
    """Not JSON, another form, nothing, a refusal, 100,000 characters, German, markup: mended or replaced, never shown."""
    logged, longest = len(rig.log("worker")), 0.0
    for name, behaviour in GARBAGE.items():
        _forget_failures(rig)
        asked, rig.model.always = len(rig.model.chats()), behaviour
        play = reader.start()
        longest = max(
            longest, until(lambda play=play: reader.is_written(play), seconds=130, what=f"the round ({name})")
        )
        reader.call(play)
        assert len(rig.model.chats()) > asked, f"{name}: the endpoint was not asked"
        assert NONSENSE not in reader.get(play), f"{name}: it is shown"
    tracebacks = rig.log("worker")[logged:].count("Traceback")
    assert not tracebacks, f"{tracebacks} tracebacks"
    return {"kinds": len(GARBAGE), "longest_play_seconds": longest}


def _forget_failures(rig: Rig) -> None:
    """The next call is made: what is tried here is the answer, not the rest that an endpoint is given."""
    rig.shell(
        "from newsroom.llm.models import Endpoint; Endpoint.objects.update(failures=0, resting_until=None)"
    )
