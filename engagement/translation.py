"""Which fields are written in every language of the portal."""

from modeltranslation.translator import TranslationOptions, register

from engagement.models import Finding, Report


@register(Finding)
class FindingTranslation(TranslationOptions):  # type: ignore[misc]  # modeltranslation ships no types
    """A finding is a public sentence."""

    fields = ("statement",)


@register(Report)
class ReportTranslation(TranslationOptions):  # type: ignore[misc]
    """What a person writes on a report."""

    fields = ("title", "at_a_glance")
