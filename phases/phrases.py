"""Words of the public pages that depend on a value."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

METHODS = {
    "in_person": _("in person"),
    "phone": _("by phone"),
    "video": _("by video call"),
    "email": _("by e-mail"),
    "site_visit": _("on site visits"),
    "event": _("at events"),
    "letter": _("by letter"),
    "online": _("online"),
    "other": _("in other ways"),
}
LANGUAGES = {"en": _("English"), "fr": _("French"), "ar": _("Arabic")}
# Languages that people speak with us, by code: those of the portal first, then the most spoken at home in Edmonton.
SPOKEN_LANGUAGES = (
    ("en", _("English")),
    ("fr", _("French")),
    ("ar", _("Arabic")),
    ("am", _("Amharic")),
    ("yue", _("Cantonese")),
    ("cr", _("Cree")),
    ("fa", _("Persian or Dari")),
    ("pa", _("Punjabi")),
    ("so", _("Somali")),
    ("es", _("Spanish")),
    ("tl", _("Tagalog")),
    ("ti", _("Tigrinya")),
    ("uk", _("Ukrainian")),
    ("ur", _("Urdu")),
    ("und", _("Another language")),
)
# The same in the middle of a sentence.
SPOKEN = dict(SPOKEN_LANGUAGES) | {
    "en": pgettext_lazy("in a sentence", "English"),
    "fr": pgettext_lazy("in a sentence", "French"),
    "ar": pgettext_lazy("in a sentence", "Arabic"),
}
STRENGTHS = {
    "few": _("raised by a few organizations"),
    "some": _("raised by some organizations"),
    "many": _("raised by many organizations"),
    "most": _("raised by most organizations"),
}
ROLES = {
    "advise": (_("Advise"), _("The public is asked for views before a decision; what was said is weighed and reported back.")),
    "refine": (_("Refine"), _("The public helps to test and improve options before a decision.")),
    "create": (_("Create"), _("The public works with us on solutions.")),
    "decide": (_("Decide"), _("The public decides.")),
}
STRENGTH_NAMES = {"most": _("most"), "many": _("many"), "some": _("some"), "few": _("a few")}
DIMENSIONS = {
    "sector": _("Sector"),
    "ward": _("Ward"),
    "theme": _("Theme"),
    "method": _("How we talked"),
    "language": _("Language spoken"),
}
UNITS = {"organization": _("Organizations"), "conversation": _("Conversations")}
TABLES = {
    "organizations": _("Organizations heard"),
    "organizations_by_sector": _("Organizations heard, by sector"),
    "organizations_by_ward": _("Organizations heard, by ward"),
    "organizations_by_theme": _("Organizations that raised each theme"),
    "organizations_by_sector_and_theme": _("Organizations that raised each theme, by sector"),
    "organizations_by_ward_and_theme": _("Organizations that raised each theme, by ward"),
    "organizations_by_method": _("Organizations heard, by how we talked"),
    "organizations_by_language": _("Organizations heard, by language spoken"),
    "conversations": _("Conversations held"),
}
# The staff-written texts of a report, by their name in the payload; the last two are a theme's.
SECTIONS = {
    "at_a_glance": _("At a glance"),
    "why": _("Why we asked"),
    "not_heard": _("Who we have not heard from"),
    "how": _("How we listened"),
    "limits": _("Limits"),
    "differed": _("Where people differed"),
    "done": _("What we did"),
    "will_do": _("What we will do"),
    "will_not": _("What we will not do, and why"),
    "next": _("What comes next"),
    "questions": _("Questions we asked"),
    "theme_summary": _("What was said"),
    "theme_differed": _("Where people differed about it"),
}

# How a number was made: what it is, and what was counted. The cut-off, the rounding and the reason for withholding go with it.
DEFINITIONS = {
    "organizations": _("Organizations of the declared list that we have heard. Each counts once, however often it spoke."),
    "organizations_by_sector": _(
        "The same organizations, by the sector that the list gave each of them before anyone spoke. Sectors with few "
        "organizations are shown together."
    ),
    "organizations_by_ward": _(
        "The same organizations, by the ward that the list gave each of them. Wards with few organizations are shown together."
    ),
    "organizations_by_theme": _(
        "Organizations in whose conversations the theme was marked at least once. One organization can raise several themes, so "
        "these figures are not parts of one whole."
    ),
    "organizations_by_sector_and_theme": _(
        "The organizations of a sector in whose conversations the theme was marked at least once."
    ),
    "organizations_by_ward_and_theme": _(
        "The organizations of a ward in whose conversations the theme was marked at least once."
    ),
    "organizations_by_method": _(
        "The organizations with whom at least one conversation was held in this way. One organization can be met in several "
        "ways, so these figures are not parts of one whole."
    ),
    "organizations_by_language": _(
        "The organizations with whom at least one conversation was held in this language. One organization can speak in several "
        "languages, so these figures are not parts of one whole."
    ),
    "conversations": _("Conversations with those organizations. One organization may have had several."),
}
COUNTED = _("Conversations of this phase that were coded, accepted by a second person, and whose partner agreed to be counted.")
PROMISES = {
    "open": _("We will do it"),
    "in_progress": _("We are doing it"),
    "done": _("We did it"),
    "cancelled": _("We will not do it"),
}
OUTCOMES = {
    "resilience": _("Resilience: people and places that hold together when something happens."),
    "diversion": _("Diversion: somebody is helped onto another path early."),
    "disengagement": _("Disengagement: somebody is helped to leave violence behind."),
    "capability": _("Capability: those who meet people first know what to say and whom to call."),
}
