"""Sentences that more than one door says: what a choice means, why something could not be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from engagement.enums import Attribution, ConsentState, Level, Notice
from engagement.enums.importing import ImportState
from phases.phrases import SPOKEN_LANGUAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def spoken_language(code: str) -> str:
    """Its name in the reader's language; a code that has none stays as it is."""
    return str(dict(SPOKEN_LANGUAGES).get(code, code))


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

# What may stand in the place of an identifying detail, by its kind: the first is offered first.
ROLES = {
    "person": (
        _("a community member"), _("a youth worker"), _("a religious leader"), _("a parent"), _("a teacher"),
        _("a young person"), _("a member of staff"), _("a police officer"),
    ),
    "organization": (
        _("an organization"), _("a community group"), _("a place of worship"), _("a school"), _("a youth organization"),
        _("a service agency"),
    ),
    "phone": (_("a telephone number"),),
    "email": (_("an e-mail address"),),
    "handle": (_("an online account"),),
    "address": (_("a place in the city"),),
    "plate": (_("a vehicle"),),
    "identifier": (_("an identity number"),),
    "age": (_("a young person"), _("an adult")),
    "case": (_("a young person"), _("an adult")),
}  # fmt: skip
DETAIL_KINDS = {
    "person": _("A person"),
    "organization": _("An organization"),
    "phone": _("A telephone number"),
    "email": _("An e-mail address"),
    "handle": _("An account or address on the web"),
    "address": _("A place"),
    "plate": _("A licence plate"),
    "identifier": _("A number that identifies"),
    "age": _("An age"),
    "case": _("The age of one person"),
}
# Which role of an organization is offered first, by its sector.
ROLE_OF_SECTOR = {
    "faith_based": 2,
    "education": 3,
    "youth": 4,
    "newcomer_serving": 5,
    "health": 5,
    "community_league": 1,
    "ethnocultural": 1,
}

# `Report.problem`: why the worker made nothing.
PROBLEMS = {
    "too_few": _(
        "Too few new organizations have been heard since the last report. Wait until there are more, or close the phase."
    ),
    "cut_off_too_early": _("An earlier report of this phase counts until a later day. Ask for a period that ends no earlier."),
    "no_safe_rounding": _(
        "The figures could not be rounded so that nobody can be worked out. If organizations were merged or taken off the "
        "declared list since the last report, undo that first. Else ask for a longer period."
    ),
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
    "organizations_by_method": _("Organizations by how we talked"),
    "organizations_by_language": _("Organizations by language"),
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

# What a column of a sheet may be taken for, by kind of sheet.
IMPORT_FIELDS: dict[str, dict[str, StrPromise]] = {
    "conversations": {
        "organization": _("Organization"), "organization_reference": _("Organization reference"), "sector": _("Sector"),
        "held_on": _("Date"), "date_precision": _("Date is exact to the"), "start_time": _("Start time"),
        "duration_minutes": _("Minutes"), "method": _("How"), "people_count": _("Number of people"),
        "police_present": _("Police present"), "language": _("Language"), "interpreter_used": _("Interpreter"),
        "purpose": _("Purpose"), "notes": _("Notes"), "public_summary": _("Public summary"), "themes": _("Themes"),
        "sentiment": _("Overall mood"), "consent_state": _("Consent"), "attribution": _("May be attributed to"),
        "level": _("Who may open it"), "follow_up": _("Follow-up"), "follow_up_owner": _("Follow-up owner"),
        "follow_up_due": _("Follow-up due"),
    },
    "organizations": {
        "name": _("Organization"), "reference": _("Reference"), "aliases": _("Other names"), "sector": _("Sector"),
        "ward": _("Ward"), "main_language": _("Main language"), "languages": _("Other languages"), "size": _("Size"),
        "status": _("Status"), "website": _("Website"), "email": _("E-mail"), "phone": _("Telephone"), "address": _("Address"),
        "may_be_listed": _("May be listed"), "in_universe": _("In the declared universe"),
        "do_not_contact": _("Do not contact"), "contact": _("Contact person"), "contact_role": _("Contact role"),
    },
    "people": {
        "name": _("Name"), "organization": _("Organization"), "role": _("Role"), "email": _("E-mail"), "phone": _("Telephone"),
        "preferred_language": _("Preferred language"), "may_contact": _("May be contacted"),
        "do_not_contact": _("Do not contact"), "channel": _("Wants to be reached"), "safety": _("Safety of contact"),
        "access_needs": _("Accessibility needs"), "started_on": _("From"), "ended_on": _("To"),
    },
    "registrations": {
        "name": _("Name"), "email": _("E-mail"), "phone": _("Telephone"), "organization": _("Organization"),
        "language": _("Language"), "session": _("Session"), "accommodations": _("What you need to take part"),
        "meets_criteria": _("Meets the criteria"), "consent_state": _("Consent"),
        "recording_consent": _("Agrees to a recording"),
    },
}  # fmt: skip
IMPORT_KINDS = {
    "conversations": _("Notes that were kept in a spreadsheet, or many talks at one event."),
    "organizations": _("A list of whom we talk to, with sector, ward and how to reach them."),
    "people": _("Who speaks for an organization, and in which role."),
    "registrations": _("Who comes to the sessions of a focus group, from a list that was kept on paper or in a spreadsheet."),
}
OUTCOMES = {
    "new": _("Ready"),
    "update": _("Will change what is there"),
    "waiting": _("Wait for your answer"),
    "refused": _("Have a problem"),
    "known": _("In the portal already"),
    "left_out": _("Left out"),
}


def outcomes(state: str) -> dict[str, StrPromise]:
    """What became of the rows of a sheet in this state: once it is imported, what was to happen has happened."""
    return OUTCOMES | {"new": _("Imported"), "update": _("Changed")} if state == ImportState.DONE else OUTCOMES


# `ImportBatch.problem`: why an import stopped.
IMPORT_PROBLEMS = {
    "worker": _(
        "The worker was interrupted too often. Nothing was imported. Try again; if it happens again, tell the administrator."
    ),
    "changed_since": _("Somebody changed one of the records while it was being taken back, so everything stays as it is."),
}
