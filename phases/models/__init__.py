"""The plan, the codebook, and what was released."""

from phases.models.milestone import Milestone, MilestoneMove
from phases.models.phase import Phase, ReportDayMove
from phases.models.plan import EngagementPlan
from phases.models.publication_log import PublicationLogEntry, PublicationLogHead
from phases.models.published_report import PublishedFile, PublishedReport
from phases.models.released_item import ReleasedDocument, ReleasedItem
from phases.models.theme import Theme, ThemeGroup

__all__ = [
    "EngagementPlan",
    "Milestone",
    "MilestoneMove",
    "Phase",
    "PublicationLogEntry",
    "PublicationLogHead",
    "PublishedFile",
    "PublishedReport",
    "ReleasedDocument",
    "ReleasedItem",
    "ReportDayMove",
    "Theme",
    "ThemeGroup",
]
