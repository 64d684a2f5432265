"""Address of the accents: /identity/1c5f76/83c8e0/accent.css."""

from django.urls import path

from newsroom.identity import views

app_name = "identity"
urlpatterns = [path("<slug:light>/<slug:dark>/accent.css", views.accent, name="accent")]
