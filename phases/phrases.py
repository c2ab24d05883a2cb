"""Words of the public pages that depend on a value."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
DIMENSIONS = {"sector": _("Sector"), "ward": _("Ward"), "theme": _("Theme")}
UNITS = {"organization": _("Organizations"), "conversation": _("Conversations")}
TABLES = {
    "organizations": _("Organizations heard"),
    "organizations_by_sector": _("Organizations heard, by sector"),
    "organizations_by_ward": _("Organizations heard, by ward"),
    "organizations_by_theme": _("Organizations that raised each theme"),
    "organizations_by_sector_and_theme": _("Organizations that raised each theme, by sector"),
    "conversations": _("Conversations held"),
}
