"""What editors see of the model: costs, calls, health, the switch. And who may."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from newsroom.llm import gateway, spend
from newsroom.llm.errors import SwitchedOff, Unavailable
from newsroom.llm.models import Call, Endpoint, Learned, Outcome, Switch
from tests.llm.conftest import asking
from tests.llm.fake_openai import FakeOpenAI, status

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def editor(*permissions: str) -> Client:
    user = User.objects.create_user(f"editor-{'-'.join(permissions)}"[:150], is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=permissions, content_type__app_label="llm")
    )
    client = Client()
    client.force_login(user)
    return client


def line(day: dt.date, purpose: str, tokens: int, money: float = 0.0) -> spend.Line:
    return spend.Line(
        day=day, purpose=purpose, model="m", calls=1, failed=0, tokens_in=tokens, tokens_out=0, money=money
    )


def test_the_plot_stacks_a_day_by_purpose() -> None:
    plot = spend.plot([line(TODAY, "opening", 300), line(TODAY, "referee", 100)], TODAY)
    assert (plot.unit, plot.legend) == ("tokens", ["opening", "referee"])
    assert [tick.label for tick in plot.heights] == ["0", "250", "500"]
    low, high = plot.bars
    full = plot.baseline - spend.TOP
    assert (low.height, high.height) == (round(full * 300 / 500, 1), round(full * 100 / 500, 1))
    assert low.y + low.height == pytest.approx(plot.baseline, abs=0.1)
    assert high.y + high.height == pytest.approx(low.y, abs=0.1)
    assert low.title == "22 November, opening: 300"


def test_the_plot_shows_money_when_there_are_prices_and_many_purposes_as_other() -> None:
    table = [line(TODAY - dt.timedelta(days=at), f"purpose {at}", 5, 1.0 + at) for at in range(8)]
    plot = spend.plot(table, TODAY)
    assert plot.unit == "money"
    assert plot.legend == ["purpose 7", "purpose 6", "purpose 5", "purpose 4", "purpose 3", "other"]
    assert max(bar.colour for bar in plot.bars) == 5
    assert spend.plot([], TODAY).bars == []


@pytest.mark.parametrize(
    ("amount", "top"), [(0, 1), (0.03, 0.05), (1, 1), (1.01, 2), (480, 500), (501, 1000)]
)
def test_the_axis_ends_at_a_round_number(amount: float, top: float) -> None:
    assert spend._round_up(amount) == pytest.approx(top)


def test_the_page_shows_spend_by_day_purpose_and_model_without_inline_style(
    fake: FakeOpenAI, settings: Settings
) -> None:
    settings.LLM_BUDGET_SITE_DAY_TOKENS = 1_000
    gateway.complete(asking("opening"))
    gateway.complete(asking("<b>referee</b>"))
    Call.objects.filter(purpose="opening").update(created_at=timezone.now() - dt.timedelta(days=3))
    response = editor("view_call").get("/admin/llm/call/spend/")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('<rect class="spend-') == 4  # two bars, two of the legend
    assert "&lt;b&gt;referee&lt;/b&gt;" in page
    assert "100 of 1,000 (10 %)" in page
    assert "0.0005" in page  # two calls of 260 micros
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)", page)
    assert "Stop or allow" not in page


def test_only_those_who_may_see_calls_see_their_cost(fake: FakeOpenAI) -> None:
    assert editor().get("/admin/llm/call/spend/").status_code == 403
    assert editor("view_switch").get("/admin/llm/call/spend/").status_code == 403
    assert Client().get("/admin/llm/call/spend/").status_code == 302


def test_calls_can_be_read_and_never_changed(fake: FakeOpenAI) -> None:
    fake.always = status(503)
    with pytest.raises(Unavailable):
        gateway.complete(asking())
    call = Call.objects.get()
    client = editor("view_call", "change_call", "delete_call", "add_call", "view_endpoint", "view_spend")
    assert b"What the model costs" in client.get("/admin/llm/call/").content
    page = client.get(f"/admin/llm/call/{call.pk}/change/").content.decode()
    assert "status 503" in page
    assert "_save" not in page
    assert client.post(f"/admin/llm/call/{call.pk}/delete/").status_code == 403
    assert client.get("/admin/llm/call/add/").status_code == 403
    assert b"status 503" in client.get("/admin/llm/endpoint/").content
    assert client.get("/admin/llm/spend/").status_code == 200


def test_an_editor_switches_calls_off_and_on(fake: FakeOpenAI) -> None:
    client = editor("add_switch", "change_switch", "view_switch", "delete_switch")
    assert client.post("/admin/llm/switch/add/", {"note": "too dear"}).status_code == 302
    with pytest.raises(SwitchedOff):
        gateway.complete(asking())
    assert client.get("/admin/llm/switch/add/").status_code == 403  # there is only one
    assert client.post("/admin/llm/switch/1/delete/").status_code == 403
    client.post("/admin/llm/switch/1/change/", {"calls_allowed": "on", "note": ""})
    assert Switch.objects.get().calls_allowed
    gateway.complete(asking())


def test_an_editor_wakes_an_endpoint_and_has_it_learned_anew(fake: FakeOpenAI) -> None:
    fake.dislikes = {"max_tokens"}
    gateway.complete(asking())
    Endpoint.objects.update(failures=9, resting_until=timezone.now() + dt.timedelta(hours=1))
    endpoint = Endpoint.objects.get()
    act = {"_selected_action": [endpoint.pk]}
    stranger = editor("view_endpoint")
    stranger.post("/admin/llm/endpoint/", act | {"action": "wake"})
    assert Endpoint.objects.get().failures == 9
    client = editor("view_endpoint", "change_endpoint")
    client.post("/admin/llm/endpoint/", act | {"action": "wake"})
    assert Endpoint.objects.get().failures == 9, "nobody said why"
    client.post("/admin/llm/endpoint/", act | {"action": "wake", "why": "It was mended."})
    client.post("/admin/llm/endpoint/", act | {"action": "forget", "why": "A new version."})
    told = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert [*told] == [
        "Reset so that it is called again: It was mended.",
        "Reset so that what it understands is found out anew: A new version.",
    ]
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.resting_until, Learned.objects.count()) == (0, None, 0)
    page = client.get(f"/admin/llm/endpoint/{endpoint.pk}/change/")
    assert page.status_code == 200
    assert b"_save" not in page.content


def test_a_failed_call_counts_as_failed(fake: FakeOpenAI) -> None:
    fake.then(status(503))
    with pytest.raises(Unavailable):
        gateway.complete(asking())
    gateway.complete(asking())
    (found,) = spend.lines(timezone.now().date())
    assert (found.calls, found.failed) == (2, 1)
    assert Call.objects.filter(outcome=Outcome.DONE).count() == 1
