"""Addresses of accounts, under the names by which allauth looks for them."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, reverse_lazy

from newsroom.accounts import asking, organisation, views
from newsroom.accounts.views import answering

READ = ("GET", "HEAD")
HOME = reverse_lazy("mfa_index")

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
        answering(asking.PasswordAgain.as_view()),
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
    path("sessions/", answering(views.Sessions.as_view()), name="usersessions_list"),
    path(
        "two-step/",
        answering(mfa.IndexView.as_view(template_name="accounts/two_step.html"), methods=READ),
        name="mfa_index",
    ),
    path(
        "two-step/code/",
        answering(mfa.AuthenticateView.as_view(template_name="accounts/code.html")),
        name="mfa_authenticate",
    ),
    path(
        "two-step/confirm/",
        answering(mfa.ReauthenticateView.as_view(template_name="accounts/again.html")),
        name="mfa_reauthenticate",
    ),
    path(
        "two-step/app/",
        answering(totp.ActivateTOTPView.as_view(template_name="accounts/app_add.html")),
        name="mfa_activate_totp",
    ),
    path(
        "two-step/app/remove/",
        answering(totp.DeactivateTOTPView.as_view(template_name="accounts/app_remove.html")),
        name="mfa_deactivate_totp",
    ),
    path(
        "two-step/codes/",
        answering(recovery.ViewRecoveryCodesView.as_view(template_name="accounts/codes.html"), methods=READ),
        name="mfa_view_recovery_codes",
    ),
    path(
        "two-step/codes/new/",
        answering(recovery.GenerateRecoveryCodesView.as_view(template_name="accounts/codes_new.html")),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "two-step/codes/download/",
        answering(
            recovery.DownloadRecoveryCodesView.as_view(template_name="accounts/codes.txt"), methods=READ
        ),
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/sign-in/", answering(webauthn.LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path("passkeys/add/", answering(views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "passkeys/confirm/",
        answering(webauthn.ReauthenticateWebAuthnView.as_view(template_name="accounts/passkey_again.html")),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "passkeys/<int:pk>/name/",
        answering(
            webauthn.EditWebAuthnView.as_view(template_name="accounts/passkey_name.html", success_url=HOME)
        ),
        name="mfa_edit_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        answering(
            webauthn.RemoveWebAuthnView.as_view(
                template_name="accounts/passkey_remove.html", success_url=HOME
            )
        ),
        name="mfa_remove_webauthn",
    ),
    path("oidc/<provider_id>/", answering(organisation.start, methods=READ), name="openid_connect_login"),
]
# Whatever language one reads: the address at which the provider knows this site.
once = [
    path(
        "oidc/<provider_id>/callback/",
        answering(organisation.callback, methods=READ),
        name="openid_connect_callback",
    ),
]
