"""What was said, and the reports in the making."""

from engagement.models.commitment import Commitment, DateMove, FollowUp, ReminderMail
from engagement.models.conversation import Conversation, ConversationDraft, Participation, ReferenceSeries
from engagement.models.finding import Finding
from engagement.models.item_release import ItemRelease, LanguageCheck
from engagement.models.point import Point, PointTheme
from engagement.models.quote import Quote
from engagement.models.report import Report

__all__ = [
    "Commitment",
    "Conversation",
    "ConversationDraft",
    "DateMove",
    "Finding",
    "FollowUp",
    "ItemRelease",
    "LanguageCheck",
    "Participation",
    "Point",
    "PointTheme",
    "Quote",
    "ReferenceSeries",
    "ReminderMail",
    "Report",
]
