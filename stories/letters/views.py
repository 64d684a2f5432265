"""The page on which one follows a story, and those that the links of a letter lead to. Never cached, never indexed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.http import see_other
from newsroom.limits.signing_in import take_mail
from newsroom.origin import absolute
from stories.gate import of_published_story
from stories.letters import following
from stories.letters.models import Correspondent, Following
from stories.letters.tasks import letters
from stories.models import Story

forms_only = require_http_methods(["GET", "HEAD", "POST"])


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "name@example.org"}),
    )


@never_cache
@forms_only
@of_published_story
def follow(request: HttpRequest, story: Story) -> HttpResponse:
    """By feed, or by e-mail where the site sends any. The answer is the same for every address."""
    feed = absolute(request, reverse("stories:story_feed", args=[story.slug]))
    if not settings.LETTERS:
        return _page(request, "follow", story=story, form=None, feed=feed)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(
            request, "follow", status=422 if form.is_bound else 200, story=story, form=form, feed=feed
        )
    address = form.cleaned_data["email"]
    if take_mail(request, address, kind="letter"):
        following.ask(story, address, language=get_language() or settings.LANGUAGE_CODE)
        transaction.on_commit(letters.delay, robust=True)
    return see_other(reverse("stories:follow_sent", args=[story.slug]))


@never_cache
@require_safe
@of_published_story
def follow_sent(request: HttpRequest, story: Story) -> HttpResponse:
    return _page(request, "sent", story=story, days=following.UNCONFIRMED_DAYS)


@never_cache
@forms_only
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """A press confirms, not the link: programs that look at mail before its reader follow links."""
    found = Following.objects.select_related("story__live").filter(key=key).first()
    if found is None:
        return _page(request, "spent", status=404)
    if request.method == "POST":
        following.confirm(key)
        return see_other(request.path)
    return _page(request, "confirm", story=found.story, following=found)


@never_cache
@csrf_exempt  # mail programs post here for their reader, without a cookie (RFC 8058); the key is proof enough
@forms_only
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """key: of one story that is followed, or of an address, for all of them. Leaving twice is no fault."""
    if request.method == "POST":
        following.leave(key)
        return _page(request, "left")
    one = Following.objects.select_related("story__live").filter(key=key).first()
    everything = Correspondent.objects.filter(key=key).exists()
    if one is None and not everything:
        return _page(request, "spent", status=404)
    return _page(request, "leave", story=one.story if one else None)


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    response = TemplateResponse(request, f"stories/letters/{template}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
