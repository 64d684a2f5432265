"""No page of the desk tells of a verdict that somebody can still call: neither to a role nor to an administrator."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory

from debate.arena import services
from debate.daily import services as daily
from debate.models import Admission, Debate, Persona, Play, QuestionSet, Speech, Verdict
from newsroom import days, sealed
from newsroom.llm.models import Call
from stories.models import Story
from tests.debate.playing import begin, drain
from tests.moderation.desk import addresses, signed_in

pytestmark = pytest.mark.django_db
MARKS = ("zqverdict", "zqrecord", "zqnonce", "zqraw", "zqcall", "zqfault")
ROLES = (("admin",), ("editor", "moderator"))


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona]) -> Play:
    """Called by nobody; each thing that would tell of its verdict has a word that stands nowhere else."""
    made = begin(flagship, cast)
    drain(made.debate)
    mark(made.debate)
    return made


def mark(debate: Debate) -> None:
    for verdict in Verdict.objects.filter(round__debate=debate):
        for side in ("pro", "con"):
            verdict.record[side]["reasons"] = dict.fromkeys(verdict.record[side]["reasons"], "zqrecord")
        verdict.calls = [*verdict.calls, {"note": "zqverdict"}]
        verdict.nonce, verdict.raw_output = "zqnonce", "zqraw"
        verdict.save()
    Speech.objects.filter(round__debate=debate).update(raw_output="zqraw")
    QuestionSet.objects.filter(debate=debate).update(raw_output="zqraw")
    for subject in (debate.pk, "no more"):
        Call.objects.create(
            purpose="referee",
            model="m",
            subject="debate.debate" if subject == debate.pk else "",
            subject_id=str(subject),
            raw_output="zqcall" if subject == debate.pk else "what nobody keeps",
            failure="zqfault" if subject == debate.pk else "",
            outcome="unusable",
        )


def told(client: Client) -> set[str]:
    """What the marks and the pages are that a walk through the whole desk comes upon."""
    found = set()
    for address in addresses():
        for query in ("", "?all=1"):
            answer = client.get(address.url + query)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found |= {f"{mark} at {address.name}" for mark in MARKS if mark.encode() in body}
    return found


@pytest.mark.parametrize("roles", ROLES)
def test_no_page_tells_of_what_can_still_be_called(play: Play, roles: tuple[str, ...]) -> None:
    assert told(signed_in(*roles)) == set()


def test_an_administrator_reads_it_once_it_was_opened(play: Play) -> None:
    services.predict(play, number=1, side="pro", confidence=70)
    found = {line.partition(" ")[0] for line in told(signed_in("admin"))}
    assert found == set(MARKS)


def test_a_daily_debate_is_sealed_until_its_day_is_over_whoever_opened_it(play: Play) -> None:
    Verdict.objects.update(opened_at="2026-01-01T00:00Z")
    daily.Daily.objects.create(day=days.today(), debate=play.debate)
    assert not Verdict.objects.open_to_desk().exists()
    Debate.objects.update(admission=Admission.REJECTED)
    assert not Verdict.objects.open_to_desk().exists(), "rejected meanwhile, it is called all the same"


def test_what_awaits_its_review_is_open_and_what_was_approved_is_not(play: Play) -> None:
    Play.objects.all().delete()
    Debate.objects.update(admission=Admission.AWAITING)
    assert Verdict.objects.open_to_desk().count() == 1
    Debate.objects.update(admission=Admission.APPROVED)
    assert not Verdict.objects.open_to_desk().exists()


def test_what_is_withheld_is_no_filter_either(play: Play) -> None:
    """Django lets any field of a list's rows, and of rows one step away, be filtered by in the address."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    checked = 0
    for model, its_admin in admin.site._registry.items():
        for lookup in _ways(model):
            checked += 1
            assert not its_admin.lookup_allowed(f"{lookup}__contains", "zq", request), (model, lookup)
    assert checked > 10
    client = signed_in("admin")
    answer = client.get("/admin/debate/verdict/?nonce__contains=zq")
    assert answer.status_code in (302, 400)


def _ways(model: type[Model], steps: int = 2) -> list[str]:
    """The lookups from a model to a withheld field."""
    own = list(sealed.fields_of(model))
    if not steps:
        return own
    near = [field for field in model._meta.get_fields() if isinstance(field.related_model, type)]
    return own + [f"{f.name}__{way}" for f in near for way in _ways(f.related_model, steps - 1)]


def test_work_that_is_not_judged_is_sealed_as_a_whole(flagship: Story, cast: dict[str, Persona]) -> None:
    debate = begin(flagship, cast).debate
    assert sealed.withheld(Speech.objects.filter(round__debate=debate)[0]) == {"raw_output"}
