"""The plan, the codebook, and what was released."""

from phases.models.milestone import Milestone
from phases.models.phase import Phase
from phases.models.plan import EngagementPlan
from phases.models.publication_log import PublicationLogEntry, PublicationLogHead
from phases.models.published_report import PublishedFile, PublishedReport
from phases.models.theme import Theme, ThemeGroup

__all__ = [
    "EngagementPlan",
    "Milestone",
    "Phase",
    "PublicationLogEntry",
    "PublicationLogHead",
    "PublishedFile",
    "PublishedReport",
    "Theme",
    "ThemeGroup",
]
