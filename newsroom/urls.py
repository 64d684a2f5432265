"""Every address of the site (DESIGN.md §10)."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from newsroom import health, metrics, styleguide
from newsroom.accounts import urls as accounts
from newsroom.identity import wellknown
from newsroom.languages.addresses import in_each_language
from newsroom.pictures import serving

urlpatterns = [
    path("admin/", include("newsroom.moderation.urls")),
    path("admin/", include("newsroom.machinery.urls")),
    path("admin/language/", set_language, name="desk_language"),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    *styleguide.urlpatterns,
    *serving.urlpatterns,
    path(".well-known/security.txt", wellknown.security, name="security"),
    path("trust.txt", wellknown.trust, name="trust"),
    path("identity/", include("newsroom.identity.urls")),
    *in_each_language(path("accounts/", include("newsroom.accounts.urls"))),
    path("accounts/", include(accounts.once)),
    path("", include("newsroom.players.urls")),
    *in_each_language(path("", include("newsroom.rooms.urls"))),
    path("", include("debate.urls")),
    path("", include("quiz.urls")),
    path("", include("stories.urls")),
]

handler400 = "newsroom.pages.unreadable"
handler500 = "newsroom.pages.broken"
