"""What was said, and the reports in the making."""

from engagement.models.attachment import Attachment
from engagement.models.check_request import CheckRequest
from engagement.models.codebook import CodebookVersion, Reassignment
from engagement.models.coding_step import CodingStep
from engagement.models.commitment import Commitment, DateMove, FollowUp, ReminderMail
from engagement.models.conversation import Conversation, Participation, ReferenceSeries
from engagement.models.draft import ConversationDraft
from engagement.models.finding import Finding
from engagement.models.import_batch import ImportBatch, ImportMatching, ImportRow
from engagement.models.item_release import ItemRelease, LanguageCheck
from engagement.models.notice import CollectionNotice
from engagement.models.outreach import OutreachAttempt
from engagement.models.point import Point, PointEvent, PointTheme
from engagement.models.quote import Quote, QuoteEvent
from engagement.models.quote_withdrawal import QuoteWithdrawal
from engagement.models.report import Report
from engagement.models.report_text import ReportApproval, ReportText
from engagement.models.review import ReviewComment, Submission
from engagement.models.saved_view import ListColumns, SavedView
from engagement.models.second_coding import Adjudication, SecondCode, SecondCoding

__all__ = [
    "Adjudication",
    "Attachment",
    "CheckRequest",
    "CodebookVersion",
    "CodingStep",
    "CollectionNotice",
    "Commitment",
    "Conversation",
    "ConversationDraft",
    "DateMove",
    "Finding",
    "FollowUp",
    "ImportBatch",
    "ImportMatching",
    "ImportRow",
    "ItemRelease",
    "LanguageCheck",
    "ListColumns",
    "OutreachAttempt",
    "Participation",
    "Point",
    "PointEvent",
    "PointTheme",
    "Quote",
    "QuoteEvent",
    "QuoteWithdrawal",
    "Reassignment",
    "ReferenceSeries",
    "ReminderMail",
    "Report",
    "ReportApproval",
    "ReportText",
    "ReviewComment",
    "SavedView",
    "SecondCode",
    "SecondCoding",
    "Submission",
]
