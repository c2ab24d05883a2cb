from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EngagementConfig(AppConfig):
    name = "engagement"
    verbose_name = _("Engagement")

    def ready(self) -> None:
        """Has the database keep which themes and which facets a conversation has."""
        from engagement.models import facets, theme_link  # noqa: PLC0415  # models are not loaded before this

        for kept in (theme_link, facets):
            post_migrate.connect(kept.install_after_migrate, sender=self, weak=False, dispatch_uid=f"{kept.__name__} triggers")
