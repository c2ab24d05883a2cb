"""Which fields are written in every language of the portal."""

from modeltranslation.translator import TranslationOptions, register

from stakeholders.models import CustomField, Sector


@register(Sector)
class SectorTranslation(TranslationOptions):
    """Sectors are shown to the public."""

    fields = ("name",)


@register(CustomField)
class CustomFieldTranslation(TranslationOptions):
    """Staff read them in their own language."""

    fields = ("label", "help")
