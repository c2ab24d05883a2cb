"""Which fields are written in every language of the portal."""

from modeltranslation.translator import TranslationOptions, register

from engagement.models import CollectionNotice, Commitment, DateMove, Finding, Point, Report


@register(CollectionNotice)
class CollectionNoticeTranslation(TranslationOptions):
    """People are told in the language they speak."""

    fields = ("text",)


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
