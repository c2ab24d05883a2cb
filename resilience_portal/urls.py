"""The street: every address of the portal and which app answers it."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("resilience_portal.ui.urls")),
    path("staff/language/", set_language, name="set_language"),
    path("staff/account/", include("allauth.urls")),
    path("staff/", include("stakeholders.urls")),
    path("staff/", include("engagement.urls")),
    path("admin/", admin.site.urls),
    path("", include("phases.urls")),
    *i18n_patterns(path("take-part/", include("engagement.page_urls")), path("", include("phases.page_urls"))),
]
