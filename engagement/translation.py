"""Which fields are written in every language of the portal."""

from modeltranslation.translator import TranslationOptions, register

from engagement.models import Finding, Report


@register(Finding)
class FindingTranslation(TranslationOptions):
    """A finding is a public sentence."""

    fields = ("statement",)


@register(Report)
class ReportTranslation(TranslationOptions):
    """What a person writes on a report."""

    fields = ("title", "at_a_glance")
