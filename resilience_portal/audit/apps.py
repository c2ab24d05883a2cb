from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "resilience_portal.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Keeps the log append-only. The one signal of the house: `migrate` has no other door (see `triggers`)."""
        from resilience_portal.audit import triggers  # noqa: PLC0415  # models are not loaded before this

        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="audit triggers")
        register(triggers.check_triggers, Tags.database)
