from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class PhasesConfig(AppConfig):
    name = "phases"
    verbose_name = _("The plan")

    def ready(self) -> None:
        """Keeps the publication log append-only."""
        from phases.domain.publication_log import LOG, check_key  # noqa: PLC0415  # models are not loaded before this

        LOG.keep(self)
        register(check_key, Tags.database, deploy=True)
