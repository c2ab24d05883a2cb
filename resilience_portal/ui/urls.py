"""Pages that belong to nobody: the component gallery, while developing."""

from django.conf import settings
from django.urls import URLPattern, path

from resilience_portal.ui import views

app_name = "ui"
urlpatterns: list[URLPattern] = [path("gallery/", views.gallery, name="gallery")] if settings.DEBUG else []
