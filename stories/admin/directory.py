"""The directory at the desk: who is known across stories, a chooser for those who add somebody, and one made of two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from newsroom.moderation.log import Act, record
from newsroom.moderation.why import WhyForm
from stories.admin.base import kind_of
from stories.admin.forms import ItemForm
from stories.directory import finding, merging
from stories.directory.finding import Known
from stories.models import Item, Story

SHOWN = 400  # of the directory on one page; the field above it finds the others


def directory_url(kind: str, page: str = "directory", **query: Any) -> str:
    url = reverse(f"admin:stories_{kind}_{page}")
    return f"{url}?{urlencode(query)}" if query else url


class SubjectForm(ItemForm):
    """A person or organisation of a story. Before a second key for somebody known is made, it asks."""

    one = forms.CharField(required=False, widget=forms.HiddenInput, label=lazy("Who is meant"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, key = cleaned.get("name"), cleaned.get("key")
        is_new = self.instance.pk is None or {"name", "key"} & set(self.changed_data)
        if self.story is None or not name or not key or not is_new:
            return cleaned
        kind = kind_of(self.instance)
        own = self.initial.get("key") if self.instance.pk else None
        everybody = [one for one in finding.directory(kind) if one.key != own or len(one.stories) > 1]
        others = finding.same_as(name, key, everybody)
        holder = next((one for one in everybody if one.key == key and one.apart_from(name)), None)
        answer = self.data.get("one", "")
        if answer == "new" or not (others or holder):
            return cleaned
        taken = next((one for one in others if answer == f"take:{one.key}"), None)
        if taken:
            if getattr(self.story, _LIST[kind]).filter(key=taken.key).exclude(pk=self.instance.pk).exists():
                self.add_error(
                    "key",
                    _("%(name)s is in this story already, as %(key)s.")
                    % {"name": taken.name, "key": taken.key},
                )
            else:
                cleaned["key"] = taken.key
                self.instance.key = taken.key
            return cleaned
        self._ask(kind, name, others, holder)
        return cleaned

    def _ask(self, kind: str, name: str, others: list[Known], holder: Known | None) -> None:
        """Show who is meant, perhaps, and have the editor say."""
        choices = [
            (f"take:{one.key}", _("%(who)s. Use this one.") % {"who": described(one)}) for one in others
        ]
        choices.append(("new", str(ANOTHER[kind])))
        self.fields["one"].widget = forms.RadioSelect(choices=choices)
        if holder and not others:
            words = ONE_KEY[kind] % {"key": holder.key, "who": described(holder)}
        else:
            words = KNOWN[kind] % {"name": name}
        self.add_error("key", words)


_LIST = {"person": "people", "organisation": "organisations"}
ANOTHER = {
    "person": lazy("No: another person, with a key of their own."),
    "organisation": lazy("No: another organisation, with a key of their own."),
}
ONE_KEY = {
    "person": lazy(
        "In other stories the key %(key)s is %(who)s. A key is one person everywhere: give another, or say below that it is meant."
    ),
    "organisation": lazy(
        "In other stories the key %(key)s is %(who)s. A key is one organisation everywhere: give another, or say below that it is meant."
    ),
}
KNOWN = {
    "person": lazy(
        "%(name)s exists already, it seems. One person has one key in every story: say below who is meant."
    ),
    "organisation": lazy(
        "%(name)s exists already, it seems. One organisation has one key in every story: say below who is meant."
    ),
}
DIRECTORY = {"person": lazy("Directory of people"), "organisation": lazy("Directory of organisations")}
MERGE = {"person": lazy("Make one of two people"), "organisation": lazy("Make one of two organisations")}


def described(one: Known) -> str:
    """ "Volodymyr Zelenskyy, President of Ukraine (volodymyr-zelenskyy, in 3 stories)" """
    n = len(one.stories)
    words = ngettext(
        "%(name)s, %(line)s (%(key)s, in %(n)s story)", "%(name)s, %(line)s (%(key)s, in %(n)s stories)", n
    )
    return words % {"name": one.name, "line": one.line, "key": one.key, "n": n}


class DirectoryPages:
    """Mixed into the admin of people and of organisations."""

    admin_site: Any
    model: type[Item]
    opts: Any
    has_view_permission: Callable[..., bool]
    has_change_permission: Callable[..., bool]
    message_user: Callable[..., None]

    def get_urls(self) -> list[URLPattern]:
        kind = kind_of(self.model)
        pages = {
            "directory": require_safe(self.directory_page),
            "find": require_safe(self.find_page),
            "merge": self.merge_page,
        }
        own = [
            path(f"{name}/", self.admin_site.admin_view(page), name=f"stories_{kind}_{name}")
            for name, page in pages.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """With ?use=<key> the one who is known: name, key, office or type."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)  # type: ignore[misc]
        known = self._one(request.GET.get("use", "")) if request.GET.get("use") else None
        if known:
            line = "office" if known.kind == "person" else "type"
            more = {"alive": known.alive} if known.kind == "person" else {"abbreviation": known.abbreviation}
            initial |= {"name": known.name, "key": known.key, line: known.line, **more}
        return initial

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The page that adds somebody has a chooser of those who are known."""
        story = context.get("desk_story")
        if story and not kwargs.get("obj"):
            asked = request.GET.get("find", "")
            context |= {
                "chooser": directory_url(kind_of(self.model), "find", story=story.pk),
                "chooser_asked": asked,
                "chooser_found": self._found(asked, story) if asked else [],
            }
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def _one(self, key: str) -> Known | None:
        return next((one for one in finding.directory(kind_of(self.model)) if one.key == key), None)

    def _found(self, asked: str, story: Story | None) -> list[dict[str, Any]]:
        kind = kind_of(self.model)
        here = story.pk if story else 0
        add = reverse(f"admin:stories_{kind}_add")
        return [
            {
                "key": one.key,
                "name": one.name,
                "line": one.line,
                "abbreviation": one.abbreviation,
                "alive": one.alive,
                "stories": len(one.stories),
                "here": here in {pk for pk, _ in one.stories},
                "use": f"{add}?{urlencode({'story': here, 'use': one.key})}",
            }
            for one in finding.found(asked[:200], finding.directory(kind))
        ]

    def find_page(self, request: HttpRequest) -> HttpResponse:
        """Who is known by what was typed, as JSON: `?q=` and, to say who is in it already, `?story=`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        raw = request.GET.get("story", "")
        story = Story.objects.filter(pk=raw).first() if raw.isdecimal() and len(raw) < 19 else None
        response = JsonResponse({"found": self._found(request.GET.get("q", ""), story)})
        response["Cache-Control"] = "private, no-store"
        return response

    def directory_page(self, request: HttpRequest) -> HttpResponse:
        """Everybody in the drafts: who may be there twice first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        kind, asked = kind_of(self.model), request.GET.get("q", "").strip()
        known = finding.directory(kind)
        shown = finding.found(asked, known) if asked else known
        return self._page(
            request,
            "directory",
            str(DIRECTORY[kind]),
            known=shown[:SHOWN],
            total=len(known),
            asked=asked,
            doubles=[] if asked else list(finding.doubles(known)),
            apart=[] if asked else [one for one in known if one.apart],
            may_merge=self._may_merge(request),
        )

    def _may_merge(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm("stories.change_story")

    def merge_page(self, request: HttpRequest) -> HttpResponse:
        """?keep=&gone=: what would be touched; a POST does it."""
        if not self._may_merge(request):
            raise PermissionDenied
        kind, data = kind_of(self.model), request.POST if request.method == "POST" else request.GET
        keep, gone = (self._one(data.get(name, "")) for name in ("keep", "gone"))
        if keep is None or gone is None or keep.key == gone.key:
            raise Http404(f"Two {self.opts.verbose_name_plural} that are known are needed.")
        form = WhyForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._merged(request, kind, keep, gone, form.cleaned_data["why"])
        listing = merging.listing(kind, gone.key, keep.key)
        bearings = {
            found.story.pk: merging.doubled_bearings(found.story, kind, gone.key, keep.key)
            for found in listing
        }
        return self._page(
            request,
            "merge",
            str(MERGE[kind]),
            keep=keep,
            gone=gone,
            listing=[(found, bearings[found.story.pk]) for found in listing],
            turned=directory_url(kind, "merge", keep=gone.key, gone=keep.key),
            form=form,
            status=422 if form.is_bound else 200,
        )

    def _merged(self, request: HttpRequest, kind: str, keep: Known, gone: Known, why: str) -> HttpResponse:
        what = f"the {kind} {gone.key} ({gone.name}) into {keep.key} ({keep.name})"
        with transaction.atomic():
            stories = merging.merge(kind, gone.key, keep.key)
            for story in stories:
                record(request.user, story, Act.MERGED, why, what=what)
        n = len(stories)
        words = ngettext(
            "%(gone)s is %(keep)s now, as %(key)s, in %(n)s story. Readers see it once each is published; the old addresses lead on.",
            "%(gone)s is %(keep)s now, as %(key)s, in %(n)s stories. Readers see it once each is published; the old addresses lead on.",
            n,
        ) % {"gone": gone.name, "keep": keep.name, "key": keep.key, "n": n}
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(directory_url(kind))

    def _page(
        self, request: HttpRequest, template: str, title: str, *, status: int = 200, **more: Any
    ) -> TemplateResponse:
        kind = kind_of(self.model)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "kind": kind,
            "directory_title": DIRECTORY[kind],
            "directory_url": directory_url(kind),
            "merge_url": directory_url(kind, "merge"),
            **more,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/stories/directory/{template}.html", context, status=status)
