from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EngagementConfig(AppConfig):
    name = "engagement"
    verbose_name = _("Engagement")

    def ready(self) -> None:
        """Has the database keep which themes a conversation has."""
        from engagement.models.theme_link import install_after_migrate  # noqa: PLC0415  # models are not loaded before this

        post_migrate.connect(install_after_migrate, sender=self, weak=False, dispatch_uid="theme link triggers")
