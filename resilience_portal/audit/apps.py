from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "resilience_portal.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Keeps the log append-only."""
        from resilience_portal.audit.triggers import AUDIT  # noqa: PLC0415  # models are not loaded before this

        AUDIT.keep(self)
