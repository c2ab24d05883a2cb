"""What was said, and the reports in the making."""

from engagement.models.attachment import Attachment
from engagement.models.check_request import CheckRequest
from engagement.models.codebook import CodebookVersion, Reassignment
from engagement.models.coding_step import CodingStep
from engagement.models.commitment import Commitment, DateMove, FollowUp, ReminderMail
from engagement.models.conversation import Conversation, Participation, ReferenceSeries
from engagement.models.document import DocumentFile, ProjectDocument
from engagement.models.draft import ConversationDraft
from engagement.models.enquiry import Enquiry
from engagement.models.equality import EqualityTotal, SealedAnswers
from engagement.models.finding import Finding
from engagement.models.focus_group import FocusGroup, FocusGroupSession, GroupFinding, GuideQuestion, RecruitmentCriterion
from engagement.models.import_batch import ImportBatch, ImportMatching, ImportRow
from engagement.models.item_release import ItemRelease, LanguageCheck
from engagement.models.news import NewsMail, Subscription
from engagement.models.notice import CollectionNotice
from engagement.models.outreach import OutreachAttempt
from engagement.models.plan_edit import PlanEdit
from engagement.models.point import Point, PointEvent, PointTheme
from engagement.models.project import (
    Indicator,
    Objective,
    Project,
    ProjectPartner,
    ProjectStateChange,
    ProjectStep,
    ProjectStepMove,
)
from engagement.models.quote import Quote, QuoteEvent
from engagement.models.quote_withdrawal import QuoteWithdrawal
from engagement.models.registration import Registration
from engagement.models.report import Report
from engagement.models.report_text import ReportApproval, ReportText
from engagement.models.review import ReviewComment, Submission
from engagement.models.saved_view import ListColumns, SavedView
from engagement.models.second_coding import Adjudication, SecondCode, SecondCoding, SecondCodingStep
from engagement.models.speak_back import SpeakBackLink
from engagement.models.theme_link import ThemeLink
from engagement.models.trace import ProjectFinding, PublicCommitment

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
    "DocumentFile",
    "Enquiry",
    "EqualityTotal",
    "Finding",
    "FocusGroup",
    "FocusGroupSession",
    "FollowUp",
    "GroupFinding",
    "GuideQuestion",
    "ImportBatch",
    "ImportMatching",
    "ImportRow",
    "Indicator",
    "ItemRelease",
    "LanguageCheck",
    "ListColumns",
    "NewsMail",
    "Objective",
    "OutreachAttempt",
    "Participation",
    "PlanEdit",
    "Point",
    "PointEvent",
    "PointTheme",
    "Project",
    "ProjectDocument",
    "ProjectFinding",
    "ProjectPartner",
    "ProjectStateChange",
    "ProjectStep",
    "ProjectStepMove",
    "PublicCommitment",
    "Quote",
    "QuoteEvent",
    "QuoteWithdrawal",
    "Reassignment",
    "RecruitmentCriterion",
    "ReferenceSeries",
    "Registration",
    "ReminderMail",
    "Report",
    "ReportApproval",
    "ReportText",
    "ReviewComment",
    "SavedView",
    "SealedAnswers",
    "SecondCode",
    "SecondCoding",
    "SecondCodingStep",
    "SpeakBackLink",
    "Submission",
    "Subscription",
    "ThemeLink",
]
