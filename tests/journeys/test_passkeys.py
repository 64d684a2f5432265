"""A passkey in a real browser: made, signed in with, asked for as a second step, and lost."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.accounts.people import PASSWORD
from tests.journeys.looks import faults, sideways

CAN = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_opens_the_desk_that_asks_for_a_second_step(
    live_server: LiveServer, open_page: Callable[..., Page], settings: Settings
) -> None:
    settings.STAFF_MFA = "required"
    User.objects.create_superuser("ed", password=PASSWORD)
    site, page = live_server.url, open_page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": CAN})
    page.goto(f"{site}/accounts/sign-in/?next=/admin/")
    page.get_by_label("Name").fill("ed")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step and passkeys")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What to call it").fill("This machine")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(f"{site}/accounts/two-step/")
    expect(page.get_by_text("This machine")).to_be_visible()
    wrong = faults(page) + sideways(page, (360,))
    page.get_by_role("link", name="To the desk").click()
    expect(page.locator("#user-tools")).to_contain_text("ed")

    page.context.clear_cookies()
    page.goto(f"{site}/accounts/sign-in/?next=/admin/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#user-tools")).to_contain_text("ed")

    page.context.clear_cookies()
    page.goto(f"{site}/admin/")
    page.fill("[name=username]", "ed")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    wrong += faults(page) + sideways(page, (360,))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#user-tools")).to_contain_text("ed")
    assert wrong == []
