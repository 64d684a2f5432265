"""The page of the machinery, among the addresses of the desk."""

from django.contrib import admin
from django.urls import path

from newsroom.machinery import views

app_name = "machinery"
urlpatterns = [
    path("machinery/", admin.site.admin_view(views.machinery_page), name="state"),
    path("machinery/again/<str:label>/", admin.site.admin_view(views.again_page), name="again"),
]
