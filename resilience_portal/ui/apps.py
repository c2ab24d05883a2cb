from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "resilience_portal.ui"
    label = "ui"
