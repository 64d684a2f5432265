"""Addresses of players: /me/, the leaderboards, accounts."""

from django.urls import path

from newsroom.players import account_views, views

app_name = "players"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/settings/", views.settings, name="settings"),
    path("me/numbers/", views.numbers, name="numbers"),
    path("me/export.json", views.export, name="export"),
    path("me/delete/", views.delete, name="delete"),
    path("leaderboard/", views.leaderboard, name="leaderboard"),
    path("leaderboard/report/", views.report_name, name="report_name"),
    path("accounts/sign-up/", account_views.sign_up, name="sign_up"),
    path("accounts/sign-in/", account_views.sign_in, name="sign_in"),
    path("accounts/sign-out/", account_views.sign_out, name="sign_out"),
    path("accounts/password/", account_views.Password.as_view(), name="password"),
    path("accounts/recover/", account_views.recover, name="recover"),
    path("accounts/recover/sent/", account_views.recover_sent, name="recover_sent"),
    path("accounts/recover/done/", account_views.recovered, name="recovered"),
    path(
        "accounts/recover/<uidb64>/<token>/", account_views.RecoverConfirm.as_view(), name="recover_confirm"
    ),
]
