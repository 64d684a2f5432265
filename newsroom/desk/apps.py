"""Makes the desk's own site the one that `django.contrib.admin` registers models at."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "newsroom.desk.site.DeskSite"
