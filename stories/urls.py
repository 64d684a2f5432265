"""Addresses of the stories app."""

from django.urls import path
from django.views.generic import RedirectView

from stories import views

app_name = "stories"
urlpatterns = [
    path("", views.front, name="front"),
    path("stories/", RedirectView.as_view(pattern_name="stories:front")),  # for those who trim an address
    path("stories/<slug:slug>.json", views.story_json, name="story_json"),
    path("stories/<slug:slug>/", views.story, name="story"),
    path("stories/<slug:slug>/changes/", views.changes, name="changes"),
    path("schema/story.json", views.schema, name="story_schema"),
]
