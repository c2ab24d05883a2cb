"""What is kept, why and how long, in words for those whom it is about.

Rows and years come from what the models declare and from the settings: the page can't say other than what holds. No table read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from resilience_portal.privacy import lifetimes, register
from resilience_portal.privacy.declare import Kind, Lifetime


@dataclass(frozen=True)
class Words:
    """One kind of information."""

    what: Promise
    holds: Promise
    why: Promise
    sooner: Promise | None = None  # what makes it go before its time


KINDS = {
    Kind.NOTES: Words(
        gettext_lazy("Notes of conversations and sessions"),
        gettext_lazy("Which organization we spoke with, who was there, when and how, what was said, and what it was about."),
        gettext_lazy("To report what was heard, and to keep what we promised."),
        gettext_lazy("Whoever spoke may have it corrected or taken out before."),
    ),
    Kind.ORGANIZATIONS: Words(
        gettext_lazy("Organizations"),
        gettext_lazy("Name, sector, ward, how to reach it, and whether it may be written to."),
        gettext_lazy("To know whom we have heard, and whom not yet."),
    ),
    Kind.PEOPLE: Words(
        gettext_lazy("People who speak for an organization"),
        gettext_lazy("Name, role, how to reach them safely, and what they agreed to."),
        gettext_lazy("To speak with them again, if they agreed to it."),
    ),
    Kind.PLACES: Words(
        gettext_lazy("Places in focus groups"),
        gettext_lazy("What we may call you, how to reach you, and what you need to take part."),
        gettext_lazy("To ask you to a session, and to pay what is owed to you."),
        gettext_lazy("Sooner when your honorarium is paid, when you give your place back, or when you withdraw."),
    ),
    Kind.ANSWERS: Words(
        gettext_lazy("Voluntary answers about age, gender and background"),
        gettext_lazy("How many people of a focus group gave each answer. No row says who."),
        gettext_lazy("To see whom we have not reached."),
        gettext_lazy("Nobody can find your answers again, so they can't be taken out either."),
    ),
    Kind.LETTERS: Words(
        gettext_lazy("Letters to us"),
        gettext_lazy("What you wrote, our answer, and a name and an address if you gave them. Only those who answer read it."),
        gettext_lazy("To answer you."),
    ),
    Kind.NEWS: Words(
        gettext_lazy("Addresses for news"),
        gettext_lazy("Your e-mail address, encrypted, and your language."),
        gettext_lazy("To send you the news that you asked for."),
    ),
    Kind.LINKS: Words(
        gettext_lazy("Links that open once"),
        gettext_lazy("A fingerprint of the link that you were given, never the link itself."),
        gettext_lazy("So that you alone can read and correct the summary of your words."),
    ),
    Kind.DRAFTS: Words(
        gettext_lazy("Drafts, and spreadsheets on their way in"),
        gettext_lazy("What staff have typed and not handed in yet, and the rows of a sheet that is being imported."),
        gettext_lazy("So that nothing typed is lost, and an import can be taken back."),
    ),
    Kind.PLAN: Words(
        gettext_lazy("The plan in the making"),
        gettext_lazy("Focus groups and projects before their release, with hosts, partners and whom to ask there."),
        gettext_lazy("To prepare what becomes public."),
    ),
    Kind.COUNTED: Words(
        gettext_lazy("What a report was counted from"),
        gettext_lazy("Which organizations a report counted, and its figures before they were protected. Never published."),
        gettext_lazy("So that a released report can be made again and checked, and later ones are protected against it."),
    ),
    Kind.LOG: Words(
        gettext_lazy("The log of what staff did and read"),
        gettext_lazy("Which account opened or changed which record, and when. No words of the record."),
        gettext_lazy("To find out misuse."),
    ),
    Kind.ACCOUNTS: Words(
        gettext_lazy("Accounts of staff"),
        gettext_lazy("Name, e-mail address, role and last sign-in of those who work here."),
        gettext_lazy("To let them in, and nobody else."),
    ),
    Kind.PUBLISHED: Words(
        gettext_lazy("What is published"),
        gettext_lazy("Reports, figures, the plan, and every version of the collection notice."),
        gettext_lazy("So that anybody can check later what we said."),
    ),
}


def _after_phase() -> str:
    years = lifetimes.years(Lifetime.PHASE)
    words = ngettext("Until %(count)s year after the phase has ended.", "Until %(count)s years after the phase has ended.", years)
    return words % {"count": years}


def _after_use() -> str:
    years = lifetimes.years(Lifetime.CONTACT)
    words = ngettext("Until %(count)s year after the last use.", "Until %(count)s years after the last use.", years)
    return words % {"count": years}


def _years() -> str:
    years = lifetimes.years(Lifetime.AUDIT)
    return ngettext("For %(count)s year.", "For %(count)s years.", years) % {"count": years}


def _after_answer() -> str:
    years = lifetimes.years(Lifetime.CONTACT)
    words = ngettext("Until %(count)s year after our answer.", "Until %(count)s years after our answer.", years)
    return words % {"count": years}


def _totals() -> str:
    years = lifetimes.years(Lifetime.PHASE)
    words = ngettext(
        "The totals are kept until %(count)s year after the phase has ended.",
        "The totals are kept until %(count)s years after the phase has ended.",
        years,
    )
    return words % {"count": years}


def _after_session() -> str:
    days, years = lifetimes.SETTLED.days, lifetimes.years(Lifetime.CONTACT)
    settled = ngettext(
        "Until %(count)s day after your session, when nothing is owed to you.",
        "Until %(count)s days after your session, when nothing is owed to you.",
        days,
    )
    without = ngettext(
        "If no session came of it, until %(count)s year after you wrote.",
        "If no session came of it, until %(count)s years after you wrote.",
        years,
    )
    unknown = ngettext(
        "If something may be owed to you and nobody has noted whether you came: until %(count)s year after your session; then "
        "only your receipt number is left.",
        "If something may be owed to you and nobody has noted whether you came: until %(count)s years after your session; then "
        "only your receipt number is left.",
        years,
    )
    return " ".join((settled % {"count": days}, unknown % {"count": years}, without % {"count": years}))


def _sealed() -> str:
    return _(
        "Sealed until five people of the group have answered, then added up. If fewer answer, thrown away unread when the group "
        "is over."
    )


def _until_left() -> str:
    days = lifetimes.UNCONFIRMED.days
    words = ngettext(
        "Until you leave. A wish that you never confirm goes after %(count)s day.",
        "Until you leave. A wish that you never confirm goes after %(count)s days.",
        days,
    )
    return words % {"count": days}


def _while_it_opens() -> str:
    days = lifetimes.LINK.days
    words = ngettext(
        "The link works for %(count)s day, or until it is used. That it was made stays with the notes.",
        "The link works for %(count)s days, or until it is used. That it was made stays with the notes.",
        days,
    )
    return words % {"count": days}


def _until_handed_in() -> str:
    days = lifetimes.CELLS.days
    words = ngettext(
        "Until it is handed in or thrown away. The cells of a sheet go %(count)s day after the last step.",
        "Until it is handed in or thrown away. The cells of a sheet go %(count)s days after the last step.",
        days,
    )
    return words % {"count": days}


HOW_LONG: dict[Lifetime, Callable[[], str]] = {
    Lifetime.PERMANENT: lambda: _("For good."),
    Lifetime.AUDIT: _years,
    Lifetime.PHASE: _after_phase,
    Lifetime.CONTACT: _after_use,
}
# Where the work, or the wish, is a particular one.
OF_KIND: dict[tuple[Kind, Lifetime], Callable[[], str]] = {
    (Kind.ANSWERS, Lifetime.PHASE): _totals,
    (Kind.ANSWERS, Lifetime.WORK): _sealed,
    (Kind.DRAFTS, Lifetime.WORK): _until_handed_in,
    (Kind.LETTERS, Lifetime.CONTACT): _after_answer,
    (Kind.LINKS, Lifetime.WORK): _while_it_opens,
    (Kind.NEWS, Lifetime.WISH): _until_left,
    (Kind.PLACES, Lifetime.CONTACT): _after_session,
}


def _how_long(kind: Kind, lifetime: Lifetime) -> str:
    """Raises KeyError for a lifetime of which nobody has said yet what it means for this kind."""
    return (OF_KIND.get((kind, lifetime)) or HOW_LONG[lifetime])()


def kept() -> list[dict[str, Any]]:
    """A row for each kind of information, in the reader's language."""
    declared = register.lifetimes()
    rows = []
    for kind, words in KINDS.items():
        shortest_first = [lifetime for lifetime in reversed(Lifetime) if lifetime in declared.get(kind, ())]
        how_long = [_how_long(kind, lifetime) for lifetime in shortest_first]
        if how_long:
            rows.append({"words": words, "how_long": how_long})
    return rows
