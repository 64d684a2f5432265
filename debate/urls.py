"""Addresses of the arena."""

from django.urls import path

from debate import views

app_name = "debate"
urlpatterns = [
    path("arena/", views.arena_index, name="arena"),
    path("stories/<slug:slug>/arena/", views.choose, name="choose"),
    path("plays/<uuid:play_id>/", views.play, name="play"),
    path("plays/<uuid:play_id>.json", views.play_json, name="play_json"),
    path("plays/<uuid:play_id>/stage/", views.play_stage, name="stage"),
    path("plays/<uuid:play_id>/predict/", views.predict, name="predict"),
    path("plays/<uuid:play_id>/crossfire/", views.crossfire, name="crossfire"),
    path("plays/<uuid:play_id>/again/", views.try_again, name="try_again"),
]
