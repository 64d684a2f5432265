"""The admin site: stories first, and what waits for somebody above everything."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from newsroom.desk import again, front_counts
from newsroom.http import see_other
from newsroom.identity.reading import site
from newsroom.languages.addresses import page_language
from newsroom.limits import signing_in

# As one meets them on the front page and at the side; an app that is not named here stands before the accounts.
APPS = ("stories", "moderation", "debate", "quiz", "players", "llm", "identity")
LAST = ("auth",)
FIRST_MODELS = ("Story",)


class SignInForm(AdminAuthenticationForm):
    """Django's, with wrong passwords counted as on the players' page. A blocked try is not looked at."""

    is_blocked = False

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "")
        assert self.request is not None
        if not signing_in.take_sign_in(self.request, name):
            self.is_blocked = True
            raise ValidationError(signing_in.TOO_MANY)
        data: dict[str, Any] = super().clean()
        signing_in.signed_in(self.request, name)
        return data


class SignIn(LoginView):
    """Django's page, and from a right password on the same steps as at the players' door."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_success_url())
        response: HttpResponse = perform_password_login(
            self.request, {"username": user.get_username()}, login
        )
        return response


class DeskSite(AdminSite):
    login_form = SignInForm

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        name = _("%(name)s: the editors’ desk") % {"name": site().name}
        spoken = settings.OFFERED_LANGUAGES
        return {
            **super().each_context(request),
            "site_title": name,
            "site_header": name,
            "desk_languages": spoken if len(spoken) > 1 else (),
            "desk_language": page_language(),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of the work, and stories themselves before what belongs to them."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: model["object_name"] not in FIRST_MODELS)
        return sorted(apps, key=lambda app: _place(app["app_label"]))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A form that is sent after its sign-in ran out is kept: it asks for the sign-in first."""
        inner = super().admin_view(view, cacheable)

        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if self.has_permission(request) or request.path == reverse("admin:logout", current_app=self.name):
                return inner(request, *args, **kwargs)
            if again.panel_of(request) or again.typed_in(request):
                return sign_in_first(request)
            return inner(request, *args, **kwargs)

        @never_cache
        @csrf_protect
        def sign_in_first(request: HttpRequest) -> Any:
            if request.headers.get("HX-Request") and not again.panel_of(request):
                return HttpResponse(status=403)  # a part of a page; its form will ask
            return again.sign_in_first(request, self)

        return update_wrapper(kept, inner)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """What was typed before the sign-in ran out goes through it, and can be sent once it has succeeded."""
        fields = again.carried_in(request) if request.method == "POST" else []
        onward = SignIn().get_redirect_url(request) or reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(onward)
        if fields and self.has_permission(request):  # signed in meanwhile, in another tab
            return again.send_again(request, self, fields, onward)
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            REDIRECT_FIELD_NAME: onward,
            **(extra_context or {}),
        }
        request.current_app = self.name
        view = SignIn.as_view(
            extra_context=context, authentication_form=self.login_form, template_name="admin/login.html"
        )
        response: Any = view(request)
        if response.status_code == 302 and fields and self.has_permission(request):
            return again.send_again(request, self, fields, response.url)
        if response.status_code == 302 and fields:  # a second step is left, on a page of its own
            context |= {
                "form": SignInForm(request),
                "next": onward,
                "app_path": request.path,
                "second_step": response.url,
            }
            return again.sign_in_page(request, self, fields, context)
        form = getattr(response, "context_data", {}).get("form")
        if response.status_code == 200 and (fields or again.panel_of(request)):
            response = again.sign_in_page(request, self, fields, response.context_data)
        if getattr(form, "is_blocked", False):
            response.status_code = 429
        return response

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Where everybody changes theirs: counted, with the second step of who has one."""
        return see_other(reverse("account_change_password"))

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        counts = front_counts.counted(request.user)
        return super().index(request, {**(extra_context or {}), "front_counts": counts})


def _place(app_label: str) -> int:
    if app_label in LAST:
        return len(APPS) + 1
    return APPS.index(app_label) if app_label in APPS else len(APPS)
