"""Which fields are written in every language of the portal."""

from modeltranslation.translator import TranslationOptions, register

from engagement.models import CollectionNotice, Commitment, DateMove, Finding, Point, Report
from engagement.models.document import ProjectDocument
from engagement.models.focus_group import FocusGroup, FocusGroupSession, GroupFinding, RecruitmentCriterion
from engagement.models.project import (
    Indicator,
    Objective,
    Project,
    ProjectPartner,
    ProjectStateChange,
    ProjectStep,
    ProjectStepMove,
)
from engagement.models.trace import ProjectFinding


@register(CollectionNotice)
class CollectionNoticeTranslation(TranslationOptions):
    """People are told in the language they speak."""

    fields = ("text", "changed")


@register(Finding)
class FindingTranslation(TranslationOptions):
    """A finding is a public sentence."""

    fields = ("statement",)


@register(Report)
class ReportTranslation(TranslationOptions):
    """What a person writes on a report."""

    fields = ("title", "reason")


@register(Commitment)
class CommitmentTranslation(TranslationOptions):
    """What the public reads of a promise."""

    fields = ("wording", "cancel_reason")


@register(DateMove)
class DateMoveTranslation(TranslationOptions):
    """Why a promised day moved."""

    fields = ("reason",)


@register(Point)
class PointTranslation(TranslationOptions):
    """Why a concern can't be resolved may be told to everyone."""

    fields = ("closing_reason",)


@register(FocusGroup)
class FocusGroupTranslation(TranslationOptions):
    """What a person reads before they say that they would like to come."""

    fields = ("title", "purpose", "recruitment", "supports", "state_reason")


@register(RecruitmentCriterion)
class RecruitmentCriterionTranslation(TranslationOptions):
    """Who can take part."""

    fields = ("text",)


@register(FocusGroupSession)
class FocusGroupSessionTranslation(TranslationOptions):
    """How to get in, and why it does not take place."""

    fields = ("access", "state_reason")


@register(GroupFinding)
class GroupFindingTranslation(TranslationOptions):
    """A finding and its dissent."""

    fields = ("statement", "dissent")


@register(Project)
class ProjectTranslation(TranslationOptions):
    """A project, and what came of it."""

    fields = ("title", "summary", "outcome")


@register(ProjectPartner)
class ProjectPartnerTranslation(TranslationOptions):
    """What a partner brings."""

    fields = ("contribution",)


@register(Objective)
class ObjectiveTranslation(TranslationOptions):
    """What will change."""

    fields = ("text",)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    """How that is measured."""

    fields = ("text", "source")


@register(ProjectStep)
class ProjectStepTranslation(TranslationOptions):
    """Its steps."""

    fields = ("title", "note")


@register(ProjectStepMove)
class ProjectStepMoveTranslation(TranslationOptions):
    """Why a step moved."""

    fields = ("reason",)


@register(ProjectStateChange)
class ProjectStateChangeTranslation(TranslationOptions):
    """Why its state changed."""

    fields = ("reason",)


@register(ProjectDocument)
class ProjectDocumentTranslation(TranslationOptions):
    """What a document is called."""

    fields = ("title",)


@register(ProjectFinding)
class ProjectFindingTranslation(TranslationOptions):
    """Why it answers this finding."""

    fields = ("why",)
