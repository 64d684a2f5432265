"""An editor writes a whole story by hand: how many pages that loads, how many clicks and fields it takes."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import Frame, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from stories.models import Story
from tests.journeys.looks import faults, wrong_here

# The story of 28 items that is counted: how many of each kind it has. Two of a kind are typed here at most, since
# each further one takes the same clicks and fields as the second.
WANTED = {
    "sources": 3,
    "people": 4,
    "organisations": 2,
    "figures": 4,
    "timeline": 6,
    "scenarios": 2,
    "history": 1,
    "quotes": 4,
    "motions": 2,
}
STORY = {
    "headline": "A dam is planned",
    "standfirst": "Two towns disagree.",
    "category": "Water",
    "as_of": "2026-02-01",
    "overview": "The council voted [[event-vote-1-is-called]]. The river decides.",
}
SAID = "The mayor said: “We vote on part 1 today.” Ann Lee added: “We vote on part 2 today.”"
# By section: the fields of its n-th item, and what is ticked in it.
ITEMS: dict[str, tuple[Callable[[int], dict[str, str]], dict[str, str]]] = {
    "sources": (
        lambda n: {
            "title": f"Minutes {n}",
            "kind": "official",
            "reliability": "Verbatim.",
            "kept_paste": SAID,
        },
        {},
    ),
    "people": (
        lambda n: {"name": ("Ann Lee", "Bo Dahl")[n - 1], "office": "Mayor", "part": "Called the vote."},
        {},
    ),
    "organisations": (
        lambda n: {
            "name": ("Upper Dale", "Ferry Wharf")[n - 1],
            "type": "Council",
            "status": "Divided",
            "description": "It votes.",
        },
        {"sources": "Minutes 1"},
    ),
    "figures": (
        lambda n: {
            "value": f"{n}0",
            "unit": "m",
            "label": f"of part {n}",
            "explanation": "High.",
            "as_of": "2026-01-30",
        },
        {"sources": "Minutes 1"},
    ),
    "timeline": (
        lambda n: {
            "title": f"Vote {n} is called",
            "date": "2026-01-30",
            "type": "Decision",
            "description": f"The town voted on part {n}.",
        },
        {"sources": "Minutes 1", "people": "Ann Lee"},
    ),
    "scenarios": (
        lambda n: {"title": f"Part {n} is built", "description": "Concrete.", "discussed_by": "Engineers"},
        {"sources": "Minutes 1"},
    ),
    "history": (
        lambda n: {
            "title": "The old dam",
            "period": "1920s",
            "what_happened": "Built.",
            "short_term": "Jobs.",
            "long_term": "Silt.",
            "relevance": "Same river.",
        },
        {},
    ),
    "quotes": (
        lambda n: {"text": f"We vote on part {n} today.", "date": "2026-01-30", "context": "In council."},
        {"speaker": "Ann Lee", "source": "Minutes 1"},
    ),
}
BEARING = (
    "event-vote-1-is-called",
    "figure-of-part-1",
    "scenario-part-1-is-built",
    "precedent-old-dam",
    "event-vote-2-is-called",
    "figure-of-part-2",
)


class Hand:
    """What an editor does, counted; `times` is how often the same is done in the whole story."""

    def __init__(self, page: Page) -> None:
        self.page, self.loads, self.clicks, self.fields, self.times = page, 0, 0, 0, 1
        page.on("request", lambda request: self._loaded(request.is_navigation_request(), request.frame))

    def _loaded(self, is_navigation: bool, frame: Frame) -> None:
        self.loads += is_navigation and frame == self.page.main_frame

    def click(self, at: Locator) -> None:
        at.click()
        self.clicks += self.times

    def fill(self, at: Locator, words: str) -> None:
        if at.evaluate("field => field.tagName") == "SELECT":
            at.select_option(words)
        else:
            at.fill(words)
        self.fields += self.times

    def item(self, fields: dict[str, str], ticked: dict[str, str], button: str) -> None:
        panel = self.page.locator("#panel-1")
        for name, words in fields.items():
            self.fill(panel.locator(f"[name={name}]"), words)
        for name, words in ticked.items():
            self.click(panel.locator(f".field-{name} .desk-pick label", has_text=words).locator("input"))
        self.click(panel.locator(f"[name={button}]"))


def behind_a_dialog(found: list[str]) -> list[str]:
    """Without what is no fault there: while a dialog is open the page's main part is not to be reached."""
    return [fault for fault in found if "landmark-one-main" not in fault]


def signed_in(page: Page, address: str) -> None:
    User.objects.create_superuser("ann", password="pw")
    page.goto(address)
    page.fill("[name=username]", "ann")
    page.fill("[name=password]", "pw")
    with page.expect_navigation():  # what is looked at next is the whole page that it leads to
        page.click("[type=submit]")


