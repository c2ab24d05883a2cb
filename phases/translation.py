"""Which fields are written in every language of the portal."""

from modeltranslation.translator import TranslationOptions, register

from phases.models import EngagementPlan, Milestone, Phase, Theme, ThemeGroup
from phases.models.plan import TEXTS


@register(EngagementPlan)
class EngagementPlanTranslation(TranslationOptions):  # type: ignore[misc]  # modeltranslation ships no types
    """The plan speaks to everyone."""

    fields = TEXTS


@register(Phase)
class PhaseTranslation(TranslationOptions):  # type: ignore[misc]
    """So does a phase."""

    fields = ("title", "goal", "promise")


@register(Milestone)
class MilestoneTranslation(TranslationOptions):  # type: ignore[misc]
    """And each of its steps."""

    fields = ("title", "moved_reason")


@register(ThemeGroup)
class ThemeGroupTranslation(TranslationOptions):  # type: ignore[misc]
    """A family's name."""

    fields = ("name",)


@register(Theme)
class ThemeTranslation(TranslationOptions):  # type: ignore[misc]
    """Name and definition are published; the coding notes are the team's."""

    fields = ("name", "definition")
