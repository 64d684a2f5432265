"""The queue of reports, among the addresses of the desk."""

from django.contrib import admin
from django.urls import path

from newsroom.moderation import views

app_name = "moderation"
urlpatterns = [
    path("reports/", admin.site.admin_view(views.queue_page), name="queue"),
    path("reports/<slug:kind>/<str:key>/", admin.site.admin_view(views.matter_page), name="matter"),
]
