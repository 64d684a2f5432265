"""Addresses of accounts, under the names by which allauth looks for them."""

from allauth.account import views as allauth
from django.urls import path

from newsroom.accounts import views
from newsroom.accounts.views import answering

READ = ("GET", "HEAD")

urlpatterns = [
    path("sign-up/", answering(views.SignUp.as_view()), name="account_signup"),
    path("sign-in/", answering(views.SignIn.as_view()), name="account_login"),
    path("sign-out/", answering(allauth.LogoutView.as_view(), methods=("POST",)), name="account_logout"),
    path(
        "closed/",
        answering(allauth.AccountInactiveView.as_view(template_name="accounts/closed.html"), methods=READ),
        name="account_inactive",
    ),
    path(
        "confirm/",
        answering(allauth.ReauthenticateView.as_view(template_name="accounts/again.html")),
        name="account_reauthenticate",
    ),
    path(
        "password/",
        answering(allauth.PasswordChangeView.as_view(template_name="accounts/password.html")),
        name="account_change_password",
    ),
    path(
        "password/set/",
        answering(allauth.PasswordSetView.as_view(template_name="accounts/password.html")),
        name="account_set_password",
    ),
    path(
        "recover/",
        answering(allauth.PasswordResetView.as_view(template_name="accounts/recover.html")),
        name="account_reset_password",
    ),
    path(
        "recover/sent/",
        answering(
            allauth.PasswordResetDoneView.as_view(template_name="accounts/recover_sent.html"), methods=READ
        ),
        name="account_reset_password_done",
    ),
    path(
        "recover/done/",
        answering(
            allauth.PasswordResetFromKeyDoneView.as_view(template_name="accounts/recovered.html"),
            methods=READ,
        ),
        name="account_reset_password_from_key_done",
    ),
    path(
        "recover/<uidb36>/<key>/",
        answering(allauth.PasswordResetFromKeyView.as_view(template_name="accounts/recover_confirm.html")),
        name="account_reset_password_from_key",
    ),
    path("email/", answering(views.Email.as_view()), name="account_email"),
    path(
        "email/<key>/",
        answering(allauth.ConfirmEmailView.as_view(template_name="accounts/email_confirm.html")),
        name="account_confirm_email",
    ),
]
