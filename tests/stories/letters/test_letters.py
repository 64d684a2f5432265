"""stories.letters: followed twice asked, told once a day, left with one click, and no letter goes out twice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from newsroom.identity import reading
from newsroom.identity.mail import new_mail
from newsroom.limits.rules import FOLLOWS
from stories import publishing
from stories.document import check_story
from stories.letters import due, following, sending
from stories.letters.models import Correspondent, Following, Letter
from stories.models import Revision, Story
from tests.smtp import Server
from tests.stories.documents import example, published, raw
from tests.threads import at_once

pytestmark = pytest.mark.django_db
PAGE = "/stories/harbour-bridge-vote/"
ADDRESS = "reader@mail.example"
State = Letter.State
Day = dt.timedelta(days=1)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    found = Server()
    settings.SITE_ORIGIN = "https://news.example"
    settings.DEFAULT_FROM_EMAIL = "Whoever <post@news.example>"
    _use(settings, found.port)
    yield found
    found.stop()


def _use(settings: Settings, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }


@pytest.fixture
def story() -> Story:
    return published(example())


def ask(email: str = ADDRESS, client: Client | None = None, page: str = PAGE) -> Any:
    return (client or Client()).post(f"{page}follow/", {"email": email})


def link(mail: EmailMessage, end: str) -> str:
    found = re.search(rf"https://news\.example(/letters/[0-9a-f]{{32}}/{end}/)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


def followed(server: Server, email: str = ADDRESS, page: str = PAGE) -> None:
    ask(email, page=page)
    sending.sweep()
    to, mail = server.taken.pop()
    assert to == email
    assert Client().post(link(mail, "confirm")).status_code == 303


def change(story: Story, headline: str, *, note: str = "It changed.", kind: Any = None) -> None:
    publishing.load(check_story(raw(slug=story.slug, headline=headline)))
    publishing.publish(story, note=note, **({"kind": kind} if kind else {}))


def test_an_address_is_asked_first_and_told_of_what_is_substantive(story: Story, server: Server) -> None:
    answer = ask(" Reader@Mail.Example ")
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}follow/sent/")
    change(story, "Before anyone confirmed")
    sending.sweep()
    ((to, asking),) = server.taken
    assert to == ADDRESS
    assert asking["From"] == "Newsroom <post@news.example>"
    assert asking["Auto-Submitted"] == "auto-generated"
    confirm = link(asking, "confirm")
    assert Client().get(confirm).status_code == 200
    assert Following.objects.get().confirmed_at is None, (
        "a link alone, which scanners follow, confirms nothing"
    )
    assert "You follow" in Client().post(confirm, follow=True).content.decode()
    sending.sweep()
    assert len(server.taken) == 1, "what was there before is no news"
    change(story, "Before anyone confirmed!", kind=Revision.Kind.COPY_EDIT)
    assert sending.sweep() == 0
    change(story, "The <ballot> & the bridge", note="A date\nwas set.")
    assert sending.sweep() == 1
    news = server.taken[-1][1]
    assert news["Subject"] == "The <ballot> & the bridge"
    assert "https://news.example/stories/harbour-bridge-vote/changes/" in text_of(news)
    assert "A date" in text_of(news)
    assert "The &lt;ballot&gt; &amp; the bridge" in text_of(news, "html")
    assert sending.sweep() == 0


def test_a_letter_can_be_read_and_left_by_mail_programs(story: Story, server: Server) -> None:
    followed(server)
    change(story, "Мер каже «ні»")
    sending.sweep()
    mail = server.taken[-1][1]
    assert mail.defects == []
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Subject"] == "Мер каже «ні»"
    assert mail["To"] == ADDRESS
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<stories.news.example>"
    assert mail["Message-ID"].endswith("@news.example>")
    leave = re.fullmatch(r"<https://news\.example(/letters/[0-9a-f]{32}/leave/)>", mail["List-Unsubscribe"])
    assert leave
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(leave[1]).status_code == 200
    assert Correspondent.objects.exists(), "looking at the page leaves nothing"
    left = strict.post(leave[1], {"List-Unsubscribe": "One-Click"}, headers={"user-agent": "mail program"})
    assert left.status_code == 200
    assert not Correspondent.objects.exists()
    assert not Following.objects.exists()
    assert not Letter.objects.exists()
    assert strict.post(leave[1]).status_code == 200, "twice is no fault"
    assert strict.get(leave[1]).status_code == 404


def test_it_is_at_most_one_letter_a_day_and_address_with_all_its_stories(
    story: Story, server: Server
) -> None:
    second = published(example(slug="second-story", headline="The second"))
    followed(server)
    followed(server, page="/stories/second-story/")
    change(story, "One")
    change(second, "Two")
    assert sending.sweep() == 1
    assert server.taken[-1][1]["Subject"] == "2 stories that you follow have changed"
    change(story, "Three")
    assert sending.sweep() == 0
    with time_machine.travel(timezone.now() + Day * 1.01):
        assert sending.sweep() == 1
        assert server.taken[-1][1]["Subject"] == "Three"
        Client().post(link(server.taken[-1][1], "leave"))
        assert [each.story for each in Following.objects.all()] == [second]
        assert Correspondent.objects.count() == 1


def test_no_letter_is_made_or_sent_twice(story: Story, server: Server) -> None:
    followed(server)
    change(story, "One")
    assert [due.make_due(), due.make_due()] == [1, 0]
    assert [sending.send_waiting(), sending.send_waiting()] == [1, 0]
    assert len(server.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_it_once(story: Story, server: Server) -> None:
    followed(server)
    change(story, "One")
    assert [got for got in at_once(4, lambda _n: sending.sweep()) if isinstance(got, BaseException)] == []
    assert len(server.taken) == 1


def test_a_server_that_is_away_or_busy_is_tried_again(
    story: Story, server: Server, settings: Settings
) -> None:
    ask()
    _use(settings, 1)
    assert sending.sweep() == 0
    assert Letter.objects.get().tries == 0, "nothing is claimed that cannot leave"
    _use(settings, server.port)
    server.data = "451 later"
    assert sending.sweep() == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.failure) == (State.WAITING, "451 later")
    assert letter.due_at > timezone.now()
    server.data = "250 taken"
    with time_machine.travel(letter.due_at + dt.timedelta(seconds=1)):
        assert sending.sweep() == 1
    assert len(server.taken) == 1


def test_what_is_refused_for_good_or_broke_off_is_left(story: Story, server: Server) -> None:
    ask()
    server.rcpt = "550 nobody here"
    sending.sweep()
    assert Letter.objects.get().state == State.REFUSED
    server.rcpt, server.breaks = "250 ok", True
    ask("other@mail.example")
    sending.sweep()
    assert len(server.taken) == 1
    assert Letter.objects.latest("pk").state == State.UNKNOWN
    server.breaks = False
    with time_machine.travel(timezone.now() + Day / 2):
        sending.sweep()
    assert len(server.taken) == 1, "it may have arrived"


def test_a_worker_that_died_over_a_letter_leaves_it_behind(story: Story, server: Server) -> None:
    ask()
    Letter.objects.update(state=State.SENDING, began_at=timezone.now() - sending.LOST_AFTER * 2)
    assert sending.sweep() == 0
    assert Letter.objects.get().state == State.UNKNOWN


def test_the_answer_is_the_same_for_an_address_that_follows_and_for_any_other(
    story: Story, server: Server
) -> None:
    followed(server)
    answers = [ask(), ask("new@mail.example")]
    assert len({(a.status_code, a["Location"], a.content) for a in answers}) == 1
    sending.sweep()
    again = next(mail for to, mail in server.taken if to == ADDRESS)
    assert "already" in text_of(again)
    assert Following.objects.get(correspondent__email=ADDRESS).confirmed_at


def test_the_database_is_asked_the_same_for_an_address_that_follows_and_for_any_other(
    story: Story, server: Server
) -> None:
    followed(server)
    done = []
    for address in (ADDRESS, "another@mail.example"):
        with CaptureQueriesContext(connection) as asked:
            following.ask(story, address, language="en-gb")
        done.append([re.sub(r'"s\d+_x\d+"', "", query["sql"]).split()[:3] for query in asked])
    assert done[0] == done[1]


def test_an_address_is_not_flooded(story: Story, server: Server) -> None:
    for hour in range(12):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=hour)):
            assert ask().status_code == 303
            sending.sweep()
    assert len(server.taken) == following.ASKED_A_DAY


def test_a_network_that_gives_many_addresses_is_told_when(story: Story) -> None:
    limit = FOLLOWS.limits[1]
    for n in range(limit):
        ask(f"a{n}@mail.example")
    refused = ask("one-more@mail.example")
    assert (refused.status_code, bool(refused["Retry-After"])) == (429, True)
    assert not Correspondent.objects.filter(email="one-more@mail.example").exists()


@pytest.mark.parametrize(
    "email",
    ["", "nobody", "a@b", "a@mail.example\nBcc: c@mail.example", "a@mail.example, b@mail.example", "ä@b.example",
     "<script>@b.example", "a" * 250 + "@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_was_typed(story: Story, email: str) -> None:
    answer = ask(email)
    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
    assert not Letter.objects.exists()


def test_no_header_comes_in_with_a_headline_or_a_name(server: Server) -> None:
    reading.keep(reading.Site(name='Times", <evil@b.example>, Bcc: x@b.example'), seconds=60)
    new_mail("Votes\r\nBcc: x@b.example\x00\u2028!", "Text", to=ADDRESS).send()
    ((_to, mail),) = server.taken
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Votes Bcc: x@b.example !"
    assert [each.addr_spec for each in mail["From"].addresses] == ["post@news.example"]


def test_a_letter_that_cannot_be_written_keeps_no_other(story: Story, server: Server) -> None:
    ask()
    Letter.objects.create(
        correspondent=Correspondent.objects.get(), covers={Following.objects.get().key: "?"}
    )
    Following.objects.update(confirmed_at=timezone.now())
    sending.sweep()
    assert {letter.state for letter in Letter.objects.all()} == {State.SENT, State.REFUSED}


def test_an_address_that_nobody_confirmed_is_forgotten(story: Story, server: Server) -> None:
    ask()
    sending.sweep()
    confirm = link(server.taken[0][1], "confirm")
    with time_machine.travel(timezone.now() + Day * (following.UNCONFIRMED_DAYS + 1)):
        sending.sweep()
        assert not Correspondent.objects.exists()
        assert Client().post(confirm).status_code == 404


def test_a_withdrawn_story_writes_to_nobody(story: Story, server: Server) -> None:
    followed(server)
    change(story, "One")
    due.make_due()
    publishing.withdraw(story, reason="Wrong.")
    assert sending.sweep() == 0
    assert Client().get(f"{PAGE}follow/").status_code == 410


def test_a_site_without_mail_offers_the_feed(story: Story, settings: Settings) -> None:
    settings.LETTERS, settings.SITE_ORIGIN = False, "https://news.example"
    page = Client().get(f"{PAGE}follow/").text
    assert f">https://news.example{PAGE}feed.atom</a>" in page, "in full: feed readers know no other site"
    assert 'name="email"' not in page
    assert ask().status_code == 200
    assert not Correspondent.objects.exists()


def test_a_letter_is_in_the_language_of_the_page_on_which_it_was_asked_for(
    story: Story, server: Server
) -> None:
    assert Client().post(f"/uk{PAGE}follow/", {"email": ADDRESS})["Location"] == f"/uk{PAGE}follow/sent/"
    ask("en@mail.example")
    sending.sweep()
    links = {
        to: re.search(r"https://news\.example(/\S+/confirm/)", text_of(mail)) for to, mail in server.taken
    }
    (uk, en) = (links[ADDRESS], links["en@mail.example"])
    assert uk
    assert uk[1].startswith("/uk/letters/")
    assert 'lang="uk"' in Client().get(uk[1]).text
    assert en
    assert en[1].startswith("/letters/")
    html = {to: text_of(mail, "html") for to, mail in server.taken}
    assert '<html lang="uk"' in html[ADDRESS]


def test_the_storys_page_leads_there(story: Story) -> None:
    assert f'href="{PAGE}follow/"' in Client().get(PAGE).text
