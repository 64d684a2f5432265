"""The page of the machinery, and the one on which failed work is run again, once somebody has said why."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from newsroom import health
from newsroom.generation.models import Generated, State
from newsroom.generation.services import requeue
from newsroom.http import see_other
from newsroom.machinery import state
from newsroom.moderation.log import Act, record
from newsroom.moderation.why import WhyForm

MOST = 200  # rows that one click runs again: each is a line of the log, and may be a call that costs money


@require_safe
def machinery_page(request: HttpRequest) -> HttpResponse:
    lines = [(line, may_run_again(request, line.model)) for line in state.lines()]
    sees_model = request.user.has_perm("llm.view_call")
    if not sees_model and not any(may for _, may in lines):
        raise PermissionDenied
    context = {
        "title": _("Machinery"),
        "checks": health.checks(),
        "lines": lines,
        "processes": state.processes(),
        "tasks": state.tasks(),
        "model": state.model_state() if sees_model else None,
    }
    return _render(request, "machinery", context)


@require_http_methods(["GET", "HEAD", "POST"])
def again_page(request: HttpRequest, label: str) -> HttpResponse:
    """GET shows what would be run again: what `pk` names, or all of the kind that has failed. A POST does it."""
    model = next((each for each in state.generated_models() if each._meta.label_lower == label), None)
    if model is None:
        raise Http404("Workers write nothing of this kind.")
    if not may_run_again(request, model):
        raise PermissionDenied
    failed = model._base_manager.filter(state=State.FAILED).defer("raw_output").order_by("pk")
    chosen = [pk for pk in request.GET.getlist("pk") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    rows = list((failed.filter(pk__in=chosen) if "pk" in request.GET else failed)[:MOST])
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        count = run_again(rows, request.user, form.cleaned_data["why"])
        messages.success(request, f"{count} put back into the queue.")
        return see_other(reverse("machinery:state"))
    context = {
        "title": _("Run again: %(what)s") % {"what": model._meta.verbose_name_plural},
        "name": model._meta.verbose_name_plural,
        "rows": rows,
        "most": MOST,
        "left": max(0, failed.count() - len(rows)) if "pk" not in request.GET else 0,
        "form": form,
    }
    return _render(request, "again", context, status=422 if form.is_bound else 200)


def run_again(rows: list[Generated], by: Any, why: str) -> int:
    """Put what has failed of these back into the queue, each with a line in the log. Returns how many."""
    count = 0
    for row in rows:
        with transaction.atomic():
            if requeue(row):
                record(by, row, Act.RUN_AGAIN, why)
                count += 1
    return count


def may_run_again(request: HttpRequest, model: type[Generated]) -> bool:
    """As the kind's own admin says."""
    if not admin.site.is_registered(model):
        return False
    may = getattr(admin.site.get_model_admin(model), "has_run_again_permission", None)
    return bool(may and may(request))


def again_url(rows: Any) -> str:
    """The page that asks before these rows, a queryset, are run again."""
    model = apps.get_model(rows.model._meta.label)
    chosen = "&".join(f"pk={pk}" for pk in rows.values_list("pk", flat=True)[:MOST])
    return f"{reverse('machinery:again', args=[model._meta.label_lower])}?{chosen}"


def _render(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"admin/machinery/{template}.html", context, status=status)
