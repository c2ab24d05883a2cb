"""Sentences that more than one door says: what a choice means, why something could not be made."""

from django.utils.translation import gettext_lazy as _

from engagement.enums import Attribution, ConsentState, Level, Notice

# Languages that conversations are held in, by code: those of the portal first, then the most spoken at home in Edmonton.
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

LEVELS = {
    Level.TEAM: _("The engagement team may open it. Partners' liaisons may not."),
    Level.RESTRICTED: _("Only you, the people you name, reviewers and leads may open it. It still counts in figures."),
}
CONSENTS = {
    ConsentState.PENDING: _("Nobody has asked yet. The conversation is counted nowhere until consent is recorded."),
    ConsentState.GIVEN_VERBAL: _("They said yes when it was explained."),
    ConsentState.GIVEN_WRITTEN: _("They signed, or said yes by letter or e-mail."),
    ConsentState.NOT_REQUIRED: _("A public body spoke in its public role."),
    ConsentState.DECLINED: _("They said no. The record stays inside and is counted nowhere."),
    ConsentState.WITHDRAWN: _("They said yes and changed their mind. It is counted nowhere from now on."),
}
ATTRIBUTIONS = {
    Attribution.AGGREGATE: _("Counted in figures. Nobody learns who spoke."),
    Attribution.SECTOR: _("We may write “a faith organization”, never which one."),
    Attribution.ORGANIZATION: _("The organization agreed to be named."),
    Attribution.NAMED: _("The person agreed to be named."),
    Attribution.NOT_FOR_PUBLICATION: _("Not counted and not quoted. For our own understanding only."),
}
NOTICES = {
    Notice.SPOKEN: _("Purpose, authority and contact were read out."),
    Notice.WRITTEN: _("They have it on paper or by e-mail."),
    Notice.NOT_GIVEN: _("Give it as soon as you can, then change this."),
}

# `Report.problem`: why the worker made nothing.
PROBLEMS = {
    "too_few": _(
        "Too few new organizations have been heard since the last report. Wait until there are more, or close the phase."
    ),
    "cut_off_too_early": _("An earlier report of this phase counts until a later day. Ask for a period that ends no earlier."),
    "no_safe_rounding": _("The figures could not be rounded so that nobody can be worked out. Ask for a longer period."),
    "worker": _("The worker was interrupted too often. Ask for the report again; if it happens again, tell the administrator."),
    "no_longer_safe": _(
        "After the approval something else became public, or a quote was taken back. Nothing of this report became public. Build "
        "it again; its texts stay."
    ),
    "publishing": _("The worker was interrupted too often, and nothing became public. Release it again; tell the administrator."),
}

# The tables of a report, for the person who looks at what is withheld.
TABLES = {
    "organizations": _("Organizations"),
    "organizations_by_sector": _("Organizations by sector"),
    "organizations_by_ward": _("Organizations by ward"),
    "organizations_by_theme": _("Organizations by theme"),
    "organizations_by_sector_and_theme": _("Organizations by sector and theme"),
    "organizations_by_ward_and_theme": _("Organizations by ward and theme"),
    "conversations": _("Conversations"),
}
DIMENSIONS = {"sector": _("sectors"), "ward": _("wards"), "theme": _("themes")}

# What the history of a record says of its audit events; what is not here (reading, for one) is for auditors.
HISTORY = {
    "conversation.recorded": _("Logged"),
    "conversation.edited": _("Changed"),
    "conversation.submitted": _("Handed in"),
    "conversation.summarized": _("Public summary written"),
    "conversation.returned": _("Returned"),
    "conversation.accepted": _("Accepted"),
    "conversation.reopened": _("Reopened"),
    "conversation.assigned": _("Next step assigned"),
    "conversation.withdrawn": _("Withdrawn"),
    "conversation.disposed": _("Disposed of"),
}
