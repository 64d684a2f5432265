"""From a document's bearings to a brief's cards."""

from __future__ import annotations

import dataclasses

import pytest
from django.template.loader import render_to_string

from debate.evidence.brief import Brief
from debate.evidence.cards import (
    CARDS_OF_A_STORY,
    central_cards,
    lacking_side,
    make_brief,
    motion_of,
    story_brief,
)
from debate.grounding import check
from debate.written.checks import Exhibit
from stories.document import Bearing, StoryDocument, cited_items
from tests.debate.fixtures import brief, briefs, documents

FLAGSHIP: StoryDocument = documents()["miami-track-ukraine"]


def test_cards_are_numbered_from_one_in_the_storys_order_whatever_the_bearings_order() -> None:
    motion = FLAGSHIP.motions[0]
    turned = motion.model_copy(update={"bearing": motion.bearing[::-1]})
    made = make_brief(FLAGSHIP, motion)
    assert [card.n for card in made.cards] == list(range(1, len(made.cards) + 1))
    assert make_brief(FLAGSHIP, turned).digest == made.digest


def test_an_item_that_speaks_for_both_sides_is_one_card_with_two_reasons() -> None:
    motion = FLAGSHIP.motions[0]
    item = motion.bearing[0].item
    both = motion.model_copy(
        update={"bearing": [Bearing(item=item, side="both", reason="It cuts both ways.")]}
    )
    (card,) = make_brief(FLAGSHIP, both).cards
    assert card.reasons == {"pro": "It cuts both ways.", "con": "It cuts both ways."}


def test_a_motion_that_one_side_cannot_argue_says_which() -> None:
    motion = FLAGSHIP.motions[0]
    assert lacking_side(motion) == ""
    for side, other in (("pro", "con"), ("con", "pro")):
        only = [bearing for bearing in motion.bearing if bearing.side == other]
        assert lacking_side(motion.model_copy(update={"bearing": only})) == side


def test_an_unknown_motion_is_none() -> None:
    assert motion_of(FLAGSHIP, "no-such-motion") is None


def test_a_brief_survives_json() -> None:
    made = brief()
    assert Brief.from_json(made.as_json()) == made
    assert Brief.from_json(made.as_json()).digest == made.digest


@pytest.mark.parametrize("made", briefs(), ids=lambda b: f"{b.story}:{b.motion_key}")
def test_every_claim_and_reason_of_a_shipped_story_passes_the_check_as_written(made: Brief) -> None:
    for card in made.cards:
        if card.kind == "quote":
            said = f"{card.speaker} said: “{card.claim.rstrip('.')}” [{card.n}]."
        else:
            said = f"{card.claim.rstrip('.')} [{card.n}]."
        reasons = [f"{reason.rstrip('.')} [{card.n}]." for reason in card.reasons.values()]
        for text in (said, *reasons):
            for sentence in check(text, made).sentences:
                assert sentence.status == "supported", (text, sentence.findings)


def test_no_claim_is_empty_or_runs_on() -> None:
    for made in briefs():
        for card in made.cards:
            assert 1 <= len(card.claim.split()) <= 60, card.item
            assert card.label


def test_the_brief_of_a_story_has_every_item_that_says_what_is_the_matter() -> None:
    for document in documents().values():
        brief = story_brief(document)
        assert (brief.motion, brief.motion_key) == ("", "")
        assert {card.kind for card in brief.cards} == {"figure", "event", "quote", "scenario", "precedent"}
        lists = (
            document.figures,
            document.timeline,
            document.quotes,
            document.scenarios,
            document.history,
        )
        assert len(brief.cards) == sum(len(items) for items in lists)
        assert [card.n for card in brief.cards] == list(range(1, len(brief.cards) + 1))
        assert Brief.from_json(brief.as_json()).digest == brief.digest


def test_a_long_storys_brief_keeps_what_its_overview_cites_and_its_key_events() -> None:
    document = documents()["miami-track-ukraine"]
    one = document.timeline[0]
    many = [one.model_copy(update={"key": f"copy-{n}", "is_key": False}) for n in range(200)]
    long = document.model_copy(update={"timeline": [*many, *document.timeline]})
    kept = {card.item for card in story_brief(long).cards}
    assert len(kept) == CARDS_OF_A_STORY
    assert {f"event-{event.key}" for event in document.timeline if event.is_key} <= kept
    told = {ref for ref in cited_items(document.overview) if not ref.startswith(("person-", "organisation-"))}
    assert {ref for ref in told if long.item(ref) and not ref.startswith("source-")} <= kept


def test_what_a_story_turns_on_is_cited_by_its_overview_key_events_first() -> None:
    for document in documents().values():
        brief = story_brief(document)
        central = central_cards(document, brief)
        items = [card.item for n in central if (card := brief.card(n))]
        assert set(items) <= set(cited_items(document.overview))
        keys = {f"event-{event.key}" for event in document.timeline if event.is_key}
        assert items[0] in keys
        assert len(items) == len(set(items)) >= 10


def test_a_card_names_each_of_its_sources_once_and_no_empty_one() -> None:
    card = next(card for card in make_brief(FLAGSHIP, FLAGSHIP.motions[0]).cards if card.sources)
    told = dataclasses.replace(card, sources=("NASA", "", "NASA Manned Spacecraft Center", "NASA"))
    assert told.source_names == ("NASA", "NASA Manned Spacecraft Center")
    assert dataclasses.replace(card, sources=()).source_names == ()


@pytest.mark.parametrize("sources", [(), ("NASA", "NASA")])
def test_a_page_lists_its_evidence_with_each_source_once_or_says_that_there_is_none(
    sources: tuple[str, ...],
) -> None:
    card = dataclasses.replace(make_brief(FLAGSHIP, FLAGSHIP.motions[0]).cards[0], sources=sources)
    exhibit = Exhibit(card=card)
    html = " ".join(
        render_to_string("debate/_evidence.html", {"evidence": [exhibit], "story": FLAGSHIP}).split()
    )
    assert "NASA, NASA" not in html
    assert '<p class="meta"> ·' not in html
    assert f'<p class="meta">{"NASA" if sources else "No source given"} · <a' in html
