"""Addresses of rooms."""

from django.urls import path

from newsroom.rooms import views

app_name = "rooms"
urlpatterns = [
    path("rooms/", views.door, name="door"),
    path("rooms/open/", views.open_one, name="open"),
    path("rooms/back/<slug:key>/", views.back, name="back"),
    path("rooms/<slug:code>/", views.room, name="room"),
    path("rooms/<slug:code>/host/", views.host, name="host"),
    path("rooms/<slug:code>/host/board/", views.board, name="board"),
    path("rooms/<slug:code>/paper/", views.paper, name="paper"),
]
