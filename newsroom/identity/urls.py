"""Addresses of the accents and the icon: /identity/1c5f76-83c8e0/accents.css, /identity/d7/icon.svg."""

from django.urls import path

from newsroom.identity import views

app_name = "identity"
urlpatterns = [
    path("<slug:pairs>/accents.css", views.accents, name="accents"),
    path("<slug:letter>/icon.svg", views.icon, name="icon"),
]
