"""A motion rehearsed at the desk, on the draft, before readers meet it."""

from __future__ import annotations

import dataclasses

import pytest
from django.test import Client
from django.urls import reverse

from debate import rehearsing
from debate.evidence.cards import make_brief, motion_of
from debate.measuring.rehearsal import rehearse
from debate.models import Debate, Persona
from stories.models import Motion, Story
from tests.debate import fixtures

pytestmark = pytest.mark.django_db


def page_of(motion: Motion) -> str:
    return reverse("admin:debate_rehearse", args=[motion.pk])


def test_three_debates_are_composed_on_the_draft_and_nothing_is_stored(
    admin_client: Client, flagship: Story, cast: dict[str, Persona]
) -> None:
    motion = flagship.motions.all()[0]
    Motion.objects.filter(pk=motion.pk).update(text="The draft says it otherwise")
    response = admin_client.get(page_of(motion))
    seen = response.context["seen"]
    assert len(seen.debates) == 3
    assert len({persona.slug for debate in seen.debates for persona in debate.personas.values()}) == 6
    assert {debate.brief.motion for debate in seen.debates} == {"The draft says it otherwise"}
    assert {gate.name: gate.is_met for gate in seen.gates}["factual sentences that their cards bear out"]
    assert not Debate.objects.exists()
    assert page_of(motion) in admin_client.get(reverse("admin:stories_motion_change", args=[motion.pk])).text


def test_what_is_thin_lopsided_repeated_or_never_cited_is_said() -> None:
    document = fixtures.documents()[fixtures.FLAGSHIP]
    motion = document.motions[0]
    pro = [b for b in motion.bearing if b.side == "pro"][:3]
    con = [b for b in motion.bearing if b.side == "con"]
    long = "It is so because " + "one thing leads to another and " * 4 + "so on."
    changed = [b.model_copy(update={"reason": long}) for b in pro] + con
    lopsided = motion.model_copy(update={"bearing": changed})
    seen = rehearsing.look(lopsided, make_brief(document, lopsided), list(fixtures.personas().values()))
    said = "\n".join(seen.warnings)
    assert "3 items speak for it" in said
    assert "one side has twice the choice" in said
    assert "The same reason is given 3 times" in said
    assert f"the longest is {pro[0].item}’s" in said
    assert "Reasons for it have" in said
    unused = [card.item for card, used in seen.cards if not used]
    assert all(item in said for item in unused[:8])


@pytest.mark.parametrize("side", ["pro", "con"])
def test_a_side_that_lacks_items_blocks_in_words(
    admin_client: Client, flagship: Story, cast: dict[str, Persona], side: str
) -> None:
    motion = flagship.motions.all()[0]
    motion.bearings.filter(side__in=[side, "both"]).delete()
    page = admin_client.get(page_of(motion)).text
    words = {"pro": "for", "con": "against"}[side]
    assert f"0 of the story’s items speak {words} it; a debate needs 3." in page


def test_what_blocks_the_draft_is_listed(admin_client: Client, flagship: Story) -> None:
    flagship.timeline.update(title="")
    page = admin_client.get(page_of(flagship.motions.all()[0])).text
    assert "The draft cannot be rehearsed yet" in page
    assert "timeline[0].title" in page


def test_who_may_not_see_motions_sees_no_rehearsal(client: Client, flagship: Story) -> None:
    assert client.get(page_of(flagship.motions.all()[0])).status_code == 302


def test_the_same_draft_is_rehearsed_the_same() -> None:
    document = fixtures.documents()[fixtures.FLAGSHIP]
    motion = motion_of(document, document.motions[0].key)
    assert motion is not None
    personas = list(fixtures.personas().values())
    first, again = (
        dataclasses.replace(rehearsing.look(motion, make_brief(document, motion), personas), milliseconds=0)
        for _ in range(2)
    )
    assert first == again


def test_no_rehearsed_debate_is_one_that_can_be_played() -> None:
    """Else whoever rehearses at the desk would know how to call it."""
    document = fixtures.documents()[fixtures.FLAGSHIP]
    motion = document.motions[0]
    brief = make_brief(document, motion)
    for debate in rehearsing.look(motion, brief, list(fixtures.personas().values())).debates:
        played = rehearse(brief, debate.personas["pro"], debate.personas["con"])
        assert debate.texts["pro", "opening"] != played.texts["pro", "opening"]
        assert debate.texts["con", "opening"] != played.texts["con", "opening"]
