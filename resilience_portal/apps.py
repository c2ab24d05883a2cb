from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The project itself as an app: it registers the system checks that belong to no single app."""

    name = "resilience_portal"
    label = "portal"

    def ready(self) -> None:
        """Registers the checks; they read the account model, so they can't be imported any earlier."""
        import_module("resilience_portal.checks")
