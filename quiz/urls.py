"""Addresses of the quiz."""

from django.urls import path

from newsroom.languages.addresses import in_each_language
from quiz import embedding, views

app_name = "quiz"
urlpatterns = [
    *in_each_language(
        path("quiz/", views.index, name="index"),
        path("quiz/daily/", views.daily, name="daily"),
        path("stories/<slug:slug>/quiz/", views.start, name="start"),
        path("stories/<slug:slug>/embed/quiz/", embedding.embed, name="embed"),
        path("quiz/<uuid:run_id>/", views.run, name="run"),
        path("quiz/<uuid:run_id>/answer/", views.answer, name="answer"),
        path("quiz/<uuid:run_id>/show/", views.give_up, name="give_up"),
        path("quiz/<uuid:run_id>/next/", views.go_on, name="go_on"),
        path("quiz/<uuid:run_id>/report/", views.report, name="report"),
    ),
]
