"""Addresses of players: /me/, the leaderboards."""

from django.urls import path

from newsroom.languages.addresses import in_each_language
from newsroom.players import views

app_name = "players"
urlpatterns = [
    *in_each_language(
        path("me/", views.me, name="me"),
        path("me/settings/", views.settings, name="settings"),
        path("me/numbers/", views.numbers, name="numbers"),
        path("me/delete/", views.delete, name="delete"),
        path("leaderboard/", views.leaderboard, name="leaderboard"),
        path("leaderboard/report/", views.report_name, name="report_name"),
    ),
    # Once, whatever language one reads: what machines ask for.
    path("me/export.json", views.export, name="export"),
]
