"""Which fields are written in every language of the portal."""

from modeltranslation.translator import TranslationOptions, register

from phases.models import EngagementPlan, Milestone, MilestoneMove, Phase, ReportDayMove, Theme, ThemeGroup
from phases.models.plan import TEXTS


@register(EngagementPlan)
class EngagementPlanTranslation(TranslationOptions):
    """The plan speaks to everyone."""

    fields = TEXTS


@register(Phase)
class PhaseTranslation(TranslationOptions):
    """So does a phase."""

    fields = ("title", "goal", "promise")


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    """And each of its steps."""

    fields = ("title",)


@register(MilestoneMove)
class MilestoneMoveTranslation(TranslationOptions):
    """Why it moved."""

    fields = ("reason",)


@register(ReportDayMove)
class ReportDayMoveTranslation(TranslationOptions):
    """And why the day of a report did."""

    fields = ("reason",)


@register(ThemeGroup)
class ThemeGroupTranslation(TranslationOptions):
    """A family's name."""

    fields = ("name",)


@register(Theme)
class ThemeTranslation(TranslationOptions):
    """Name and definition are published; the coding notes are the team's. Both are read in three languages."""

    fields = ("name", "definition", "full_definition", "use_when", "do_not_use_when", "example")