def test_a_story_of_28_items_is_written_by_hand_in_15_page_loads(
    live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    signed_in(page, f"{live_server.url}/admin/")
    hand = Hand(page)
    hand.click(page.locator("#content .model-story .addlink"))
    for name, words in STORY.items():
        hand.fill(page.locator(f"[name={name}]"), words)
    hand.click(page.locator(".desk-bar [name=_save]"))
    panel, dialogs = page.locator("#panel-1"), page.locator("dialog[open]")
    for section, (fields, ticked) in ITEMS.items():
        hand.click(page.locator(f"#{section}-group .addlink"))
        if WANTED[section] > 1:
            hand.item(fields(1), ticked, "_addanother")
            expect(panel.locator(f"[name={next(iter(fields(1)))}]")).to_have_value("")
            hand.times = WANTED[section] - 1
            hand.item(fields(2), ticked, "_save")
            hand.times = 1
        else:
            hand.item(fields(1), ticked, "_save")
        expect(dialogs).to_have_count(0)
        expect(page.locator(f"#{section}-group tbody tr")).to_have_count(min(2, WANTED[section]))

    page.locator("[name=figures-0-label]").fill("typed in its line")
    hand.click(page.locator("#motions-group .addlink"))
    hand.times = WANTED["motions"]
    hand.fill(panel.locator("[name=text]"), "The dam should be built")
    for n, item in enumerate(BEARING):
        side = ("pro", "con")[n % 2]
        hand.click(panel.locator(f"[name=bearing-{item}-side][value={side}]"))
        hand.fill(panel.locator(f"[name=bearing-{item}-reason]"), f"It says so in place {n}.")
    hand.click(panel.locator("[name=_save]"))
    expect(dialogs).to_have_count(0)
    hand.times = 1
    expect(page.locator("#standing")).to_contain_text("Nothing blocks")
    expect(page.locator("[name=figures-0-label]")).to_have_value("typed in its line")

    hand.click(page.locator(".desk-bar [name=_publish]"))
    story = Story.objects.get()
    assert story.figures.all()[0].label == "typed in its line"
    assert story.motions.get().bearings.count() == 6
    assert page.url.endswith("/publish/")
    print(f"\n28 items: {hand.loads} page loads, {hand.clicks} clicks, {hand.fields} filled fields")  # noqa: T201 - what the test is for
    assert sum(WANTED.values()) == 28
    assert hand.loads <= 15


def test_an_item_is_made_on_the_way_and_a_lost_sign_in_loses_nothing(
    live_server: LiveServer, open_page: Callable[..., Page], flagship: Story
) -> None:
    page = open_page()
    address = f"{live_server.url}/admin/stories/story/{flagship.pk}/change/"
    signed_in(page, address)
    wrong = wrong_here(page)
    page.locator("#timeline-group tbody a").first.click()
    panel, second = page.locator("#panel-1"), page.locator("#panel-2")
    expect(panel.locator("[name=title]")).to_be_focused()
    wrong += behind_a_dialog(wrong_here(page))
    people = panel.locator(".field-people")
    people.get_by_role("searchbox").fill("zelenskyy")
    expect(people.locator("label:visible")).to_have_count(1)
    people.get_by_role("searchbox").fill("")
    panel.locator(".field-sources").get_by_role("button", name="New source…").click()
    for name, words in {"title": "A new source", "kind": "official", "reliability": "Verbatim."}.items():
        field = second.locator(f"[name={name}]")
        field.select_option(words) if name == "kind" else field.fill(words)
    second.locator("[name=_save]").click()
    expect(panel.get_by_label("A new source")).to_be_checked()
    panel.locator("[name=title]").fill("Typed before the sign-in ran out")
    page.context.clear_cookies(name="sessionid")
    panel.locator("[name=_save]").click()
    expect(panel.get_by_role("heading", name="Sign in again")).to_be_visible()
    wrong += behind_a_dialog(faults(page))
    panel.locator("[name=username]").fill("ann")
    panel.locator("[name=password]").fill("pw")
    panel.get_by_role("button", name="Log in").click()
    panel.get_by_role("button", name="Send what I typed").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[name=timeline-0-title]")).to_have_value("Typed before the sign-in ran out")
    event = flagship.timeline.all()[0]
    assert event.title == "Typed before the sign-in ran out"
    assert event.sources.filter(title="A new source").exists()
    page.locator("[name=headline]").fill("Saved with the newer token")
    page.locator(".desk-bar [name=_continue]").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    page.goto(f"{live_server.url}/admin/stories/event/?story__id__exact={flagship.pk}")
    wrong += faults(page)
    assert wrong == []
