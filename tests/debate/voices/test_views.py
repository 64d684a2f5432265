"""The voices' addresses: what each answers, to whom, and what it leaves behind."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from debate.engines.offline.plan import cited
from debate.models import Persona, Voice, VoiceReport
from newsroom.generation.models import State
from newsroom.players.models import Award, Player
from stories import publishing
from stories.models import Revision, Story
from tests.debate.playing import a_figure, drain_voices, revise

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(flagship: Story, cast: dict[str, Persona]) -> Story:
    return flagship


def at(story: Story, persona: str = "mozi", part: str = "") -> str:
    return f"/stories/{story.slug}/voices/{persona}/{part}"


@pytest.fixture
def heard(story: Story, rae: Client) -> Voice:
    rae.post(at(story))
    drain_voices()
    return Voice.objects.get()


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


# --- reading ------------------------------------------------------------------------------------------


def test_the_page_of_a_voice_works_for_a_link_and_asks_for_nothing(story: Story, sly: Client) -> None:
    response = sly.get(at(story))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Nobody has asked Mozi about this story yet." in page
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert (Voice.objects.count(), Player.objects.count()) == (0, 0)
    assert "hx-trigger" not in page


def test_reading_a_text_sets_no_cookie_and_makes_no_player(heard: Voice, story: Story, sly: Client) -> None:
    players = Player.objects.count()
    for address in (at(story), at(story, part="text/"), f"/stories/{story.slug}/voices/"):
        response = sly.get(address)
        assert response.status_code == 200
        assert not response.cookies
    assert Player.objects.count() == players


def test_the_text_is_labelled_checked_and_its_citations_open_their_items(
    heard: Voice, story: Story, sly: Client
) -> None:
    page = page_of(sly, at(story))
    assert "AI-written imagination of how Mozi might see this story. Not his words." in page
    assert "Written by the offline engine" in page
    assert re.search(r"(\d) of \1 claims supported", page)
    cards = [card for n in cited(heard.text) if (card := heard.brief.card(n))]
    assert len(cards) >= 3
    for place, card in enumerate(cards, start=1):
        assert f'href="#mozi-{place}"' in page
        entry = page.partition(f'<li id="mozi-{place}">')[2].partition("</li>")[0]
        assert f'href="/stories/{story.slug}/#{card.item}"' in entry
        assert escape(card.claim) in entry
    said = page.partition('<p class="said">')[2].partition("</p>")[0]
    assert "<q" not in page
    assert "<blockquote" not in page
    spoken = re.findall("“([^”]*)”", said)
    assert all(any(words in card.claim for card in heard.brief.cards) for words in spoken)


def test_the_label_names_the_model_or_why_there_is_none(heard: Voice, story: Story, sly: Client) -> None:
    Voice.objects.update(engine="llm", model="parrot-1")
    assert "Written by the model parrot-1" in page_of(sly, at(story))
    Voice.objects.update(engine="offline", fallback_reason="The language model does not answer.")
    page = page_of(sly, at(story))
    assert "Written by the offline engine" in page
    assert "The language model does not answer." in page


def test_it_shares_well(heard: Voice, story: Story, sly: Client) -> None:
    page = page_of(sly, at(story))
    meta = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))
    assert meta["title"].startswith("How Mozi might see it: ")
    assert meta["url"] == f"http://testserver{at(story)}"
    assert meta["image"].startswith("http://testserver/stories/")
    assert sly.get(meta["image"].removeprefix("http://testserver")).status_code == 200
    assert "imagination" in meta["description"]
    assert "[" not in meta["description"]
    assert '<meta name="robots" content="noindex">' in page


def test_what_was_written_is_escaped(heard: Voice, story: Story, sly: Client) -> None:
    Voice.objects.update(
        sentences=[{"text": "<script>alert(1)</script> [1].", "status": "rhetorical", "citations": []}]
    )
    page = page_of(sly, at(story))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_weak_sentence_is_marked_and_said_to_be(heard: Voice, story: Story, sly: Client) -> None:
    first, *rest = heard.sentences
    Voice.objects.update(sentences=[first, {**rest[0], "status": "weak"}, *rest[1:]])
    page = page_of(sly, at(story))
    assert '<span class="weak by-rule">' in page
    assert "resting on its evidence only loosely" in page


def test_two_stand_beside_each_other_and_go_to_the_arena_together(
    heard: Voice, story: Story, rae: Client, sly: Client
) -> None:
    rae.post(at(story, "sor-juana"))
    drain_voices()
    page = page_of(sly, f"{at(story)}?with=sor-juana")
    assert page.count('class="said"') == 2
    assert "Not his words" in page
    assert "Not her words" in page
    (arena,) = re.findall(r'href="([^"]*)">Put these two in the arena', page)
    assert arena == f"/stories/{story.slug}/arena/?pro=mozi&amp;con=sor-juana"
    chosen = page_of(sly, arena.replace("&amp;", "&"))
    assert 'name="pro" value="mozi" required checked' in chosen
    assert 'name="con" value="sor-juana" required checked' in chosen
    assert len(re.findall(r'name="motion"[^>]* checked', chosen)) == 1


def test_a_persona_beside_itself_is_one(heard: Voice, story: Story, sly: Client) -> None:
    assert page_of(sly, f"{at(story)}?with=mozi").count("<article") == 1


def test_no_arena_is_offered_where_there_is_none(heard: Voice, story: Story, sly: Client) -> None:
    revise(
        story,
        Revision.Kind.SUBSTANTIVE,
        lambda d: d.model_copy(update={"debatable": False, "not_debatable_reason": "Too soon."}),
    )
    assert "in the arena" not in page_of(sly, f"{at(story)}?with=sor-juana")


# --- asking -------------------------------------------------------------------------------------------


def test_asking_leads_back_by_a_303_and_is_paid_by_who_asks(story: Story, rae: Client) -> None:
    response = rae.post(at(story))
    assert (response.status_code, response["Location"]) == (303, at(story))
    assert Voice.objects.get().asked_by == Player.objects.get()
    assert not Award.objects.exists()


def test_asking_with_htmx_brings_the_fragment(story: Story, rae: Client) -> None:
    response = rae.post(at(story), headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert page.strip().startswith('<article class="voice" id="text-mozi"')
    assert 'hx-trigger="every 1s"' in page
    assert "<html" not in page


def test_asking_for_one_of_two_leads_back_to_both(story: Story, rae: Client) -> None:
    beside = {"first": "sor-juana", "with": "mozi"}
    assert rae.post(at(story), beside)["Location"] == f"{at(story, 'sor-juana')}?with=mozi"
    assert rae.post(at(story), {"first": "nobody"}).status_code == 404
    assert rae.post(at(story), {"with": "//example.org"})["Location"] == at(story)


def test_asking_twice_has_one_written(heard: Voice, story: Story, rae: Client, sly: Client) -> None:
    for client in (rae, sly):
        assert client.post(at(story)).status_code == 303
    assert Voice.objects.get().finished_at == heard.finished_at


def test_a_form_from_elsewhere_is_refused(story: Story, cast: dict[str, Persona]) -> None:
    assert Client(enforce_csrf_checks=True).post(at(story)).status_code == 403
    assert not Voice.objects.exists()


def test_while_it_is_written_the_page_refreshes_itself_and_the_fragment_is_polled(
    story: Story, rae: Client
) -> None:
    rae.post(at(story))
    page = page_of(rae, at(story))
    assert '<noscript><meta http-equiv="refresh"' in page
    (poll,) = re.findall(r'hx-get="([^"]*text/\?v=[^"]*)"', page)
    waiting = rae.get(poll)
    assert (waiting.status_code, waiting.content) == (204, b"")
    assert "no-store" in waiting["Cache-Control"]
    drain_voices()
    done = rae.get(poll)
    assert done.status_code == 200
    assert 'class="said"' in done.content.decode()
    assert "every 1s" not in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    assert "http-equiv" not in page_of(rae, at(story))


def test_the_form_sends_itself_only_in_a_fragment_that_was_asked_to(
    heard: Voice, story: Story, sly: Client
) -> None:
    fresh = at(story, "sor-juana", "text/")
    assert 'hx-trigger="load' in page_of(sly, f"{fresh}?ask=1")
    assert 'hx-trigger="load' not in page_of(sly, fresh)
    assert 'hx-trigger="load' not in page_of(sly, f"{at(story, 'sor-juana')}?ask=1")
    assert "<form" not in page_of(sly, f"{at(story, part='text/')}?ask=1")


def test_a_failed_one_gives_its_reason_and_a_way_on(story: Story, rae: Client) -> None:
    rae.post(at(story))
    Voice.objects.update(give_up_at=timezone.now() - dt.timedelta(seconds=1))
    drain_voices()
    page = page_of(rae, at(story))
    assert "It could not be written.</b> This took too long to write." in page
    assert "Try again" in page
    assert "every 1s" not in page
    assert 'hx-trigger="load' not in page_of(rae, f"{at(story, part='text/')}?ask=1")
    rae.post(at(story))
    drain_voices()
    assert 'class="said"' in page_of(rae, at(story))


def test_a_stale_one_says_so_stays_and_is_refreshed_on_request(
    heard: Voice, story: Story, rae: Client
) -> None:
    revise(story, Revision.Kind.SUBSTANTIVE, a_figure("The revised framework has 19 points."))
    page = page_of(rae, at(story))
    assert "Written from revision 1 of" in page
    assert "Ask for a fresh view" in page
    rae.post(at(story))
    page = page_of(rae, at(story))
    assert "A fresh view is being written" in page
    assert 'class="said"' in page
    drain_voices()
    page = page_of(rae, at(story))
    assert "Older than the story" not in page
    assert Voice.objects.filter(state=State.READY).count() == 2


# --- refusing -----------------------------------------------------------------------------------------


def test_unknown_ones_are_not_found(story: Story, cast: dict[str, Persona], rae: Client) -> None:
    Persona.objects.filter(slug="kautilya").update(is_active=False)
    for address in (
        at(story, "nobody"),
        at(story, "nobody", "text/"),
        at(story, "nobody", "report/"),
        at(story, "kautilya"),
        at(story, part="report/"),  # nothing written that could be reported
        f"{at(story)}?with=nobody",
        "/stories/no-such-story/voices/mozi/",
        "/stories/no-such-story/voices/",
        "/stories/no-such-story/portraits/",
    ):
        assert rae.get(address).status_code == 404, address
    assert rae.post(at(story, "nobody")).status_code == 404
    assert not Voice.objects.exists()


def test_a_draft_has_no_voices(cast: dict[str, Persona], story: Story, rae: Client) -> None:
    publishing.load(story.document.model_copy(update={"slug": "a-draft"}))
    assert rae.get("/stories/a-draft/voices/mozi/").status_code == 404


def test_a_withdrawn_story_says_why_and_shows_no_voice(heard: Voice, story: Story, rae: Client) -> None:
    publishing.withdraw(story, reason="It rested on a forged letter.")
    for response in (rae.get(at(story)), rae.post(at(story)), rae.get(at(story, part="text/"))):
        assert response.status_code == 410
        assert "forged letter" in response.content.decode()
        assert heard.sentences[0]["text"] not in response.content.decode()


def test_a_story_that_switched_voices_off_says_so(heard: Voice, story: Story, rae: Client) -> None:
    revise(story, Revision.Kind.SUBSTANTIVE, lambda d: d.model_copy(update={"voices": False}))
    for address in (
        at(story),
        at(story, part="text/"),
        f"/stories/{story.slug}/voices/",
        f"/stories/{story.slug}/portraits/",
    ):
        assert "not opened this story to historical figures" in page_of(rae, address, 404)
    assert rae.post(at(story)).status_code == 409
    fragment = rae.post(at(story), headers={"HX-Request": "true"})
    assert fragment.status_code == 409
    assert "<html" not in fragment.content.decode()
    page = page_of(rae, f"/stories/{story.slug}/")
    assert 'id="voices"' in page
    assert f"/stories/{story.slug}/voices/" not in page


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(story: Story, rae: Client, method: str) -> None:
    assert getattr(rae, method)(at(story)).status_code == 405
    assert getattr(rae, method)(at(story, part="text/")).status_code == 405
    assert rae.post(at(story, part="text/")).status_code == 405


# --- the row on the story's page -----------------------------------------------------------------------


def test_the_storys_page_has_one_link_to_them_and_the_row_has_an_address_of_its_own(
    story: Story, sly: Client
) -> None:
    address = f"/stories/{story.slug}/voices/"
    assert f'href="{address}"' in page_of(sly, f"/stories/{story.slug}/")
    row = sly.get(f"/stories/{story.slug}/portraits/")
    html = row.content.decode()
    assert not row.cookies
    assert "public" in row["Cache-Control"]
    assert row["X-Robots-Tag"] == "noindex"
    assert "<html" not in html
    assert html.count("<li>") == Persona.objects.speaking().count()
    assert f'hx-get="{at(story, part="text/")}?ask=1"' in html
    assert "csrf" not in html
    packed = sly.get(f"/stories/{story.slug}/portraits/", headers={"Accept-Encoding": "br"})
    assert len(packed.content) < len(html) / 2
    page = page_of(sly, address).partition("<footer")[0]
    assert page.count(f'<a href="{address}') == Persona.objects.speaking().count()


# --- moderation ---------------------------------------------------------------------------------------


def test_a_report_waits_for_a_moderator_who_hides_the_text(heard: Voice, story: Story, sly: Client) -> None:
    address = at(story, part="report/")
    assert sly.get(address).status_code == 200
    empty = sly.post(address, {"text": ""})
    assert empty.status_code == 422
    assert "Say what is wrong with it." in empty.content.decode()
    assert "Thank you" in sly.post(address, {"text": "The number is wrong."}).content.decode()
    report = VoiceReport.objects.get()
    assert (report.voice, report.text, report.resolved_at) == (heard, "The number is wrong.", None)

    desk = Client()
    desk.force_login(User.objects.create_superuser("ed", password="x"))
    queue = f"/admin/reports/voice/{heard.pk}/"
    assert "The number is wrong." in page_of(desk, queue)
    decision = {"action": "hide", "why": "It is.", "through": report.pk}
    assert desk.post(queue, decision).status_code == 303
    report.refresh_from_db()
    assert report.resolved_at is not None
    page = page_of(sly, at(story))
    assert "A moderator has taken this text down." in page
    assert heard.sentences[0]["text"] not in page
    sly.post(at(story))
    assert Voice.objects.count() == 1

    assert desk.post(queue, decision | {"action": "restore"}).status_code == 303
    assert 'class="said"' in page_of(sly, at(story))


def test_reports_of_one_network_are_counted(heard: Voice, story: Story) -> None:
    statuses = [
        Client().post(at(story, part="report/"), {"text": f"Wrong, {n}."}).status_code for n in range(22)
    ]
    assert statuses == [200] * 20 + [429] * 2
    assert VoiceReport.objects.count() == 20


def test_the_desk_shows_who_wrote_and_runs_again_what_failed(heard: Voice, story: Story) -> None:
    desk = Client()
    desk.force_login(User.objects.create_superuser("ed", password="x"))
    Voice.objects.update(state=State.FAILED, failure="It broke.")
    listed = page_of(desk, reverse("admin:debate_voice_changelist"))
    assert "It broke." in listed
    assert page_of(desk, reverse("admin:debate_voice_change", args=[heard.pk]))
    act = {"action": "run_again", "_selected_action": [heard.pk]}
    asked = desk.post(reverse("admin:debate_voice_changelist"), act)
    assert desk.post(asked["Location"], {"why": "The endpoint is back."}).status_code == 303
    assert Voice.objects.get().state == State.QUEUED


def test_somebody_at_the_desk_who_may_only_look_cannot_hide(heard: Voice) -> None:
    looker = User.objects.create_user("looker", password="x", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_voice"))
    desk = Client()
    desk.force_login(looker)
    desk.post(reverse("admin:debate_voice_changelist"), {"action": "hide", "_selected_action": [heard.pk]})
    assert Voice.objects.get().hidden_reason == ""
