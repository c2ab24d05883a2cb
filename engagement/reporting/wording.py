"""Sentences for whoever writes a report: what belongs where, and why a sentence can't stand beside the figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engagement.enums import ReportSection
from resilience_portal.disclosure.claims import Problem
from resilience_portal.disclosure.vocabulary import Level

# Why a sentence of a report can't stand beside its figures.
WORDING_PROBLEMS = {
    Problem.ALL: _("No figure says “all” or “nobody”."),
    Problem.STRONGER: _("The published figures do not carry a word as strong as this."),
    Problem.NUMBER: _("This number is none of the published figures."),
    Problem.SMALL: _("It speaks of a few, who could be recognized."),
    Problem.BOUND: _("Published figures are “about” so many: never more than, fewer than or exactly."),
    Problem.SHARE: _("Whoever was heard is no sample, so there are no percentages."),
    Problem.UNIT: _("Only organizations are counted by what they said, not people and not conversations."),
}
# The strongest word that the published figures carry.
CLAIM_LEVELS = {
    Level.FEW: _("a few"),
    Level.SOME: _("some"),
    Level.MANY: _("many"),
    Level.MOST: _("most"),
    Level.NEARLY_ALL: _("nearly all"),
    Level.ALL: _("all"),
}
# What belongs into each text of a report, for whoever writes it.
SECTION_HINTS = {
    ReportSection.AT_A_GLANCE: _("The few sentences that somebody remembers. The figures stand above them by themselves."),
    ReportSection.WHY: _("Which decision this informs, and what people can still change about it."),
    ReportSection.NOT_HEARD: _("Who is missing, why, and what you will do to reach them."),
    ReportSection.HOW: _("How you invited, where you met, what made it easier to take part. Methods are listed by themselves."),
    ReportSection.LIMITS: _("What this report can't tell. It is not a survey."),
    ReportSection.DIFFERED: _("Views that did not meet. A report without any is hard to believe."),
    ReportSection.DONE: _("What has happened already because of what people said."),
    ReportSection.WILL_DO: _("What you promise, by when."),
    ReportSection.WILL_NOT: _("What people asked for and will not get, and the honest reason."),
    ReportSection.NEXT: _("What happens now, and when they will hear from you again."),
    ReportSection.QUESTIONS: _("The questions as they were asked."),
    ReportSection.THEME_SUMMARY: _("What was said about this theme, in your words."),
    ReportSection.THEME_DIFFERED: _("Who saw it otherwise, and how."),
}
