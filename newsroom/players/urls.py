"""Addresses of players: /me/, the leaderboards."""

from django.urls import path

from newsroom.players import views

app_name = "players"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/settings/", views.settings, name="settings"),
    path("me/numbers/", views.numbers, name="numbers"),
    path("me/export.json", views.export, name="export"),
    path("me/delete/", views.delete, name="delete"),
    path("leaderboard/", views.leaderboard, name="leaderboard"),
    path("leaderboard/report/", views.report_name, name="report_name"),
]
