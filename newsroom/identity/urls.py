"""Addresses of the accents and the icon: /identity/1c5f76/83c8e0/accent.css, /identity/d7/icon.svg."""

from django.urls import path

from newsroom.identity import views

app_name = "identity"
urlpatterns = [
    path("<slug:light>/<slug:dark>/accent.css", views.accent, name="accent"),
    path("<slug:letter>/icon.svg", views.icon, name="icon"),
]
