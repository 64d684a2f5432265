"""The queue's pages: what waits, and one reported thing with what may be done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.errors import Conflict
from newsroom.http import see_other
from newsroom.moderation import queue
from newsroom.moderation.queue import Decision, Kind, Matter

PAGE = 30


class DecisionForm(forms.Form):
    action = forms.CharField(max_length=20)
    why = forms.CharField(
        max_length=300,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="For the desk’s log; readers do not see it.",
        error_messages={"required": "Say for the desk’s log why."},
    )
    notice = forms.CharField(max_length=300, required=False, label="Notice to readers")
    through = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """What waits, or what was settled; what was reported most, and last, first."""
    kinds = _kinds(request)
    chosen = next((kind for kind in kinds if kind.name == request.GET.get("kind")), None)
    is_settled = request.GET.get("state") == "settled"
    heaps = [
        heap
        for kind in ([chosen] if chosen else kinds)
        for heap in kind.heaps(kind.settled() if is_settled else kind.waiting())
    ]
    heaps.sort(key=lambda heap: (is_settled or heap.reports, heap.latest), reverse=True)
    page = Paginator(heaps, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Reports"),
        "page": page,
        "heaps": queue.titled(page.object_list),
        "kinds": [(kind, kind.count()) for kind in kinds],
        "chosen": chosen,
        "is_settled": is_settled,
    }
    return _render(request, "queue", context)


@require_http_methods(["GET", "HEAD", "POST"])
def matter_page(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One thing in its context. A POST does what its button says and leads back to the queue."""
    found = next((each for each in _kinds(request) if each.name == kind), None)
    matter = found.matter(key) if found and len(key) <= 64 else None
    if found is None or matter is None:
        raise Http404("Nothing of this kind and number can be moderated.")
    form, problem, status = DecisionForm(request.POST or None), "", 200
    if request.method == "POST":
        if not request.user.has_perm(found.decide):
            raise PermissionDenied
        status = 422
        if form.is_valid():
            try:
                done = decide(found, key, form.cleaned_data, request.user)
            except Conflict as refused:
                problem, status = str(refused), 409
            else:
                messages.success(request, done)
                return see_other(f"{reverse('moderation:queue')}?kind={kind}")
    said = found.said_of(key)
    context = {
        "title": matter.title,
        "kind": found,
        "matter": matter,
        "said": said,
        "waiting": [each for each in said if not each.settled],
        "through": max((each.pk for each in said), default=0),
        "form": form,
        "problem": problem,
        "may_decide": request.user.has_perm(found.decide),
        "history": _history(matter),
    }
    return _render(request, "matter", context, status=status)


@transaction.atomic
def decide(kind: Kind, key: str, sent: dict[str, Any], by: Any) -> str:
    """Do what was asked, and settle the reports that whoever asked was shown. Raises Conflict if it cannot be done."""
    matter = kind.matter(key)
    action = next((each for each in matter.actions if each.name == sent["action"]), None) if matter else None
    if matter is None or action is None or action.url:
        raise Conflict("That cannot be done here.")
    if action.why_not:
        raise Conflict(f"That cannot be done now: {action.why_not}")
    decision = Decision(
        action=action.name,
        by=by,
        why=sent["why"],
        notice=(sent["notice"] or action.notice)[:300],
        through=sent["through"] or 0,
    )
    if action.name in queue.SETTLING:
        reports = kind.waiting().filter(**{kind.about: key}, pk__lte=decision.through)
        kind.settle(reports, by, upheld=action.name != "dismiss")
    return kind.do(matter, decision)


def _kinds(request: HttpRequest) -> list[Kind]:
    kinds = queue.kinds_for(request.user)
    if not kinds:
        raise PermissionDenied
    return kinds


def _history(matter: Matter) -> str:
    """What was done with it: its own history, or what the log has of that name."""
    meta = matter.row._meta
    if admin.site.is_registered(type(matter.row)):
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[matter.row.pk])
    return f"{reverse('admin:admin_logentry_changelist')}?{urlencode({'q': matter.title[:80]})}"


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"admin/moderation/{template}.html", context, status=status)
