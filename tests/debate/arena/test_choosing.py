"""Before a play: what the arena offers, and the page where motion and pair are chosen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debate.arena import choosing, pairing
from debate.arena.services import start_play
from debate.models import Debate, Persona, Play
from debate.models.admission import Admission
from newsroom.players.models import Player
from stories.document import StoryDocument, check_story
from stories.models import Story
from stories.page import accent_of
from tests.debate.playing import a_figure, begin, drain, revise
from tests.stories.documents import raw

pytestmark = pytest.mark.django_db

MOTION = "frozen-front-line"
Publish = Callable[[StoryDocument], Story]


@pytest.fixture
def choose_url(flagship: Story, cast: dict[str, Persona]) -> str:
    return reverse("debate:choose", args=[flagship.slug])


def written(story: Story, cast: dict[str, Persona], *, pro: str, con: str, motion: int = 0) -> Debate:
    """A debate whose openings are judged."""
    play = start_play(
        Player.objects.create(),
        story=story,
        motion=story.document.motions[motion],
        pro=cast[pro],
        con=cast[con],
    )
    drain(play.debate)
    return play.debate


def approved(debate: Debate) -> None:
    Debate.objects.filter(pk=debate.pk).update(admission=Admission.APPROVED, reviewed_by="the foreign desk")


def marked(page: str) -> dict[str, str]:
    """What is chosen on a choosing page, by field."""
    return dict(re.findall(r'name="(motion|pro|con)" value="([\w-]+)" required checked', page))


# --- the arena --------------------------------------------------------------------------------------------


def test_the_first_list_is_what_starts_at_once_and_the_repertoire_comes_first(
    flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    first = written(flagship, cast, pro="mozi", con="immanuel-kant")
    second = written(flagship, cast, pro="thucydides", con="mozi")
    assert [item.debate for item in choosing.ready()] == [second, first], "the newest first"
    approved(first)
    page = rae.get("/arena/").content.decode()
    heads = re.findall(r"<h2 id=\"([\w-]+)\"", page)
    assert heads[0] == "ready-title"
    assert "Ready to play" in page
    assert page.index("pro=mozi&amp;con=immanuel-kant") < page.index("pro=thucydides&amp;con=mozi")
    assert page.count("Written ahead, reviewed by the foreign desk") == 1


def test_only_what_joining_leads_to_is_said_to_be_ready(flagship: Story, cast: dict[str, Persona]) -> None:
    debate = written(flagship, cast, pro="mozi", con="immanuel-kant")
    Debate.objects.filter(pk=debate.pk).update(engine="llm")
    assert choosing.ready() == [], "a new one would be begun by another engine"
    Debate.objects.filter(pk=debate.pk).update(engine="offline")
    assert len(choosing.ready()) == 1
    cited = next(b.item for b in flagship.document.motions[0].bearing if b.item.startswith("figure-"))
    first = flagship.document.figures[0].key
    revised = revise(flagship, "substantive", a_figure("Of all this nothing is left."))
    assert len(choosing.ready(revised)) == (0 if cited == f"figure-{first}" else 1)


def test_one_of_the_repertoire_that_the_story_has_overtaken_comes_last(
    flagship: Story, cast: dict[str, Persona]
) -> None:
    overtaken = written(flagship, cast, pro="mozi", con="immanuel-kant")
    current = written(flagship, cast, pro="thucydides", con="mozi")
    approved(overtaken)
    Debate.objects.filter(pk=overtaken.pk).update(brief_sha256="0" * 64)
    brief = Debate.objects.get(pk=overtaken.pk).brief_document
    for card in brief["cards"]:
        card["claim"] = "It was otherwise then."
    Debate.objects.filter(pk=overtaken.pk).update(brief_document=brief)
    assert [item.debate for item in choosing.ready()] == [current, overtaken]


def test_every_story_has_the_accent_of_its_category(
    flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    written(flagship, cast, pro="mozi", con="immanuel-kant")
    accent = f"accent-{accent_of(flagship.document.category)}"
    page = rae.get("/arena/").content.decode()
    assert f'class="wrap motions {accent}"' in page
    assert f'<li class="{accent}">' in page
    assert accent in rae.get(reverse("debate:choose", args=[flagship.slug])).content.decode()


def test_the_arena_goes_on_page_by_page(
    flagship: Story, cast: dict[str, Persona], publish: Publish, rae: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "STORIES_SHOWN", 1)
    later = publish(flagship.document.model_copy(update={"slug": "later"}))
    first = rae.get("/arena/").content.decode()
    assert f"/stories/{later.slug}/" in first
    assert f"/stories/{flagship.slug}/" not in first
    more = re.search(r'href="\?before=(\d+)"', first)
    assert more
    second = rae.get("/arena/", {"before": more[1]}).content.decode()
    assert f"/stories/{flagship.slug}/" in second
    assert 'href="?before=' not in second
    again = rae.get("/arena/", {"before": "x"}).content.decode()
    assert (
        again.partition("<main")[2].partition("</main>")[0]
        == first.partition("<main")[2].partition("</main>")[0]
    )


def test_the_arena_says_what_todays_debate_is_about_and_when_it_opens(
    flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    assert "A new one begins at 00:00 UTC" in rae.get("/arena/").content.decode()
    rae.get("/daily/")
    daily = choosing.todays()
    assert daily is not None
    page = " ".join(rae.get("/arena/").content.decode().split())
    panel = page[page.index('class="wrap today"') :]
    assert daily.debate.motion in panel
    assert f"{daily.debate.pro.name} for it, {daily.debate.con.name} against" in panel
    assert "open at 00:00 UTC" in panel


@pytest.mark.parametrize("path", ["/arena/", "/stories/miami-track-ukraine/arena/", "/daily/"])
def test_no_document_is_read_again_and_more_stories_cost_no_query_more(
    flagship: Story, cast: dict[str, Persona], publish: Publish, rae: Client, path: str
) -> None:
    written(flagship, cast, pro="mozi", con="immanuel-kant")

    def asked() -> list[str]:
        rae.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert rae.get(path).status_code == 200
        return [query["sql"] for query in queries]

    few = asked()
    for n in range(3):
        publish(check_story(raw(slug=f"another-{n}")))
    many = asked()
    assert len(many) == len(few)
    assert not [sql for sql in many if '"stories_revision"."document"' in sql]
    assert not [sql for sql in many if '"debate_persona"."document"' in sql or '."document" AS' in sql]


# --- choosing ---------------------------------------------------------------------------------------------


def test_there_is_one_list_of_champions_with_a_slot_for_either_side(
    choose_url: str, cast: dict[str, Persona], rae: Client
) -> None:
    page = rae.get(choose_url).content.decode()
    assert page.count('<svg class="portrait"') == len(cast)
    for side in ("pro", "con"):
        assert page.count(f'name="{side}"') == len(cast)
    assert page.index("Enter the arena") < page.index("Surprise me"), "Enter presses the first button"
    form = page[page.index('<form class="choose') : page.index("</form>", page.index('<form class="choose'))]
    assert not re.search(r"<(a|summary|details)\b", form), "nothing stops the Tab key between the choices"


def test_a_pair_is_chosen_to_begin_with_and_one_that_is_written_before_any(
    choose_url: str, flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    first = marked(rae.get(choose_url).content.decode())
    assert first == marked(rae.get(choose_url).content.decode())
    assert first["motion"] == MOTION
    assert cast[first["pro"]].disposition != cast[first["con"]].disposition
    written(flagship, cast, pro="mozi", con="immanuel-kant")
    page = rae.get(choose_url).content.decode()
    assert marked(page) == {"motion": MOTION, "pro": "mozi", "con": "immanuel-kant"}
    assert marked(rae.get(choose_url, {"con": "thucydides"}).content.decode())["con"] == "thucydides"


def test_pairs_that_are_written_are_marked(
    choose_url: str, flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    assert "Ready to play" not in rae.get(choose_url).content.decode()
    written(flagship, cast, pro="mozi", con="immanuel-kant")
    page = rae.get(choose_url).content.decode()
    places = {slug: n for n, slug in enumerate(Persona.objects.values_list("slug", flat=True), start=1)}
    mozi, kant = places["mozi"], places["immanuel-kant"]
    assert f'<i class="when motion-1"><i class="when con-{kant}">ready</i></i>' in page
    assert f'<i class="when motion-1"><i class="when pro-{mozi}">ready</i></i>' in page
    bar = page[page.index('class="bar"') :]
    assert f'<span class="when pro-{mozi}"><span class="when con-{kant}">Ready' in bar
    assert f'href="{choose_url}?motion={MOTION}&amp;pro=mozi&amp;con=immanuel-kant"' in page


def test_surprise_keeps_the_motion_and_draws_another_pair(
    choose_url: str, flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    sent = {"motion": "referendum-first", "pro": "mozi", "con": "immanuel-kant", "surprise": "1"}
    for _ in range(5):
        response = rae.post(choose_url, sent)
        assert response.status_code == 303
        drawn = marked(rae.get(response["Location"]).content.decode())
        assert drawn["motion"] == "referendum-first"
        assert (drawn["pro"], drawn["con"]) != ("mozi", "immanuel-kant")
        assert cast[drawn["pro"]].disposition != cast[drawn["con"]].disposition
    assert Play.objects.count() == 0
    assert "sessionid" not in rae.cookies


def test_surprise_prefers_a_pair_that_is_written(
    choose_url: str, flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    written(flagship, cast, pro="mozi", con="immanuel-kant")
    drawn = marked(rae.get(choose_url, {"surprise": "1"}).content.decode())
    assert (drawn["pro"], drawn["con"]) == ("mozi", "immanuel-kant")
    posted = rae.post(choose_url, {"motion": MOTION, "pro": "thucydides", "con": "mozi", "surprise": "1"})
    assert "pro=mozi&con=immanuel-kant" in posted["Location"]
    again = rae.post(choose_url, {"motion": MOTION, "pro": "mozi", "con": "immanuel-kant", "surprise": "1"})
    assert "pro=mozi&con=immanuel-kant" not in again["Location"], "it is another pair each time"


def test_it_says_what_xp_and_cred_are_and_what_is_at_stake(choose_url: str, rae: Client) -> None:
    page = " ".join(rae.get(choose_url).content.decode().split())
    assert "<b>XP</b> grows with every round you play, by up to 80 a debate." in page
    assert "<b>Cred</b> begins at 1,000" in page
    assert "by up to 42 in round one and 70 in round two" in page
    assert "where somebody has opened a verdict before you, calls are for XP alone" in page
    assert (pairing.MOST_XP, pairing.most_cred(1), pairing.most_cred(2)) == (80, 42, 70)


def test_callings_and_tempers_begin_with_a_capital(
    choose_url: str, cast: dict[str, Persona], rae: Client
) -> None:
    page = rae.get(choose_url).content.decode()
    for persona in cast.values():
        said = persona.as_document
        assert f"{said.life} · {said.disposition.capitalize()}</small>" in page
        assert f"<b>{said.calling[0].upper()}{said.calling[1:]}.</b>" in page


# --- a story that admits reviewed debates only ------------------------------------------------------------


def test_a_story_of_reviewed_debates_offers_them_and_nothing_else(
    choose_url: str, flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    Story.objects.update(reviewed_only=True)
    closed = rae.get(choose_url).content.decode()
    assert "no editor has read one yet" in closed
    assert "<form" not in closed
    assert rae.post(choose_url, {"motion": MOTION, "pro": "mozi", "con": "thucydides"}).status_code == 409
    assert MOTION not in rae.get("/arena/").content.decode()
    Story.objects.update(reviewed_only=False)
    approved(written(flagship, cast, pro="mozi", con="immanuel-kant"))
    begin(Story.objects.get(pk=flagship.pk), cast)
    Story.objects.update(reviewed_only=True)
    page = rae.get(choose_url).content.decode()
    assert sorted(re.findall(r'name="pro" value="([\w-]+)"', page)) == ["immanuel-kant", "mozi"]
    assert page.count("No debate of it has been read by an editor yet.") == len(flagship.document.motions) - 1
    assert marked(page) == {"motion": MOTION, "pro": "mozi", "con": "immanuel-kant"}
    refused = rae.post(choose_url, {"motion": MOTION, "pro": "immanuel-kant", "con": "mozi"})
    assert refused.status_code == 409
    assert rae.post(choose_url, {"motion": MOTION, "pro": "mozi", "con": "immanuel-kant"}).status_code == 303
    arena = rae.get("/arena/").content.decode()
    assert f"?motion={MOTION}" in arena
    assert "?motion=referendum-first" not in arena
