"""Each role at every address of the desk, as the resolver knows them: what it may look at, and what it can change."""

from __future__ import annotations

import hashlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.urls import reverse

from debate.arena import services
from debate.models import Admission, Debate, Persona, Play, Speech, Voice
from debate.voices import services as voices
from newsroom.llm.models import Call, Endpoint, Switch
from newsroom.players import moderating
from newsroom.players.services import player_of
from stories.models import Story
from tests.debate.playing import begin, drain, drain_voices
from tests.moderation.desk import addresses, signed_in

pytestmark = pytest.mark.django_db

READS = {
    "editor": {
        *("debate.persona", "debate.debate", "debate.speech", "debate.questionset", "debate.voice"),
        *(
            "quiz.dailyquiz",
            "llm.call",
            "llm.dayscalls",
            "llm.endpoint",
            "llm.spend",
            "llm.switch",
            "admin.logentry",
        ),
    },
    "moderator": {
        *("debate.persona", "debate.debate", "debate.speech", "debate.questionset", "debate.voice"),
        *("quiz.dailyquiz", "players.player", "admin.logentry"),
    },
    "nobody": set[str](),
}
# What the boldest form may change, beside what is being edited: an app, or one kind.
CHANGES = {
    "editor": {
        "stories",
        "debate.persona",
        "debate.debate",
        "debate.voice",
        "admin.logentry",
        "sessions",
    },
    "moderator": {
        *(
            "debate.speech",
            "debate.voice",
            "debate.speechreport",
            "debate.voicereport",
        ),
        *("quiz.report", "players.player", "players.namereport", "admin.logentry", "sessions"),
    },
}
BOLD = {
    "post": "yes",
    "_save": "1",
    "why": "I will.",
    "decision": "reject",
    "by": "me",
    "note": "Gone.",
    "reason": "Gone.",
    "confirm": "1",
    "calls_allowed": "",
    "through": 10**6,
    "is_superuser": "on",
    "username": "mine",
}
ACTIONS = ("delete_selected", "run_again", "wake", "forget")
MATTERS = ("hide", "anew", "dismiss")
READING = ("changelist", "change", "history")


@pytest.fixture
def desk(flagship: Story, cast: dict[str, Persona]) -> Play:
    """Something of everything."""
    play = begin(flagship, cast)
    drain(play.debate)
    services.report(play, speech=Speech.objects.all()[0], text="Wrong.")
    voices.ask(play.player, story=flagship, persona=play.debate.pro)
    drain_voices()
    voices.report(play.player, voice=Voice.objects.get(), text="Wrong.")
    rude = player_of(User.objects.create_user("rude"))
    moderating.report(play.player, of=rude, text="Wrong.")
    Debate.objects.create(
        **{f"{name}_id": getattr(play.debate, f"{name}_id") for name in ("story", "revision", "pro", "con")},
        motion_key="other",
        motion="Another",
        brief_document=play.debate.brief_document,
        brief_sha256="0" * 64,
        engine="llm",
        admission=Admission.AWAITING,
    )
    Endpoint.objects.create(address="http://model.test/v1", failures=3)
    Switch.objects.create()
    Call.objects.create(purpose="opening", model="m")
    return play


@pytest.mark.parametrize("role", READS)
def test_it_opens_to_each_role_what_is_its_own_and_nothing_else(desk: Play, role: str) -> None:
    client, wrong, seen = signed_in(*([] if role == "nobody" else [role])), [], 0
    for address in addresses():
        if address.model is None or address.model._meta.app_label == "stories":
            continue
        seen += 1
        answer = client.get(address.url)
        status = answer.status_code
        if status == 302 and answer.headers["Location"] == reverse("admin:index"):
            continue  # a history of what is not there
        may = address.model._meta.label_lower in READS[role]
        if not may and status != 403:
            wrong.append((address.name, status))
        if may and address.name.rpartition("_")[2] in READING and status not in (200, 302):
            wrong.append((address.name, status))
    assert not wrong
    assert seen > 60


@pytest.mark.parametrize("role", CHANGES)
def test_the_boldest_form_changes_nothing_that_is_not_its_own(desk: Play, role: str) -> None:
    client = signed_in(role)
    client.raise_request_exception = False
    before = kept()
    for address in list(addresses()):
        pks = [
            desk.debate_id,
            *(address.model._default_manager.values_list("pk", flat=True)[:3] if address.model else []),
        ]
        does = (
            ACTIONS
            if address.name.endswith("_changelist")
            else MATTERS
            if address.name == "matter"
            else ("",)
        )
        for action in does:
            client.post(address.url, BOLD | {"action": action, "_selected_action": pks})
    after = kept()
    changed = {label for label in after if after[label] != before[label]}
    assert changed <= {label for label in after if allowed(role, label)}, changed
    if role == "moderator":
        assert "debate.speech" in changed, "what is its own it did"


def allowed(role: str, label: str) -> bool:
    own = CHANGES[role]
    if role == "moderator" and label == "debate.debate":
        return True  # its version, so that pages look again
    return label in own or label.partition(".")[0] in own


def kept() -> dict[str, str]:
    """A digest of every table's rows."""
    found = {}
    for model in apps.get_models():
        rows = repr(list(model._base_manager.order_by("pk").values_list()))
        found[model._meta.label_lower] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def test_the_groups_are_what_the_table_of_roles_says() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {"editor", "moderator"}
