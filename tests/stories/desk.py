"""An editor at the desk, with a browser that has no JavaScript: it opens pages, fills forms, sends them."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from stories import publishing
from stories.document import parse_story
from stories.models import Story


class _Forms(HTMLParser):
    """What a browser would send for each form of a page: its fields as they are filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, list[str]]] = {}
        self.now: dict[str, list[str]] | None = None
        self.area: str | None = None
        self.select: str | None = None
        self.first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.now = self.forms.setdefault(have.get("id") or have.get("class") or "", {})
        elif self.now is None:
            return
        elif tag == "input" and have.get("name"):
            kind = have.get("type", "text")
            if kind in ("submit", "button") or (kind in ("checkbox", "radio") and "checked" not in have):
                return
            self.now.setdefault(have["name"], []).append(
                have.get("value", "on" if kind == "checkbox" else "")
            )
        elif tag == "textarea":
            self.area = have["name"]
            self.now[self.area] = [""]
        elif tag == "select":
            self.select = have["name"]
            self.now[self.select] = []
            self.first = None
        elif tag == "option" and self.select:
            self.first = self.first if self.first is not None else have.get("value", "")
            if "selected" in have:
                self.now[self.select].append(have.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select" and self.now is not None and self.select:
            if not self.now[self.select] and self.first is not None:
                self.now[self.select] = [self.first]
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area and self.now is not None:
            self.now[self.area][0] += data


class Desk:
    """A browser without JavaScript at the editors' desk."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def open(self, url: str, status: int = 200) -> Any:
        response = self.client.get(url)
        assert response.status_code == status, response.content.decode()[:2000]
        return response

    def form(self, url: str, form: str) -> dict[str, Any]:
        """The named form of a page as a browser would send it, ready to be changed."""
        return self.form_of(self.open(url), form)

    @staticmethod
    def form_of(response: Any, form: str) -> dict[str, Any]:
        parser = _Forms()
        parser.feed(response.content.decode())
        assert form in parser.forms, parser.forms.keys()
        return {name: values for name, values in parser.forms[form].items() if name != "csrfmiddlewaretoken"}

    def send(self, url: str, data: dict[str, Any]) -> Any:
        return self.client.post(url, {**data})

    def save(self, url: str, form: str, button: str = "_save", **changed: Any) -> Any:
        """Open a page, change some fields, press a button; fails unless it was accepted."""
        response = self.send(url, self.form(url, form) | changed | {button: "1"})
        assert response.status_code == 302, errors(response)
        return response


def errors(response: Any) -> str:
    text = response.content.decode()
    return (
        "\n".join(part.split("</ul>")[0] for part in text.split('class="errorlist')[1:])[:3000] or text[:500]
    )


def story_page(story: Story) -> str:
    return reverse("admin:stories_story_change", args=[story.pk])


def desk_page(name: str, story: Story) -> str:
    return reverse(f"admin:stories_story_{name}", args=[story.pk])


def item_page(item: Any) -> str:
    return reverse(f"admin:stories_{item._meta.model_name}_change", args=[item.pk])


def draft() -> Story:
    """The flagship as a draft."""
    file = Path(settings.BASE_DIR) / "fixtures/stories/miami-track-ukraine.yaml"
    return publishing.load(parse_story(file.read_bytes()))[0]
