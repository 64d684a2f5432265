"""Accounts at the desk: whose second step is lost. What allauth would show besides holds keys, or is its owner's."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.accounts import mail
from newsroom.http import see_other
from newsroom.moderation.log import Act, record

for model in (Authenticator, UserSession, User, SocialApp, SocialToken):
    admin.site.unregister(model)


class ResetForm(forms.Form):
    why = forms.CharField(
        max_length=300,
        label="Why",
        help_text="For the desk’s log: how you know that it is really them who asks.",
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide"}),
        error_messages={"required": "Say for the desk’s log why."},
    )


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Django's, with the second step of each: what there is, and the way to take it off."""

    readonly_fields = ("second_step",)
    fieldsets = (*UserAdmin.fieldsets, ("Second step", {"fields": ["second_step"]}))  # type: ignore[misc]

    def get_urls(self) -> list[Any]:
        reset = path("<int:pk>/second-step/", self.admin_site.admin_view(self.reset), name="auth_user_reset")
        return [reset, *super().get_urls()]

    @admin.display(description="to sign in")
    def second_step(self, user: User) -> str:
        kinds = [
            each.get_type_display() for each in Authenticator.objects.filter(user_id=user.pk).order_by("pk")
        ]
        if not kinds:
            return "the password alone"
        return format_html(
            '{}. <a href="{}">Lost? Take it off…</a>',
            ", ".join(kinds),
            reverse("admin:auth_user_reset", args=[user.pk]),
        )

    def reset(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks why; a POST takes every second step off the account, and tells its owner."""
        user = User.objects.filter(pk=pk).first()
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user is None:
            raise Http404("There is no such account.")
        form = ResetForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            reset_second_step(user, by=request.user, why=form.cleaned_data["why"])
            mail.tell(request, "accounts/second_step_reset", user)
            messages.success(
                request,
                f"{user.get_username()} signs in with the password alone, until they set up another step.",
            )
            return see_other(reverse("admin:auth_user_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take off the second step"),
            "form": form,
            "account": user,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/accounts/reset.html", context, status=status)


@transaction.atomic
def reset_second_step(user: User, *, by: Any, why: str) -> int:
    """Take every authenticator and recovery code off an account, and log who did so and why. Returns how many."""
    count = Authenticator.objects.filter(user_id=user.pk).delete()[0]
    record(by, user, Act.RESET, why, what="the second step")
    return count


admin.site.unregister(EmailAddress)


@admin.register(EmailAddress)
class AddressAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Whose address is confirmed. An administrator who knows an address to be somebody's says so here."""

    list_display = ("email", "user", "verified")
    list_filter = ("verified",)
    list_select_related = ("user",)
    search_fields = ("email", "user__username")
    autocomplete_fields = ("user",)
